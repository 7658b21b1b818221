import {
  big,
  exactly,
  isNegative,
  isZero,
  magnitudeOf,
  minus,
  negated,
  one,
  over,
  plus,
  ratio,
  root,
  scaled,
  times,
  zero,
} from './number.ts';
import type { Big } from './number.ts';

/** Terms of exp, sin and cos for |x| < 2^−16: 2^(−16·24) is below the last of 320 bits. */
const TERMS = 24;
const HALVINGS = 16;

/** x · 2^−k with |x · 2^−k| < 2^−16, and k. */
function reduced(x: Big): [Big, number] {
  const size = Math.ceil(Math.log2(Math.abs(Number(x.mantissa)) || 1)) + x.exponent;
  const halvings = Math.max(size, 0) + HALVINGS;
  return [big(x.mantissa, x.exponent - halvings), halvings];
}

/** Whether eˣ has no exponent, and sin x no angle, that a series could start from: |x| from 2^40 on. */
export const isBeyond = (x: Big): boolean => magnitudeOf(x) > 40;

/** eˣ by halving the argument and squaring the value; expm1 is carried, whose digits do not cancel. */
export function exponential(x: Big): Big {
  const [small, halvings] = reduced(x);
  let tail = zero;
  for (let k = TERMS; k >= 1; k -= 1) tail = over(times(small, plus(one, tail)), exactly(k));
  for (let k = 0; k < halvings; k += 1) tail = times(tail, plus(tail, exactly(2)));
  return plus(one, tail);
}

/** log x by Newton's iteration on the exponential, from a double's 53 bits: 106, 212, 424. */
export function logarithm(x: Big): Big | undefined {
  if (isZero(x) || isNegative(x)) return undefined;
  if (isZero(minus(x, one))) return zero;
  const bits = x.mantissa.toString(2).length;
  const fraction = Number(x.mantissa >> BigInt(Math.max(bits - 60, 0))) / 2 ** Math.min(bits, 60);
  let value = exactly(Math.log(fraction) + (x.exponent + bits) * Math.LN2);
  for (let k = 0; k < 3; k += 1) {
    const back = exponential(value);
    value = plus(value, scaled(over(minus(x, back), plus(x, back)), 2));
  }
  return value;
}

/** sin x and cos x; 1 − cos is carried while the argument is doubled. */
export function sineAndCosine(x: Big): [Big, Big] {
  const [small, halvings] = reduced(x);
  const square = negated(times(small, small));
  let sine = one;
  let versine = one;
  for (let k = TERMS; k >= 1; k -= 1) {
    sine = plus(one, over(times(square, sine), exactly(2 * k * (2 * k + 1))));
    versine = plus(one, over(times(square, versine), exactly((2 * k + 1) * (2 * k + 2))));
  }
  sine = times(small, sine);
  versine = over(times(negated(square), versine), exactly(2));
  for (let k = 0; k < halvings; k += 1) {
    const cosine = minus(one, versine);
    versine = scaled(times(sine, sine), 2);
    sine = scaled(times(sine, cosine), 2);
  }
  return [sine, minus(one, versine)];
}

/** arctan(1 / n). */
function arctanOfInverse(n: number): Big {
  let value = zero;
  for (let k = 70; k >= 0; k -= 1) value = minus(ratio(1, 2 * k + 1), over(value, exactly(n * n)));
  return over(value, exactly(n));
}

/** π = 16 arctan(1/5) − 4 arctan(1/239) (Machin 1706). */
export const pi: Big = minus(scaled(arctanOfInverse(5), 16), scaled(arctanOfInverse(239), 4));
export const twoOverRootPi: Big = over(exactly(2), root(pi, 2) as Big);

const named: readonly (readonly [number, () => Big])[] = [
  [Math.PI, () => pi],
  [2 * Math.PI, () => scaled(pi, 2)],
  [Math.PI / 2, () => scaled(pi, 0.5)],
  [Math.PI / 4, () => scaled(pi, 0.25)],
  [Math.E, () => exponential(one)],
  [Math.SQRT2, () => root(exactly(2), 2) as Big],
  [Math.SQRT1_2, () => root(exactly(0.5), 2) as Big],
  [Math.LN2, () => logarithm(exactly(2)) as Big],
  [Math.LN10, () => logarithm(exactly(10)) as Big],
  [Math.LOG2E, () => over(one, logarithm(exactly(2)) as Big)],
  [Math.LOG10E, () => over(one, logarithm(exactly(10)) as Big)],
  [2 / Math.sqrt(Math.PI), () => twoOverRootPi],
  [1 / Math.sqrt(Math.PI), () => scaled(twoOverRootPi, 0.5)],
];

/** Greatest denominator of a fraction that is recognised in a literal. */
const DENOMINATOR = 1000;

/**
 * What a literal means. Where it is the double next to π, e or a fraction of small terms it stands for that: with
 * 0.16666666666666666 as such, x − x³·0.16666666666666666 − sin x would begin with 9·10⁻¹⁸ x³, and not cancel.
 */
export function meaningOf(x: number): Big {
  const name = named.find(([value]) => value === Math.abs(x));
  if (name !== undefined) return x < 0 ? negated(name[1]()) : name[1]();
  if (Number.isInteger(x * 2 ** 20)) return exactly(x);
  for (let q = 3; q <= DENOMINATOR; q += 1) if (Math.round(x * q) / q === x) return ratio(Math.round(x * q), q);
  return exactly(x);
}
