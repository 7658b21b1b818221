import type { Node } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import type { Rule } from '../rule.ts';
import { factorsOf, isConst, termsOf } from '../simplify/terms.ts';
import { powersOf } from '../range/row.ts';
import { exponentsOf, factored, plus, power, product, ratioOf, slopeOf, times } from './exponential-ratio.ts';
import type { Factored, Laurent, Ratio } from './exponential-ratio.ts';
import { quotientNode, quotientOf } from './quotient.ts';
import { settled } from './values.ts';

const isSum = ({ op }: Node): boolean => op === 'add' || op === 'sub';

/** Sums of terms of one sign keep their digits. */
const hasOneSign = ({ rest }: Factored): boolean => rest.every((c) => c >= 0) || rest.every((c) => c <= 0);

/** Σ c[k]·e^k by Horner's rule. */
const horner = (k: Kit, e: Node, rest: readonly number[]): Node =>
  rest.reduceRight<Node>((sum, c) => (c === 0 ? k.mul(e, sum) : k.add(k.num(c), k.mul(e, sum))), k.num(0));

/** p / q^n, in a form that no row matches. */
function quotient(k: Kit, u: Node, p: Factored, q: Factored, n: number): Node {
  const e = settled(k.store, k.exp(u));
  const below = settled(k.store, k.pow(horner(k, e, q.rest), n));
  const [low, ones] = [p.low - n * q.low, p.ones - n * q.ones];
  const scaled = k.mul(k.exp(k.mul(low, u)), k.div(settled(k.store, horner(k, e, p.rest)), below));
  if (ones === 0) return scaled;
  const size = k.pow(settled(k.store, k.expm1(u)), Math.abs(ones));
  return ones > 0 ? k.mul(scaled, size) : k.div(scaled, size);
}

/** p / q for u ≤ 0, where no power of exp(u) overflows. Beside it its derivative: the terms that cancel in p′·q − p·q′ are gone. */
function belowZero(k: Kit, u: Node, p: Laurent, q: Laurent): Node {
  const value = quotient(k, k.detach(u), factored(p), factored(q), 1);
  const steep = plus(times(slopeOf(p), q), times(p, slopeOf(q)), -1);
  return steep.size === 0 ? value : k.given(value, u, quotient(k, u, factored(steep), factored(q), 2));
}

/** A product of factors that are ratios of polynomials in exp(u), and of others. */
interface Parts {
  readonly u: Node;
  readonly ratio: Ratio;
  readonly others: Node;
}

function partsOf(k: Kit, node: Node): Parts | undefined {
  const whole = quotientOf(node);
  if (whole === undefined || !powersOf(whole).some(([base]) => isSum(base))) return undefined;
  const own = powersOf(whole).filter(([base]) => !isConst(base) && exponentsOf(k.store, [base]) !== undefined);
  // Among them a sum that has no name.
  if (!own.some(([, n]) => n < 0) || !own.some(([base]) => isSum(base))) return undefined;
  const bases = own.map(([base]) => base);
  const exponents = exponentsOf(k.store, bases);
  if (exponents === undefined) return undefined;
  let ratio: Ratio | undefined = { p: new Map([[0, whole.factor]]), q: new Map([[0, 1]]) };
  for (const [base, n] of own) {
    const one = ratioOf(base, exponents);
    const raised = one && power(one, n);
    ratio = ratio && raised && product(ratio, raised);
    whole.above.delete(base);
    whole.below.delete(base);
  }
  return ratio && { u: exponents.u, ratio, others: quotientNode(k.store, { ...whole, factor: 1 }) };
}

const mirrored = (p: Laurent): Laurent => new Map([...p].map(([n, c]): [number, number] => [-n, c]));

/** Sums of exponentials, and quotients of such sums, that have no name of their own. */
export const exponentialQuotients: readonly Rule[] = [
  {
    name: '(1 + exp(x))² − 1 → exp(x)·(2 + exp(x)): the terms that cancel are gone',
    phase: 'before',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const isProduct = (rest: Node | undefined): boolean =>
        rest !== undefined && factorsOf(rest).some(({ base, power: n }) => isSum(base) && (n > 1 || rest !== base));
      if (!termsOf(node).some(({ rest }) => isProduct(rest))) return undefined;
      const exponents = exponentsOf(store, [node]);
      const ratio = exponents && ratioOf(node, exponents);
      if (exponents === undefined || ratio?.q.size !== 1 || ratio.q.get(0) !== 1 || ratio.p.has(0)) return undefined;
      const k = createKit(store);
      const { low, ones, rest } = factored(ratio.p);
      const e = k.exp(exponents.u);
      const product = k.mul(k.exp(k.mul(low, exponents.u)), horner(k, e, rest));
      return ones === 0 ? product : k.mul(k.pow(k.expm1(exponents.u), ones), product);
    },
  },
  {
    name: '1 / (2 + exp(x) + exp(−x)), (exp(x)² + 2·exp(x)) / (exp(x)² + 2) → the same in exp(−|x|): ∞ / ∞ at 710, and earlier in derivatives',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const k = createKit(store);
      const parts = partsOf(k, node);
      if (parts === undefined) return undefined;
      const { u, others, ratio } = parts;
      const [p, q] = [factored(ratio.p), factored(ratio.q)];
      if (!hasOneSign(p) || !hasOneSign(q)) return undefined;
      if (
        q.ones === p.ones + 1 &&
        q.low === p.low &&
        q.rest.length === 1 &&
        p.rest.length === 2 &&
        p.rest[0] === p.rest[1]
      )
        return k.mul(k.mul((p.rest[0] as number) / (q.rest[0] as number), others), k.coth(k.div(u, 2)));
      // A pole may be one of two that cancel.
      if (q.ones > p.ones && isConst(others)) return undefined;
      const branch = (v: Node, a: Laurent, b: Laurent): Node => k.mul(others, belowZero(k, v, a, b));
      return k.select(k.le(u, 0), branch(u, ratio.p, ratio.q), branch(k.neg(u), mirrored(ratio.p), mirrored(ratio.q)));
    },
  },
];
