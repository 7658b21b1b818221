import { difference } from '../ir/affine.ts';
import type { Affine } from '../ir/affine.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { formsOfFacts, implies } from '../ir/implies.ts';
import type { Node, Store } from '../ir/store.ts';
import { isValue } from '../rules/simplify/terms.ts';
import { components, readsOf } from './prune.ts';
import { createRewriter, indexRules } from './rewrite.ts';
import { boundsWithin } from './region/band.ts';
import type { Band, BandContext } from './region/band.ts';
import type { Claims } from './region/claims.ts';
import { plus } from './region/claims.ts';
import { decideTests } from './region/decide.ts';
import { mapReads } from './region/reads.ts';
import { formsOfTest } from './region/tests.ts';
import { createVanishing } from './region/vanish.ts';
import { findZeros } from './region/zeros.ts';

/** Recurrences of more definitions than these are left as they are. */
const MOST_DEFINITIONS = 64;

const contextOf = ({ store, facts }: Graph, simplify: (node: Node) => Node): BandContext => ({
  store,
  facts: formsOfFacts(facts),
  unknown: store.freshIndex(store.const(0), store.const(0)),
  simplify,
});

function isRecurrence(component: readonly Definition[]): boolean {
  const [first, second] = component as [Definition, Definition?];
  // A reduction in a body that changes would have to be taken apart again.
  if (component.length > MOST_DEFINITIONS || component.some(({ body }) => body.height > 0)) return false;
  return second !== undefined || readsOf(first).has(first.name);
}

/**
 * Recurrences of which only a band is other than 0 have no elements outside of it: their extents shrink to the band's, and a
 * read at a place that may be outside becomes `select(place is inside, read, 0)`. So what does not exist is never
 * read, and loops and arrays are as large as the band.
 */
export function withoutZeros(graph: Graph, simplify: (node: Node) => Node): Graph {
  const parts = components(graph.definitions);
  if (!parts.some(isRecurrence)) return graph;
  const context = contextOf(graph, simplify);
  const vanishing = createVanishing(graph.definitions, context.facts);
  const found = new Map<string, readonly Band[]>();
  let zeros: Claims = new Map();
  for (const component of parts) {
    if (!isRecurrence(component)) continue;
    const { bands, zeros: known } = findZeros(context, component, zeros, vanishing);
    zeros = known;
    for (const { name } of component) if (bands.length > 0) found.set(name, bands);
  }
  return shrink(graph, context, found);
}

/** A definition's new indices, by the dimensions whose bounds are others. */
type Bounds = ReadonlyMap<number, Node>;

interface Changed {
  /** As they were. */
  readonly indices: readonly Node[];
  readonly bounds: Bounds;
}

/** The definitions with no elements outside of their bands, and every read of them guarded. */
function shrink(graph: Graph, context: BandContext, found: ReadonlyMap<string, readonly Band[]>): Graph {
  if (found.size === 0) return graph;
  const { store } = graph;
  const outputs = new Set(graph.outputs.map(({ definition }) => definition));
  const changed = new Map<string, Changed>();
  const tidy = createRewriter(store, tidying);
  const definitions = graph.definitions.map((definition): Definition => {
    const { indices } = definition;
    const bands = found.get(definition.name);
    if (bands === undefined) return definition;
    const bounds = boundsOf(context, definition, bands);
    // The elements of an output all exist.
    if (outputs.has(definition.name))
      return { ...definition, body: guardBounds(context, indices, { indices, bounds }, definition.body) };
    changed.set(definition.name, { indices: definition.indices, bounds });
    return withBounds(store, definition, bounds);
  });
  const guarded = (read: Node): Node => {
    const change = changed.get(read.name);
    return change === undefined ? read : guardBounds(context, read.args, change, read);
  };
  return {
    ...graph,
    definitions: definitions.map((definition) => ({
      ...definition,
      body: tidy(decideTests(store, tidy(context.simplify(mapReads(store, definition.body, guarded))), context.facts)),
    })),
  };
}

function boundsOf(context: BandContext, { indices }: Definition, bands: readonly Band[]): Bounds {
  const bounds = new Map<number, Node>();
  for (const band of bands) {
    const { own } = band.direction;
    const before = bounds.get(own) ?? (indices[own] as Node);
    const [lo, hi] = boundsWithin(context, before, band).map(context.simplify) as [Node, Node];
    bounds.set(own, context.store.definitionIndex(own, hi, lo));
  }
  return bounds;
}

function withBounds(store: Store, definition: Definition, bounds: Bounds): Definition {
  const renamed = new Map<Node, Node>();
  const indices = definition.indices.map((index, p) => {
    const own = bounds.get(p) ?? index;
    if (own === index) return index;
    const hint = store.indexName(index);
    renamed.set(index, own);
    return hint === undefined ? own : store.nameIndex(own, hint);
  });
  return { ...definition, indices, body: store.substitute(definition.body, renamed) };
}

/** What stands at some places, where these are within new bounds; 0 elsewhere. */
function guardBounds(
  { store, facts }: BandContext,
  places: readonly Node[],
  { indices, bounds }: Changed,
  inner: Node,
): Node {
  let guarded = inner;
  const zero = store.const(0);
  for (const [p, { args }] of bounds) {
    const place = places[p] as Node;
    const [lo, hi] = args as [Node, Node];
    const before = (indices[p] as Node).args;
    // What held before is not asked for, nor what holds anyway.
    const above = partsOf(withoutZero(hi), 'min').filter(
      (part) => part !== before[1] && !implies(facts, plus(difference(part, place), -1)),
    );
    const below = partsOf(lo, 'max').filter((part) => part !== before[0] && !implies(facts, difference(place, part)));
    const join = (op: 'min' | 'max', parts: readonly Node[]): Node => parts.reduce((a, b) => store.op(op, a, b));
    if (above.length > 0) guarded = store.op('select', store.op('lt', place, join('min', above)), guarded, zero);
    if (below.length > 0) guarded = store.op('select', store.op('le', join('max', below), place), guarded, zero);
  }
  return guarded;
}

/** The x of max(0, x): no place is below 0. */
const withoutZero = (node: Node): Node =>
  node.op === 'max' && isValue(node.args[0], 0) ? (node.args[1] as Node) : node;

const partsOf = (node: Node, op: 'min' | 'max'): readonly Node[] =>
  node.op === op ? node.args.flatMap((arg) => partsOf(arg, op)) : [node];

/** Of two guards, one inside of the other, that which the other implies goes; those of places stand outside. */
const tidying = indexRules([
  {
    name: 'guards of places outside, and none that another implies',
    on: ['select'],
    apply: (store, node) => {
      const [test, inner, zero] = node.args as [Node, Node, Node];
      if (inner.op !== 'select' || !isValue(zero, 0) || !isValue(inner.args[2], 0)) return undefined;
      const [outer, own] = [test, inner.args[0] as Node].map((one) => formsOfTest(one)) as [Affine[], Affine[]];
      if (outer.length === 0 && own.length > 0)
        return store.op('select', inner.args[0] as Node, store.op('select', test, inner.args[1] as Node, zero), zero);
      const [a, b] = [outer[0], own[0]];
      if (a === undefined || b === undefined || outer.length > 1 || own.length > 1) return undefined;
      if (implies([b], a)) return inner;
      return implies([a], b) ? store.op('select', test, inner.args[1] as Node, zero) : undefined;
    },
  },
]);
