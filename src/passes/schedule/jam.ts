import { affineNode, affineOf, difference, provablyLess } from '../../ir/affine.ts';
import { uniqueName } from '../../ir/program.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import type { Block, Item, LoopItem } from './fuse.ts';
import { copyBlock, jamBlock, likeIndex } from './jam/copy.ts';
import type { Change, CopyContext } from './jam/copy.ts';
import { cyclesOf, literalTrips } from './jam/cost.ts';
import { privateNames, tasksIn, varyingNames } from './jam/legal.ts';
import type { Places } from './jam/legal.ts';
import { rescope } from './storage.ts';
import type { Path, Storage } from './storage.ts';
import { taskReads } from './task.ts';
import type { Task } from './task.ts';

export interface JamContext extends CopyContext, Places {
  readonly taken: Set<string>;
}

/** What a loop must gain to be rewritten. */
const WORTH = 0.85;
/** Numbers of iterations that are tried, and those that are if they leave none over. */
const COUNTS = [4, 2];
/** A chain of products and sums needs more; for a small body only. */
const MANY = { count: 8, statements: 10 };
const EVEN_COUNTS = [5, 3];
/** A literal number of iterations below this is left as it is. */
const SHORT = 16;
/** Largest body, in statements and in operations, with loops in it and without. */
const NEST = { statements: 16, operations: 80 };
/** The same for a loop around all else. */
const WHOLE = { statements: 32, operations: 160 };
const STRAIGHT = { statements: 4, operations: 40 };

/**
 * Unroll and jam (Callahan, Carr and Kennedy 1990): a loop runs several iterations at once, statement by statement, where
 * that breaks a chain of additions that wait for each other, or lets the iterations share what they load and store; a
 * second loop does the iterations that are left over. Sums are added up in another order by it, recurrences are not touched.
 *
 * Returns the loops and, for each new name, the one that it is a copy of.
 */
export function jam(context: JamContext, block: Block): { block: Block; origins: ReadonlyMap<string, string> } {
  const origins = new Map<string, string>();
  const improve = (here: JamContext, item: Item, path: Path): Item[] => {
    if (item.kind === 'leaf') return [item];
    const inside = (within: JamContext, loop: LoopItem, at: Path): Block =>
      loop.body.flatMap((inner, k) => improve(within, inner, [...at, k]));
    const isScalar = (name: string): boolean =>
      here.storage.get(origins.get(name) ?? name)?.kept.length === 0 || here.scalars.has(name);
    const plain: Item[] = [{ ...item, body: inside(here, item, path) }];
    const counts = countsFor(here.store, item, here === context && path.length === 1);
    const own = counts.length === 0 ? undefined : privateNames(here, item, path);
    if (own === undefined) return plain;
    let best = plain;
    let least = WORTH * cyclesOf(plain, isScalar);
    for (const count of counts) {
      const jammed = jamLoop(here, item, count, own, origins);
      const within = { ...here, storage: storageWithin(here, jammed, own, origins) };
      const nested = jammed.map((copy, k): Item =>
        copy.kind === 'loop' && copy.step !== undefined ? { ...copy, body: inside(within, copy, [k]) } : copy,
      );
      const cycles = cyclesOf(nested, isScalar);
      if (cycles >= least) continue;
      least = cycles;
      best = nested;
    }
    return best;
  };
  return { block: block.flatMap((item, k) => improve(context, item, [k])), origins };
}

/** How things are kept inside loops that have just been made: what their iterations own lives in them, by places among them. */
function storageWithin(
  { storage }: JamContext,
  made: Block,
  own: ReadonlySet<string>,
  origins: ReadonlyMap<string, string>,
): ReadonlyMap<string, Storage> {
  const scopes = rescope(storage, new Set(), { block: made, origins });
  const originOf = (name: string): string => origins.get(name) ?? name;
  const owned = new Set([...own].map(originOf));
  for (const [name, held] of scopes) if (!owned.has(originOf(name))) scopes.set(name, { ...held, scope: [] });
  return new Map([...storage, ...scopes]);
}

/** How many iterations of a loop may be taken at once: none of a surely short loop or one with a large body. */
function countsFor(store: Store, { index, body, down }: LoopItem, isWhole: boolean): readonly number[] {
  const trips = literalTrips(index);
  const [lo, hi] = index.args as [Node, Node];
  if (down || provablyLess(hi, store.op('add', lo, store.const(SHORT)))) return [];
  const tasks = tasksIn(body);
  // What is not 0 is rare where one asks for it: a test around the loops inside passes most of them over.
  const passes = tasks.some(({ guards }) => guards.some((guard) => guard.op === 'ne' && guard.free.includes(index)));
  if (passes && body.some(({ kind }) => kind === 'loop')) return [];
  const nest = isWhole ? WHOLE : NEST;
  const { statements, operations } = body.some(({ kind }) => kind === 'loop') ? nest : STRAIGHT;
  if (tasks.length > statements || postorder(tasks.map((task) => task.body)).length > operations) return [];
  const chains = tasks.some((task) => task.mode === 'set' && taskReads(task).some(({ name }) => name === task.target));
  const counts = chains && tasks.length <= MANY.statements ? [...COUNTS, MANY.count] : COUNTS;
  return trips === undefined ? counts : [...counts, ...EVEN_COUNTS.filter((count) => trips % count === 0)];
}

function jamLoop(
  context: JamContext,
  loop: LoopItem,
  count: number,
  own: ReadonlySet<string>,
  origins: Map<string, string>,
): Item[] {
  const { store, simplify } = context;
  const [lo, hi] = loop.index.args as [Node, Node];
  const trips = literalTrips(loop.index);
  const left = trips === undefined ? undefined : trips % count;
  const index = likeIndex(store, loop.index, lo, simplify(less(store, hi, left ?? count - 1)));
  const varying = varyingNames(context, loop, own);
  const renamed = (names: Iterable<string>): Map<string, string> => {
    const copies = new Map<string, string>();
    for (const name of names) {
      const copy = uniqueName(name, context.taken);
      context.taken.add(copy);
      origins.set(copy, origins.get(name) ?? name);
      copies.set(name, copy);
    }
    return copies;
  };
  const extremes = extremeTasks(context, loop, own);
  const changes = Array.from({ length: count }, (_, t): Change => {
    const place = t === 0 ? index : store.op('add', index, store.const(t));
    return {
      indices: new Map([[loop.index, place]]),
      names: t === 0 ? new Map() : renamed([...varying, ...extremes.keys()]),
    };
  });
  const before: Item[] = [];
  const after: Item[] = [];
  for (const [target, task] of extremes) {
    const copies = changes.slice(1).map(({ names }) => names.get(target) as string);
    const none = store.const(task.mode === 'max' ? -Infinity : Infinity);
    const leaf = (name: string, body: Node, mode: Task['mode']): Item => ({
      kind: 'leaf',
      task: { ...task, target: name, body, mode, guards: [] },
    });
    for (const copy of copies) before.push(leaf(copy, none, 'set'));
    const found = copies.map((copy) => store.read(copy, [])).reduce((a, b) => store.op(task.mode as 'max', a, b));
    after.push(leaf(target, found, task.mode));
  }
  const body = jamBlock(context, loop, changes, own, varying);
  const main: Item[] = [...before, { ...loop, index, step: count, body }, ...after];
  if (left === 0) return main;
  const start = left === undefined ? simplify(restStart(store, lo, hi, count)) : less(store, hi, left);
  const others = likeIndex(store, loop.index, start, hi);
  // An array serves both loops.
  const variables = [...own].filter((name) => context.storage.get(name)?.kept.length === 0);
  const rest = { indices: new Map([[loop.index, others]]), names: renamed(variables) };
  return [...main, { ...loop, index: others, rest: true, body: copyBlock(context, loop.body, rest) }];
}

/** The greatest or least of what the iterations compute, which each copy finds for itself: a comparison is slower than an addition. */
function extremeTasks(context: JamContext, loop: LoopItem, own: ReadonlySet<string>): Map<string, Task> {
  const found = new Map<string, Task>();
  for (const task of tasksIn(loop.body)) {
    if ((task.mode !== 'max' && task.mode !== 'min') || own.has(task.target)) continue;
    if (context.storage.get(task.target)?.kept.length === 0) found.set(task.target, task);
  }
  return found;
}

const less = (store: Store, node: Node, by: number): Node => {
  const { constant, terms } = affineOf(node);
  return affineNode(store, { constant: constant - by, terms });
};

/**
 * hi − (hi − lo) mod count. A size may be 0 here: the length is kept from being negative by a multiple of the count, and
 * a loop that does not run at all has nothing left over.
 */
function restStart(store: Store, lo: Node, hi: Node, count: number): Node {
  const { constant, terms } = difference(hi, lo);
  const shift = constant < 0 ? count * Math.ceil(-constant / count) : 0;
  const length = affineNode(store, { constant: constant + shift, terms });
  const start = store.op('sub', hi, store.op('mod', length, store.const(count)));
  const isSure = shift === 0 && [...terms].every(([term, factor]) => factor > 0 && term.op === 'size');
  return isSure ? start : store.op('max', lo, start);
}
