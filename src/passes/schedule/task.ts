import type { Mode } from '../../ir/program.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';

/** One loop nest with one statement: `for dims: target[places] (mode)= body`. */
export interface Task {
  /** Position in the order of definitions. */
  readonly order: number;
  readonly target: string;
  readonly places: readonly Node[];
  /** Loops still to be opened; those of a definition's own indices and those that accumulate. */
  readonly dims: readonly Dim[];
  readonly body: Node;
  readonly mode: TaskMode;
  /** For an accumulation that stands alone: what the target is before it. */
  readonly init?: Node;
  /** For the search of an extremum: the variables that keep its value and its place, and the place that is looked at. */
  readonly tracks?: Tracked;
  /** Whether the target is part of a recurrence. */
  readonly recurs?: boolean;
  /** Conditions on which the statement runs at all. */
  readonly guards: readonly Node[];
}

export interface Tracked {
  readonly best: string;
  readonly at: string;
  readonly index: Node;
}

export type TaskMode = Mode | 'argmax' | 'argmin';

export interface Dim {
  readonly index: Node;
  /** True where the target has no place for the index: the loop accumulates. */
  readonly reduces: boolean;
}

/** The task with nodes (indices) replaced throughout. */
export const substituteTask = (store: Store, task: Task, replacements: ReadonlyMap<Node, Node>): Task =>
  mapTask(task, (node) => store.substitute(node, replacements));

/**
 * The task with all that it evaluates changed in the same way. An index is another node once its bounds are rewritten,
 * so what is done to a body is always done to the loops around it too.
 */
export const mapTask = (task: Task, change: (node: Node) => Node): Task => ({
  ...task,
  places: task.places.map(change),
  dims: task.dims.map((dim) => ({ ...dim, index: change(dim.index) })),
  body: change(task.body),
  ...(task.init === undefined ? {} : { init: change(task.init) }),
  ...(task.tracks === undefined ? {} : { tracks: { ...task.tracks, index: change(task.tracks.index) } }),
  guards: task.guards.map(change),
});
/** The names that a statement writes. */
export const targetsOf = ({ target, tracks }: Task): readonly string[] =>
  tracks === undefined ? [target] : [tracks.best, tracks.at];

const readsCache = new WeakMap<Task, readonly Node[]>();

/** The reads in everything that a task evaluates. */
export function taskReads(task: Task): readonly Node[] {
  const known = readsCache.get(task);
  if (known !== undefined) return known;
  const roots = [task.body, ...task.places, ...task.guards, ...task.dims.map((dim) => dim.index)];
  if (task.init !== undefined) roots.push(task.init);
  const reads = postorder(roots).filter((node) => node.op === 'read');
  readsCache.set(task, reads);
  return reads;
}

/** Whether a dim's bounds mention no other dim that is still to be opened. */
export const isFree = (dim: Dim, task: Task): boolean =>
  task.dims.every((other) => other === dim || !dim.index.free.includes(other.index));
