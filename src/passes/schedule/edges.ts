import { provablyLess } from '../../ir/affine.ts';
import type { Node, Store } from '../../ir/store.ts';
import { pushTo } from '../lists.ts';
import { extreme } from '../widen.ts';
import type { Edge, FuseContext } from './choose.ts';
import { withoutData } from './data-places.ts';
import type { Known } from './data-places.ts';
import { taskReads } from './task.ts';
import type { Task } from './task.ts';

/** The tasks without those that only set elements which nobody reads. */
export function withoutUnread(
  context: FuseContext,
  tasks: readonly Task[],
  outputs: ReadonlySet<string>,
): readonly Task[] {
  const edges = edgesOf(context, tasks);
  for (let kept = tasks, before = Infinity; ; before = kept.length) {
    if (kept.length === before) return kept;
    const present = new Set(kept);
    const read = new Set(edges.filter(({ to }) => present.has(to)).map(({ from }) => from));
    kept = kept.filter((task) => read.has(task) || outputs.has(task.target));
  }
}

/** From each task to those that read what it writes, or add to it. */
export function edgesOf({ store, facts }: FuseContext, tasks: readonly Task[]): Edge[] {
  const writers = new Map<string, Task[]>();
  for (const task of tasks) pushTo(writers, task.target, task);
  const edges: Edge[] = [];
  for (const to of tasks) {
    for (const read of taskReads(to))
      for (const from of writers.get(read.name) ?? [])
        if (!areApart(store, facts, from.places, read.args)) edges.push({ from, to, places: read.args });
    // An accumulation that does not start itself follows the tasks that set its target.
    if (to.mode === 'set' || to.init !== undefined) continue;
    for (const from of writers.get(to.target) ?? [])
      if (from.mode === 'set' && !areApart(store, facts, from.places, to.places))
        edges.push({ from, to, places: to.places });
  }
  return edges;
}

/** Whether two places are surely different ones: in some dimension all that the one gets to be is below the other. */
function areApart(store: Store, facts: readonly Known[], written: readonly Node[], read: readonly Node[]): boolean {
  const isBelow = (a: Node, b: Node): boolean => {
    const greatest = extreme(store, withoutData(store, facts, a, 'greatest'), 'greatest');
    const least = extreme(store, withoutData(store, facts, b, 'least'), 'least');
    return greatest !== undefined && least !== undefined && provablyLess(greatest, least);
  };
  return written.some((place, p) => {
    const other = read[p];
    return other !== undefined && (isBelow(place, other) || isBelow(other, place));
  });
}
