import type { Definition, Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { agreedRadius } from '../rules/removable/agree.ts';
import { polynomialAt } from '../rules/removable/polynomial.ts';
import { createRegions } from '../rules/removable/region.ts';
import type { Regions } from '../rules/removable/region.ts';
import { isValue } from '../rules/simplify/terms.ts';
import { bodyAt } from './inline.ts';
import { readsOf } from './prune.ts';
import { createReplacer, fit } from './stand-in.ts';
import type { StandIn } from './stand-in.ts';

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
    if (isGiven(read)) return read.args[0];
    if (read.op !== 'read' || !earlier.has(read.name)) return undefined;
    if (!opened.has(read)) opened.set(read, bodyAt(store, earlier.get(read.name) as Definition, read.args));
    return opened.get(read);
  };
  const regions = createRegions(open);
  const replace = createReplacer(store, regions, nearZero(store, regions));
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

/** A value that has its derivatives beside it, or is hidden from the rows before; what is made a variable is not opened. */
const isGiven = ({ op, args }: Node): boolean => op === 'given' && !isValue(args[1], 1);

/** The polynomial where |t| is small. */
const nearZero =
  (store: Store, regions: Regions): StandIn =>
  (node, region) => {
    const { rooted } = region;
    const base = region.base as Node;
    const polynomial = fit(regions, node, region, rooted);
    if (polynomial === undefined) return undefined;
    const place = (t: number): number => (rooted ? t * t : t);
    const subject = { node, base, place, bothSigns: !rooted };
    const radius = agreedRadius(regions, polynomialAt(store, base, rooted, polynomial, 0), subject, polynomial.radius);
    if (radius === undefined) return undefined;
    return (t, written) => {
      const size = store.op(rooted ? 'sqrt' : 'abs', t);
      const near = store.op('lt', size, store.const(radius));
      return store.op('select', near, polynomialAt(store, t, rooted, polynomial), written);
    };
  };
