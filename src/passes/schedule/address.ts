import type { Input } from '../../ir/graph.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import type { Storage } from './storage.ts';

export interface Layout {
  readonly store: Store;
  readonly inputs: ReadonlyMap<string, Input>;
  readonly storage: ReadonlyMap<string, Storage>;
  /** Temporaries that live in another's array. */
  readonly aliases: ReadonlyMap<string, string>;
}

/** The offset of an element in a flat row-major array, by Horner's scheme. */
function offset(store: Store, places: readonly Node[], extents: readonly Node[]): Node {
  let sum = places[0] as Node;
  for (let p = 1; p < places.length; p += 1)
    sum = store.op('add', store.op('mul', sum, extents[p] as Node), places[p] as Node);
  return sum;
}

/** The place of an element: none for a variable, one offset for an array. */
export function addressOf(layout: Layout, name: string, places: readonly Node[]): Node[] {
  const input = layout.inputs.get(name);
  if (input !== undefined) return places.length === 0 ? [] : [offset(layout.store, places, input.shape)];
  const storage = layout.storage.get(name);
  if (storage === undefined || storage.kept.length === 0) return [];
  return [
    offset(
      layout.store,
      storage.kept.map((p, k) => rowOf(layout.store, places[p] as Node, storage.rows?.[k])),
      storage.extents,
    ),
  ];
}

const rowOf = (store: Store, place: Node, rows: number | undefined): Node =>
  rows === undefined ? place : rows === 1 ? store.const(0) : store.op('mod', place, store.const(rows));

/** Expressions with every read turned into that of a variable or of an offset. */
export function createAddresser(layout: Layout): (root: Node) => Node {
  const { store } = layout;
  const done = new Map<Node, Node>();
  return (root) => {
    for (const node of postorder([root], (n) => !done.has(n))) {
      const args = node.args.map((arg) => done.get(arg) ?? arg);
      if (node.op !== 'read') {
        done.set(node, node.args.length === 0 ? node : store.with(node, args));
        continue;
      }
      const name = layout.aliases.get(node.name) ?? node.name;
      done.set(node, store.read(name, addressOf(layout, node.name, args), node.type));
    }
    return done.get(root) as Node;
  };
}
