import { affineOf } from '../../ir/affine.ts';
import type { Definition } from '../../ir/graph.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import type { Block } from './fuse.ts';
import { targetsOf, taskReads } from './task.ts';
import type { Task } from './task.ts';
import { pushTo } from '../lists.ts';

/** Where a statement stands: positions from the outermost block inwards. */
export type Path = readonly number[];

/** How the elements of a definition are kept. */
export interface Storage {
  /** The dimensions that are kept; a definition of which none is left is a scalar variable. */
  readonly kept: readonly number[];
  readonly extents: readonly Node[];
  /** For the kept dimensions of which only so many rows exist, which take turns (see `windows`): their number. */
  readonly rows?: readonly (number | undefined)[];
  /** The block in which the variable is declared. */
  readonly scope: Path;
}

export interface Access {
  readonly path: Path;
  readonly loops: readonly Node[];
  readonly places: readonly Node[];
  readonly writes: boolean;
}

/** Every access to what the program writes, by name. */
export function accessesOf(block: Block): Map<string, Access[]> {
  const accesses = new Map<string, Access[]>();
  const add = (name: string, access: Access): void => {
    pushTo(accesses, name, access);
  };
  const visit = (items: Block, path: Path, loops: readonly Node[]): void => {
    for (const [k, item] of items.entries()) {
      const here = [...path, k];
      if (item.kind === 'loop') {
        for (const node of postorder([item.index]))
          if (node.op === 'read') add(node.name, { path: here, loops, places: node.args, writes: false });
        visit(item.body, here, [...loops, item.index]);
        continue;
      }
      const { task } = item;
      for (const read of taskReads(task)) add(read.name, { path: here, loops, places: read.args, writes: false });
      for (const name of targetsOf(task))
        add(name, { path: here, loops, places: task.tracks === undefined ? task.places : [], writes: true });
    }
  };
  visit(block, [], []);
  return accesses;
}

/** The dimensions of an array that has to exist as such, with an upper bound for extents that depend on an index. */
export function storedExtents(store: Store, definition: Definition): Node[] {
  return definition.indices.map((index) => {
    let extent = index.args[1] as Node;
    while (extent.free.length > 0) {
      const inner = extent.free[extent.free.length - 1] as Node;
      const greatest = store.op('sub', inner.args[1] as Node, store.const(1));
      extent = store.substitute(extent, new Map([[inner, greatest]]));
    }
    return extent;
  });
}

/**
 * Array contraction: a dimension along which an array is written and read only at the index of a loop that all its
 * accesses share need not exist; an array that loses all of its dimensions is a scalar of that loop.
 */
export function contract(
  store: Store,
  definitions: ReadonlyMap<string, Definition>,
  outputs: ReadonlySet<string>,
  accesses: ReadonlyMap<string, readonly Access[]>,
): Map<string, Storage> {
  const storage = new Map<string, Storage>();
  for (const [name, list] of accesses) {
    if (!list.some((access) => access.writes)) continue;
    const definition = definitions.get(name);
    const rank = definition?.indices.length ?? 0;
    const scope = commonScope(list);
    const isOutput = outputs.has(name);
    const common = commonLoops(list);
    const kept: number[] = [];
    for (let p = 0; p < rank; p += 1) {
      const place = sameAt(list, p);
      const depth = place === undefined ? -1 : common.indexOf(place);
      if (isOutput || depth < 0 || isCarried(list, rank, common.slice(0, depth))) kept.push(p);
    }
    const extents = definition === undefined ? [] : storedExtents(store, definition);
    storage.set(name, { kept, extents: kept.map((p) => extents[p] as Node), scope: isOutput ? [] : scope });
  }
  return storage;
}

/** A size that is not known counts as this. */
const SIZE = 100;

/** About how many elements the temporaries have. */
export function volumeOf(storage: ReadonlyMap<string, Storage>, outputs: ReadonlySet<string>): number {
  let sum = 0;
  for (const [name, { kept, extents }] of storage)
    if (kept.length > 0 && !outputs.has(name)) sum += extents.reduce((product, extent) => product * about(extent), 1);
  return sum;
}

function about(extent: Node): number {
  const { constant, terms } = affineOf(extent);
  let sum = constant;
  for (const factor of terms.values()) sum += factor * SIZE;
  return Math.max(1, sum);
}

/** The place along a dimension, if all accesses have the same. */
function sameAt(list: readonly Access[], dimension: number): Node | undefined {
  const place = list[0]?.places[dimension];
  return list.every((access) => access.places[dimension] === place) ? place : undefined;
}

/** Whether elements live on from one round of some of these loops to a later one: then all that is inside of them is needed. */
const isCarried = (list: readonly Access[], rank: number, loops: readonly Node[]): boolean =>
  Array.from({ length: rank }, (_, p) => p).some(
    (p) =>
      sameAt(list, p) === undefined &&
      list.some(({ places }) => loops.some((loop) => places[p]?.free.includes(loop) === true)),
  );

/** The same storage for loops that have been rewritten: copies are kept as what they are copies of, each in its block. */
export function rescope(
  storage: ReadonlyMap<string, Storage>,
  outputs: ReadonlySet<string>,
  { block, origins }: { readonly block: Block; readonly origins: ReadonlyMap<string, string> },
): Map<string, Storage> {
  const result = new Map<string, Storage>();
  for (const [name, list] of accessesOf(block)) {
    const held = storage.get(origins.get(name) ?? name);
    if (held !== undefined) result.set(name, { ...held, scope: outputs.has(name) ? [] : commonScope(list) });
  }
  return result;
}

function commonLoops(list: readonly Access[]): Node[] {
  const [first] = list as [Access];
  return first.loops.filter((loop, depth) => list.every((access) => access.loops[depth] === loop));
}

function commonScope(list: readonly Access[]): Path {
  const [first] = list as [Access];
  let length = first.path.length - 1;
  for (const { path } of list) {
    length = Math.min(length, path.length - 1);
    let same = 0;
    while (same < length && path[same] === first.path[same]) same += 1;
    length = same;
  }
  return first.path.slice(0, length);
}

/** Whether a loop both writes and reads an array: there an element would be the temporary before and the result after. */
function isReadWhereWritten(list: readonly Access[]): boolean {
  const written = new Set(list.flatMap(({ writes, loops }) => (writes ? [loops[0]] : [])));
  return list.some(({ writes, loops }) => !writes && written.has(loops[0]));
}

/**
 * A temporary whose elements are each used once, to set the same element of an array, is accumulated in that array:
 * the name of the array by the name of the temporary.
 */
export function inPlace(
  tasks: readonly Task[],
  definitions: ReadonlyMap<string, Definition>,
  outputs: ReadonlySet<string>,
  accesses: ReadonlyMap<string, readonly Access[]>,
): Map<string, string> {
  const aliases = new Map<string, string>();
  const readers = new Map<string, Set<Task>>();
  const writers = new Map<string, Task[]>();
  for (const task of tasks) {
    pushTo(writers, task.target, task);
    for (const read of taskReads(task)) readers.set(read.name, (readers.get(read.name) ?? new Set()).add(task));
  }
  for (const [name, definition] of definitions) {
    if (outputs.has(name) || definition.indices.length === 0) continue;
    const [user, ...others] = readers.get(name) ?? [];
    if (user === undefined || others.length > 0 || user.mode !== 'set' || user.target === name) continue;
    if (writers.get(user.target)?.length !== 1 || user.guards.length > 0 || [...aliases.values()].includes(user.target))
      continue;
    if (!outputs.has(user.target) || isReadWhereWritten(accesses.get(user.target) ?? [])) continue;
    const target = definitions.get(user.target);
    if (target === undefined || target.indices.length !== definition.indices.length) continue;
    if (!target.indices.every((index, p) => index.args.every((bound, k) => bound === definition.indices[p]?.args[k])))
      continue;
    const reads = taskReads(user).filter((read) => read.name === name);
    if (reads.every((read) => read.args.every((place, p) => place === user.places[p]))) aliases.set(name, user.target);
  }
  return aliases;
}
