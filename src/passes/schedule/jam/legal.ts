import { affineOf } from '../../../ir/affine.ts';
import { postorder } from '../../../ir/store.ts';
import type { Node } from '../../../ir/store.ts';
import { pushTo } from '../../lists.ts';
import type { Block, LoopItem } from '../fuse.ts';
import type { Path, Storage } from '../storage.ts';
import { targetsOf, taskReads } from '../task.ts';
import type { Task } from '../task.ts';

export interface Places {
  readonly storage: ReadonlyMap<string, Storage>;
  /** Temporaries that live in another's array. */
  readonly aliases: ReadonlyMap<string, string>;
  /** The inputs that are numbers. */
  readonly scalars: ReadonlySet<string>;
}

/** The temporaries of which each iteration of a loop has its own, by name; undefined where iterations may not be mixed. */
export function privateNames(places: Places, loop: LoopItem, path: Path): ReadonlySet<string> | undefined {
  if (loop.down || loop.step !== undefined) return undefined;
  const tasks = tasksIn(loop.body);
  const written = new Set(tasks.flatMap(targetsOf));
  const steady = (node: Node): boolean =>
    !node.free.includes(loop.index) && postorder([node]).every((part) => part.op !== 'read' || !written.has(part.name));
  if (!innerLoops(loop.body).every(({ index }) => index.args.every(steady))) return undefined;

  const own = new Set<string>();
  const accesses = new Map<
    string,
    { readonly task: Task; readonly at: readonly Node[]; readonly places: readonly Node[]; readonly writes: boolean }[]
  >();
  const kept = (name: string, at: readonly Node[]): Node[] =>
    (places.storage.get(name)?.kept ?? []).map((p) => at[p] as Node);
  for (const task of tasks) {
    for (const read of taskReads(task))
      if (written.has(read.name) || [...written].some((name) => places.aliases.get(name) === read.name))
        pushTo(accesses, nameIn(places, read.name), {
          task,
          at: read.args,
          places: kept(read.name, read.args),
          writes: false,
        });
    for (const name of targetsOf(task))
      pushTo(accesses, nameIn(places, name), { task, at: task.places, places: kept(name, task.places), writes: true });
  }
  for (const [name, list] of accesses) {
    const held = places.storage.get(name);
    if (held === undefined) return undefined;
    if (path.every((k, depth) => held.scope[depth] === k)) {
      // Its iteration's own is renamed in each copy; but rows that take turns are read by later iterations.
      const isItsOwn = (p: number): boolean => !held.kept.includes(p) && list.every(({ at }) => at[p] === loop.index);
      if (held.kept.length > 0 && !(list[0]?.at ?? []).some((_, p) => isItsOwn(p))) return undefined;
      own.add(name);
      continue;
    }
    const [first] = list;
    const mode = first?.task.mode;
    const accumulates = list.every(({ task, writes }) => writes && task.mode === mode && task.init === undefined);
    if (accumulates && mode !== 'set') continue;
    if (!areApart(list, loop.index)) return undefined;
  }
  return own;
}

/** Whether some dimension is the loop's index in all accesses, up to the same shift: iterations then never meet. */
function areApart(list: readonly { readonly places: readonly Node[] }[], index: Node): boolean {
  const [first] = list;
  return (first?.places ?? []).some((place, p) => {
    if (list.some(({ places }) => places[p] !== place)) return false;
    const { terms } = affineOf(place);
    return terms.get(index) === 1 && [...terms.keys()].every((term) => term === index || term.free.length === 0);
  });
}

/** The name of the array in which a temporary lives. */
const nameIn = (places: Places, name: string): string => places.aliases.get(name) ?? name;

export const tasksIn = (block: Block): Task[] =>
  block.flatMap((item) => (item.kind === 'leaf' ? [item.task] : tasksIn(item.body)));

const innerLoops = (block: Block): LoopItem[] =>
  block.flatMap((item) => (item.kind === 'leaf' ? [] : [item, ...innerLoops(item.body)]));

/** The private names that differ between iterations: the others are computed once for all copies. */
export function varyingNames({ storage }: Places, loop: LoopItem, own: ReadonlySet<string>): ReadonlySet<string> {
  const varying = new Set<string>();
  // The same value at another place makes another array.
  const moves = ({ target, places }: Task): boolean =>
    (storage.get(target)?.kept ?? []).some((p) => places[p]?.free.includes(loop.index) === true);
  const tasks = tasksIn(loop.body).filter((task) => targetsOf(task).some((name) => own.has(name)));
  for (let before = -1; before !== varying.size;) {
    before = varying.size;
    for (const task of tasks)
      if (moves(task) || varies(task, loop.index, varying)) for (const name of targetsOf(task)) varying.add(name);
  }
  return varying;
}

/** Whether what a task computes differs between iterations of the loop over an index. */
export function varies(task: Task, index: Node, varying: ReadonlySet<string>): boolean {
  const roots = [task.body, ...task.guards, ...(task.init === undefined ? [] : [task.init])];
  return (
    roots.some((root) => root.free.includes(index)) ||
    postorder(roots).some((node) => node.op === 'read' && varying.has(node.name))
  );
}
