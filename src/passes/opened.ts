import { isReduction } from '../ir/op.ts';
import type { Definition } from '../ir/graph.ts';
import type { Node, Store } from '../ir/store.ts';

/** A definition with indices of its own, so that its body can stand beside that of any other. */
export function openDefinition(store: Store, definition: Definition): { indices: Node[]; body: Node } {
  const renamed = new Map<Node, Node>();
  const indices = definition.indices.map((index) => {
    // Where a place begins may depend on the places before it.
    const [lo, hi] = index.args.map((bound) => store.substitute(bound, renamed)) as [Node, Node];
    const fresh = store.freshIndex(lo, hi);
    renamed.set(index, fresh);
    const name = store.indexName(index);
    return name === undefined ? fresh : store.nameIndex(fresh, name);
  });
  return { indices, body: store.substitute(definition.body, renamed) };
}

/** What a value flows through to reach a node: a reduction's opened body, a read's nothing (places are ints). */
export function flowsFrom(store: Store, node: Node): readonly Node[] {
  if (node.op === 'read' || node.op === 'detach') return [];
  if (isReduction(node.op)) return node.op === 'argmaxOver' || node.op === 'argminOver' ? [] : [store.open(node).body];
  return node.args;
}

/** The nodes whose value depends on a read of one of the names, arguments before users, reductions opened. */
export function activeNodes(store: Store, root: Node, names: ReadonlySet<string>): Node[] {
  const order: Node[] = [];
  const known = new Map<Node, boolean>();
  const stack: Node[] = [root];
  while (stack.length > 0) {
    const node = stack[stack.length - 1] as Node;
    if (known.has(node)) {
      stack.pop();
      continue;
    }
    const from = node.type === 'real' ? flowsFrom(store, node) : [];
    const pending = from.filter((arg) => !known.has(arg));
    if (pending.length > 0) {
      stack.push(...pending);
      continue;
    }
    const active = node.op === 'read' ? names.has(node.name) : from.some((arg) => known.get(arg) === true);
    known.set(node, active);
    if (active) order.push(node);
  }
  return order;
}

/** Names whose value depends on one of the given names, the given ones included; recurrences to a fixpoint. */
export function dependents(store: Store, definitions: readonly Definition[], names: Iterable<string>): Set<string> {
  const active = new Set(names);
  for (let changed = true; changed;) {
    changed = false;
    for (const definition of definitions) {
      if (active.has(definition.name)) continue;
      if (activeNodes(store, definition.body, active).length === 0) continue;
      active.add(definition.name);
      changed = true;
    }
  }
  return active;
}

/** The indices of an outer context that an inner one does not have, the innermost first. */
export function indicesToSum(context: readonly Node[], home: readonly Node[]): Node[] {
  const left = context.filter((index) => !home.includes(index));
  // An index whose bounds mention another is inside that other; it has more free indices.
  return left.sort((a, b) => b.free.length - a.free.length || b.id - a.id);
}
