import { provablyAtMost } from '../../ir/affine.ts';
import type { Fact } from '../../ir/graph.ts';
import type { Node, Store } from '../../ir/store.ts';
import { stronglyConnected } from '../prune.ts';
import { openTasks } from './carry.ts';
import { distance } from './distance.ts';
import { orderDims } from './order.ts';
import { isFree } from './task.ts';
import type { Dim, Task } from './task.ts';

export interface Edge {
  readonly from: Task;
  readonly to: Task;
  readonly places: readonly Node[];
}

/** A task and the one of its loops that it shares. */
export interface Member {
  readonly task: Task;
  readonly dim: Dim;
  /** The task as the edges know it: what starts an accumulation is taken off when its loop is entered. */
  readonly original: Task;
}

/** Tasks that must share a loop (a recurrence), or one task. */
export type Unit = readonly Task[];

export interface FuseContext {
  readonly store: Store;
  readonly facts: readonly Fact[];
  /** The range of the outermost loop for all that can be entered by one. */
  readonly outermost?: Range;
}

export interface Range {
  readonly lo: Node;
  readonly hi: Node;
}

export interface Choice {
  readonly members: Member[];
  readonly lo: Node;
  readonly hi: Node;
  readonly down: boolean;
  readonly fixed: boolean;
}

const choicesOfRecurrence = new WeakMap<Unit, Choice[]>();

/** The ways in which a unit may be entered, the best first; only those by the outermost range that is asked for, if there are. */
export function choicesOf(
  context: FuseContext,
  unit: Unit,
  incoming: ReadonlyMap<Task, readonly Edge[]>,
  cyclic: boolean,
): Choice[] {
  const choices = allChoices(context, unit, incoming, cyclic);
  const { outermost } = context;
  if (outermost === undefined) return choices;
  const wanted = choices.filter(({ lo, hi }) => lo === outermost.lo && hi === outermost.hi);
  return wanted.length > 0 ? wanted : choices;
}

/** `incoming` is the same whenever the unit is. */
function allChoices(
  context: FuseContext,
  unit: Unit,
  incoming: ReadonlyMap<Task, readonly Edge[]>,
  cyclic: boolean,
): Choice[] {
  const [task] = unit as [Task];
  if (!cyclic) {
    return orderDims(task).map((dim) => {
      const [lo, hi] = dim.index.args as [Node, Node];
      return { members: [{ task, dim, original: task }], lo, hi, down: false, fixed: false };
    });
  }
  const known = choicesOfRecurrence.get(unit);
  if (known !== undefined) return known;
  const inner = unit.flatMap((to) => (incoming.get(to) ?? []).filter(({ from }) => unit.includes(from)));
  const choices = waysThrough(context, unit, inner).filter((choice) => {
    const index = context.store.freshIndex(choice.lo, choice.hi);
    const { tasks, edges } = openTasks(context, { ...choice, index }, inner);
    return canBeOrdered(context, tasks, edges);
  });
  choicesOfRecurrence.set(unit, choices);
  return choices;
}

/** Whether each recurrence among tasks has a loop that carries it, and what that leaves has too. */
function canBeOrdered(context: FuseContext, tasks: readonly Task[], edges: readonly Edge[]): boolean {
  const incoming = new Map<Task, Edge[]>(tasks.map((task) => [task, []]));
  for (const edge of edges) incoming.get(edge.to)?.push(edge);
  const before = (task: Task): Task[] => (incoming.get(task) ?? []).map(({ from }) => from);
  return stronglyConnected(tasks, before).every((unit) => {
    const [first] = unit as [Task];
    const cyclic = unit.length > 1 || before(first).includes(first);
    return !cyclic || choicesOf(context, unit, incoming, true).length > 0;
  });
}

/** The loops that all tasks of a recurrence may share: none of them reads both earlier and later iterations. */
function waysThrough(context: FuseContext, unit: Unit, inner: readonly Edge[]): Choice[] {
  const [task] = unit as [Task];
  return task.dims
    .filter((dim) => !dim.reduces && isFree(dim, task))
    .flatMap((dim) => {
      const dims = alignDims(unit, inner, task, dim);
      if (dims === undefined) return [];
      let down: boolean | undefined;
      for (const edge of inner) {
        const gap = distance(
          edge.from,
          dims.get(edge.from) as Dim,
          dims.get(edge.to) as Dim,
          edge.places,
          context.facts,
        );
        if (gap === undefined) return [];
        if (gap === 0) continue;
        if (down !== undefined && down !== gap > 0) return [];
        down = gap > 0;
      }
      const members = unit.map((one) => ({ task: one, dim: dims.get(one) as Dim, original: one }));
      const range = hull(members.map((member) => member.dim.index));
      return range === undefined ? [] : [{ members, ...range, down: down ?? false, fixed: down !== undefined }];
    });
}

/** The dim of every task of a recurrence that runs with the given dim of one of them: the same place of what is read. */
function alignDims(unit: Unit, edges: readonly Edge[], start: Task, dim: Dim): Map<Task, Dim> | undefined {
  const dims = new Map<Task, Dim>([[start, dim]]);
  const positionsOf = (task: Task, one: Dim): number[] =>
    task.places.flatMap((place, p) => (place.free.includes(one.index) ? [p] : []));
  for (let changed = true; changed;) {
    changed = false;
    for (const edge of edges) {
      const [fromDim, toDim] = [dims.get(edge.from), dims.get(edge.to)];
      if ((fromDim === undefined) === (toDim === undefined)) continue;
      if (fromDim !== undefined) {
        const found = positionsOf(edge.from, fromDim)
          .map((p) => edge.to.dims.find((one) => edge.places[p]?.free.includes(one.index)))
          .find((one) => one !== undefined);
        if (found === undefined) continue;
        dims.set(edge.to, found);
      } else {
        const p = edge.places.findIndex((place) => place.free.includes((toDim as Dim).index));
        const found = edge.from.dims.find((one) => edge.from.places[p]?.free.includes(one.index));
        if (found === undefined) continue;
        dims.set(edge.from, found);
      }
      changed = true;
    }
  }
  return dims.size === unit.length ? dims : undefined;
}

/** The least and greatest bounds among the indices, if it is known which they are. */
function hull(indices: readonly Node[]): { lo: Node; hi: Node } | undefined {
  const lows = indices.map((index) => index.args[0] as Node);
  const highs = indices.map((index) => index.args[1] as Node);
  const lo = lows.find((low) => lows.every((other) => provablyAtMost(low, other)));
  const hi = highs.find((high) => highs.every((other) => provablyAtMost(other, high)));
  return lo === undefined || hi === undefined ? undefined : { lo, hi };
}
