import type { Node, Store } from '../ir/store.ts';
import { polynomialOf, strideOf } from '../rules/removable/polynomial.ts';
import type { Polynomial } from '../rules/removable/polynomial.ts';
import type { Region, Regions } from '../rules/removable/region.ts';
import { plainOf } from '../rules/series/logarithmic.ts';
import type { LogSeries } from '../rules/series/logarithmic.ts';

/** Terms that are worked out; twice as many of even and odd functions, of which every other one is 0. */
const TERMS = 30;
/** What takes a node's place, from its base and the node as it was written; undefined: nothing does. */
export type StandIn = (node: Node, region: Region) => ((base: Node, written: Node) => Node) | undefined;

/** From nodes to what takes their places, the outermost that has a removable singularity first; only in parts that are looked into. */
export function createReplacer(
  store: Store,
  regions: Regions,
  standIn: StandIn,
  partsOf: (node: Node) => readonly Node[] = ({ args }) => args,
): (root: Node) => Node {
  const done = new Map<Node, Node>();
  const found = new Map<Node, ReturnType<StandIn>>();
  const standInOf = (node: Node, region: Region): ReturnType<StandIn> => {
    if (!found.has(node)) found.set(node, standIn(node, region));
    return found.get(node);
  };
  return (root) => {
    const stack = [root];
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as Node;
      const region = regions.of(node);
      const replaced = region.removable ? standInOf(node, region) : undefined;
      const parts = replaced === undefined ? partsOf(node) : [region.base as Node];
      const pending = done.has(node) ? [] : parts.filter((part) => !done.has(part));
      if (pending.length > 0) {
        stack.push(...pending);
        continue;
      }
      stack.pop();
      if (done.has(node)) continue;
      if (replaced === undefined) {
        const args = node.args.map((arg) => (parts.includes(arg) ? (done.get(arg) as Node) : arg));
        done.set(node, store.with(node, args));
        continue;
      }
      const base = region.base as Node;
      const t = done.get(base) as Node;
      done.set(node, replaced(t, t === base ? node : store.substitute(node, new Map([[base, t]]))));
    }
    return done.get(root) as Node;
  };
}

/** The polynomial that stands for a node near the place of its region's series. */
export function fit(regions: Regions, node: Node, region: Region, oneSided: boolean): Polynomial | undefined {
  const series = seriesFor(regions, node, region);
  const plain = series && plainOf(series);
  return plain && polynomialOf(plain, strideOf(plain), oneSided);
}

/** As many terms of a node's series as stand-ins are chosen from. */
export function seriesFor(regions: Regions, node: Node, region: Region): LogSeries | undefined {
  const series = regions.expand(node, region, TERMS);
  if (series === undefined) return undefined;
  const plain = plainOf(series);
  if (plain === undefined) return series;
  if (plain.terms.length === 0) return undefined;
  const wanted = (strideOf(plain) === 1 ? 1 : 2) * TERMS;
  const missing = wanted - plain.terms.length;
  return missing > 0 ? regions.expand(node, region, TERMS + missing) : series;
}

/** A value that is decided near the place of the series, by where its subject is: `node` is what counts there. */
export interface Choice {
  readonly node: Node;
  readonly subject: Node;
}

/** What is decided in an expression, its base left out; undefined: something is by another value than its base. */
export function choicesIn<C extends Choice>(
  { argsOf }: Regions,
  root: Node,
  base: Node | undefined,
  decide: (node: Node) => C | undefined,
): C[] | undefined {
  const found: C[] = [];
  const seen = new Set<Node>([root]);
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (node === base) continue;
    const choice = decide(node);
    if (choice !== undefined && choice.subject !== base) return undefined;
    if (choice !== undefined) found.push(choice);
    for (const arg of argsOf(node)) {
      if (!seen.has(arg)) stack.push(arg);
      seen.add(arg);
    }
  }
  return found;
}
