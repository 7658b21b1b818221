import { freshName } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { isPrimitive, isReduction, ops } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { isValue } from '../rules/simplify/terms.ts';

/** From this cost on, an expression that several loops need is computed once and kept. */
const DEAR = 20;

/**
 * Gives every reduction that stands inside a larger expression a definition of its own, and every dear
 * expression that is needed in several places too; equal ones share one. Afterwards a reduction stands only at the
 * root of a body, under sums, signs and guards: there it can be accumulated in place.
 */
export function extract(graph: Graph): Graph {
  const { store } = graph;
  const taken = new Set([...graph.inputs, ...graph.definitions].map(({ name }) => name));
  /** Name of the definition that holds an expression, by the expression's key. */
  const known = new Map<string, string>();
  for (const { name, indices, body } of graph.definitions) {
    const { key } = canonical(store, body, indices);
    if (!known.has(key)) known.set(key, name);
  }
  const shared = dearAndShared(graph);
  const result: Definition[] = [];

  /** A read of the definition that holds this expression, which is made if there is none yet. */
  const readOfDefinition = (node: Node, context: readonly Node[], owner: string): Node => {
    const free = context.filter((index) => node.free.includes(index));
    const { key, indices, body } = canonical(store, node, free);
    let name = known.get(key);
    if (name === undefined) {
      name = freshName(`${owner}${suffixOf(node)}`, taken);
      taken.add(name);
      known.set(key, name);
      result.push({ name, indices, body: onSpine(body, indices, owner), origin: { kind: 'shared', text: '' } });
    }
    return store.read(name, free);
  };

  const isWanted = (node: Node, context: readonly Node[]): boolean => {
    if (isReduction(node.op) || isAccumulation(node)) return true;
    if (!isDear(node)) return false;
    const free = context.filter((index) => node.free.includes(index));
    if (free.length !== node.free.length) return false;
    const { key } = canonical(store, node, free);
    return known.has(key) || shared.has(key);
  };

  /** An expression off the spine: what is wanted in it becomes a read. */
  const offSpine = (root: Node, context: readonly Node[], owner: string): Node =>
    isWanted(root, context) ? readOfDefinition(root, context, owner) : belowRoot(root, context, owner);
  const belowRoot = (root: Node, context: readonly Node[], owner: string): Node => {
    const done = new Map<Node, Node>();
    const enter = (node: Node): boolean => node === root || !isWanted(node, context);
    for (const node of postorder([root], enter)) {
      const args = node.args.map((arg) => done.get(arg) ?? readOfDefinition(arg, context, owner));
      done.set(node, store.with(node, args));
    }
    return done.get(root) as Node;
  };
  /** The body of a definition: reductions at its root stay, under sums, signs and guards. */
  const onSpine = (root: Node, context: readonly Node[], owner: string): Node => {
    const spine = spineOf(root);
    if (spine.size === 0) return belowRoot(root, context, owner);
    const done = new Map<Node, Node>();
    for (const node of postorder([root], (n) => spine.has(n))) {
      if (isReduction(node.op)) {
        const { index, body } = store.open(node);
        const within = [...context, index];
        const inner = body.op === node.op && body.op === 'sumOver' ? onSpine(body, within, owner) : offSpine(body, within, owner);
        done.set(node, store.reduce(node.op, index, inner));
      } else {
        done.set(node, store.with(node, node.args.map((arg) => done.get(arg) ?? offSpine(arg, context, owner))));
      }
    }
    return done.get(root) as Node;
  };

  for (const definition of graph.definitions)
    result.push({ ...definition, body: onSpine(definition.body, definition.indices, definition.name) });
  return { ...graph, definitions: result };
}

const isDear = (node: Node): boolean => isPrimitive(node.op) && node.type === 'real' && ops[node.op].cost >= DEAR && !isIndexPower(node);
/** A literal power is a few products; a power by an index becomes a running product. */
const isIndexPower = (node: Node): boolean => node.op === 'pow' && node.args[1]?.type === 'int';

/** A sum with a reduction among its terms: one accumulator serves for all of it. */
function isAccumulation(node: Node): boolean {
  if (node.op !== 'add' && node.op !== 'sub') return false;
  return node.args.some((arg) => arg.op === 'sumOver' || isAccumulation(arg));
}

/** The nodes from the root down to the terms, through sums, signs and guards; the reductions among the terms too. */
function spineOf(root: Node): ReadonlySet<Node> {
  const spine = new Set<Node>();
  if (isReduction(root.op)) return spine.add(root);
  const holds = new Map<Node, boolean>();
  const through = (node: Node): readonly Node[] =>
    node.op === 'add' || node.op === 'sub' || node.op === 'neg' ? node.args
    : node.op === 'select' && isValue(node.args[2], 0) ? [node.args[1] as Node]
    : node.op === 'select' ? [node.args[1] as Node, node.args[2] as Node]
    : [];
  const order = postorder([root]);
  for (const node of order) holds.set(node, node.op === 'sumOver' || through(node).some((arg) => holds.get(arg) === true));
  const stack = [root];
  while (stack.length > 0) {
    const node = stack.pop() as Node;
    if (spine.has(node) || holds.get(node) !== true) continue;
    spine.add(node);
    if (!isReduction(node.op)) stack.push(...through(node));
  }
  return spine;
}

/** The expression with its free indices renamed to those of a definition. */
function canonical(store: Store, node: Node, free: readonly Node[]): { key: string; indices: Node[]; body: Node } {
  const renamed = new Map<Node, Node>();
  const indices: Node[] = [];
  for (const [position, index] of free.entries()) {
    const [lo, hi] = index.args.map((bound) => store.substitute(bound, renamed)) as [Node, Node];
    const own = store.definitionIndex(position, hi, lo);
    const hint = store.indexName(index);
    if (hint !== undefined) store.nameIndex(own, hint);
    renamed.set(index, own);
    indices.push(own);
  }
  const body = store.substitute(node, renamed);
  return { key: [body, ...indices].map(({ id }) => id).join(), indices, body };
}

/** Keys of the dear expressions that occur in more than one loop nest. */
function dearAndShared(graph: Graph): ReadonlySet<string> {
  const { store } = graph;
  const count = new Map<string, number>();
  for (const definition of graph.definitions) {
    const visited = new Set<Node>();
    const stack: [Node, readonly Node[]][] = [[definition.body, definition.indices]];
    while (stack.length > 0) {
      const [root, context] = stack.pop() as [Node, readonly Node[]];
      const enter = (node: Node): boolean => !visited.has(node) && !isReduction(node.op);
      for (const node of postorder([root], enter)) {
        visited.add(node);
        for (const arg of node.args) {
          if (!isReduction(arg.op) || visited.has(arg)) continue;
          visited.add(arg);
          const { index, body } = store.open(arg);
          stack.push([body, [...context, index]]);
        }
        if (!isDear(node)) continue;
        const free = context.filter((index) => node.free.includes(index));
        // Scalars are shared where they are printed.
        if (free.length === 0 || free.length !== node.free.length) continue;
        const { key } = canonical(store, node, free);
        count.set(key, (count.get(key) ?? 0) + 1);
      }
      if (isReduction(root.op) && !visited.has(root)) {
        visited.add(root);
        const { index, body } = store.open(root);
        stack.push([body, [...context, index]]);
      }
    }
  }
  return new Set([...count].filter(([, times]) => times > 1).map(([key]) => key));
}

const suffixes = {
  sumOver: 'Sum',
  prodOver: 'Product',
  maxOver: 'Max',
  minOver: 'Min',
  argmaxOver: 'ArgMax',
  argminOver: 'ArgMin',
} as const;

function suffixOf(node: Node): string {
  if (isReduction(node.op)) return suffixes[node.op];
  if (isAccumulation(node)) return 'Sum';
  return node.op.charAt(0).toUpperCase() + node.op.slice(1);
}
