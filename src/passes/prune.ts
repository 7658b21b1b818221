import type { Definition, Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';

const readsOfNode = new WeakMap<Node, ReadonlySet<string>>();

/** The names that a definition reads. */
export function readsOf({ body, indices }: Definition): ReadonlySet<string> {
  const reads = namesIn(body);
  if (indices.every((index) => index.args.every(({ args }) => args.length === 0))) return reads;
  return new Set([reads, ...indices.map(namesIn)].flatMap((names) => [...names]));
}

function namesIn(root: Node): ReadonlySet<string> {
  const known = readsOfNode.get(root);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const node of postorder([root])) if (node.op === 'read') names.add(node.name);
  readsOfNode.set(root, names);
  return names;
}

/** The names of the definitions that need a name: those that read it, even in a test or a place, and those that read them. */
export function readersOf(definitions: readonly Definition[], name: string): Set<string> {
  const found = new Set([name]);
  for (let before = 0; before !== found.size;) {
    before = found.size;
    for (const definition of definitions)
      if ([...readsOf(definition)].some((read) => found.has(read))) found.add(definition.name);
  }
  return found;
}

/** The graph without the definitions that no output needs. */
export function prune(graph: Graph): Graph {
  const byName = new Map(graph.definitions.map((definition) => [definition.name, definition]));
  const needed = new Set<string>();
  const stack = graph.outputs.map((output) => output.definition);
  while (stack.length > 0) {
    const name = stack.pop() as string;
    const definition = byName.get(name);
    if (definition === undefined || needed.has(name)) continue;
    needed.add(name);
    stack.push(...readsOf(definition));
  }
  return { ...graph, definitions: graph.definitions.filter(({ name }) => needed.has(name)) };
}

/**
 * Definitions in dependency order, those of a recurrence next to each other (Tarjan's strongly connected components);
 * otherwise in the order in which they stand.
 */
export function components(definitions: readonly Definition[]): Definition[][] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  const successors = new Map(definitions.map((d) => [d.name, [...readsOf(d)].filter((name) => byName.has(name))]));
  return stronglyConnected([...byName.keys()], (name) => successors.get(name) ?? []).map((names) =>
    names.map((name) => byName.get(name) as Definition),
  );
}

/** The definitions that read themselves, or each other in turn, by name: all those of the same recurrence. */
export function recurrences(definitions: readonly Definition[]): Map<string, readonly Definition[]> {
  const repeats = ([first, second]: readonly Definition[]): boolean =>
    first !== undefined && (second !== undefined || readsOf(first).has(first.name));
  const found = components(definitions).filter(repeats);
  return new Map(found.flatMap((component) => component.map(({ name }) => [name, component] as const)));
}

/** Strongly connected components, what a node points at before the node; members in the given order. Iterative. */
export function stronglyConnected<T>(nodes: readonly T[], pointsAt: (node: T) => readonly T[]): T[][] {
  const place = new Map(nodes.map((node, k) => [node, k]));
  const number = new Map<T, number>();
  const low = new Map<T, number>();
  const onStack = new Set<T>();
  const open: T[] = [];
  const result: T[][] = [];
  for (const root of nodes) {
    if (number.has(root)) continue;
    const frames: { node: T; next: number; targets: readonly T[] }[] = [];
    const enter = (node: T): void => {
      number.set(node, number.size);
      low.set(node, number.get(node) as number);
      open.push(node);
      onStack.add(node);
      frames.push({ node, next: 0, targets: pointsAt(node) });
    };
    enter(root);
    while (frames.length > 0) {
      const frame = frames[frames.length - 1] as { node: T; next: number; targets: readonly T[] };
      const target = frame.targets[frame.next];
      if (frame.next < frame.targets.length) {
        frame.next += 1;
        if (!number.has(target as T)) enter(target as T);
        else if (onStack.has(target as T))
          low.set(frame.node, Math.min(low.get(frame.node) as number, number.get(target as T) as number));
        continue;
      }
      frames.pop();
      const parent = frames[frames.length - 1];
      if (parent !== undefined)
        low.set(parent.node, Math.min(low.get(parent.node) as number, low.get(frame.node) as number));
      if (low.get(frame.node) !== number.get(frame.node)) continue;
      const members: T[] = [];
      for (let node: T | undefined; node !== frame.node;) {
        node = open.pop() as T;
        onStack.delete(node);
        members.push(node);
      }
      result.push(members.sort((a, b) => (place.get(a) as number) - (place.get(b) as number)));
    }
  }
  return result;
}

/** The definitions sorted so that each stands after what it reads. */
export const sortDefinitions = (graph: Graph): Graph => ({
  ...graph,
  definitions: components(graph.definitions).flat(),
});
