import type { NodeOp, OpName } from '../../ir/op.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import { factsOf } from '../facts.ts';
import { areOpposite, collected, gap, only, pair, squareRootOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isConst, isValue, termsOf, withCoefficient } from '../simplify/terms.ts';
import { exponentGap, exponentialsOf } from './exponential-sum.ts';
import type { Exponential } from './exponential-sum.ts';
import { quotientNode, quotientOf } from './quotient.ts';
import { bose } from './values.ts';

/** t + log(factor), where that is not t. */
export function withLogOf(store: Store, factor: number, t: Node): Node {
  return factor === 1 ? t : store.op('add', t, store.const(Math.log(factor)));
}

/** a of c₁·exp(a) + c₂·exp(b) against b: (a + log c₁) − (b + log c₂). */
const oddsOf = (store: Store, a: Exponential, b: Exponential): Node =>
  withLogOf(store, a.factor / b.factor, exponentGap(store, a.exponent, b.exponent));

/** Two terms of one sign. */
function twoTerms(store: Store, node: Node): [Exponential, Exponential] | undefined {
  const terms = exponentialsOf(store, node);
  if (terms?.length !== 2 || terms.every(({ exponent }) => exponent === undefined)) return undefined;
  return terms as [Exponential, Exponential];
}

/** c·exp(t) / (c₁·exp(a) + c₂·exp(b))ⁿ as sigmoids, where exp(t) is made of n of exp(a) and exp(b). */
function asSigmoids(store: Store, above: Exponential, terms: [Exponential, Exponential], n: number): Node | undefined {
  const [a, b] = terms;
  for (let p = 0; p <= n; p += 1) {
    const parts = [...Array<Exponential>(p).fill(a), ...Array<Exponential>(n - p).fill(b)];
    const rest = parts.reduce<Node | undefined>((t, { exponent }) => exponentGap(store, t, exponent), above.exponent);
    if (!isValue(rest, 0)) continue;
    const factor = parts.reduce((c, part) => c / part.factor, above.factor);
    const sigmoids = parts.map((part) => store.op('sigmoid', oddsOf(store, part, part === a ? b : a)));
    return withCoefficient(
      store,
      factor,
      sigmoids.reduce((x, y) => store.op('mul', x, y)),
    );
  }
  return undefined;
}

const growing: ReadonlySet<NodeOp> = new Set(['exp', 'expm1', 'sinh', 'cosh']);

/** What f above has below for one function of both, which for expm1 is −1 / expm1(−x). */
const ratios: Partial<Record<NodeOp, readonly [below: OpName, is: OpName]>> = {
  exp: ['expm1', 'expm1'],
  cosh: ['sinh', 'coth'],
  sinh: ['cosh', 'tanh'],
};

/** Sums and quotients of exponentials that overflow, or lose their digits near 0. */
export const exponentials: readonly Rule[] = [
  {
    name: 'e^x → exp(x): so that the rows below see it',
    on: ['pow'],
    apply: (store, node) => (isValue(node.args[0], Math.E) ? store.op('exp', pair(node)[1]) : undefined),
  },
  {
    name: 'exp(x) / (1 + exp(x)) → sigmoid(x), y / (1 + exp(−x)) → y·sigmoid(x), their products: ∞ / ∞ at 710',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      const base = squareRootOf(below);
      const terms = twoTerms(store, base ?? below);
      if (terms === undefined || terms[0].factor * terms[1].factor <= 0) return undefined;
      const n = base === undefined ? 1 : 2;
      const numerator = exponentialsOf(store, above);
      if (numerator?.length === 1) return asSigmoids(store, numerator[0] as Exponential, terms, n);
      // What grows with the exponentials below belongs together with them.
      if (postorder([above]).some(({ op }) => growing.has(op))) return undefined;
      const sigmoids = asSigmoids(store, { factor: 1, exponent: undefined }, terms, n);
      return sigmoids && store.op('mul', above, sigmoids);
    },
  },
  {
    name: '(exp(a) − exp(b)) / (exp(a) + exp(b)) → tanh((a − b) / 2): ∞ / ∞ at 710, no digits near a = b',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      const terms = twoTerms(store, below);
      const numerator = terms && exponentialsOf(store, above);
      if (terms === undefined || numerator?.length !== 2 || terms[0].factor * terms[1].factor <= 0) return undefined;
      const [a, b] = terms;
      const same = (x: Exponential, y: Exponential): boolean => isValue(exponentGap(store, x.exponent, y.exponent), 0);
      const [n, m] = same(numerator[0] as Exponential, a) ? numerator : [...numerator].reverse();
      if (n === undefined || m === undefined || !same(n, a) || !same(m, b)) return undefined;
      const factor = n.factor / a.factor;
      if (factor !== -m.factor / b.factor) return undefined;
      return withCoefficient(store, factor, store.op('tanh', store.op('div', oddsOf(store, a, b), store.const(2))));
    },
  },
  {
    name: 'exp(x) − 1 → expm1(x), exp(x) − exp(−x) → 2·sinh(x): no digits near 0',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length > 6) return undefined;
      for (const [k, one] of terms.entries()) {
        const x = one.rest?.op === 'exp' ? only(one.rest) : undefined;
        if (x === undefined) continue;
        for (const [l, other] of terms.entries()) {
          if (l === k) continue;
          const joined = join(store, one.factor, x, other);
          if (joined === undefined) continue;
          return terms.reduce<Node>(
            (sum, { factor, rest }, at) =>
              at === k || at === l ? sum : store.op('add', sum, withCoefficient(store, factor, rest)),
            joined,
          );
        }
      }
      return undefined;
    },
  },
  {
    name: 'exp(x) − 2 + exp(−x) → 4·sinh(x / 2)²: no digits near 0',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = exponentialsOf(store, node);
      const [a, b, c] = [...(terms ?? [])].sort((x, y) => Number(!x.exponent) - Number(!y.exponent));
      if (terms?.length !== 3 || a?.exponent === undefined || b?.exponent === undefined || c === undefined)
        return undefined;
      if (c.exponent !== undefined || a.factor !== b.factor || c.factor !== -2 * a.factor) return undefined;
      if (!areOpposite(store, a.exponent, b.exponent)) return undefined;
      const half = store.op('sinh', store.op('div', a.exponent, store.const(2)));
      return withCoefficient(store, 4 * a.factor, store.op('pow', half, store.const(2)));
    },
  },
  {
    name: 'exp(x) / (exp(x) − 1) → 1 / (1 − exp(−x)), cosh(x)·y / sinh(x) → coth(x)·y: ∞ / ∞ at 710',
    on: ['div', 'mul'],
    apply: (store, node) => {
      const quotient = quotientOf(node);
      if (quotient === undefined) return undefined;
      const { above, below } = quotient;
      const put = (powers: Map<Node, number>, base: Node, by: number): void => {
        const n = (powers.get(base) ?? 0) + by;
        if (n === 0) powers.delete(base);
        else powers.set(base, n);
      };
      for (const f of above.keys()) {
        const [other, name] = ratios[f.op as NodeOp] ?? [];
        const g = other && store.op(other, only(f));
        if (name === undefined || g === undefined || !below.has(g)) continue;
        put(above, f, -1);
        put(below, g, -1);
        if (name !== 'expm1') put(above, store.op(name, only(f)), 1);
        else put(below, store.op(name, store.op('neg', only(f))), 1);
        return quotientNode(store, { ...quotient, factor: name === 'expm1' ? -quotient.factor : quotient.factor });
      }
      return undefined;
    },
  },
  {
    name: '(exp(2·x) − 1) / (exp(x) − 1) → exp(x) + 1, and its inverse: 0 / 0, and ∞ / ∞ at 710',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      if (above.op !== 'expm1' || below.op !== 'expm1') return undefined;
      const isTwice = (y: Node, x: Node): boolean =>
        collected(store.op('sub', y, store.op('mul', store.const(2), x))).size === 0;
      const sum = (x: Node): Node => store.op('add', store.op('exp', x), store.const(1));
      if (isTwice(only(above), only(below))) return sum(only(below));
      return isTwice(only(below), only(above)) ? store.op('div', store.const(1), sum(only(above))) : undefined;
    },
  },
  {
    name: 'exp(−x)·sinh(x) → (1 − exp(−2·x)) / 2, exp(−x)·cosh(x) → (1 + exp(−2·x)) / 2: 0·∞ at 710',
    phase: 'before',
    on: ['mul'],
    apply: (store, node) => {
      const [a, b] = pair(node);
      for (const [exp, f] of [
        [a, b],
        [b, a],
      ] as const) {
        if (exp.op !== 'exp' || (f.op !== 'sinh' && f.op !== 'cosh')) continue;
        const [u, v] = [only(exp), only(f)];
        const isOpposite = areOpposite(store, u, v);
        if (!isOpposite && u !== v) continue;
        const twice = store.op('mul', store.const(2), u);
        if (f.op === 'cosh')
          return store.op('mul', store.const(0.5), store.op('add', store.const(1), store.op('exp', twice)));
        return store.op('mul', store.const(isOpposite ? -0.5 : 0.5), store.op('expm1', twice));
      }
      return undefined;
    },
  },
  {
    name: '1 / (exp(x) − 1): its derivative is −1 / (4·sinh(x / 2)²), which no product of its parts underflows to',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      if (below.op !== 'expm1' || ['given', 'detach'].includes(only(below).op)) return undefined;
      return isConst(above) ? withCoefficient(store, above.value, bose(store, only(below))) : undefined;
    },
  },
  {
    name: 'exp(a) / exp(b) → exp(a − b): ∞ / ∞ at 710',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      return above.op === 'exp' && below.op === 'exp'
        ? store.op('exp', store.op('sub', only(above), only(below)))
        : undefined;
    },
  },
  {
    name: 'sinh(x) / cosh(x) → tanh(x), cosh(x) / sinh(x) → coth(x), 1 / cosh(x) → sech(x), 1 / sinh(x) → csch(x): ∞ / ∞ at 710',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      if (below.op !== 'cosh' && below.op !== 'sinh') return undefined;
      const x = only(below);
      const isCosh = below.op === 'cosh';
      const f: string = above.op;
      if (isConst(above)) return withCoefficient(store, above.value, store.op(isCosh ? 'sech' : 'csch', x));
      if (f !== (isCosh ? 'sinh' : 'cosh') || only(above) !== x) return undefined;
      return store.op(isCosh ? 'tanh' : 'coth', x);
    },
  },
];

/** factor·exp(x) and another term that it cancels with, as one function. */
function join(
  store: Store,
  factor: number,
  x: Node,
  other: { factor: number; rest: Node | undefined },
): Node | undefined {
  if (other.rest === undefined)
    return other.factor === -factor ? withCoefficient(store, factor, store.op('expm1', x)) : undefined;
  if (other.rest.op !== 'exp') return undefined;
  const y = only(other.rest);
  if (areOpposite(store, x, y)) {
    if (Math.abs(other.factor) !== Math.abs(factor)) return undefined;
    const name = other.factor === factor ? 'cosh' : 'sinh';
    return withCoefficient(store, 2 * factor, store.op(name, x));
  }
  if (other.factor !== -factor) return undefined;
  const difference = gap(store, x, y);
  if (difference === undefined) return undefined;
  // By the larger of the two, where that is known: expm1 does not overflow.
  const opposite = factsOf(difference).low >= 0 ? gap(store, y, x) : undefined;
  if (opposite !== undefined)
    return withCoefficient(store, -factor, store.op('mul', store.op('exp', x), store.op('expm1', opposite)));
  return withCoefficient(store, factor, store.op('mul', other.rest, store.op('expm1', difference)));
}
