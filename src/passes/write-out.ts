import { extentsOf, freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { isReduction } from '../ir/op.ts';
import type { NodeOp } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { isConst, isValue } from '../rules/simplify/terms.ts';
import { recurrences } from './prune.ts';
import { createRewriter, indexRules } from './rewrite.ts';

/** The most elements of a row that become definitions of their own, and the most that an output writes one by one. */
export const ROW = 16;
const OUTPUT_ROW = 64;
/** The most where each is a sum to compute. */
const SUMS = 4;

/**
 * Rows of literal size: `v[i, a]` over n × 3 that is read at literal `a` becomes `v1[i]`, `v2[i]` and `v3[i]`, as one
 * would write it by hand for a point in space: scalars in the loop over i, and nothing computed of an element that nobody
 * reads. What reads a row at its own index is written out with it; an output then gives its elements case by case.
 */
export function writeOut(graph: Graph, simplify: (node: Node) => Node): Graph {
  const { store } = graph;
  const outputs = new Set(graph.outputs.map(({ definition }) => definition));
  const rows = rowsOf(graph, outputs);
  if (rows.size === 0) return graph;
  const taken = namesOf(graph);
  const names = new Map<string, string>();
  const elementName = (name: string, places: readonly number[]): string => {
    const wanted = `${name}${places.map((place) => place + 1).join('')}`;
    const key = `${name}[${places.join()}]`;
    const known = names.get(key) ?? freshName(wanted, taken);
    taken.add(known);
    names.set(key, known);
    return known;
  };
  // An element that is a literal, mostly a structural zero, is put into those that read it.
  const literals = new Map<string, Node>();
  const expand = createRewriter(
    store,
    indexRules([
      {
        name: 'the element for a read of the row',
        on: ['read'],
        apply: (_store, { name, args, type }) => {
          const dims = outputs.has(name) ? undefined : rows.get(name);
          if (dims === undefined) return undefined;
          const element = elementName(
            name,
            dims.map((p) => (args[p] as Node).value),
          );
          const others = args.filter((_, p) => !dims.includes(p));
          return literals.get(element) ?? store.read(element, others, type);
        },
      },
    ]),
  );
  const resolve = (body: Node): Node => simplify(expand(body));
  const definitions = graph.definitions.flatMap((definition): Definition[] => {
    const dims = rows.get(definition.name);
    if (dims === undefined) return [{ ...definition, body: resolve(definition.body) }];
    const at = (places: readonly number[]): Node => {
      const literal = new Map(dims.map((p, k) => [definition.indices[p] as Node, store.const(places[k] as number)]));
      return resolve(simplify(store.substitute(definition.body, literal)));
    };
    if (outputs.has(definition.name)) return [{ ...definition, body: caseByCase(store, definition, dims, at) }];
    const others = definition.indices.filter((_, p) => !dims.includes(p));
    const indices = others.map((index, p) => {
      const own = store.definitionIndex(p, index.args[1] as Node);
      const hint = store.indexName(index);
      return hint === undefined ? own : store.nameIndex(own, hint);
    });
    const renamed = new Map(others.map((index, p) => [index, indices[p] as Node]));
    return placesOf(definition, dims).map((places) => {
      const name = elementName(definition.name, places);
      const body = store.substitute(at(places), renamed);
      if (isConst(body)) literals.set(name, body);
      return { ...definition, name, indices, body };
    });
  });
  return { ...graph, definitions };
}

const COMPARISONS: ReadonlySet<NodeOp> = new Set<NodeOp>(['eq', 'ne', 'lt', 'le', 'gt', 'ge']);

/** The dimensions of each definition that are written out; outputs among them, where they read what is or tell elements apart. */
function rowsOf(graph: Graph, outputs: ReadonlySet<string>): ReadonlyMap<string, readonly number[]> {
  const recurrent = recurrences(graph.definitions);
  const rows = new Map<string, readonly number[]>();
  for (const definition of graph.definitions) {
    const dims = rowDims(definition, outputs.has(definition.name) ? OUTPUT_ROW : ROW);
    if (dims.length > 0 && !recurrent.has(definition.name)) rows.set(definition.name, dims);
  }
  for (let changed = true; changed;) {
    changed = false;
    for (const reader of graph.definitions) {
      const own = new Set((rows.get(reader.name) ?? []).map((p) => reader.indices[p] as Node));
      for (const node of postorder([reader.body])) {
        const dims = node.op === 'read' ? rows.get(node.name) : undefined;
        if (dims === undefined || dims.every((p) => isLiteralIn(node.args[p] as Node, own))) continue;
        rows.delete(node.name);
        changed = true;
      }
    }
  }
  for (const { name, indices, body } of graph.definitions) {
    if (!outputs.has(name) || !rows.has(name)) continue;
    const own = new Set((rows.get(name) ?? []).map((p) => indices[p] as Node));
    const gains = postorder([body]).some(
      (node) =>
        (node.op === 'read' && rows.has(node.name) && !outputs.has(node.name)) ||
        (COMPARISONS.has(node.op) && node.args.some((arg) => own.has(arg))),
    );
    if (!gains) rows.delete(name);
  }
  return rows;
}

/** The dimensions of small literal extent beside some that are not, if they have few elements. */
export function rowDims(definition: Definition, limit: number): number[] {
  const extents = extentsOf(definition);
  const literal = extents.flatMap((extent, p) => (isConst(extent) && extent.value <= limit ? [p] : []));
  if (literal.length === 0 || literal.length === extents.length) return [];
  if (literal.some((p) => !isValue(definition.indices[p]?.args[0], 0))) return [];
  const sums = postorder([definition.body]).some(({ op }) => isReduction(op));
  const most = sums ? Math.min(limit, SUMS) : limit;
  const sizeOf = (p: number): number => (extents[p] as Node).value;
  const count = (some: readonly number[]): number => some.reduce((product, p) => product * sizeOf(p), 1);
  // Of several the long ones are left to loops.
  let dims = literal;
  while (dims.length > 0 && count(dims) > most) {
    const longest = Math.max(...dims.map(sizeOf));
    dims = dims.filter((p) => sizeOf(p) < longest);
  }
  if (dims.length === 0) return [];
  return dims;
}

/** Whether a place is a literal as soon as these indices are. */
const isLiteralIn = (place: Node, indices: ReadonlySet<Node>): boolean =>
  place.free.every((index) => indices.has(index)) &&
  postorder([place]).every(({ op }) => op !== 'read' && op !== 'size');

export function placesOf(definition: Definition, dims: readonly number[]): number[][] {
  const extents = extentsOf(definition);
  return dims.reduce<number[][]>(
    (before, p) =>
      before.flatMap((places) => Array.from({ length: (extents[p] as Node).value }, (_, k) => [...places, k])),
    [[]],
  );
}

/** `select(a = 0, …, select(a = 1, …, …))`: the scheduler makes a statement of each. */
function caseByCase(
  store: Store,
  { indices }: Definition,
  dims: readonly number[],
  at: (places: readonly number[]) => Node,
): Node {
  const build = (places: readonly number[]): Node => {
    const p = dims[places.length];
    if (p === undefined) return at(places);
    const index = indices[p] as Node;
    const parts = Array.from({ length: (index.args[1] as Node).value }, (_, k) => build([...places, k]));
    return parts.reduceRight((rest, part, k) => store.op('select', store.op('eq', index, store.const(k)), part, rest));
  };
  return build([]);
}
