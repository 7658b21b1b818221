import { addAffine, affineNode, affineOf, provablyAtMost } from '../../ir/affine.ts';
import type { Node, Store } from '../../ir/store.ts';
import { stronglyConnected } from '../prune.ts';
import { openTasks } from './carry.ts';
import type { Known } from './data-places.ts';
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
  readonly facts: readonly Known[];
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

/** So many ways to choose dims are looked at. */
const MOST_TRIES = 2000;

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
  const start = unit.find(({ dims }) => dims.some(({ reduces }) => !reduces));
  if (start === undefined) return [];
  return start.dims
    .filter((dim) => !dim.reduces && isFree(dim, start))
    .flatMap((dim) => {
      const aligned = alignDims(context.store, unit, inner, start, dim);
      const choice = aligned === undefined ? undefined : choiceOf(context, unit, inner, aligned);
      return choice === undefined ? searchDims(context, unit, inner, start, dim) : [choice];
    });
}

/** The choice of a dim for every task of a recurrence, if a loop over these carries it. */
function choiceOf(
  context: FuseContext,
  unit: Unit,
  inner: readonly Edge[],
  aligned: ReadonlyMap<Task, Member>,
): Choice | undefined {
  const way = directionOf(context, inner, aligned);
  if (way === undefined) return undefined;
  const members = unit.map((one) => aligned.get(one) as Member);
  const range = hull(
    context.store,
    members.map((member) => member.dim.index),
  );
  return { members, ...range, down: way === 'down', fixed: way !== 'any' };
}

/** Which way a loop over dims has to run for the reads among their tasks; undefined where none is right. */
function directionOf(
  context: FuseContext,
  inner: readonly Edge[],
  aligned: ReadonlyMap<Task, Member>,
): 'up' | 'down' | 'any' | undefined {
  let way: 'up' | 'down' | undefined;
  for (const edge of inner) {
    const [from, to] = [aligned.get(edge.from), aligned.get(edge.to)];
    if (from === undefined || to === undefined) continue;
    const gap = distance(context, from.task, from.dim, to.dim, edge.places);
    if (gap === undefined) return undefined;
    if (gap === 0) continue;
    const wanted = gap > 0 ? 'down' : 'up';
    if (way !== undefined && way !== wanted) return undefined;
    way = wanted;
  }
  return way ?? 'any';
}

/** The dim of every task of a recurrence that runs with the given dim of one of them: the same place of what is read. */
function alignDims(
  store: Store,
  unit: Unit,
  edges: readonly Edge[],
  start: Task,
  dim: Dim,
): Map<Task, Member> | undefined {
  const members = new Map<Task, Member>([[start, { task: start, dim, original: start }]]);
  const positionsOf = ({ task, dim }: Member): number[] =>
    task.places.flatMap((place, p) => (place.free.includes(dim.index) ? [p] : []));
  const memberAt = (task: Task, p: number): Member | undefined => {
    const place = task.places[p];
    if (place === undefined) return undefined;
    const dim = task.dims.find((one) => place.free.includes(one.index));
    return dim === undefined ? single(store, task, p, place) : { task, dim, original: task };
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const { from, to, places } of edges) {
      const [own, other] = [members.get(from), members.get(to)];
      if ((own === undefined) === (other === undefined)) continue;
      let found: Member | undefined;
      if (own !== undefined) {
        for (const p of positionsOf(own)) {
          const dim = to.dims.find((one) => places[p]?.free.includes(one.index));
          if (dim !== undefined) found ??= { task: to, dim, original: to };
          else if (places === to.places) found ??= memberAt(to, p);
        }
      } else {
        const p = places.findIndex((place) => place.free.includes((other as Member).dim.index));
        found = memberAt(from, p);
      }
      if (found === undefined) continue;
      members.set(found.original, found);
      changed = true;
    }
  }
  return members.size === unit.length ? members : undefined;
}

/**
 * Where the reads do not say which dims run together, as of what is an array over pairs of iterations: the ways to choose
 * one for each task that carry what is chosen before it.
 */
function searchDims(context: FuseContext, unit: Unit, inner: readonly Edge[], start: Task, dim: Dim): Choice[] {
  const others = unit.filter((task) => task !== start);
  const found: Choice[] = [];
  let tries = 0;
  const visit = (aligned: ReadonlyMap<Task, Member>): void => {
    tries += 1;
    if (tries > MOST_TRIES || directionOf(context, inner, aligned) === undefined) return;
    const task = others[aligned.size - 1];
    if (task === undefined) found.push(choiceOf(context, unit, inner, aligned) as Choice);
    else for (const member of membersOf(context.store, task)) visit(new Map([...aligned, [task, member]]));
  };
  visit(new Map([[start, { task: start, dim, original: start }]]));
  return found;
}

/** The loops of a task that may be shared. */
const membersOf = (store: Store, task: Task): Member[] => [
  ...task.dims.filter((dim) => !dim.reduces && isFree(dim, task)).map((dim) => ({ task, dim, original: task })),
  ...task.places.flatMap((place, p) => (place.free.length === 0 ? [single(store, task, p, place)] : [])),
];

/** What is set at one place only, as a loop of one iteration: it can then run in that iteration of another. */
function single(store: Store, task: Task, p: number, place: Node): Member {
  const next = affineNode(store, addAffine(affineOf(place), { constant: 1, terms: new Map() }));
  const dim: Dim = { index: store.freshIndex(place, next), reduces: false };
  return {
    task: { ...task, dims: [...task.dims, dim], places: task.places.with(p, dim.index) },
    dim,
    original: task,
  };
}

/** From the least to the greatest bound among the indices. */
function hull(store: Store, indices: readonly Node[]): { lo: Node; hi: Node } {
  const join = (op: 'min' | 'max', a: Node, b: Node): Node => {
    if (provablyAtMost(a, b)) return op === 'min' ? a : b;
    if (provablyAtMost(b, a)) return op === 'min' ? b : a;
    return store.op(op, a, b);
  };
  const [lows, highs] = [0, 1].map((k) => indices.map(({ args }) => args[k] as Node)) as [Node[], Node[]];
  return { lo: lows.reduce((a, b) => join('min', a, b)), hi: highs.reduce((a, b) => join('max', a, b)) };
}
