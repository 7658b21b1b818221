import { addAffine, affineOf } from '../../ir/affine.ts';
import type { Affine } from '../../ir/affine.ts';
import { implies } from '../../ir/implies.ts';
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
    // Twice, as a bound may depend on an index at a later place.
    for (const p of [...task.places.keys(), ...task.places.keys()]) {
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

type Bounds = readonly [lo: Node, hi: Node];

/**
 * Bounds of a place in terms of the task's own indices, within which all readers of it read: of a triangle's inner index
 * those that depend on the outer one, which then is read at its place, before it or after it.
 */
function boundsOf(store: Store, task: Task, p: number, readers: readonly Task[]): Bounds | undefined {
  const own = task.places[p] as Node;
  const outer = task.places.filter((place) => !place.free.includes(own));
  const reads = readers.flatMap((reader) =>
    taskReads(reader).flatMap((read) => (read.name === task.target ? [{ reader, args: read.args }] : [])),
  );
  const found: (Bounds | undefined)[] = [];
  for (const { reader, args } of reads) {
    const at = args[p];
    if (at === undefined || !reader.dims.some(({ index }) => index === at)) return undefined;
    // The indices around it are known by the places at which they are read.
    const renamed = new Map<Node, Node>();
    for (const [q, place] of task.places.entries()) {
      const other = args[q] as Node;
      if (outer.includes(place) && place.op === 'index' && other.op === 'index' && isSameRange(place, other))
        renamed.set(other, place);
    }
    const [lo, hi] = at.args.map((bound) => store.substitute(bound, renamed)) as [Node, Node];
    found.push([...lo.free, ...hi.free].every((index) => outer.includes(index)) ? [lo, hi] : undefined);
  }
  // As a triangle is the same by rows and by columns.
  const holds = ([lo, hi]: Bounds): boolean =>
    reads.every(({ args }, k) => {
      if (found[k]?.[0] === lo && found[k]?.[1] === hi) return true;
      const read = new Map(task.places.map((place, q) => [place, args[q] as Node]));
      const [least, limit] = [lo, hi].map((bound) => affineOf(store.substitute(bound, read))) as [Affine, Affine];
      const at = affineOf(args[p] as Node);
      return implies([], addAffine(at, least, -1)) && implies([], addAffine(addAffine(limit, at, -1), ONE, -1));
    });
  return found.find((bounds) => bounds !== undefined && holds(bounds));
}

const ONE: Affine = { constant: 1, terms: new Map() };

const isSameRange = (a: Node, b: Node): boolean => a.args.every((bound, k) => bound === b.args[k]);
