import { freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { isReduction } from '../ir/op.ts';
import type { OpName, ReductionName } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import type { Rule } from '../rules/rule.ts';
import { isConst } from '../rules/simplify/terms.ts';
import { readsOf } from './prune.ts';

/** Longest loop that is written out, and largest body for it. */
const TRIPS = 8;
const BODY = 60;

const joins: Partial<Record<ReductionName, OpName>> = {
  sumOver: 'add',
  prodOver: 'mul',
  maxOver: 'max',
  minOver: 'min',
};

/** Short reductions of literal bounds are written out. */
export const unrollRules: readonly Rule[] = [
  {
    name: 'write short reductions out: Σ over i < 3 of a(i) → a(0) + a(1) + a(2)',
    on: ['sumOver', 'prodOver', 'maxOver', 'minOver'],
    apply: (store, node) => {
      const [lo, hi] = (node.args[0] as Node).args as [Node, Node];
      if (!isConst(lo) || !isConst(hi) || hi.value <= lo.value || hi.value - lo.value > TRIPS) return undefined;
      const { index, body } = store.open(node);
      if (postorder([body]).length > BODY) return undefined;
      const terms = Array.from({ length: hi.value - lo.value }, (_, k) =>
        store.substitute(body, new Map([[index, store.const(lo.value + k)]])),
      );
      return terms.reduce((a, b) => store.op(joins[node.op as ReductionName] as OpName, a, b));
    },
  },
];

/**
 * Whether a body in the recurrence of these names has a sum or the like of those elements of them that data tell: it
 * becomes a scatter, not terms.
 */
export function followsData(body: Node, names: ReadonlySet<string>): boolean {
  const isOfThem = ({ op, name }: Node): boolean => op === 'read' && names.has(name);
  const isFromData = ({ op, type, args }: Node): boolean => op === 'read' && type === 'int' && args.length > 0;
  const isTold = ({ op, args }: Node): boolean => op === 'eq' && postorder(args).some(isFromData);
  const isSum = (node: Node): boolean => isReduction(node.op);
  return postorder([body])
    .filter(isSum)
    .map((sum) => postorder([sum]))
    .some((within) => within.some(isOfThem) && within.some(isTold));
}

/**
 * Small arrays that are only read at literal places become scalars, one for each element: `q[2]` is `q2`.
 * `simplify` resolves what a body is at a literal place.
 */
export function scalarize(graph: Graph, simplify: (node: Node) => Node): Graph {
  const { store } = graph;
  const outputs = new Set(graph.outputs.map((output) => output.definition));
  if (!graph.definitions.some((d) => d.indices.length > 0 && isShort(d) && !outputs.has(d.name))) return graph;
  const openReads = new Set<string>();
  for (const definition of graph.definitions)
    for (const node of postorder([definition.body]))
      if (node.op === 'read' && !node.args.every((place) => isConst(place))) openReads.add(node.name);
  // A recurrence of literal length reads itself at places that are literal once it is written out.
  for (const definition of graph.definitions)
    if (isShort(definition) && readsOnlyItself(definition, openReads, graph)) openReads.delete(definition.name);
  const split = new Set(
    graph.definitions
      .filter((d) => d.indices.length > 0 && isShort(d) && !outputs.has(d.name) && !openReads.has(d.name))
      .map(({ name }) => name),
  );
  if (split.size === 0) return graph;
  const taken = namesOf(graph);
  const names = new Map<string, string>();
  const elementName = (name: string, places: readonly number[]): string => {
    const key = `${name}[${places.join()}]`;
    const known = names.get(key);
    if (known !== undefined) return known;
    const fresh = freshName(`${name}${places.map((place) => place + 1).join('')}`, taken);
    taken.add(fresh);
    names.set(key, fresh);
    return fresh;
  };
  const resolve = (body: Node): Node => resolveReads(store, body, split, elementName);
  const definitions = graph.definitions.flatMap((definition): Definition[] => {
    if (!split.has(definition.name)) return [{ ...definition, body: resolve(definition.body) }];
    return placesOf(definition).map((places) => {
      const at = new Map(definition.indices.map((index, p) => [index, store.const(places[p] as number)]));
      const body = simplify(store.substitute(definition.body, at));
      return { ...definition, name: elementName(definition.name, places), indices: [], body: resolve(body) };
    });
  });
  return { ...graph, definitions };
}

const isShort = ({ indices }: Definition): boolean =>
  indices.every((index) => index.args.every((bound) => isConst(bound))) &&
  indices.reduce((count, { args }) => count * ((args[1] as Node).value - (args[0] as Node).value), 1) <= 16;

/** Whether only the definition's own body reads it at open places. */
function readsOnlyItself(definition: Definition, open: ReadonlySet<string>, graph: Graph): boolean {
  if (!open.has(definition.name) || !readsOf(definition).has(definition.name)) return false;
  const own = postorder([definition.body]);
  if (own.some((node) => isReduction(node.op))) return false;
  // A place that is read from data stays open.
  const isKnown = (place: Node): boolean => postorder([place]).every(({ op }) => op !== 'read');
  if (!own.every(({ op, name, args }) => op !== 'read' || name !== definition.name || args.every(isKnown)))
    return false;
  return graph.definitions.every(
    (other) =>
      other === definition ||
      postorder([other.body]).every(
        (node) => node.op !== 'read' || node.name !== definition.name || node.args.every((place) => isConst(place)),
      ),
  );
}

function placesOf({ indices }: Definition): number[][] {
  let places: number[][] = [[]];
  for (const { args } of indices) {
    const [lo, hi] = args as [Node, Node];
    places = places.flatMap((before) =>
      Array.from({ length: hi.value - lo.value }, (_, k) => [...before, lo.value + k]),
    );
  }
  return places;
}

function resolveReads(
  store: Store,
  body: Node,
  split: ReadonlySet<string>,
  elementName: (name: string, places: readonly number[]) => string,
): Node {
  const replaced = new Map<Node, Node>();
  for (const node of postorder([body]))
    if (node.op === 'read' && split.has(node.name) && node.args.every((place) => isConst(place)))
      replaced.set(
        node,
        store.read(
          elementName(
            node.name,
            node.args.map(({ value }) => value),
          ),
          [],
          node.type,
        ),
      );
  return store.substitute(body, replaced);
}
