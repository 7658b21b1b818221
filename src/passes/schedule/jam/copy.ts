import { postorder } from '../../../ir/store.ts';
import type { Node, Store } from '../../../ir/store.ts';
import type { Block, Item, LoopItem } from '../fuse.ts';
import { mapTask, targetsOf } from '../task.ts';
import type { Task } from '../task.ts';
import { varies } from './legal.ts';

/** How one copy of a loop's body differs from the original: other indices, and names of its own. */
export interface Change {
  readonly indices: ReadonlyMap<Node, Node>;
  readonly names: ReadonlyMap<string, string>;
}

export interface CopyContext {
  readonly store: Store;
  readonly simplify: (node: Node) => Node;
}

type Copier = (root: Node) => Node;

function createCopier(store: Store, { indices, names }: Change): Copier {
  const done = new Map<Node, Node>(indices);
  return (root) => {
    for (const node of postorder([root], (n) => !done.has(n))) {
      const args = node.args.map((arg) => done.get(arg) as Node);
      const name = node.op === 'read' ? (names.get(node.name) ?? node.name) : node.name;
      done.set(node, name === node.name ? store.with(node, args) : store.read(name, args, node.type));
    }
    return done.get(root) as Node;
  };
}

function copyTask({ simplify }: CopyContext, task: Task, copy: Copier, { names }: Change): Task {
  const rename = (name: string): string => names.get(name) ?? name;
  const copied = mapTask(task, (node) => simplify(copy(node)));
  const { tracks } = copied;
  return {
    ...copied,
    target: rename(task.target),
    ...(tracks === undefined ? {} : { tracks: { ...tracks, best: rename(tracks.best), at: rename(tracks.at) } }),
  };
}

/** A body with loops of its own, and names of its own. */
export function copyBlock(context: CopyContext, block: Block, change: Change): Block {
  const { store } = context;
  const indices = new Map(change.indices);
  const copyItems = (items: Block): Block =>
    items.map((item): Item => {
      const copy = createCopier(store, { ...change, indices });
      if (item.kind === 'leaf') return { kind: 'leaf', task: copyTask(context, item.task, copy, change) };
      const [lo, hi] = item.index.args.map((bound) => context.simplify(copy(bound))) as [Node, Node];
      const index = likeIndex(store, item.index, lo, hi);
      indices.set(item.index, index);
      return { ...item, index, body: copyItems(item.body) };
    });
  return copyItems(block);
}

/** A fresh index of other bounds that is called the same. */
export function likeIndex(store: Store, index: Node, lo: Node, hi: Node): Node {
  const fresh = store.freshIndex(lo, hi);
  const hint = store.indexName(index);
  return hint === undefined ? fresh : store.nameIndex(fresh, hint);
}

/**
 * The body of several iterations at once: each statement for all of them before the next, inner loops shared, what
 * accumulates in one place added up first. What is the same for all iterations is computed once.
 */
export function jamBlock(
  context: CopyContext,
  loop: LoopItem,
  changes: readonly Change[],
  own: ReadonlySet<string>,
  varying: ReadonlySet<string>,
): Block {
  const { store } = context;
  const copiers = changes.map((change) => createCopier(store, change));
  const jamItems = (items: Block): Block =>
    items.flatMap((item): Item[] => {
      if (item.kind === 'loop') return [{ ...item, body: jamItems(item.body) }];
      const { task } = item;
      const once =
        targetsOf(task).every((name) => own.has(name) && !varying.has(name)) && !varies(task, loop.index, varying);
      const copies = (once ? changes.slice(0, 1) : changes).map((change, t) =>
        copyTask(context, task, copiers[t] as Copier, change),
      );
      return merge(store, copies).map((copy) => ({ kind: 'leaf', task: copy }));
    });
  return jamItems(loop.body);
}

const joints = { add: 'add', mul: 'mul', max: 'max', min: 'min' } as const;

/** Copies that accumulate in the same place become one. */
function merge(store: Store, copies: readonly Task[]): readonly Task[] {
  const [first, ...rest] = copies as [Task, ...Task[]];
  const { mode } = first;
  if (mode === 'set' || mode === 'argmax' || mode === 'argmin' || first.init !== undefined) return copies;
  const same = rest.every(
    ({ target, places }) => target === first.target && places.every((place, p) => place === first.places[p]),
  );
  if (!same || rest.length === 0 || copies.some(({ guards }) => guards.length > 0)) return copies;
  const body = rest.reduce(
    (sum, task) =>
      mode === 'add' && task.body.op === 'neg'
        ? store.op('sub', sum, task.body.args[0] as Node)
        : store.op(joints[mode], sum, task.body),
    first.body,
  );
  return [{ ...first, body }];
}
