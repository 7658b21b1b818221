import type { Node, Store } from '../../ir/store.ts';
import { factsOf } from '../facts.ts';
import { collected, only, overLiteral, pair, squareRootOf, sumOf } from '../match.ts';
import { createKit } from '../kit.ts';
import { isLeastAtZero } from '../least.ts';
import type { Rule } from '../rule.ts';
import { evenRoot, legsOf } from './legs.ts';
import { quotientNode, quotientOf } from './quotient.ts';
import { isConst, isValue, splitCoefficient, termsOf, withCoefficient } from '../simplify/terms.ts';

/** u and E of ±√(u² + E), for each u that the root may have been meant for. */
function squaresUnder(store: Store, root: Node, u: Node): Node | undefined {
  const [scale, v] = splitCoefficient(u);
  if (root.op === 'hypot') {
    const [a, b] = pair(root);
    const other = sameSize(a, u) ? b : sameSize(b, u) ? a : undefined;
    return other && store.op('pow', other, store.const(2));
  }
  const rest = collected(only(root));
  const key = v === undefined ? undefined : [...rest.keys()].find((part) => part && squareRootOf(part) === v);
  if (v !== undefined && key === undefined) return undefined;
  if (rest.get(key) !== scale * scale) return undefined;
  rest.delete(key);
  return rest.size === 0 ? undefined : sumOf(store, rest);
}

const isRoot = ({ op }: Node): boolean => op === 'sqrt' || op === 'hypot';

const sameSize = (a: Node, b: Node): boolean => {
  const [[p, x], [q, y]] = [splitCoefficient(a), splitCoefficient(b)];
  return x === y && Math.abs(p) === Math.abs(q);
};

export const roots: readonly Rule[] = [
  {
    name: '√(x² + y²) → hypot(x, y), also of a multiple: the squares overflow at 1e154, and vanish at 1e−162',
    on: ['sqrt'],
    apply: (store, node) => {
      const { factor, rest } = overLiteral({ factor: 1, rest: only(node) });
      const legs = rest?.op === 'add' && factor > 0 ? legsOf(store, rest) : undefined;
      const hypot = legs?.reduce((a, b) => store.op('hypot', a, b));
      return hypot && withCoefficient(store, Math.sqrt(factor), hypot);
    },
  },
  {
    name: 'u + √(u² + E) → E / (√(u² + E) − u) where u < 0: the digits cancel',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length !== 2) return undefined;
      for (const [one, other] of [terms, [...terms].reverse()]) {
        const root = one?.rest;
        if (one === undefined || other === undefined || root === undefined) continue;
        if (!isRoot(root)) continue;
        // factor · (√… + u)
        const u = withCoefficient(store, other.factor / one.factor, other.rest);
        const excess = squaresUnder(store, root, u);
        if (excess === undefined) continue;
        if (factsOf(u).low >= 0) return undefined;
        return withCoefficient(store, one.factor, rootSum(store, { u, root, excess }));
      }
      return undefined;
    },
  },
  {
    name: 'E / s / (c·E) → 1 / s / c in the branch that the row above has made: E underflows, and its derivative cancels',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      const under = splitCoefficient(below);
      const inverse = under[1] && rootSumOf(store, under[1]);
      if (inverse !== undefined) {
        const inner = byBranches(store, inverse);
        if (inner.op !== 'select') return undefined;
        const [isStable, stable, sum] = inner.args as [Node, Node, Node];
        const whole = quotientOf(store.op('div', above, stable));
        if (whole?.cancels !== true) return undefined;
        whole.factor /= under[0];
        const rest = store.op('div', above, withCoefficient(store, under[0], sum));
        return store.op('select', isStable, quotientNode(store, whole), rest);
      }
      const [factor, whole] = splitCoefficient(above);
      const parts = whole && rootSumOf(store, whole);
      const choice = parts && byBranches(store, parts);
      if (choice?.op !== 'select') return undefined;
      const [test, stable, sum] = choice.args as [Node, Node, Node];
      const quotient = quotientOf(store.op('div', stable, below));
      if (quotient?.cancels !== true) return undefined;
      quotient.factor *= factor;
      const rest = store.op('div', withCoefficient(store, factor, sum), below);
      return store.op('select', test, quotientNode(store, quotient), rest);
    },
  },
  {
    name: '√(a / b), whose derivative by b is −√(a / b) / (2·b): a / b² overflows',
    phase: 'before',
    on: ['sqrt'],
    apply: (store, node) => {
      const quotient = only(node);
      if (quotient.op !== 'div' || ['const', 'detach'].includes(pair(quotient)[1].op)) return undefined;
      const [a, b] = pair(quotient);
      const root = store.op('sqrt', store.op('div', a, store.op('detach', b)));
      return store.op('given', root, b, store.op('mul', store.const(-0.5), store.op('div', root, b)));
    },
  },
  {
    name: '|x|·√(1 + (y / x)²) → hypot(x, y): y / x overflows',
    on: ['mul'],
    apply: (store, node) => {
      const [a, b] = pair(node);
      for (const [size, root] of [
        [a, b],
        [b, a],
      ] as const) {
        if (size.op !== 'abs' || root.op !== 'hypot' || !root.args.some((arg) => isValue(arg, 1))) continue;
        const quotient = root.args.find((arg) => !isValue(arg, 1));
        if (quotient?.op === 'div' && quotient.args[1] === only(size))
          return store.op('hypot', only(size), only(quotient));
      }
      return undefined;
    },
  },
  {
    name: 'a² − b² → (a − b)·(a + b): the digits cancel near a = b',
    phase: 'after',
    on: ['sub'],
    apply: (store, node) => {
      const [a, b] = pair(node);
      const [x, y] = [perfectRoot(store, a), perfectRoot(store, b)];
      if (x === undefined || y === undefined || (isConst(x) && isConst(y))) return undefined;
      return store.op('mul', store.op('sub', x, y), store.op('add', x, y));
    },
  },
  {
    name: '(√u)² → u, hypot(a, b)² → a² + b² for a sum of squares u: at 0 the root has no slope, and its square is smooth',
    phase: 'before',
    on: ['pow', 'mul'],
    apply: (store, node) => {
      const base = squareRootOf(node);
      if (base?.op === 'hypot') {
        const [a, b] = pair(base);
        return store.op('add', store.op('mul', a, a), store.op('mul', b, b));
      }
      // A norm is u > 0 ? √u : 0.
      const [test, then, otherwise] = base?.op === 'select' ? base.args : [];
      const root = base?.op === 'select' ? then : base;
      if (root?.op !== 'sqrt' || !isLeastAtZero(only(root))) return undefined;
      const isNorm =
        test?.op === 'gt' && only(test) === only(root) && isValue(test.args[1], 0) && isValue(otherwise, 0);
      return base === root || isNorm ? only(root) : undefined;
    },
  },
  {
    name: '√(c·x²) → √c·|x|: the square vanishes at 1e−162, and its derivative is 0 / 0 there',
    phase: 'before',
    on: ['sqrt'],
    apply: (store, node) => {
      const [factor, square] = splitCoefficient(only(node));
      const x = square && squareRootOf(square);
      if (x === undefined || factor <= 0) return undefined;
      return withCoefficient(store, Math.sqrt(factor), store.op('abs', x));
    },
  },
  {
    name: '√x / x → 1 / √x: 0 / 0',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      const [factor, root] = splitCoefficient(above);
      if (root?.op !== 'sqrt' || only(root) !== below) return undefined;
      return store.op('div', store.const(factor), root);
    },
  },
];

/** u + √(u² + E). */
interface RootSum {
  readonly u: Node;
  readonly root: Node;
  readonly excess: Node;
}

/** As it is computed: max(…, 0) is what it is of, and says so to the row that makes it. */
function byBranches(
  store: Store,
  { u, root, excess }: RootSum,
  whole = (sum: Node): Node => sum,
  square = (v: Node, s: Node): Node => store.op('mul', v, store.op('div', v, s)),
): Node {
  const sum = (v: Node): Node => store.op('add', root, store.op('max', v, store.const(0)));
  const v = squareRootOf(excess.op === 'detach' ? only(excess) : excess);
  const s = sum(store.op('neg', u));
  const hidden = v === undefined || excess.op !== 'detach' || isConst(v) ? v : store.op('detach', v);
  // E / s, for E = v² without the overflow of v².
  const stable = hidden === undefined ? store.op('div', excess, s) : square(hidden, s);
  return factsOf(u).high <= 0 ? stable : store.op('select', store.op('lt', u, store.const(0)), stable, whole(sum(u)));
}

/** With its derivatives beside it: by u it is the sum over the root, and by E half of one over the root. */
function rootSum(store: Store, parts: RootSum): Node {
  const k = createKit(store);
  const { u, root, excess } = parts;
  const hidden = (node: Node): Node => (isConst(node) ? node : k.detach(node));
  const whole = byBranches(store, parts);
  const value = byBranches(store, { u: hidden(u), root: hidden(root), excess: hidden(excess) });
  const mayVanish = root.op === 'hypot' && !root.args.some((arg) => factsOf(arg).low > 0);
  const slope = (above: Node | number, atZero: number): Node =>
    mayVanish ? k.select(k.eq(root, 0), atZero, k.div(above, root)) : k.div(above, root);
  const leg = root.op === 'hypot' ? squareRootOf(excess) : undefined;
  // v² may vanish where v·v / root does not.
  const own =
    leg === undefined || isConst(leg)
      ? slope(whole, 1)
      : byBranches(
          store,
          parts,
          (sum) => slope(sum, 1),
          (v, s) => k.mul(k.div(v, s), slope(v, 0)),
        );
  const byOwn = isConst(u) ? value : k.given(value, u, own);
  if (isConst(excess)) return byOwn;
  return leg === undefined ? k.given(byOwn, excess, slope(0.5, 0)) : k.given(byOwn, leg, slope(leg, 0));
}

/** u and the root of what `rootSum` has made, where the sign of u is not known. */
export function rootSumOf(store: Store, node: Node): RootSum | undefined {
  let value = node;
  while (value.op === 'given') value = only(value);
  const sum = value === node || value.op !== 'select' ? undefined : value.args[2];
  const [root, size] = sum?.op === 'add' ? sum.args : [];
  if (root?.op !== 'detach' || size?.op !== 'max' || size.args[0]?.op !== 'detach') return undefined;
  const u = only(only(size));
  const excess = isRoot(only(root)) ? squaresUnder(store, only(root), u) : undefined;
  return excess && { u, root: only(root), excess };
}

function perfectRoot(store: Store, node: Node): Node | undefined {
  if (isConst(node)) {
    const root = Math.sqrt(node.value);
    return Number.isInteger(root) && root > 0 ? store.const(root) : undefined;
  }
  const [factor, rest] = splitCoefficient(node);
  const root = rest && (squareRootOf(rest) ?? (rest.op === 'pow' ? evenRoot(store, rest) : undefined));
  const scale = Math.sqrt(factor);
  if (root === undefined || scale * scale !== factor || isValue(root, 0)) return undefined;
  return withCoefficient(store, scale, root);
}
