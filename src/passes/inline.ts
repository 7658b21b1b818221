import type { Definition, Graph } from '../ir/graph.ts';
import { isPrimitive, isReduction, ops } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { readsOf } from './prune.ts';
import { createRewriter, indexRules } from './rewrite.ts';

/** Weighted operations of one node: a literal power is a few products, a power by an index a running product. */
export function costOfNode(node: Node): number {
  if (!isPrimitive(node.op) || node.type !== 'real') return 0;
  const exponent = node.args[1];
  if (node.op === 'pow' && exponent !== undefined) {
    if (exponent.op === 'const' && Number.isInteger(exponent.value))
      return Math.ceil(Math.log2(Math.abs(exponent.value) + 1));
    if (exponent.type === 'int') return 1;
  }
  return ops[node.op].cost;
}

/** What an expression costs once, in weighted operations; a reduction counts as too much to repeat. */
export function costOf(root: Node): number {
  let cost = 0;
  for (const node of postorder([root])) {
    if (isReduction(node.op)) return Infinity;
    cost += costOfNode(node);
  }
  return cost;
}

/** The definition's body at other places. */
export function bodyAt(store: Store, definition: Definition, places: readonly Node[]): Node {
  return store.substitute(definition.body, new Map(definition.indices.map((index, p) => [index, places[p] as Node])));
}

/**
 * Puts definitions into their users where that repeats no work: what `choose` allows, is no output, does not read
 * itself, and is either as cheap as a read or read in one place only, once for each of its elements.
 */
export function inline(graph: Graph, choose: (definition: Definition) => boolean): Graph {
  const { store } = graph;
  const outputs = new Set(graph.outputs.map((output) => output.definition));
  const uses = countUses(graph);
  const inlined = new Map<string, Definition>();
  const expand = createRewriter(
    store,
    indexRules([
      {
        name: 'put the definition in the place of its read',
        on: ['read'],
        apply: (_store, read) => {
          const definition = inlined.get(read.name);
          return definition === undefined ? undefined : bodyAt(store, definition, read.args);
        },
      },
    ]),
  );
  const kept: Definition[] = [];
  /** What stands before its definition, in a recurrence of several, has been looked at: it stays a read. */
  const awaited = new Set<string>();
  for (const before of graph.definitions) {
    const definition = inlined.size === 0 ? before : { ...before, body: expand(before.body) };
    const { name, body } = definition;
    const may = !outputs.has(name) && choose(definition) && !readsOf(definition).has(name) && !awaited.has(name);
    for (const read of readsOf(definition)) if (!inlined.has(read)) awaited.add(read);
    const cheap = (): boolean => costOf(body) <= 1 && postorder([body]).length <= 12;
    if (may && (uses.get(name) === 1 || cheap())) inlined.set(name, definition);
    else kept.push(definition);
  }
  return { ...graph, definitions: kept };
}

/**
 * How often each name is read, counting as many a read that is repeated: one in which an index of the surrounding
 * definition or reduction does not occur as a place of its own.
 */
function countUses(graph: Graph): Map<string, number> {
  const uses = new Map<string, number>();
  if (graph.definitions.length < 2) return uses;
  for (const definition of graph.definitions) {
    const context = contexts(definition);
    for (const [node, indices] of context) {
      if (node.op !== 'read') continue;
      const plain = new Set(node.args.filter((place) => place.op === 'index'));
      const once = indices.every((index) => plain.has(index)) && plain.size === node.args.length;
      uses.set(node.name, (uses.get(node.name) ?? 0) + (once ? 1 : 2));
    }
  }
  return uses;
}

/** For each node of a body the indices over which it is evaluated: the definition's and the enclosing reductions'. */
function contexts(definition: Definition): Map<Node, readonly Node[]> {
  const found = new Map<Node, readonly Node[]>();
  const stack: [Node, readonly Node[]][] = [[definition.body, definition.indices]];
  while (stack.length > 0) {
    const [node, indices] = stack.pop() as [Node, readonly Node[]];
    const known = found.get(node);
    if (known !== undefined && known.length >= indices.length) continue;
    found.set(node, indices);
    const inner = isReduction(node.op) ? [...indices, node.args[0] as Node] : indices;
    for (const arg of node.args) stack.push([arg, inner]);
  }
  return found;
}
