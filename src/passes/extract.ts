import { freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { isReduction } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { costOfNode } from './inline.ts';
import { definitionIndices } from './widen.ts';
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
  const taken = namesOf(graph);
  /** The definition that holds an expression, by the expression's key, and the order of its indices there. */
  const known = new Map<string, { name: string; order: readonly number[] }>();
  for (const { name, indices, body } of graph.definitions) {
    const free = indicesIn(body);
    if (free.length !== indices.length) continue;
    const { key } = canonical(store, body, free);
    if (!known.has(key)) known.set(key, { name, order: indices.map((index) => free.indexOf(index)) });
  }
  const shared = dearAndShared(graph);
  const result: Definition[] = [];

  /** A read of the definition that holds this expression, which is made if there is none yet. */
  const readOfDefinition = (node: Node, owner: string): Node => {
    const free = indicesIn(node);
    const { key } = canonical(store, node, free);
    let found = known.get(key);
    if (found === undefined) {
      const name = freshName(`${owner}${suffixOf(node)}`, taken);
      taken.add(name);
      const stored = storedOrder(node, free);
      const { indices, body } = canonical(store, node, stored);
      found = { name, order: stored.map((index) => free.indexOf(index)) };
      known.set(key, found);
      result.push({ name, indices, body: onSpine(body, owner), origin: { kind: 'shared', text: '' } });
    }
    return store.read(
      found.name,
      found.order.map((p) => free[p] as Node),
      node.type,
    );
  };

  const isWanted = (node: Node): boolean => {
    if (isReduction(node.op) || isAccumulation(node) || isGuardedSum(node)) return true;
    if (!isDear(node)) return false;
    const { key } = canonical(store, node, indicesIn(node));
    return known.has(key) || shared.has(key);
  };

  /** An expression off the spine: what is wanted in it becomes a read. */
  const offSpine = (root: Node, owner: string): Node =>
    isWanted(root) ? readOfDefinition(root, owner) : belowRoot(root, owner);
  const belowRoot = (root: Node, owner: string): Node => {
    const done = new Map<Node, Node>();
    const enter = (node: Node): boolean => node === root || !isWanted(node);
    for (const node of postorder([root], enter)) {
      const args = node.args.map((arg) => done.get(arg) ?? readOfDefinition(arg, owner));
      done.set(node, store.with(node, args));
    }
    return done.get(root) as Node;
  };
  /** The body of a definition: reductions at its root stay, under sums, signs and guards. */
  const onSpine = (root: Node, owner: string): Node => {
    const spine = spineOf(root);
    if (spine.size === 0) return belowRoot(root, owner);
    const done = new Map<Node, Node>();
    for (const node of postorder([root], (n) => spine.has(n))) {
      if (isReduction(node.op)) {
        const { index, body } = withPlainBounds(store.open(node), owner);
        const inner = body.op === node.op && body.op === 'sumOver' ? onSpine(body, owner) : offSpine(body, owner);
        done.set(node, store.reduce(node.op, index, inner));
      } else {
        done.set(
          node,
          store.with(
            node,
            node.args.map((arg) => done.get(arg) ?? offSpine(arg, owner)),
          ),
        );
      }
    }
    return done.get(root) as Node;
  };

  /** How far a sum runs may be the place of an extremum, which is found first. */
  const withPlainBounds = (opened: { index: Node; body: Node }, owner: string): { index: Node; body: Node } => {
    const { index, body } = opened;
    if (index.height === 0) return opened;
    const [lo, hi] = index.args.map((bound) => offSpine(bound, owner)) as [Node, Node];
    const own = store.freshIndex(lo, hi);
    const hint = store.indexName(index);
    if (hint !== undefined) store.nameIndex(own, hint);
    return { index: own, body: store.substitute(body, new Map([[index, own]])) };
  };

  // A scalar without reductions has nothing to extract: it is shared where it is printed.
  const isPlain = ({ body, indices }: Definition): boolean => indices.length === 0 && body.height === 0;
  for (const definition of graph.definitions)
    if (isPlain(definition)) result.push(definition);
    else result.push({ ...definition, body: onSpine(definition.body, definition.name) });
  return { ...graph, definitions: result };
}

const isDear = (node: Node): boolean => costOfNode(node) >= DEAR;

/** A sum that is only needed where a condition on values holds: the test goes around its loop. */
const isGuardedSum = ({ op, args: [test, sum, zero] }: Node): boolean =>
  op === 'select' && sum?.op === 'sumOver' && isValue(zero, 0) && readsReal(test as Node);

const readsReal = (test: Node): boolean => postorder([test]).some(({ op, type }) => op === 'read' && type === 'real');

const accumulations = new WeakMap<Node, boolean>();

/** A sum with a reduction among its terms: one accumulator serves for all of it. */
function isAccumulation(root: Node): boolean {
  const isSum = (node: Node): boolean => node.op === 'add' || node.op === 'sub';
  for (const node of postorder([root], (n) => isSum(n) && !accumulations.has(n)))
    accumulations.set(
      node,
      node.args.some((arg) => arg.op === 'sumOver' || accumulations.get(arg) === true),
    );
  return accumulations.get(root) ?? false;
}

/** The nodes from the root down to the terms, through sums, signs and guards; the reductions among the terms too. */
function spineOf(root: Node): ReadonlySet<Node> {
  const spine = new Set<Node>();
  if (isReduction(root.op)) return spine.add(root);
  const holds = new Map<Node, boolean>();
  const through = (node: Node): readonly Node[] =>
    node.op === 'add' || node.op === 'sub' || node.op === 'neg'
      ? node.args
      : node.op === 'select' && isValue(node.args[2], 0)
        ? [node.args[1] as Node]
        : node.op === 'select'
          ? [node.args[1] as Node, node.args[2] as Node]
          : [];
  const order = postorder([root]);
  for (const node of order)
    holds.set(node, node.op === 'sumOver' || through(node).some((arg) => holds.get(arg) === true));
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
  const { indices, renamed } = definitionIndices(store, free);
  const body = store.substitute(node, renamed);
  return { key: [body, ...indices].map(({ id }) => id).join(), indices, body };
}

/** Free indices in the order in which they occur, so that equal expressions list them alike; not those of their bounds. */
function indicesIn(node: Node): Node[] {
  const isFree = (part: Node): boolean => part.op === 'index' && node.free.includes(part);
  const found = new Set<Node>();
  for (const part of postorder([node], (n) => !isFree(n))) for (const arg of part.args) if (isFree(arg)) found.add(arg);
  return [...found];
}

/** Free indices in the order in which they stand in the largest array that is read: loops then run through both alike. */
function storedOrder(node: Node, free: readonly Node[]): readonly Node[] {
  const orders = postorder([node])
    .filter(({ op }) => op === 'read')
    .map(({ args }) => args.flatMap((place) => free.filter((index) => place.free.includes(index))));
  const widest = orders.find((order) => order.length === free.length && new Set(order).size === free.length);
  return widest !== undefined && free.every((index) => index.free.length === 1) ? widest : free;
}

/** Keys of the dear expressions that occur in more than one loop nest, and of which no read is known only here to be inside of its array. */
function dearAndShared(graph: Graph): ReadonlySet<string> {
  const { store } = graph;
  const count = new Map<string, number>();
  for (const definition of graph.definitions) {
    if (definition.indices.length === 0 && definition.body.height === 0) continue;
    const visited = new Set<Node>();
    const bodies: Node[] = [];
    const push = (body: Node): void => {
      if (isReduction(body.op)) enter(body, visited, push);
      else bodies.push(body);
    };
    push(definition.body);
    while (bodies.length > 0) {
      for (const node of postorder([bodies.pop() as Node], (n) => !visited.has(n) && !isReduction(n.op))) {
        visited.add(node);
        for (const arg of node.args) if (isReduction(arg.op)) enter(arg, visited, push);
        // Scalars are shared where they are printed.
        if (node.free.length === 0 || !isDear(node) || hasShift(node)) continue;
        const { key } = canonical(store, node, indicesIn(node));
        count.set(key, (count.get(key) ?? 0) + 1);
      }
    }
  }
  function enter(reduction: Node, visited: Set<Node>, push: (body: Node) => void): void {
    if (visited.has(reduction)) return;
    visited.add(reduction);
    push(store.open(reduction).body);
  }
  return new Set([...count].filter(([, times]) => times > 1).map(([key]) => key));
}

/**
 * Whether an expression reads at a shifted place for which it does not look itself: in a definition of its own, which has
 * all places, it might then read beside an array.
 */
function hasShift(root: Node): boolean {
  const isPlain = (place: Node): boolean => place.op === 'index' || place.op === 'const';
  const guarded = new Set<Node>();
  const shifted = (node: Node): boolean => node.op === 'read' && !node.args.every(isPlain);
  const looks = (node: Node): boolean =>
    node.op === 'select' && postorder([node.args[0] as Node]).every(({ type }) => type !== 'real');
  for (const node of postorder([root]))
    if (looks(node)) for (const part of postorder(node.args.slice(1))) guarded.add(part);
  return postorder([root]).some((node) => shifted(node) && !guarded.has(node));
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
