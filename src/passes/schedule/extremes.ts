import type { Block, Item } from './fuse.ts';
import { tasksIn } from './jam/legal.ts';
import type { Storage } from './storage.ts';
import { targetsOf } from './task.ts';
import type { Task } from './task.ts';

const searches = { min: 'argmin', max: 'argmax' } as const;

/** The least value that a search for its place keeps is the least value: where a loop looks for both, it looks once. */
export function shareExtremes(storage: ReadonlyMap<string, Storage>, block: Block): Block {
  const shared = new Map<Task, Task | undefined>();
  for (const item of block) {
    if (item.kind === 'leaf') continue;
    const tasks = item.body.flatMap((inner) => (inner.kind === 'leaf' ? [inner.task] : []));
    for (const value of tasks) {
      if (value.mode !== 'min' && value.mode !== 'max') continue;
      if (storage.get(value.target)?.kept.length !== 0) continue;
      const place = tasks.find(
        ({ mode, body, guards, tracks }) =>
          mode === searches[value.mode as 'min'] &&
          body === value.body &&
          tracks?.index === item.index &&
          guards.length === value.guards.length &&
          guards.every((guard, k) => guard === value.guards[k]),
      );
      const starts = (name: string | undefined): Task | undefined =>
        tasksHere(block).find(({ mode, target }) => mode === 'set' && target === name);
      const [start, other] = [starts(value.target), starts(place?.tracks?.best)];
      const writers = tasksIn(block).filter((task) => targetsOf(task).includes(value.target));
      if (place?.tracks === undefined || other === undefined || start?.body !== other.body || writers.length !== 2)
        continue;
      // A search keeps one value: a second one that is the same is found by itself.
      if (shared.has(place)) continue;
      shared.set(value, undefined);
      shared.set(other, undefined);
      shared.set(place, { ...place, tracks: { ...place.tracks, best: value.target } });
    }
  }
  return shareIn(block, shared).map((item) =>
    item.kind === 'leaf' ? item : { ...item, body: shareExtremes(storage, shareIn(item.body, shared)) },
  );
}

const tasksHere = (block: Block): Task[] => block.flatMap((item) => (item.kind === 'leaf' ? [item.task] : []));

/** Leaves with other tasks in the place of theirs, or none. */
const shareIn = (block: Block, shared: ReadonlyMap<Task, Task | undefined>): Block =>
  block.flatMap((item): Item[] => {
    if (item.kind === 'loop' || !shared.has(item.task)) return [item];
    const task = shared.get(item.task);
    return task === undefined ? [] : [{ ...item, task }];
  });
