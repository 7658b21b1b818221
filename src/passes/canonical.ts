import { addAffine, affineNode, affineOf, provablyAtMost } from '../ir/affine.ts';
import { extentsOf } from '../ir/graph.ts';
import type { Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { definitionIndices } from './widen.ts';

/** An expression as the body of a definition, and the places at which that is read to give the expression. */
export interface Canonical {
  /** The same for expressions that are elements of one array. */
  readonly key: string;
  readonly indices: readonly Node[];
  readonly body: Node;
  readonly places: readonly Node[];
}

/**
 * Free indices in the order in which they occur, so that equal expressions list them alike, shifted or not; not those of
 * their bounds.
 */
export function indicesIn(node: Node): Node[] {
  const isFree = (part: Node): boolean => part.op === 'index' && node.free.includes(part);
  const isPlace = ({ type, op }: Node): boolean => type === 'int' && op !== 'read';
  const found = new Set<Node>();
  const add = (part: Node): void => {
    for (const arg of part.args) if (isFree(arg)) found.add(arg);
  };
  for (const part of postorder([node], (n) => !isFree(n))) {
    if (isPlace(part) && part !== node) continue;
    for (const arg of part.args) {
      if (isFree(arg)) found.add(arg);
      else if (isPlace(arg)) postorder([arg], (n) => !isFree(n)).forEach(add);
    }
  }
  return [...found];
}

/** The expression with its free indices renamed to those of a definition. */
export function canonical(store: Store, node: Node, free: readonly Node[]): Canonical {
  const { indices, renamed } = definitionIndices(store, free);
  const body = store.substitute(node, renamed);
  return { key: [body, ...indices].map(({ id }) => id).join(), indices, body, places: free };
}

export type FormOf = (node: Node, free: readonly Node[]) => Canonical;

/** An expression as a definition of the graph would hold it: one that is shifted as the unshifted one that others may need too. */
export function formsIn({ store, inputs, definitions }: Graph): FormOf {
  const extents = new Map<string, readonly Node[]>(inputs.map(({ name, shape }) => [name, shape]));
  for (const definition of definitions) extents.set(definition.name, extentsOf(definition));
  return (node, free) => unshifted(store, node, free, (name) => extents.get(name)) ?? canonical(store, node, free);
}

/** The extents of the array of this name. */
type Extents = (name: string) => readonly Node[] | undefined;

/**
 * An expression that reads at shifted places alone, as f(x[j − 1], y[j − 1]), as the element at j − 1 of f(x[k], y[k]), for
 * all k at which there are x and y; likewise one whose index runs on to where a guard around it keeps it from being
 * read. So it is found again under any shift and guard, and none of its elements is beside an array. Undefined where
 * there is nothing to change, or where it is not shifted by the same everywhere.
 */
function unshifted(store: Store, node: Node, free: readonly Node[], known: Extents): Canonical | undefined {
  // Where bounds of an index, own or bound within, depend on another one, they would be shifted too.
  if (postorder([node]).some(({ op, free: inner }) => op === 'index' && inner.length > 1)) return undefined;
  const shifts = shiftsOf(node, free);
  if (shifts === undefined) return undefined;
  const renamed = new Map<Node, Node>();
  const own: Node[] = [];
  for (const [at, index] of free.entries()) {
    const [lo, hi] = index.args as [Node, Node];
    const least = leastExtent(node, index, known);
    const isShifted = shifts[at] !== 0;
    if (isShifted && least === undefined) return undefined;
    if (least === undefined || (!isShifted && (hi === least || !provablyAtMost(least, hi)))) {
      own.push(index);
      continue;
    }
    const fresh = store.freshIndex(isShifted ? store.const(0) : lo, least);
    const hint = store.indexName(index);
    if (hint !== undefined) store.nameIndex(fresh, hint);
    own.push(fresh);
    for (const place of placesOf(node)) if (place.free.includes(index)) renamed.set(place, fresh);
  }
  if (renamed.size === 0) return undefined;
  const places = free.map((index, at) => plus(store, index, shifts[at] as number));
  return { ...canonical(store, store.substitute(node, renamed), own), places };
}

const plus = (store: Store, index: Node, shift: number): Node =>
  affineNode(store, addAffine(affineOf(index), { constant: shift, terms: new Map() }));

const placesOf = (root: Node): Node[] => postorder([root]).flatMap(({ op, args }) => (op === 'read' ? args : []));

/** By how much each index is shifted at the places where it occurs, if that is the same everywhere and there is nothing else to it. */
function shiftsOf(root: Node, free: readonly Node[]): number[] | undefined {
  const shifts = new Map<Node, number>();
  // Whatever has an index and is no place: its value would have to be shifted too.
  const nodes = postorder([root], (node) => node === root || node.type !== 'int' || node.op === 'read');
  for (const { op, args } of nodes)
    for (const arg of args) {
      if (arg.type !== 'int' || arg.free.length === 0) continue;
      const { constant, terms } = affineOf(arg);
      const [[index, factor] = []] = [...terms];
      if (op !== 'read' || terms.size !== 1 || factor !== 1 || index?.op !== 'index') return undefined;
      if ((shifts.get(index) ?? constant) !== constant) return undefined;
      shifts.set(index, constant);
    }
  return free.map((index) => shifts.get(index) ?? 0);
}

/** The least extent of the arrays that are read at a place with this index. */
function leastExtent(root: Node, index: Node, known: Extents): Node | undefined {
  let least: Node | undefined;
  for (const { op, name, args } of postorder([root])) {
    if (op !== 'read') continue;
    for (const [dimension, place] of args.entries()) {
      if (!place.free.includes(index)) continue;
      const extent = known(name)?.[dimension];
      if (extent === undefined) return undefined;
      if (least === undefined || provablyAtMost(extent, least)) least = extent;
      else if (!provablyAtMost(least, extent)) return undefined;
    }
  }
  return least;
}
