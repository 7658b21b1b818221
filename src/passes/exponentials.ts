import type { Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { createKit } from '../rules/kit.ts';
import type { Kit } from '../rules/kit.ts';
import { formsIn, indicesIn } from './canonical.ts';
import type { FormOf } from './canonical.ts';
import { canMove } from './dear.ts';

/** Below it 1 − exp(−2·|x|) has fewer digits than tanh x: log(2) / 2. */
const SMALL = 0.35;

/** From so many elements on an exponential is faster than a function that is computed from one. */
const MANY = 64;

/**
 * A logistic function and its derivative, sigmoid(x)·sigmoid(−x), or tanh x and its own, sech² x, come from one exponential
 * e = exp(−|x|), wherever a graph has both: nothing cancels in 1 / (1 + e) and e / (1 + e), whatever the sign of x. One of
 * them without the other does for many elements, for which there is a faster exponential; for few it stays as it is, which
 * is easier to read.
 */
export function shareExponentials(graph: Graph): Graph {
  const { store } = graph;
  const formOf = formsIn(graph);
  const { paired, many } = openedKeys(graph, formOf);
  if (paired.size === 0 && many.size === 0) return graph;
  const kit = createKit(store);
  const isOpened = (node: Node): boolean => {
    if (familyOf(node) === undefined) return false;
    const key = keyOf(formOf, node);
    return paired.has(key) || many.has(key);
  };
  const isLone = (node: Node): boolean => !paired.has(keyOf(formOf, node));
  const done = new Map<Node, Node>();
  const get = (node: Node): Node => done.get(node) ?? node;
  const change = (root: Node): Node => {
    for (const node of postorder([root], (n) => !done.has(n))) {
      const [a, b] = node.args;
      const isSlope = node.op === 'mul' && isOpposite(a as Node, b as Node) && isOpened(a as Node);
      const next = isSlope
        ? slope(kit, get(argumentOf(a as Node).u))
        : isOpened(node)
          ? byExponential(kit, node.op as Member, get(argumentOf(node).u), argumentOf(node).negated, isLone(node))
          : store.with(node, node.args.map(get));
      done.set(node, next);
    }
    return get(root);
  };
  const definitions = graph.definitions.map((one) => ({ ...one, body: change(one.body) }));
  return { ...graph, definitions };
}

type Family = 'logistic' | 'hyperbolic';

/** What comes from exp(−|x|), and with what it shares it. */
const families = {
  sigmoid: 'logistic',
  softplus: 'logistic',
  tanh: 'hyperbolic',
  sech: 'hyperbolic',
} as const satisfies Record<string, Family>;
type Member = keyof typeof families;

const familyOf = ({ op }: Node): Family | undefined =>
  Object.hasOwn(families, op) ? families[op as Member] : undefined;

/** The argument up to its sign: x for −x, and one of a − b and b − a. */
function argumentOf({ args: [x] }: Node): { u: Node; negated: boolean } {
  const { op, args } = x as Node;
  if (op === 'neg') return { u: args[0] as Node, negated: true };
  return { u: x as Node, negated: false };
}

const isOpposite = (a: Node, b: Node): boolean => {
  if (a.op !== 'sigmoid' || b.op !== 'sigmoid') return false;
  const [x, y] = [argumentOf(a), argumentOf(b)];
  return x.u === y.u && x.negated !== y.negated;
};

const keyOf = (formOf: FormOf, node: Node): string => {
  const { u } = argumentOf(node);
  return `${familyOf(node)} ${formOf(u, indicesIn(u)).key}`;
};

interface Opened {
  /**
   * The arguments of which there are two different functions of one family: in one expression, or anywhere where the
   * exponential can be kept for all.
   */
  readonly paired: ReadonlySet<string>;
  /** Those of which there are many elements. */
  readonly many: ReadonlySet<string>;
}

function openedKeys({ definitions }: Graph, formOf: FormOf): Opened {
  const members = new Map<string, Set<string>>();
  const many = new Set<string>();
  for (const [place, { body }] of definitions.entries())
    for (const node of postorder([body])) {
      if (familyOf(node) === undefined) continue;
      const { u, negated } = argumentOf(node);
      const key = keyOf(formOf, node);
      if (elementsOf(node) >= MANY) many.add(key);
      const shared = canMove(formOf, u) ? key : `${key} in ${place}`;
      const found = members.get(shared) ?? new Set();
      members.set(shared, found.add(`${node.op} ${negated}`));
    }
  const twice = [...members].filter(([, found]) => found.size > 1).map(([key]) => key.replace(/ in \d+$/, ''));
  return { paired: new Set(twice), many };
}

/** How many elements an expression has; a size that is not known is taken to be large. */
const elementsOf = ({ free }: Node): number =>
  free.reduce(
    (product, { args: [lo, hi] }) => product * (lo?.op === 'const' && hi?.op === 'const' ? hi.value - lo.value : MANY),
    1,
  );

const exponential = (k: Kit, u: Node): Node => k.exp(k.neg(k.abs(u)));

/** sigmoid(u)·sigmoid(−u), the same for both signs of u. */
function slope(k: Kit, u: Node): Node {
  const e = exponential(k, u);
  return k.div(e, k.sq(k.add(1, e)));
}

function byExponential(k: Kit, op: Member, u: Node, negated: boolean, isLone: boolean): Node {
  const e = exponential(k, u);
  const isBelow = k.lt(u, 0);
  if (op === 'softplus') return k.add(k.max(negated ? k.neg(u) : u, 0), k.log1p(e));
  if (op === 'sigmoid') return k.div(negated ? k.select(isBelow, 1, e) : k.select(isBelow, e, 1), k.add(1, e));
  // Where nothing else needs e, the square has more digits this way.
  const square = isLone && op === 'tanh' ? k.exp(k.mul(-2, k.abs(u))) : k.sq(e);
  if (op === 'sech') return k.div(k.mul(2, e), k.add(1, square));
  const far = k.div(k.select(isBelow, k.sub(square, 1), k.sub(1, square)), k.add(1, square));
  const tanh = k.select(k.lt(k.abs(u), SMALL), k.tanh(u), far);
  return negated ? k.neg(tanh) : tanh;
}
