import { addAffine, affineNode, difference, normalizeInt } from '../../ir/affine.ts';
import type { Definition } from '../../ir/graph.ts';
import { isReduction } from '../../ir/op.ts';
import type { ReductionName } from '../../ir/op.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import { isConst, isValue } from '../../rules/simplify/terms.ts';
import { followsData } from '../unroll.ts';
import { openDefinition } from '../opened.ts';
import { at, between, domainOf, isAtMost, isCertain, testsWithin } from './domain.ts';
import type { SplitContext } from './domain.ts';
import { mapTask, substituteTask } from './task.ts';
import { guardTerm, mergeByGuards, termsOf, withFactorsInside } from './terms.ts';
import type { Term } from './terms.ts';
import type { Dim, Task, TaskMode } from './task.ts';

/** Arrays of at most this many elements, known at compile time, are stored element by element. */
const STRAIGHT_LINE = 64;

const reductionModes = {
  sumOver: 'add',
  prodOver: 'mul',
  maxOver: 'max',
  minOver: 'min',
  argmaxOver: 'argmax',
  argminOver: 'argmin',
} as const satisfies Record<ReductionName, TaskMode>;

/** What an accumulation starts from. */
export const initials = { add: 0, mul: 1, max: -Infinity, min: Infinity } as const;

/**
 * The loop nests of a definition. A body that is a sum of guarded terms and reductions becomes several that
 * accumulate: each over its own part of the index domain, so that no loop tests what its bounds can say; a term guarded
 * by `e(j) = k` becomes a scatter. What is left of a guard is tested where it stands. `recurrence` are the
 * definitions of the one that it is part of, if there is one.
 */
export function splitDefinition(
  context: SplitContext,
  definition: Definition,
  order: number,
  recurrence: readonly Definition[],
): Task[] {
  const { store, simplify } = context;
  const { indices, body } = openDefinition(store, definition);
  const base: Task = {
    order,
    target: definition.name,
    places: indices,
    dims: indices.map((index) => ({ index, reduces: false })),
    body,
    mode: 'set',
    recurs: recurrence.length > 0,
    guards: [],
  };
  const names = new Set(recurrence.map(({ name }) => name));
  // Of which elements sums in it are may be known from data alone: all of it stays in loops then.
  const isOpen = recurrence.some((one) => followsData(one.body, names));
  return (isOpen ? [mapTask(base, simplify)] : straighten(store, mapTask(base, simplify), simplify))
    .flatMap((task) => splitCases(context, task))
    .map((task) => mapTask(shiftToZero(store, task), simplify))
    .flatMap((task) => splitTerms(context, task));
}

/** A small array of known extents: one task an element. */
function straighten(store: Store, task: Task, simplify: (node: Node) => Node): Task[] {
  const extents = task.dims.map(({ index }) => index.args[1] as Node);
  const lows = task.dims.map(({ index }) => index.args[0] as Node);
  if (extents.length === 0 || ![...extents, ...lows].every((node) => isConst(node))) return [task];
  const count = extents.reduce((product, extent) => product * extent.value, 1);
  // The search for a place keeps what it has found in variables, and each search needs its own.
  if (task.body.op === 'argmaxOver' || task.body.op === 'argminOver') return [task];
  const loops = task.body.op === 'read' || postorder([task.body]).some((node) => isReduction(node.op));
  if (count > (loops ? 8 : STRAIGHT_LINE)) return [task];
  let tasks = [task];
  for (const { index } of task.dims) {
    const [lo, hi] = index.args as [Node, Node];
    tasks = tasks.flatMap((one) =>
      Array.from({ length: Math.max(0, hi.value - lo.value) }, (_, k) =>
        at(store, one, index, store.const(lo.value + k)),
      ),
    );
  }
  return tasks.map((one) => ({ ...one, body: simplify(one.body) }));
}

/** `select(test on an index, a, b)`: one task for each part of the index's range. */
function splitCases(context: SplitContext, task: Task): Task[] {
  const { store, simplify } = context;
  const { body } = task;
  if (body.op !== 'select') return [task];
  const [test, a, b] = body.args as [Node, Node, Node];
  const domain = domainOf(context, task, test);
  if (domain === undefined) return [task];
  const { index, lo, hi } = domain;
  const [from, to] = index.args as [Node, Node];
  const part = (value: Node, low: Node, high: Node): Task[] => {
    const narrowed = between(context, { ...task, body: value }, index, low, high);
    return narrowed === undefined ? [] : splitCases(context, mapTask(narrowed, simplify));
  };
  // For a range that may be empty the parts beside it would overlap: leave the test where it is.
  if (!isAtMost(context, from, lo) || !isAtMost(context, hi, to)) return [task];
  if (!isAtMost(context, lo, hi) && !(lo === from || hi === to)) return [task];
  // Beside an empty part there is all of the range, and no more.
  const before = isAtMost(context, lo, to) ? lo : store.op('min', lo, to);
  const behind = isAtMost(context, from, hi) ? hi : store.op('max', from, hi);
  return [...part(a, lo, hi), ...part(b, from, before), ...part(b, behind, to)];
}

/** Reductions become loops that accumulate; guarded terms get loops of their own. */
function splitTerms(context: SplitContext, task: Task): Task[] {
  const { store, simplify } = context;
  if (isReduction(task.body.op) && task.body.op !== 'sumOver') {
    const { index, body } = store.open(task.body);
    const mode = reductionModes[task.body.op];
    const init =
      mode === 'argmax' || mode === 'argmin' ? undefined : store.const(initials[mode as keyof typeof initials]);
    const dims: Dim[] = [...task.dims, { index, reduces: true }];
    return [{ ...task, dims, body, mode, ...(init === undefined ? {} : { init }) }];
  }
  const terms = termsOf(store, task.body);
  const isPlain = ({ body, guards }: Term): boolean =>
    body.op !== 'sumOver' && !guards.some((guard) => isDomain(context, task, guard));
  if (terms.every(isPlain)) return [{ ...task, body: simplify(task.body) }];
  const parts = mergeByGuards(
    store,
    terms.filter((term) => !isPlain(term)),
  );
  const plain = terms.filter(isPlain).map(({ body, guards }) => guardTerm(store, body, guards));
  const rest = parts.flatMap(({ body, guards }) => accumulate(context, task, body, guards));
  const start = plain.length === 0 ? store.const(0) : simplify(plain.reduce((a, b) => store.op('add', a, b)));
  const [first] = rest;
  // One accumulation over the whole of the target starts from the plain terms; several follow a task that sets them.
  const whole =
    rest.length === 1 &&
    first !== undefined &&
    task.dims.every(({ index }) => first.dims.some((dim) => dim.index === index)) &&
    first.guards.length === 0;
  if (whole) return [{ ...first, init: start }];
  return [{ ...task, body: start }, ...rest];
}

const isDomain = (context: SplitContext, task: Task, guard: Node): boolean =>
  domainOf(context, task, guard) !== undefined || scatter(context, task, guard) !== undefined;

/** `target[places] += Σ … body` under guards: bounds take the guards that they can, a scatter the ones that fix a place. */
function accumulate(context: SplitContext, task: Task, term: Node, guards: readonly Node[]): Task[] {
  const { store, simplify } = context;
  const dims: Dim[] = [...task.dims];
  const pending = [...guards];
  let body = term;
  for (let changed = true; changed;) {
    changed = true;
    const sum = withFactorsInside(store, body);
    if (sum.op === 'sumOver') {
      const opened = store.open(sum);
      dims.push({ index: opened.index, reduces: true });
      body = opened.body;
    } else if (body.op === 'select' && isValue(body.args[2], 0)) {
      pending.push(body.args[0] as Node);
      body = body.args[1] as Node;
    } else changed = false;
  }
  if (body.height > 0) {
    // Sums in a sum of terms: loops of their own.
    const terms = termsOf(store, body);
    if (terms.length > 1)
      return terms.flatMap((one) => accumulate(context, { ...task, dims }, one.body, [...pending, ...one.guards]));
  }
  let current: Task = { ...task, dims, body, mode: 'add', guards: [] };
  const opaque: Node[] = [];
  for (let guard = pending.shift(); guard !== undefined; guard = pending.shift()) {
    if (guard.op === 'and') {
      pending.unshift(...guard.args);
      continue;
    }
    const carried = { ...current, guards: [...opaque, ...pending] };
    const fixed = isCertain(context, domainOf(context, current, guard), guard)
      ? undefined
      : scatter(context, carried, guard);
    const domain = fixed === undefined ? domainOf(context, current, guard) : undefined;
    const next = domain === undefined ? fixed : between(context, carried, domain.index, domain.lo, domain.hi);
    if (domain !== undefined && next === undefined) return [];
    if (next === undefined) {
      opaque.push(guard);
      continue;
    }
    // What is left of the guards speaks of the places that remain, and is looked at again.
    const { guards: left, ...rest } = mapTask(next, simplify);
    if (left.some((test) => test.op === 'const' && test.value === 0)) return [];
    current = { ...rest, guards: [] };
    opaque.splice(0);
    pending.splice(0, pending.length, ...left.filter((test) => test.op !== 'const'));
  }
  return [mapTask(shiftToZero(store, { ...current, guards: opaque }), simplify)];
}

/**
 * Loops count from 0, so that parts of one array that lie beside each other can share a loop. A recurrence keeps its own
 * count: what is known of its places is known in that.
 */
function shiftToZero(store: Store, task: Task): Task {
  if (task.recurs) return task;
  let shifted = task;
  for (const position of task.dims.keys()) {
    const { index, reduces } = shifted.dims[position] as Dim;
    const [lo, hi] = index.args as [Node, Node];
    if (!isConst(lo) || lo.value === 0) continue;
    const length = affineNode(
      store,
      addAffine(difference(hi, store.const(0)), { constant: -lo.value, terms: new Map() }),
    );
    const fresh = store.freshIndex(store.const(0), length);
    const hint = store.indexName(index);
    if (hint !== undefined) store.nameIndex(fresh, hint);
    // Its place among the other loops stays; their bounds may speak of it.
    const others = { ...shifted, dims: shifted.dims.toSpliced(position, 1) };
    const moved = substituteTask(store, others, new Map([[index, store.op('add', fresh, lo)]]));
    shifted = { ...moved, dims: moved.dims.toSpliced(position, 0, { index: fresh, reduces }) };
  }
  return { ...shifted, places: shifted.places.map((place) => normalizeInt(store, place)) };
}

const isOwn = ({ dims }: Task, index: Node): boolean => dims.some((dim) => dim.index === index && !dim.reduces);

const readsItself = ({ target, body }: Task): boolean =>
  postorder([body]).some(({ op, name }) => op === 'read' && name === target);

/**
 * A guard e(j) = k that fixes an own index k of the target by the others: the loop over k goes, its place is e(j). What is
 * not known of its bounds becomes guards: the loop may be a part of those that the program has checked e(j) for.
 */
function scatter(context: SplitContext, task: Task, guard: Node): Task | undefined {
  const { store } = context;
  if (guard.op !== 'eq' || guard.args.some((arg) => arg.type !== 'int')) return undefined;
  const form = difference(guard.args[0] as Node, guard.args[1] as Node);
  for (const { index, reduces } of [...task.dims].reverse()) {
    const factor = form.terms.get(index);
    if (reduces || (factor !== 1 && factor !== -1)) continue;
    if (task.dims.some((other) => other.index !== index && other.index.free.includes(index))) continue;
    const terms = new Map(form.terms);
    terms.delete(index);
    if ([...terms.keys()].some((term) => term.free.includes(index))) continue;
    const place = affineNode(
      store,
      addAffine({ constant: 0, terms: new Map() }, { constant: form.constant, terms }, -factor),
    );
    const bounds = testsWithin(context, place, index);
    // What a recurrence adds to a diagonal of its own goes with the steps between: each needs those before it.
    const isDiagonal = place.free.length > 0 && place.free.every((one) => isOwn(task, one));
    if (task.recurs && isDiagonal && readsItself(task)) continue;
    // The loops that the place depends on no longer accumulate in one place.
    const dims = task.dims.map((dim) => (place.free.includes(dim.index) ? { ...dim, reduces: false } : dim));
    return at(store, { ...task, dims, guards: [...bounds, ...task.guards] }, index, place);
  }
  return undefined;
}
