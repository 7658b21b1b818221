import type { Definition, Graph } from '../ir/graph.ts';
import type { NodeOp } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { agreedRadius } from '../rules/removable/agree.ts';
import { polynomialAt } from '../rules/removable/polynomial.ts';
import { createRegions } from '../rules/removable/region.ts';
import type { Regions } from '../rules/removable/region.ts';
import { only } from '../rules/match.ts';
import { isConst, isValue } from '../rules/simplify/terms.ts';
import { bodyAt } from './inline.ts';
import { readsOf } from './prune.ts';
import { choicesIn, createReplacer, fit } from './stand-in.ts';
import type { Choice, StandIn } from './stand-in.ts';

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
    if (read.op === 'select') return decidedNear(read)?.node;
    if (read.op !== 'read' || !earlier.has(read.name)) return undefined;
    if (!opened.has(read)) opened.set(read, bodyAt(store, earlier.get(read.name) as Definition, read.args));
    return opened.get(read);
  };
  const regions = createRegions(open);
  // What is taken away from 0 alone is as it should be.
  const partsOf = (node: Node): readonly Node[] => {
    const decided = decidedNear(node);
    if (decided === undefined || regions.of(decided.other).base !== decided.subject) return node.args;
    return [node.args[0] as Node, decided.node];
  };
  const replace = createReplacer(store, regions, nearZero(store, regions), partsOf);
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

/** A choice that is decided near subject = 0: what counts for |subject| < within, and what does not. */
interface Near extends Choice {
  readonly other: Node;
  readonly within: number;
}

const holdsAtZero: Partial<Record<NodeOp, (bound: number) => boolean>> = {
  lt: (bound) => 0 < bound,
  le: (bound) => 0 < bound,
  gt: (bound) => 0 > bound,
  ge: (bound) => 0 > bound,
};

/** select(|x| < c, a, b). */
function decidedNear(choice: Node): Near | undefined {
  if (choice.op !== 'select' || isLimitAtZero(choice)) return undefined;
  const [test, then, otherwise] = choice.args as [Node, Node, Node];
  const [left, bound] = test.args;
  const holds = holdsAtZero[test.op];
  if (holds === undefined || left?.type !== 'real' || !isConst(bound) || bound.value === 0) return undefined;
  const [node, other] = holds(bound.value) ? [then, otherwise] : [otherwise, then];
  const size = left.op === 'abs' ? only(left) : left;
  return { node, other, subject: size.op === 'detach' ? only(size) : size, within: Math.abs(bound.value) };
}

/** The polynomial where |t| is small. */
const nearZero =
  (store: Store, regions: Regions): StandIn =>
  (node, region) => {
    const { rooted } = region;
    const base = region.base as Node;
    const choices = choicesIn(regions, node, base, decidedNear);
    const fitted = choices && fit(regions, node, region, rooted);
    if (fitted === undefined || choices === undefined) return undefined;
    const within = Math.min(Infinity, ...choices.map((choice) => choice.within));
    const polynomial = { ...fitted, radius: Math.min(fitted.radius, rooted ? Math.sqrt(within) : within) };
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
