import type { Definition, Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { polynomialAt, polynomialOf, strideOf } from '../rules/removable/polynomial.ts';
import type { Polynomial } from '../rules/removable/polynomial.ts';
import { createRegions } from '../rules/removable/region.ts';
import type { Region, Regions } from '../rules/removable/region.ts';
import { isValue } from '../rules/simplify/terms.ts';
import { bodyAt } from './inline.ts';
import { readsOf } from './prune.ts';

/** Terms that are worked out; twice as many of even and odd functions, of which every other one is 0. */
const TERMS = 30;
/** Definitions of more nodes are not looked into. */
const LARGEST = 40;

/**
 * Where an expression is a function of one other, t, and has a removable singularity at t = 0, such as sin(t) / t, or
 * where its terms cancel there, such as t − sin(t), the first terms of its Taylor series take its place near 0:
 * select(|t| < r, polynomial, expression). So it has its value at 0 and its digits near 0, and, as it is done before
 * differentiation, all its derivatives have theirs.
 */
export function removeSingularities(graph: Graph): Graph {
  const { store } = graph;
  const earlier = new Map<string, Definition>();
  const opened = new Map<Node, Node | undefined>();
  const open = (read: Node): Node | undefined => {
    if (isLimitAtZero(read)) return read.args[2];
    if (isSettled(read)) return read.args[0];
    if (read.op !== 'read' || !earlier.has(read.name)) return undefined;
    if (!opened.has(read)) opened.set(read, bodyAt(store, earlier.get(read.name) as Definition, read.args));
    return opened.get(read);
  };
  const replace = createReplacer(store, createRegions(open));
  let changed = false;
  const isLater = new Set(graph.definitions.map(({ name }) => name));
  const definitions = graph.definitions.map((definition) => {
    const body = replace(definition.body);
    changed ||= body !== definition.body;
    // What reads itself, be it through others, would be opened for ever.
    const isPlain = [...readsOf(definition)].every((name) => !isLater.has(name));
    isLater.delete(definition.name);
    if (isPlain && postorder([definition.body]).length <= LARGEST) earlier.set(definition.name, definition);
    return { ...definition, body };
  });
  return changed ? { ...graph, definitions } : graph;
}

/** u = 0 ? 0 : v, whose value at 0 is the limit of v, or v has none. */
const isLimitAtZero = ({ op, args }: Node): boolean =>
  op === 'select' && args[0]?.op === 'eq' && isValue(args[0].args[1], 0) && isValue(args[1], 0);

/** A value that is hidden from the rows before. */
const isSettled = ({ op, args }: Node): boolean => op === 'given' && isValue(args[1], 0);

/** From nodes to what takes their places, the outermost that has a removable singularity first. */
function createReplacer(store: Store, regions: Regions): (root: Node) => Node {
  const done = new Map<Node, Node>();
  const polynomials = new Map<Node, Polynomial | undefined>();
  const fitted = (node: Node, region: Region): Polynomial | undefined => {
    if (!polynomials.has(node)) polynomials.set(node, fit(regions, node, region));
    return polynomials.get(node);
  };
  return (root) => {
    const stack = [root];
    while (stack.length > 0) {
      const node = stack[stack.length - 1] as Node;
      const region = regions.of(node);
      const polynomial = region.removable ? fitted(node, region) : undefined;
      const parts = polynomial === undefined ? node.args : [region.base as Node];
      const pending = done.has(node) ? [] : parts.filter((part) => !done.has(part));
      if (pending.length > 0) {
        stack.push(...pending);
        continue;
      }
      stack.pop();
      if (done.has(node)) continue;
      if (polynomial === undefined) {
        done.set(
          node,
          store.with(
            node,
            node.args.map((arg) => done.get(arg) as Node),
          ),
        );
        continue;
      }
      const base = region.base as Node;
      const t = done.get(base) as Node;
      const written = t === base ? node : store.substitute(node, new Map([[base, t]]));
      const root = region.rooted ? store.op('sqrt', t) : store.op('abs', t);
      const near = store.op('lt', root, store.const(polynomial.radius));
      done.set(node, store.op('select', near, polynomialAt(store, t, region.rooted, polynomial), written));
    }
    return done.get(root) as Node;
  };
}

function fit(regions: Regions, node: Node, region: Region): Polynomial | undefined {
  const series = regions.expand(node, region, TERMS);
  if (series === undefined || series.terms.length === 0) return undefined;
  const stride = strideOf(series);
  const wanted = (stride === 1 ? 1 : 2) * TERMS;
  const missing = wanted - series.terms.length;
  const longer = missing > 0 ? regions.expand(node, region, TERMS + missing) : series;
  return longer === undefined ? undefined : polynomialOf(longer, strideOf(longer), region.rooted);
}
