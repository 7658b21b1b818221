import type { Node, Store } from '../../ir/store.ts';
import { mapTask, substituteTask, taskReads } from './task.ts';
import type { Task } from './task.ts';
import { pushTo } from '../lists.ts';

/**
 * Computes no element that nobody reads: a loop of a temporary takes the bounds of the loop that reads it, where
 * all of its readers agree on them.
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
    for (const [p, place] of task.places.entries()) {
      const dim = task.dims.find(({ index }) => index === place);
      if (dim === undefined) continue;
      const bounds = new Set<string>();
      let wanted: Node | undefined;
      for (const reader of readers)
        for (const read of taskReads(reader)) {
          if (read.name !== task.target) continue;
          const at = read.args[p];
          const own = reader.dims.some(({ index }) => index === at);
          wanted = at;
          bounds.add(own && at !== undefined ? at.args.map(({ id }) => id).join() : `unknown ${bounds.size}`);
        }
      if (bounds.size !== 1 || wanted === undefined || wanted.op !== 'index') continue;
      if (wanted.args.some((bound) => bound.free.length > 0)) continue;
      if (dim.index.args.every((bound, b) => bound === wanted?.args[b])) continue;
      const narrowed = store.freshIndex(wanted.args[0] as Node, wanted.args[1] as Node);
      const hint = store.indexName(dim.index);
      if (hint !== undefined) store.nameIndex(narrowed, hint);
      task = substituteTask(store, task, new Map([[dim.index, narrowed]]));
      task = mapTask(task, simplify);
    }
    result[k] = task;
  }
  return result;
}
