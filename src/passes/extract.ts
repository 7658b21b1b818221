import { freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { isReduction } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { dearIn } from './dear.ts';
import { canonical, formsIn, indicesIn } from './canonical.ts';
import { isValue } from '../rules/simplify/terms.ts';

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
  const formOf = formsIn(graph);
  const { isDear, keyOf, shared } = dearIn(graph);
  const result: Definition[] = [];

  /** A read of the definition that holds this expression, which is made if there is none yet. */
  const readOfDefinition = (node: Node, owner: string): Node => {
    const free = indicesIn(node);
    const { key, places } = formOf(node, free);
    let found = known.get(key);
    if (found === undefined) {
      const name = freshName(`${owner}${suffixOf(node)}`, taken);
      taken.add(name);
      const stored = storedOrder(node, free);
      const { indices, body } = formOf(node, stored);
      found = { name, order: stored.map((index) => free.indexOf(index)) };
      known.set(key, found);
      result.push({ name, indices, body: onSpine(body, owner), origin: { kind: 'shared', text: '' } });
    }
    return store.read(
      found.name,
      found.order.map((p) => places[p] as Node),
      node.type,
    );
  };

  const isWanted = (node: Node): boolean => {
    if (isReduction(node.op) || isAccumulation(node) || isGuardedSum(node)) return true;
    return isDear(node) && (known.has(keyOf(node)) || shared.has(keyOf(node)));
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

/** Free indices in the order in which they stand in the largest array that is read: loops then run through both alike. */
function storedOrder(node: Node, free: readonly Node[]): readonly Node[] {
  const orders = postorder([node])
    .filter(({ op }) => op === 'read')
    .map(({ args }) => args.flatMap((place) => free.filter((index) => place.free.includes(index))));
  const widest = orders.find((order) => order.length === free.length && new Set(order).size === free.length);
  return widest !== undefined && free.every((index) => index.free.length === 1) ? widest : free;
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
  if (node.op === 'select') return 'Choice';
  return node.op.charAt(0).toUpperCase() + node.op.slice(1);
}
