import type { Node, Store } from '../../ir/store.ts';
import { isPositive } from '../facts.ts';
import { collected, only, pair, squareRootOf, sumOf } from '../match.ts';
import { createKit } from '../kit.ts';
import type { Rule } from '../rule.ts';
import { isConst, isValue, splitCoefficient, termsOf, withCoefficient } from '../simplify/terms.ts';
import { exponentGap, exponentialsOf } from './exponential-sum.ts';
import type { Exponential } from './exponential-sum.ts';
import { withLogOf } from './exponentials.ts';
import { logOfQuotient } from './log-quotient.ts';
import { rootSumOf } from './roots.ts';
import { log1mexp, logAddExp, logCosh } from './values.ts';
import type { LogNear } from './values.ts';

/** A stable form of the natural logarithm of what a row recognises. */
interface Row {
  readonly name: string;
  readonly phase?: 'before';
  readonly logOf: (store: Store, x: Node) => Node | undefined;
}

const two = (store: Store): Node => store.const(2);
const abs = (store: Store, x: Node): Node => store.op('abs', x);
const log = (store: Store, x: Node): Node => store.op('log', x);

/** x − 1, where x is a sum of which 1 is a term. */
export function lessOne(store: Store, x: Node): Node | undefined {
  const terms = termsOf(x);
  const one = terms.findIndex(({ factor, rest }) => rest === undefined && factor === 1);
  if (terms.length < 2 || one < 0) return undefined;
  return terms
    .filter((_, k) => k !== one)
    .map(({ factor, rest }) => withCoefficient(store, factor, rest))
    .reduce((sum, term) => store.op('add', sum, term));
}

/** Σ w·exp(x) − 1 as Σ w·(exp(x) − 1), for weights whose sum is 1; near 0 it has its digits. */
function meanLessOne(store: Store, parts: readonly Exponential[]): LogNear | undefined {
  const total = parts.reduce((sum, { factor }) => sum + factor, 0);
  if (Math.abs(total - 1) > 2 * Number.EPSILON) return undefined;
  const k = createKit(store);
  const less = parts.reduce<Node>(
    (sum, { factor, exponent }) =>
      exponent === undefined ? sum : k.add(sum, k.mul(factor, k.expm1(k.detach(exponent)))),
    k.num(0),
  );
  return { test: k.lt(k.abs(less), 0.5), less };
}

/** What a row has made has been looked at. */
const isHidden = ({ op }: Node): boolean => op === 'given' || op === 'detach';

export const logRows: readonly Row[] = [
  {
    name: 'log(cosh(x)) → |x| + log1p(exp(−2·|x|)) − log(2): cosh overflows at 711, no digits near 0',
    phase: 'before',
    logOf: (store, x) => (x.op === 'cosh' ? logCosh(store, only(x)) : undefined),
  },
  {
    name: 'log(1 + exp(x)) → softplus(x): exp overflows at 710',
    logOf: (store, x) => {
      const rest = lessOne(store, x);
      if (rest?.op === 'exp') return store.op('softplus', only(rest));
      return undefined;
    },
  },
  {
    name: 'log(exp(a) + exp(b)) → max(a, b) + log1p(exp(−|a − b|)): exp overflows at 710',
    phase: 'before',
    logOf: (store, x) => {
      const terms = exponentialsOf(store, x);
      const [a, b] = terms ?? [];
      if (terms?.length !== 2 || a === undefined || b === undefined || a.factor <= 0 || b.factor <= 0) return undefined;
      if (a.exponent === undefined && b.exponent === undefined) return undefined;
      const [s, t] = [a, b].map(({ factor, exponent }) =>
        exponent === undefined ? store.const(Math.log(factor)) : withLogOf(store, factor, exponent),
      ) as [Node, Node];
      if (isValue(s, 0)) return store.op('softplus', t);
      return isValue(t, 0) ? store.op('softplus', s) : logAddExp(store, s, t, meanLessOne(store, [a, b]));
    },
  },
  {
    name: 'log(exp(a) − exp(b)) → a + log(1 − exp(b − a)): overflow at 710, no digits near a = b',
    phase: 'before',
    logOf: (store, x) => {
      const terms = exponentialsOf(store, x);
      if (terms?.length !== 2) return undefined;
      const [a, b] = [...terms].sort((s, t) => t.factor - s.factor) as [(typeof terms)[0], (typeof terms)[0]];
      if (a.factor <= 0 || a.factor !== -b.factor) return undefined;
      const rest = log1mexp(store, exponentGap(store, b.exponent, a.exponent));
      const scaled = a.exponent === undefined ? rest : store.op('add', a.exponent, rest);
      return withLogOf(store, a.factor, scaled);
    },
  },
  {
    name: 'log(1 + x²) → 2·log(hypot(1, x)) beyond 1: x² overflows at 1e154',
    phase: 'before',
    logOf: (store, x) => {
      const rest = lessOne(store, x);
      const root = rest && squareRootOf(rest);
      if (root === undefined) return undefined;
      const far = store.op('mul', two(store), log(store, store.op('hypot', store.const(1), root)));
      const near = store.op('log1p', rest as Node);
      return store.op('select', store.op('lt', abs(store, root), store.const(1)), near, far);
    },
  },
  {
    name: 'log(1 − x²) → log1p(−x) + log1p(x) beyond 1/2: no digits near ±1',
    phase: 'before',
    logOf: (store, x) => {
      const rest = lessOne(store, x);
      const [factor, square] = rest === undefined ? [0, undefined] : splitCoefficient(rest);
      const root = factor === -1 && square !== undefined ? squareRootOf(square) : undefined;
      if (root === undefined) return undefined;
      const far = store.op('add', store.op('log1p', store.op('neg', root)), store.op('log1p', root));
      const near = store.op('log1p', rest as Node);
      return store.op('select', store.op('lt', abs(store, root), store.const(0.5)), near, far);
    },
  },
  {
    name: 'log(1 + x) → log1p(x): all digits lost for small x',
    logOf: (store, x) => {
      const rest = lessOne(store, x);
      return rest === undefined ? undefined : store.op('log1p', rest);
    },
  },
  {
    name: 'log(sigmoid(x)) → −softplus(−x): log of an underflow',
    logOf: (store, x) =>
      x.op === 'sigmoid' ? store.op('neg', store.op('softplus', store.op('neg', only(x)))) : undefined,
  },
  {
    name: 'log(x·exp(y)) → log(x) + y: overflow at 710',
    logOf: (store, x) => {
      const [a, b] = x.args;
      if (x.op !== 'mul' || a === undefined || b === undefined) return undefined;
      if (b.op === 'exp') return store.op('add', log(store, a), only(b));
      return a.op === 'exp' ? store.op('add', log(store, b), only(a)) : undefined;
    },
  },
  {
    name: 'log(exp(x) / y) → x − log(y), log(x / exp(y)) → log(x) − y: log of an underflow',
    logOf: (store, x) => {
      if (x.op !== 'div') return undefined;
      const [a, b] = pair(x);
      if (a.op === 'exp') return store.op('sub', only(a), log(store, b));
      return b.op === 'exp' ? store.op('sub', log(store, a), only(b)) : undefined;
    },
  },
  {
    name: 'log(c·y) → log(c) + log(y) for y = sigmoid, erfc, exp and their like: log of an underflow',
    logOf: (store, x) => {
      const [factor, rest] = splitCoefficient(x);
      if (factor <= 0 || factor === 1 || rest === undefined || !isTail(rest)) return undefined;
      return store.op('add', log(store, rest), store.const(Math.log(factor)));
    },
  },
  {
    name: 'log(y / c) → log(y) − log(c) for y = sigmoid, erfc, exp and their like: log of an underflow',
    logOf: (store, x) => {
      if (x.op !== 'div') return undefined;
      const [a, b] = pair(x);
      const [, rest] = splitCoefficient(a);
      if (rest === undefined || !isTail(rest)) return undefined;
      return isPositive(b) ? store.op('sub', log(store, a), log(store, b)) : undefined;
    },
  },
  {
    name: 'log(x^n) → n·log(|x|): overflow of the power',
    logOf: (store, x) => {
      const [base, n] = x.args;
      const root = squareRootOf(x);
      if (root !== undefined) return store.op('mul', two(store), log(store, abs(store, root)));
      if (x.op !== 'pow' || base === undefined || n === undefined) return undefined;
      if (!isConst(n)) return isPositive(base) ? store.op('mul', n, log(store, base)) : undefined;
      const even = n.value % 2 === 0;
      return store.op('mul', n, log(store, even ? abs(store, base) : base));
    },
  },
  {
    name: 'log(√x) → log(x) / 2, log(∛x) → log(x) / 3, log(1 / x) → −log(x)',
    logOf: (store, x) => {
      if (x.op === 'sqrt') return store.op('mul', store.const(0.5), log(store, only(x)));
      if (x.op === 'cbrt') return store.op('div', log(store, only(x)), store.const(3));
      if (x.op !== 'div' || !isConst(x.args[0]) || x.args[0].value <= 0 || isConst(x.args[1])) return undefined;
      const rest = log(store, pair(x)[1]);
      return x.args[0].value === 1 ? store.op('neg', rest) : store.op('sub', log(store, pair(x)[0]), rest);
    },
  },
  {
    name: 'log((1 + √(1 − x²)) / x) → asech(x): no digits near 1',
    phase: 'before',
    logOf: (store, x) => {
      const rest = x.op === 'div' ? lessOne(store, pair(x)[0]) : undefined;
      if (rest?.op !== 'sqrt') return undefined;
      const square = lessOne(store, only(rest));
      const [factor, u] = square === undefined ? [0, undefined] : splitCoefficient(square);
      const [, below] = pair(x);
      return factor === -1 && u !== undefined && squareRootOf(u) === below ? store.op('asech', below) : undefined;
    },
  },
  {
    name: 'log(c / x − d) → log((c − d·x) / x): the digits cancel',
    phase: 'before',
    logOf: (store, x) => {
      const terms = termsOf(x);
      const quotient = terms.find(({ rest }) => rest?.op === 'div' && isConst(rest.args[0]));
      const one = terms.find(({ rest }) => rest === undefined);
      if (terms.length !== 2 || quotient?.rest === undefined || one === undefined) return undefined;
      const [c, y] = pair(quotient.rest);
      if (isConst(y) || c.value * quotient.factor * one.factor >= 0) return undefined;
      const above = store.op('add', store.const(c.value * quotient.factor), withCoefficient(store, one.factor, y));
      return log(store, store.op('div', above, y));
    },
  },
  {
    name: 'log((1 + x) / (1 − x)) → 2·atanh(x): a function of x that has a series, no digits near 0',
    phase: 'before',
    logOf: (store, x) => {
      if (x.op !== 'div' || x.args.some((arg) => isHidden(arg) || isConst(arg))) return undefined;
      const [a, b] = pair(x);
      const [total, apart] = [collected(store.op('add', a, b)), collected(store.op('sub', a, b))];
      const whole = total.get(undefined) ?? 0;
      // A power of 2, so that the quotient by half of it is exact.
      if (total.size !== 1 || !(whole > 0) || !Number.isInteger(Math.log2(whole)) || apart.size !== 1) return undefined;
      if (apart.has(undefined)) return undefined;
      const u = sumOf(store, new Map([...apart].map(([rest, factor]) => [rest, factor / whole])));
      return store.op('mul', two(store), store.op('atanh', u));
    },
  },
  {
    name: 'log(a / b) → log1p((a − b) / b) near 1, where a − b is simple: the quotient has lost the digits',
    phase: 'before',
    logOf: (store, x) => {
      if (x.op !== 'div' || x.args.some(isHidden)) return undefined;
      return logOfQuotient(store, ...pair(x), log(store, store.op('detach', x)));
    },
  },
  {
    name: 'log(Γ(x)) → lgamma(x): Γ overflows at 172',
    logOf: (store, x) => (x.op === 'gamma' ? store.op('lgamma', only(x)) : undefined),
  },
  {
    name: 'log(x + √(x² + 1)) → asinh(x), log(x + √(x² − 1)) → acosh(x): the sum cancels for x < 0, or has lost its digits near 0',
    logOf: (store, x) => {
      const made = rootSumOf(store, x.op === 'neg' ? only(x) : x);
      // log(x − √(x² − 1)) is the opposite of the other.
      if (made !== undefined && x.op === 'neg') {
        const opposite = made.u.op === 'neg' ? only(made.u) : store.op('neg', made.u);
        const inverse = inverseOfRoot(store, opposite, made.root);
        return inverse?.op === 'acosh' ? store.op('neg', inverse) : undefined;
      }
      if (made !== undefined) return inverseOfRoot(store, made.u, made.root);
      if (x.op !== 'add') return undefined;
      const [a, b] = pair(x);
      return inverseOfRoot(store, a, b) ?? inverseOfRoot(store, b, a);
    },
  },
];

/** log(a + root). */
function inverseOfRoot(store: Store, a: Node, root: Node): Node | undefined {
  if (root.op === 'hypot' && root.args.some((arg) => isValue(arg, 1)))
    return root.args.some((arg) => sizeOf(arg) === sizeOf(a)) ? store.op('asinh', a) : undefined;
  const [x, y] = factorsOfRoot(root);
  // √(x − 1)·√(x + 1)
  if (x !== undefined && y !== undefined) {
    const ends = [x, y].map((end) => collected(store.op('sub', end, a)));
    const isEnd = (by: number): boolean => ends.some((end) => end.size === 1 && end.get(undefined) === by);
    return isEnd(1) && isEnd(-1) ? store.op('acosh', a) : undefined;
  }
  if (root.op !== 'sqrt') return undefined;
  const rest = collected(only(root));
  const square = [...rest].find(([part]) => part !== undefined && isSquareOf(part, a));
  if (rest.size !== 2 || square?.[1] !== 1) return undefined;
  const one = rest.get(undefined);
  return one === 1 || one === -1 ? store.op(one === 1 ? 'asinh' : 'acosh', a) : undefined;
}

const sizeOf = (node: Node): Node => {
  const x = node.op === 'abs' || node.op === 'neg' ? only(node) : node;
  return x === node ? node : sizeOf(x);
};

/** x and y of √x·√y and √(x·y). */
function factorsOfRoot(root: Node): readonly (Node | undefined)[] {
  if (root.op === 'sqrt') return only(root).op === 'mul' ? pair(only(root)) : [];
  return root.op === 'mul' && root.args.every(({ op }) => op === 'sqrt') ? root.args.map(only) : [];
}

/** Whether it is a², also for a = 1 / x. */
function isSquareOf(node: Node, a: Node): boolean {
  if (squareRootOf(node) === a) return true;
  if (node.op !== 'div' || a.op !== 'div' || !isValue(node.args[0], 1) || !isValue(a.args[0], 1)) return false;
  return squareRootOf(pair(node)[1]) === pair(a)[1];
}

/** What is so small at one end that its log must not be taken of its value. */
const isTail = (node: Node): boolean => ['sigmoid', 'erfc', 'exp', 'gamma', 'softplus', 'sumOver'].includes(node.op);

/** log2 and log10 as multiples of log, where log has a stable form of its own. */
const scales = { log: 1, log2: Math.LOG2E, log10: Math.LOG10E } as const;

export const logarithms: readonly Rule[] = logRows.map(({ name, phase, logOf }): Rule => ({
  name,
  ...(phase === undefined ? {} : { phase }),
  on: ['log', 'log2', 'log10'],
  apply: (store, node) => {
    const stable = logOf(store, only(node));
    return stable && withCoefficient(store, scales[node.op as keyof typeof scales], stable);
  },
}));
