import type { Node, Store } from '../../ir/store.ts';
import { mapTask, substituteTask, taskReads } from './task.ts';
import type { Task } from './task.ts';
import { pushTo } from '../lists.ts';

/**
 * Computes no element that nobody reads: a loop of a temporary takes the bounds of the loop that reads it, where
 * all of its readers agree on them; of a triangle, that is read as one, only the triangle.
 */
export function narrow(
  store: Store,
  tasks: readonly Task[],
  outputs: ReadonlySet<string>,
  simplify: (node: Node) => Node,
): Task[] {
  const result = [...tasks];
  const byTarget = new Map<string, number[]>();
  const readersOf = new Map<string, number[]>();
  for (const [k, task] of result.entries()) {
    pushTo(byTarget, task.target, k);
    for (const name of new Set(taskReads(task).map((read) => read.name))) pushTo(readersOf, name, k);
  }
  for (let k = result.length - 1; k >= 0; k -= 1) {
    let task = result[k] as Task;
    if (task.places.length === 0 || outputs.has(task.target) || (byTarget.get(task.target)?.length ?? 0) > 1) continue;
    const readers = (readersOf.get(task.target) ?? []).map((reader) => result[reader] as Task);
    if (readers.includes(task)) continue;
    for (const p of task.places.keys()) {
      const place = task.places[p] as Node;
      const dim = task.dims.find(({ index }) => index === place);
      if (dim === undefined) continue;
      const wanted = boundsOf(store, task, p, readers);
      if (wanted === undefined || dim.index.args.every((bound, b) => bound === wanted[b])) continue;
      const narrowed = store.freshIndex(...wanted);
      const hint = store.indexName(dim.index);
      if (hint !== undefined) store.nameIndex(narrowed, hint);
      task = substituteTask(store, task, new Map([[dim.index, narrowed]]));
      task = mapTask(task, simplify);
    }
    result[k] = task;
  }
  return result;
}

/**
 * The bounds that all readers of a task have for a place, in terms of the task's own indices: of a triangle's inner index
 * those that depend on the outer one, which then is read at its place.
 */
function boundsOf(
  store: Store,
  task: Task,
  p: number,
  readers: readonly Task[],
): readonly [lo: Node, hi: Node] | undefined {
  let found: readonly [Node, Node] | undefined;
  for (const reader of readers)
    for (const read of taskReads(reader)) {
      if (read.name !== task.target) continue;
      const at = read.args[p];
      if (at === undefined || !reader.dims.some(({ index }) => index === at)) return undefined;
      // The indices before it are known by the places at which they are read.
      const renamed = new Map<Node, Node>();
      for (const [q, place] of task.places.slice(0, p).entries()) {
        const other = read.args[q] as Node;
        if (place.op === 'index' && other.op === 'index' && isSameRange(place, other)) renamed.set(other, place);
      }
      const [lo, hi] = at.args.map((bound) => store.substitute(bound, renamed)) as [Node, Node];
      const isKnown = (index: Node): boolean => task.places.slice(0, p).includes(index);
      if (![...lo.free, ...hi.free].every(isKnown)) return undefined;
      if (found !== undefined && (found[0] !== lo || found[1] !== hi)) return undefined;
      found = [lo, hi];
    }
  return found;
}

const isSameRange = (a: Node, b: Node): boolean => a.args.every((bound, k) => bound === b.args[k]);
