import { difference } from '../../ir/affine.ts';
import { uniqueName } from '../../ir/program.ts';
import { postorder } from '../../ir/store.ts';
import type { Mode } from '../../ir/program.ts';
import type { Node, Store } from '../../ir/store.ts';
import type { Block, Item, LoopItem } from './fuse.ts';
import { tasksIn } from './jam/legal.ts';
import { initials } from './split.ts';
import type { Storage } from './storage.ts';
import { mapTask, taskReads } from './task.ts';
import type { Task } from './task.ts';

export interface RegisterContext {
  readonly store: Store;
  /** How arrays are kept; scalars that are made are entered. */
  readonly storage: Map<string, Storage>;
  /** Temporaries that live in another's array. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly taken: Set<string>;
}

/** An element of an array: the one at some places. */
interface Element {
  readonly target: string;
  readonly places: readonly Node[];
  readonly mode: Accumulation;
}

type Accumulation = keyof typeof initials;

/**
 * Scalar replacement (Callahan, Carr and Kennedy 1990): an element that a loop accumulates in and that stays the same
 * throughout is kept in a variable while the loop runs, and what has just been stored is not loaded again.
 */
export function useRegisters(context: RegisterContext, block: Block): Block {
  const items: Item[] = [];
  for (const item of block) {
    if (item.kind === 'leaf') {
      items.push(item);
      continue;
    }
    const elements = steadyElements(context, item);
    let loop = item;
    const after: Item[] = [];
    for (const { target, places, mode } of elements) {
      const name = freshScalar(context, target);
      const last = items.at(-1);
      const element = { target, places, name };
      // What the element is set to just before the loop is what its variable starts from; else it is added afterwards.
      const starts = last?.kind === 'leaf' && sets(context, last.task, element);
      if (starts) items[items.length - 1] = { kind: 'leaf', task: { ...last.task, target: name, places: [] } };
      else items.push(leafOf(name, [], context.store.const(initials[mode]), 'set'));
      loop = { ...loop, body: replaceElement(context, loop.body, element) };
      after.push(leafOf(target, places, context.store.read(name, []), starts ? 'set' : mode));
    }
    items.push({ ...loop, body: useRegisters(context, loop.body) }, ...after);
  }
  return forward(context, items);
}

const leafOf = (target: string, places: readonly Node[], body: Node, mode: Mode): Item => ({
  kind: 'leaf',
  task: { order: 0, target, places, dims: [], body, mode, guards: [] },
});

function freshScalar({ taken, storage }: RegisterContext, target: string): string {
  const name = uniqueName(`${target}Now`, taken);
  taken.add(name);
  storage.set(name, { kept: [], extents: [], scope: [] });
  return name;
}

const holder = ({ aliases }: RegisterContext, name: string): string => aliases.get(name) ?? name;

/** The dimensions of an array that exist. */
const placesKept = ({ storage }: RegisterContext, name: string, places: readonly Node[]): Node[] =>
  (storage.get(name)?.kept ?? []).map((p) => places[p] as Node);

const keyOf = (places: readonly Node[]): string => places.map(({ id }) => id).join();

/** The elements that a loop adds to, and of whose array it touches nothing else: at places that do not change in it. */
function steadyElements(context: RegisterContext, loop: LoopItem): Element[] {
  const tasks = tasksIn(loop.body);
  const written = new Set(tasks.map(({ target }) => holder(context, target)));
  const within = new Set([loop.index, ...innerIndices(loop.body)]);
  const steady = (node: Node): boolean =>
    !node.free.some((index) => within.has(index)) &&
    postorder([node]).every((part) => part.op !== 'read' || !written.has(holder(context, part.name)));
  const elements = new Map<string, Map<string, Element>>();
  const unfit = new Set<string>();
  for (const { target, places, mode, guards, init } of tasks) {
    const name = holder(context, target);
    const kept = placesKept(context, name, places);
    if (kept.length === 0) continue;
    const known = elements.get(name) ?? new Map<string, Element>();
    elements.set(name, known);
    const key = keyOf(kept);
    const earlier = known.get(key);
    const accumulates = Object.hasOwn(initials, mode) && init === undefined && guards.length === 0;
    if (!accumulates || !kept.every(steady) || (earlier !== undefined && earlier.mode !== mode)) unfit.add(name);
    else known.set(key, { target, places, mode: mode as Accumulation });
  }
  const indices = [...within].flatMap((index) => index.args);
  const reads = [...tasks.flatMap(taskReads), ...postorder(indices).filter(({ op }) => op === 'read')];
  return [...elements].flatMap(([name, known]) => {
    if (unfit.has(name)) return [];
    const list = [...known.values()];
    const at = list.map(({ places }) => placesKept(context, name, places));
    const others = reads
      .filter((read) => holder(context, read.name) === name)
      .map((read) => placesKept(context, name, read.args));
    return at.every((a, k) => [...at.slice(0, k), ...others].every((b) => areApart(a, b))) ? list : [];
  });
}

const innerIndices = (block: Block): Node[] =>
  block.flatMap((item) => (item.kind === 'leaf' ? [] : [item.index, ...innerIndices(item.body)]));

/** Whether two places are different ones: a fixed distance apart in some dimension. */
const areApart = (a: readonly Node[], b: readonly Node[]): boolean =>
  a.some((place, p) => {
    const { constant, terms } = difference(place, b[p] as Node);
    return terms.size === 0 && constant !== 0;
  });

interface Named {
  readonly target: string;
  readonly places: readonly Node[];
  readonly name: string;
}

function sets(context: RegisterContext, task: Task, { target, places }: Named): boolean {
  if (task.mode !== 'set' || task.guards.length > 0 || task.init !== undefined) return false;
  return isAt(context, task.target, task.places, target, places);
}

function isAt(
  context: RegisterContext,
  name: string,
  at: readonly Node[],
  target: string,
  places: readonly Node[],
): boolean {
  const array = holder(context, target);
  return (
    holder(context, name) === array &&
    keyOf(placesKept(context, array, at)) === keyOf(placesKept(context, array, places))
  );
}

/** The block with an element's variable in its place. */
function replaceElement(context: RegisterContext, block: Block, element: Named): Block {
  const { store } = context;
  const here = (name: string, at: readonly Node[]): boolean => isAt(context, name, at, element.target, element.places);
  const put = (node: Node): Node => {
    const reads = postorder([node]).filter((part) => part.op === 'read' && here(part.name, part.args));
    return store.substitute(node, new Map(reads.map((read) => [read, store.read(element.name, [], read.type)])));
  };
  const visit = (items: Block): Block =>
    items.map((item): Item => {
      if (item.kind === 'loop') return { ...item, body: visit(item.body) };
      const task = mapTask(item.task, put);
      return {
        kind: 'leaf',
        task: here(task.target, task.places) ? { ...task, target: element.name, places: [] } : task,
      };
    });
  return visit(block);
}

/** What a statement stores and the following ones of its block load goes by a variable. */
function forward(context: RegisterContext, block: Block): Block {
  let items = [...block];
  for (let k = 0; k < items.length; k += 1) {
    const item = items[k] as Item;
    if (item.kind === 'loop') continue;
    const { target, places, body } = item.task;
    if (places.length === 0 || !sets(context, item.task, { target, places, name: '' })) continue;
    const array = holder(context, target);
    if (placesKept(context, array, places).length === 0 || body.op === 'const' || isScalarRead(body)) continue;
    const rest = items.slice(k + 1);
    const end = rest.findIndex((other) => writes(context, other, array));
    const upTo = end < 0 ? rest.length : end;
    const reached = rest.slice(0, upTo);
    const isRead = tasksIn(reached).some((task) =>
      taskReads(task).some((read) => isAt(context, read.name, read.args, target, places)),
    );
    if (!isRead) continue;
    const name = freshScalar(context, target);
    items = [
      ...items.slice(0, k),
      { kind: 'leaf', task: { ...item.task, target: name, places: [] } },
      { kind: 'leaf', task: { ...item.task, body: context.store.read(name, []) } },
      ...replaceElement(context, reached, { target, places, name }),
      ...rest.slice(upTo),
    ];
    k += 1;
  }
  return items;
}

const isScalarRead = (node: Node): boolean => node.op === 'read' && node.args.length === 0;

const writes = (context: RegisterContext, item: Item, array: string): boolean =>
  tasksIn([item]).some(({ target }) => holder(context, target) === array);
