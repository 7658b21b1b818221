import type { Node } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { pair } from '../match.ts';
import { constant, polynomialOf, power, times } from '../polynomial.ts';
import type { Polynomial } from '../polynomial.ts';
import type { Rule } from '../rule.ts';
import { withCoefficient } from '../simplify/terms.ts';
import { quotientOf } from './quotient.ts';
import { opaque, settled } from './values.ts';

/** Coefficients by power, the constant first. */
type Coefficients = readonly number[];

const FURTHEST = 1e6;
const HIGHEST = 12;

/** The coefficients of a polynomial in one variable. */
function coefficientsIn(p: Polynomial, x: Node): Coefficients | undefined {
  const result: number[] = [];
  for (const { factor, powers } of p.values()) {
    const n = powers.get(x) ?? 0;
    if (powers.size > (powers.has(x) ? 1 : 0) || n < 0 || n > HIGHEST || !Number.isInteger(n)) return undefined;
    result[n] = factor;
  }
  return Array.from(result, (factor) => factor ?? 0);
}

function productOf(powers: ReadonlyMap<Node, number>, factor: number): Polynomial | undefined {
  let product: Polynomial | undefined = constant(factor);
  for (const [base, n] of powers) {
    const p = base.op === 'given' ? undefined : polynomialOf(base);
    const q = p && power(p, n);
    product = product && q && times(product, q);
  }
  return product;
}

function variableOf(p: Polynomial): Node | undefined {
  const bases = new Set([...p.values()].flatMap(({ powers }) => [...powers.keys()]));
  const [x] = bases;
  return bases.size === 1 ? x : undefined;
}

/** Twice a bound on its roots (Cauchy 1829): beyond it nothing cancels. */
const boundOf = (p: Coefficients): number =>
  2 * (1 + Math.max(0, ...p.slice(0, -1).map((c) => Math.abs(c / (p.at(-1) as number)))));

/** p(x) / xⁿ for n its degree, in r = 1 / x. */
const inverted = (k: Kit, p: Coefficients, r: Node): Node =>
  p.reduce<Node>((sum, c, n) => (n === 0 ? k.num(c) : c === 0 ? k.mul(sum, r) : k.add(k.mul(sum, r), c)), k.num(0));

export const rationals: readonly Rule[] = [
  {
    name: 'x³ / (1 + x⁴) → r / (r⁴ + 1) with r = 1 / x for large x: ∞ / ∞, and its derivative overflows earlier',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      if (below.op === 'const' || below.op === 'read') return undefined;
      const whole = quotientOf(node);
      const [p, q] = [whole && productOf(whole.above, whole.factor), whole && productOf(whole.below, 1)];
      const x = q && variableOf(q);
      const [a, b] = [p && x && coefficientsIn(p, x), q && x && coefficientsIn(q, x)];
      if (x === undefined || a === undefined || b === undefined || q === undefined || q.size < 2) return undefined;
      const [m, n] = [a.length - 1, b.length - 1];
      if (m > n || n < 3) return undefined;
      const far = Math.max(boundOf(a), boundOf(b));
      if (far > FURTHEST) return undefined;
      const k = createKit(store);
      const r = opaque(store, k.div(1, x));
      const quotient = k.div(inverted(k, a, r), settled(store, inverted(k, b, r)));
      const scaled = m === n ? quotient : k.mul(n - m === 1 ? r : k.pow(r, n - m), quotient);
      return k.select(
        k.lt(k.abs(x), far),
        k.div(settled(store, above), settled(store, below)),
        withCoefficient(store, 1, scaled),
      );
    },
  },
];
