import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { only, pair, squareRootOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import {
  factorsOf,
  isConst,
  isValue,
  productOf,
  splitCoefficient,
  termsOf,
  withCoefficient,
} from '../simplify/terms.ts';
import { lessOne } from './logarithms.ts';
import { quotientOf } from './quotient.ts';
import { opaque, settled } from './values.ts';

/** 1 / 3 is a literal too. */
export const isLiteral = ({ op, args }: Node): boolean => op === 'const' || (op === 'div' && args.every(isConst));

/** log of a base, by log1p where it is 1 and something. */
function logOf(k: Kit, base: Node): Node {
  const rest = lessOne(k.store, base);
  return rest === undefined ? k.log(base) : k.log1p(rest);
}

/** x and n of x^n, also of (1 + x)^n where the row below has been. */
function powerOf(node: Node): [base: Node, exponent: Node] | undefined {
  const isChoice = node.op === 'select' && ['exp', 'given'].includes(node.args[1]?.op ?? '');
  const power = isChoice ? (node.args[2] as Node) : node;
  const [base, n] = pair(power);
  if (power.op !== 'pow' || isChoice !== (base.op === 'given')) return undefined;
  return [isChoice ? only(base) : base, n];
}

/** x^n − 1, as the row below has left it. */
interface LessOne {
  readonly base: Node;
  readonly n: Node;
  /** n·log(x), below 1/2 where the test holds. */
  readonly exponent: Node;
  readonly test: Node;
}

function powerLessOneOf({ op, args: [test, near, beyond] }: Node): LessOne | undefined {
  const far = beyond?.op === 'select' ? beyond.args[2] : beyond;
  const power = far?.op === 'sub' && isValue(far.args[1], 1) ? only(far) : undefined;
  const [base, n] = power?.op === 'pow' ? pair(power) : [];
  if (op !== 'select' || near?.op !== 'expm1' || base?.op !== 'given' || n === undefined) return undefined;
  return { base: only(base), n, exponent: only(near), test: test as Node };
}

/** The factors of a product for one of which something is found, which is left out of the others. */
function factorWith<T>(
  store: Store,
  product: Node,
  find: (base: Node) => T | undefined,
): [T, others: Node] | undefined {
  const factors = factorsOf(product);
  for (const factor of factors) {
    const found = factor.power === 1 ? find(factor.base) : undefined;
    if (found === undefined) continue;
    return [
      found,
      productOf(
        store,
        factors.filter((other) => other !== factor),
      ),
    ];
  }
  return undefined;
}

/** (1 + u)^n for u > −1/2, with the slope f·n / (1 + u): (1 + u)^(n − 1) may vanish where that does not. */
function growth(k: Kit, u: Node, n: Node, exponent: Node): Node {
  const [t, m] = [k.detach(u), k.detach(n)];
  const near = k.exp(k.mul(m, k.log1p(t)));
  const value = k.select(k.lt(t, 0.5), near, k.pow(settled(k.store, k.add(1, t)), m));
  return k.given(value, exponent, k.given(value, exponent, k.exp(exponent)));
}

const isProduct = (node: Node): boolean => {
  const quotient = quotientOf(node);
  return quotient !== undefined && [...quotient.above, ...quotient.below].reduce((sum, [, n]) => sum + n, 0) > 1;
};

/** Deeper expressions are not looked through. */
const DEEPEST = 6;

/** p and q of p·y + q, which a node is. */
function linearIn(k: Kit, node: Node, y: Node, depth = 0): [Node, Node] | undefined {
  if (node === y) return [k.num(1), k.num(0)];
  if (depth > DEEPEST) return undefined;
  if (!postorder([node]).includes(y)) return [k.num(0), node];
  const [a, b] = pair(node);
  const of = (arg: Node): [Node, Node] | undefined => linearIn(k, arg, y, depth + 1);
  const [p, q] = [of(a), b && of(b)];
  if (p === undefined || (b !== undefined && q === undefined)) return undefined;
  if (node.op === 'neg') return [k.neg(p[0]), k.neg(p[1])];
  if (q === undefined) return undefined;
  if (node.op === 'add' || node.op === 'sub') return [k[node.op](p[0], q[0]), k[node.op](p[1], q[1])];
  if (node.op === 'mul' && isValue(p[0], 0)) return [k.mul(a, q[0]), k.mul(a, q[1])];
  if (node.op === 'mul' && isValue(q[0], 0)) return [k.mul(p[0], b), k.mul(p[1], b)];
  return node.op === 'div' && isValue(q[0], 0) ? [k.div(p[0], b), k.div(p[1], b)] : undefined;
}

interface LogQuotient {
  readonly value: Node;
  readonly p: Node;
  readonly q: Node;
}

/** log1p(p / q), as the row for it has left it where p + q is no simpler. */
function logQuotientOf(node: Node): LogQuotient | undefined {
  const by: Node[] = [];
  let value = node;
  for (; value.op === 'given' && by.length < 2; value = only(value)) by.unshift(value.args[1] as Node);
  if (value.op !== 'log1p' || only(value).op !== 'div' || by.length === 0) return undefined;
  const [q, p = pair(only(value))[0]] = by as [Node];
  return { value, p, q };
}

/** (1 + x)^n and n·log(1 + x), as of interest that is compounded. */
export const compounds: readonly Rule[] = [
  {
    name: '(1 + x)^n − 1 → expm1(n·log1p(x)), x^n − 1 → expm1(n·log(x)) near 0: the digits cancel',
    phase: 'before',
    on: ['sub', 'add'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length !== 2) return undefined;
      const [power, one] = terms[0]?.rest === undefined ? [terms[1], terms[0]] : terms;
      const parts = power?.rest && powerOf(power.rest);
      if (power?.rest === undefined || parts === undefined || one?.rest !== undefined || one?.factor !== -power.factor)
        return undefined;
      const [base, n] = parts;
      const k = createKit(store);
      if (isConst(base) || (isLiteral(n) && lessOne(store, base) === undefined)) return undefined;
      const exponent = k.mul(n, logOf(k, base));
      const far = k.sub(k.pow(settled(store, base), n), 1);
      const rest = isLiteral(n) ? undefined : lessOne(store, base);
      // For a small u the logarithm of 1 + u has digits that the sum has not, and a large n makes them felt.
      const whole = rest && k.select(k.lt(k.abs(rest), 0.5), k.expm1(settled(store, exponent)), far);
      const joined = k.select(k.lt(k.abs(exponent), 0.5), k.expm1(exponent), whole ?? far);
      return withCoefficient(store, power.factor, joined);
    },
  },
  {
    name: '(1 + x)^n → exp(n·log1p(x)) for small x: 1 + x has lost its digits, and n makes it felt',
    phase: 'before',
    on: ['pow'],
    apply: (store, node) => {
      const [base, n] = pair(node);
      const rest = lessOne(store, base);
      if (rest === undefined || isLiteral(n) || n.type === 'int') return undefined;
      const k = createKit(store);
      const exponent = k.mul(n, k.log1p(rest));
      const power = k.pow(settled(store, base), n);
      if (isProduct(rest)) return k.select(k.gt(rest, -0.5), growth(k, rest, n, exponent), power);
      return k.select(k.lt(k.abs(rest), 0.5), k.exp(exponent), power);
    },
  },
  {
    name: 'n·log1p(u) for n = a·q + b and u = p / q: its slope a·(log1p(u) − u / (1 + u)) − … by q as a function of u: the digits cancel',
    phase: 'before',
    on: ['mul'],
    apply: (store, node) => {
      const factors = factorsOf(node);
      const log = factors.find(({ base, power }) => power === 1 && logQuotientOf(base) !== undefined);
      const parts = log && logQuotientOf(log.base);
      if (log === undefined || parts === undefined) return undefined;
      const k = createKit(store);
      const { value, p, q } = parts;
      const n = productOf(
        store,
        factors.filter((factor) => factor !== log),
      );
      const [a, b] = linearIn(k, n, q) ?? [];
      if (a === undefined || b === undefined || isValue(a, 0)) return undefined;
      const u = opaque(store, k.div(p, q));
      const apart = k.sub(k.log1p(u), k.div(1, k.add(1, k.div(1, u))));
      const slope = k.sub(k.mul(a, apart), k.div(k.div(b, q), k.add(1, k.div(q, p))));
      const byQ = k.given(k.mul(k.detach(n), value), q, slope);
      const root = squareRootOf(p);
      const rate = k.div(n, k.add(p, q));
      // By x of x² at once: with n / (x² + q) on the way it would underflow early.
      const byP = root === undefined ? k.given(byQ, p, rate) : k.given(byQ, root, k.mul(2, k.mul(root, rate)));
      const byBoth = isConst(p) ? byQ : byP;
      const byA = isConst(a) ? byBoth : k.given(byBoth, a, k.mul(q, log.base));
      return isConst(b) ? byA : k.given(byA, b, log.base);
    },
  },
  {
    name: 'x^n / (x^n − 1) → 1 / (1 − x^(−n)): near x^n = 1 its derivatives are differences of what is infinite',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      const [factor, rest] = splitCoefficient(below);
      const less = rest && powerLessOneOf(rest);
      if (less === undefined) return undefined;
      const { base, n, exponent, test } = less;
      const found = factorWith(store, above, (one) => {
        const parts = powerOf(one);
        return parts?.[0] === base && parts[1] === n ? parts : undefined;
      });
      if (found === undefined) return undefined;
      const k = createKit(store);
      const near = k.div(k.neg(found[1]), k.expm1(k.neg(exponent)));
      const far = k.div(found[1], k.sub(1, k.pow(settled(store, base), k.neg(n))));
      return withCoefficient(store, 1 / factor, k.select(test, near, far));
    },
  },
  {
    name: '((1 + u)^n − 1) / u → 1 + (1 + u)·((1 + u)^(n − 1) − 1) / u for n > 1/2: its derivative vanishes with n − 1, and 0 / 0 at u = 0',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      const found = factorWith(store, above, powerLessOneOf);
      const [factor, u] = splitCoefficient(below);
      const { base, n } = found?.[0] ?? {};
      if (found === undefined || base === undefined || n === undefined || u === undefined) return undefined;
      if (lessOne(store, base) !== u || isLiteral(n) || splitCoefficient(n)[0] < 0) return undefined;
      const k = createKit(store);
      const isMore = k.and(k.ge(n, 0.5), k.gt(u, -0.5));
      const m = k.select(isMore, k.sub(n, 1), n);
      const w = opaque(store, u);
      const exponent = k.mul(m, k.log1p(w));
      const near = k.mul(m, k.mul(k.div(k.expm1(exponent), exponent), k.div(k.log1p(w), w)));
      const far = k.div(k.sub(k.pow(settled(store, base), m), 1), u);
      const rate = k.select(k.lt(k.abs(exponent), 0.5), near, far);
      const whole = k.select(isMore, k.add(1, k.mul(base, rate)), rate);
      return k.mul(withCoefficient(store, 1 / factor, found[1]), whole);
    },
  },
];
