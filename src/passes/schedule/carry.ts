import type { Node, Store } from '../../ir/store.ts';
import type { Edge, FuseContext, Member } from './choose.ts';
import { distance, isSingle } from './distance.ts';
import { substituteTask } from './task.ts';
import type { Task } from './task.ts';

/** The range of a loop and the tasks in it. */
interface Opening {
  readonly index: Node;
  readonly lo: Node;
  readonly hi: Node;
  readonly members: readonly Member[];
}

/** What is left to order inside a loop: its tasks at one iteration, and the reads of what that iteration writes. */
export function openTasks(
  context: FuseContext,
  { index, lo, hi, members }: Opening,
  edges: readonly Edge[],
): { readonly tasks: Task[]; readonly edges: Edge[] } {
  const { store } = context;
  const inside = new Map<Task, Task>();
  const renaming = new Map<Task, ReadonlyMap<Node, Node>>();
  const memberOf = new Map(members.map((member) => [member.original, member]));
  for (const { task, dim, original } of members) {
    const replacements = new Map([[dim.index, index]]);
    const without = { ...task, dims: task.dims.filter((other) => other !== dim) };
    // A member of a smaller range than the loop's is guarded.
    const [from, to] = dim.index.args as [Node, Node];
    const guards = [...task.guards];
    if (isSingle(dim.index) && from !== lo) guards.push(store.op('eq', dim.index, from));
    else {
      if (from !== lo) guards.push(store.op('le', from, dim.index));
      if (to !== hi) guards.push(store.op('lt', dim.index, to));
    }
    inside.set(original, substituteTask(store, { ...without, guards }, replacements));
    renaming.set(original, replacements);
  }
  const kept: Edge[] = [];
  for (const { from, to, places } of edges) {
    const [a, b] = [inside.get(from), inside.get(to)];
    if (a === undefined || b === undefined) continue;
    const [producer, consumer] = [memberOf.get(from), memberOf.get(to)] as [Member, Member];
    if (distance(context, producer.task, producer.dim, consumer.dim, places) !== 0) continue;
    kept.push({ from: a, to: b, places: atIteration(store, places, renaming.get(to) as ReadonlyMap<Node, Node>) });
  }
  return { tasks: [...inside.values()], edges: kept };
}

const atIteration = (store: Store, places: readonly Node[], replacements: ReadonlyMap<Node, Node>): Node[] =>
  places.map((node) => store.substitute(node, replacements));
