import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import { stronglyConnected } from '../prune.ts';
import { openTasks } from './carry.ts';
import { choicesOf } from './choose.ts';
import type { Edge, FuseContext, Member, Unit } from './choose.ts';
import { distance } from './distance.ts';
import { edgesOf } from './edges.ts';
import { joinStarts } from './starts.ts';
import type { Task, Tracked } from './task.ts';
import { pushTo } from '../lists.ts';

/** The loops of a program: a sequence of statements and loops around sequences. */
export type Block = readonly Item[];
export type Item = { readonly kind: 'leaf'; readonly task: Task } | LoopItem;

export interface LoopItem {
  readonly kind: 'loop';
  readonly index: Node;
  readonly down: boolean;
  readonly body: Block;
  /** The index grows by this, and the body does so many iterations (see `jam`). */
  readonly step?: number;
  /** Set for the loop that does the iterations that one with a step leaves over. */
  readonly rest?: true;
}

interface Group {
  readonly members: Member[];
  readonly lo: Node;
  readonly hi: Node;
  /** What the accumulations in it start from, and what is kept of an index that is tracked. */
  readonly before: Task[];
  readonly after: Task[];
  down: boolean;
  /** Whether the direction is fixed by a recurrence or a read of a neighbour. */
  fixed: boolean;
  /** Whether it only sets an array to a literal: that is a fill, which nothing joins. */
  readonly fills: boolean;
}

/** Thrown where no order of loops computes everything before it is read. */
export class ScheduleError extends Error {
  readonly names: readonly string[];
  constructor(names: readonly string[]) {
    super(`no order of loops computes ${names.join(', ')} before it is read`);
    this.name = 'ScheduleError';
    this.names = names;
  }
}

/**
 * Orders tasks and gives them loops: recurrences share the loop that carries them (Allen and Kennedy 1987), other tasks
 * join a loop of the same range wherever what they read is then written in the same iteration or before; inside each
 * loop the same is done again. A task may be entered by any of its loops, accumulating ones included. With an outermost
 * range all that has it goes into a loop over it, and whatever that starts from is set before.
 */
export function fuse(context: FuseContext, tasks: readonly Task[]): Block {
  return fuseLevel(context, tasks, edgesOf(context, tasks));
}

function fuseLevel(context: FuseContext, tasks: readonly Task[], edges: readonly Edge[]): Block {
  const successors = new Map<Task, Task[]>(tasks.map((task) => [task, []]));
  const incoming = new Map<Task, Edge[]>(tasks.map((task) => [task, []]));
  for (const edge of edges) {
    successors.get(edge.to)?.push(edge.from);
    incoming.get(edge.to)?.push(edge);
  }
  const isCyclic = (unit: Unit): boolean =>
    unit.length > 1 || (incoming.get(unit[0] as Task) ?? []).some((edge) => edge.from === unit[0]);
  const recurrences: Unit[] = stronglyConnected(tasks, (task) => successors.get(task) ?? []);
  const units = joinStarts(context, recurrences, incoming, isCyclic);
  const unitOf = new Map<Task, Unit>();
  for (const unit of units) for (const task of unit) unitOf.set(task, unit);
  const waitsFor = new Map<Unit, Set<Unit>>();
  const wakes = new Map<Unit, Unit[]>();
  for (const unit of units) {
    const before = new Set<Unit>();
    for (const task of unit)
      for (const edge of incoming.get(task) ?? []) {
        const other = unitOf.get(edge.from) as Unit;
        if (other !== unit) before.add(other);
      }
    waitsFor.set(unit, before);
    for (const other of before) pushTo(wakes, other, unit);
  }

  const sequence: (Group | Task)[] = [];
  const position = new Map<Task, number>();

  /** Whether a unit goes into the loop around all that can be in it: what such units start from is set before. */
  const isAwaited = (unit: Unit): boolean =>
    context.outermost !== undefined &&
    choicesOf(context, unit, incoming, isCyclic(unit)).some(
      ({ lo, hi }) => lo === context.outermost?.lo && hi === context.outermost.hi,
    );
  const fillsAlone = (unit: Unit): boolean => isFill(unit) && !isAwaited(unit);

  /** The dims of a unit with which it may join the group at place `at`, if it may. */
  const joins = (unit: Unit, at: number): Member[] | undefined => {
    const group = sequence[at];
    if (group === undefined || !('members' in group) || group.fills) return undefined;
    const choices = choicesOf(context, unit, incoming, isCyclic(unit));
    // A recurrence in another order than its own would walk through memory in strides.
    for (const choice of isCyclic(unit) ? choices.slice(0, 1) : choices) {
      const [first] = choice.members;
      if (first === undefined || choice.lo !== group.lo || choice.hi !== group.hi) continue;
      if (testOf(first) !== testOf(group.members[0] as Member)) continue;
      if (choice.fixed && group.fixed && choice.down !== group.down) continue;
      let down = choice.fixed ? choice.down : group.fixed ? group.down : undefined;
      const legal = choice.members.every(({ task, dim, original }) =>
        (incoming.get(original) ?? []).every((edge) => {
          const place = position.get(edge.from);
          if (place === undefined || place < at) return true;
          if (place > at) return false;
          const producer = group.members.find((member) => member.original === edge.from) as Member;
          // What an accumulation starts from is set before the loop.
          if (dim.reduces && task.init !== undefined && initReads(task).has(edge.from.target)) return false;
          const gap = distance(context, producer.task, producer.dim, dim, edge.places);
          if (gap === undefined) return false;
          if (gap === 0) return true;
          if (down === undefined) down = gap > 0;
          return down === gap > 0;
        }),
      );
      if (!legal) continue;
      if (down !== undefined) {
        group.down = down;
        group.fixed = true;
      }
      return choice.members;
    }
    return undefined;
  };

  const place = (unit: Unit): void => {
    let earliest = fillsAlone(unit) ? sequence.length : 0;
    for (const task of unit)
      for (const edge of incoming.get(task) ?? []) {
        const at = position.get(edge.from);
        if (at !== undefined) earliest = Math.max(earliest, at);
      }
    for (let at = earliest; at < sequence.length; at += 1) {
      const members = joins(unit, at);
      if (members === undefined) continue;
      enter(context.store, sequence[at] as Group, members);
      for (const task of unit) position.set(task, at);
      return;
    }
    const choice = choicesOf(context, unit, incoming, isCyclic(unit))[0];
    if (choice === undefined && unit.some((task) => task.dims.length > 0 || isCyclic(unit)))
      throw new ScheduleError([...new Set(unit.map(({ target }) => target))]);
    if (choice === undefined) sequence.push(...unit);
    else {
      const { lo, hi, down, fixed } = choice;
      const group: Group = { members: [], lo, hi, before: [], after: [], down, fixed, fills: fillsAlone(unit) };
      sequence.push(group);
      enter(context.store, group, choice.members);
    }
    for (const task of unit) position.set(task, sequence.length - 1);
  };

  // Those that can join the newest loop go first, so that loops grow as long as they can. Statements wait in a list of
  // their own: there may be thousands, and none of them joins a loop.
  const statements: Unit[] = [];
  const nests: Unit[] = [];
  const orderOf = (unit: Unit): number => (unit[0] as Task).order;
  const enqueue = (unit: Unit): void => {
    const queue = isStatement(unit) ? statements : nests;
    let [low, high] = [0, queue.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (orderOf(queue[middle] as Unit) <= orderOf(unit)) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, unit);
  };
  const isStatement = (unit: Unit): boolean => unit.every(({ dims }) => dims.length === 0) && !isCyclic(unit);
  const next = (): Unit | undefined => {
    let pick = nests.findIndex(fillsAlone);
    if (context.outermost !== undefined && pick < 0) {
      if (statements.length > 0) return statements.shift();
      pick = nests.findIndex((unit) => !isAwaited(unit));
    }
    if (pick < 0) pick = nests.findIndex(canJoinLast);
    const [statement, nest] = [statements[0], nests[0]];
    if (pick < 0 && statement !== undefined && (nest === undefined || orderOf(statement) < orderOf(nest)))
      return statements.shift();
    return nests.splice(Math.max(pick, 0), 1)[0];
  };
  for (const unit of units) if (waitsFor.get(unit)?.size === 0) enqueue(unit);
  for (let unit = next(); unit !== undefined; unit = next()) {
    if (isStatement(unit)) {
      sequence.push(...unit);
      for (const task of unit) position.set(task, sequence.length - 1);
    } else place(unit);
    for (const other of wakes.get(unit) ?? []) {
      const waiting = waitsFor.get(other) as Set<Unit>;
      waiting.delete(unit);
      if (waiting.size === 0) enqueue(other);
    }
  }

  function canJoinLast(unit: Unit): boolean {
    const last = sequence.length - 1;
    const group = sequence[last];
    if (group === undefined || !('members' in group)) return false;
    const saved = { down: group.down, fixed: group.fixed };
    const result = joins(unit, last) !== undefined;
    Object.assign(group, saved);
    return result;
  }

  return sequence.flatMap((entry): Item[] => {
    if (!('members' in entry)) return [{ kind: 'leaf', task: entry }];
    const alone = (task: Task): Block => fuseLevel(context, [task], []);
    return [...entry.before.flatMap(alone), openLoop(context, entry, edges), ...entry.after.flatMap(alone)];
  });
}

/** Arrays that start from a literal are set first, so that no loop is kept apart for it. */
const isFill = (unit: Unit): boolean =>
  unit.length === 1 &&
  unit[0]?.mode === 'set' &&
  unit[0].body.op === 'const' &&
  unit[0].dims.length > 0 &&
  // At a literal place it is an element of many, and belongs to what sets the others.
  unit[0].places.every((place) => place.op !== 'const');

const initReads = (task: Task): ReadonlySet<string> =>
  new Set(
    task.init === undefined ? [] : postorder([task.init]).flatMap((node) => (node.op === 'read' ? [node.name] : [])),
  );

/**
 * The tests on values that hold for a whole loop or not at all: only what stands under the same ones shares the loop, so that they
 * are made around it.
 */
function testOf({ task, dim }: Member): string {
  const guards = task.guards.filter((guard) => !guard.free.includes(dim.index) && readsReal(guard));
  return guards.map(({ id }) => id).join();
}

const readsReal = (test: Node): boolean => postorder([test]).some(({ op, type }) => op === 'read' && type === 'real');

/** Puts members into a loop; an accumulation that starts there is set before the loop. */
function enter(store: Store, group: Group, members: readonly Member[]): void {
  for (const { task, dim, original } of members) {
    if (!dim.reduces || (task.init === undefined && task.mode !== 'argmax' && task.mode !== 'argmin')) {
      group.members.push({ task, dim, original });
      continue;
    }
    const { init, ...rest } = task;
    const dims = task.dims.filter((other) => !other.reduces);
    // It is set where it accumulates: in a loop that is larger than its own range not in every iteration.
    const guards = task.guards.filter((guard) =>
      task.dims.every(({ index, reduces }) => !reduces || !guard.free.includes(index)),
    );
    const set: Omit<Task, 'body'> = { ...rest, dims, mode: 'set', guards };
    if (init !== undefined) {
      group.before.push({ ...set, target: task.target, body: init });
      group.members.push({ task: rest, dim, original });
    } else {
      const tracks: Tracked = { best: `${task.target}Best`, at: `${task.target}At`, index: dim.index };
      const limit = store.const(task.mode === 'argmax' ? -Infinity : Infinity);
      group.before.push({ ...set, places: [], target: tracks.best, body: limit });
      group.before.push({ ...set, places: [], target: tracks.at, body: dim.index.args[0] as Node });
      group.after.push({ ...set, body: store.read(tracks.at, [], 'int') });
      group.members.push({ task: { ...rest, tracks }, dim, original });
    }
  }
}

/** One loop around its members, with the reads of other iterations no longer in the way. */
function openLoop(context: FuseContext, group: Group, edges: readonly Edge[]): Item {
  const { store } = context;
  const index = store.freshIndex(group.lo, group.hi);
  const hint = group.members.map(({ dim }) => store.indexName(dim.index)).find((name) => name !== undefined);
  if (hint !== undefined) store.nameIndex(index, hint);
  const inner = openTasks(context, { ...group, index }, edges);
  const { outermost: _, ...within } = context;
  return { kind: 'loop', index, down: group.down, body: fuseLevel(within, inner.tasks, inner.edges) };
}
