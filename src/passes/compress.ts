import { addAffine, affineNode, affineOf, difference } from '../ir/affine.ts';
import { extentsOf } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import type { Node, Store } from '../ir/store.ts';
import { guardRange } from '../rules/simplify/sums.ts';
import { isValue } from '../rules/simplify/terms.ts';
import { readsOf } from './prune.ts';
import { createRewriter, indexRules } from './rewrite.ts';

/** A term of a sum, and what it is guarded by: elsewhere it is 0. */
export interface GuardedTerm {
  readonly body: Node;
  readonly guards: readonly Node[];
}

/** The terms of a sum below signs and guards; a conjunction is several guards. */
export function guardedTerms(store: Store, root: Node): GuardedTerm[] {
  const terms: GuardedTerm[] = [];
  const stack: { node: Node; negative: boolean; guards: readonly Node[] }[] = [
    { node: root, negative: false, guards: [] },
  ];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const { node, negative, guards } = top;
    const [a, b] = node.args as [Node, Node];
    if (node.op === 'add' || node.op === 'sub')
      stack.push({ node: b, negative: negative !== (node.op === 'sub'), guards }, { node: a, negative, guards });
    else if (node.op === 'neg') stack.push({ node: a, negative: !negative, guards });
    else if (node.op === 'select' && isValue(node.args[2], 0))
      stack.push({ node: b, negative, guards: [...guards, ...conjuncts(a)] });
    else if (node.op === 'select') {
      const otherwise = store.op('not', a);
      stack.push({ node: node.args[2] as Node, negative, guards: [...guards, otherwise] });
      stack.push({ node: b, negative, guards: [...guards, a] });
    } else if (!isValue(node, 0)) terms.push({ body: negative ? store.op('neg', node) : node, guards });
  }
  return terms;
}

function conjuncts(test: Node): Node[] {
  const found: Node[] = [];
  const stack = [test];
  for (let node = stack.pop(); node !== undefined; node = stack.pop())
    if (node.op === 'and') stack.push(node.args[1] as Node, node.args[0] as Node);
    else found.push(node);
  return found;
}

/** The only place of an index at which a test of ints, an equation `e(i) = q` or several, may hold; undefined where it does not say. */
export function solveFor(store: Store, test: Node, index: Node): Node | undefined {
  if (test.op === 'and' || test.op === 'or') {
    const [a, b] = test.args.map((part) => solveFor(store, part, index));
    return test.op === 'and' ? (a ?? b) : a === b ? a : undefined;
  }
  if (test.op !== 'eq' || test.args.some((arg) => arg.type !== 'int')) return undefined;
  const form = difference(test.args[0] as Node, test.args[1] as Node);
  const factor = form.terms.get(index);
  if (factor !== 1 && factor !== -1) return undefined;
  const terms = new Map(form.terms);
  terms.delete(index);
  if ([...terms.keys()].some((term) => term.free.includes(index))) return undefined;
  return affineNode(store, addAffine({ constant: 0, terms: new Map() }, { constant: form.constant, terms }, -factor));
}

/** `body` where a place is within its dimension, 0 elsewhere; a subscript that is checked on entry is. */
export function guardPlace({ store, facts }: Graph, place: Node, [lo, hi]: readonly [Node, Node], body: Node): Node {
  const { constant, terms } = affineOf(place);
  const [[read, factor] = []] = [...terms];
  const checked =
    terms.size === 1 &&
    factor === 1 &&
    constant === -1 &&
    isValue(lo, 0) &&
    facts.some((fact) => fact.kind === 'within' && fact.input === read?.name && fact.limit === hi);
  return checked ? body : guardRange(store, place, lo, hi, body);
}

/** What is left of a sum where one of its dimensions is at the place that all terms are guarded by. */
function fixIndex(store: Store, terms: readonly GuardedTerm[], index: Node): Node | undefined {
  let place: Node | undefined;
  for (const { guards } of terms) {
    const places = guards.map((guard) => solveFor(store, guard, index)).filter((one) => one !== undefined);
    const [first] = places;
    if (first === undefined || (place !== undefined && !places.includes(place))) return undefined;
    place ??= first;
  }
  return place;
}

/** A definition that is not 0 at one place of some dimensions only: these are gone, and where they were is told. */
interface Compressed {
  readonly kept: readonly number[];
  /** The only place of each dimension that is gone, over the indices of the ones that are kept. */
  readonly fixed: ReadonlyMap<number, Node>;
  readonly definition: Definition;
}

/**
 * Structural zeros: a definition of `select(j = e(i), body, 0)` over i and j becomes one over i alone, and its reads at (p, q)
 * become `select(q = e(p), read at p, 0)`. So the deltas with which a Jacobian begins travel from definition to definition,
 * and of the derivative of something computed for each element by the elements there is one number an element, not n².
 * `may` says which definitions can be changed: those that nobody but the graph reads.
 */
export function compress(graph: Graph, may: (name: string) => boolean, simplify: (node: Node) => Node): Graph {
  const { store } = graph;
  const known = new Map<string, Compressed>();
  const expand = createRewriter(
    store,
    indexRules([
      {
        name: 'a read where the definition is not 0, elsewhere 0',
        on: ['read'],
        apply: (_store, read) => {
          const compressed = known.get(read.name);
          // What was put here is a read of fewer places.
          const isNew = compressed !== undefined && read.args.length > compressed.kept.length;
          return isNew ? guardedRead(store, read, compressed) : undefined;
        },
      },
    ]),
  );
  const definitions = graph.definitions.map((before) => {
    const definition = { ...before, body: simplify(expand(before.body)) };
    if (!may(definition.name) || readsOf(definition).has(definition.name)) return definition;
    const compressed = compressDefinition(graph, definition, simplify);
    if (compressed === undefined) return definition;
    known.set(definition.name, compressed);
    return compressed.definition;
  });
  return { ...graph, definitions };
}

function compressDefinition(
  graph: Graph,
  definition: Definition,
  simplify: (node: Node) => Node,
): Compressed | undefined {
  const { store } = graph;
  const { indices } = definition;
  const extents = extentsOf(definition);
  const fixed = new Map<number, Node>();
  let { body } = definition;
  // Later dimensions are the directions of a derivative: they go first.
  for (let p = indices.length - 1; p >= 0; p -= 1) {
    const index = indices[p] as Node;
    const place = fixIndex(store, guardedTerms(store, body), index);
    if (place === undefined) continue;
    const at = new Map([[index, place]]);
    for (const [q, other] of fixed) fixed.set(q, store.substitute(other, at));
    fixed.set(p, place);
    const inside = guardPlace(graph, place, index.args as [Node, Node], store.substitute(body, at));
    body = simplify(inside);
  }
  if (fixed.size === 0) return undefined;
  const kept = indices.map((_, p) => p).filter((p) => !fixed.has(p));
  const own = kept.map((p, k) => {
    const hint = store.indexName(indices[p] as Node);
    const index = store.definitionIndex(k, extents[p] as Node);
    return hint === undefined ? index : store.nameIndex(index, hint);
  });
  const renamed = new Map(kept.map((p, k) => [indices[p] as Node, own[k] as Node]));
  const rename = (node: Node): Node => store.substitute(node, renamed);
  return {
    kept,
    fixed: new Map([...fixed].map(([p, place]) => [p, rename(place)])),
    definition: { ...definition, indices: own, body: rename(body) },
  };
}

function guardedRead(store: Store, read: Node, { kept, fixed, definition }: Compressed): Node {
  const places = kept.map((p) => read.args[p] as Node);
  const at = new Map(definition.indices.map((index, k) => [index, places[k] as Node]));
  return [...fixed].reduce(
    (inner, [p, place]) =>
      store.op('select', store.op('eq', read.args[p] as Node, store.substitute(place, at)), inner, store.const(0)),
    store.read(read.name, places, read.type),
  );
}
