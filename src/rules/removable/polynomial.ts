import type { Node, Store } from '../../ir/store.ts';
import { isZero, toDouble } from '../series/number.ts';
import type { Series } from '../series/series.ts';

/** t^low · Σ coefficients[k] · t^(stride·k), for |t| < radius. */
export interface Polynomial {
  readonly low: number;
  readonly stride: number;
  readonly coefficients: readonly number[];
  readonly radius: number;
}

/** Most coefficients. */
const MOST = 24;
/** What is left out, in units of the value; weighted by the square of the order, so that it holds for f″ too. */
export const TRUNCATION = 2 ** -57;
/** How much greater than the value the sum of the terms' sizes may be: the digits that evaluating it loses. */
export const CONDITION = 3;
const [LARGEST, SMALLEST] = [10, -40];

/**
 * The polynomial that stands for a series near 0: on the largest interval |t| < 2^e on which at most 24 terms do.
 *
 * Beyond it the expression is computed as it was written. Where the first m orders of it cancel, this loses
 * m·log₂(1/radius) bits of 53 in units of t that make the coefficients be about 1 (N. J. Higham, Accuracy and Stability of
 * Numerical Algorithms (2002), sections 1.7 and 1.14: the error is the rounding of what cancels over what is left); a
 * derivative adds its order to m. The interval is therefore as large as it can be, and for what converges at once, such
 * as sin and exp, hardly a bit is lost. What is left out of the series is below 2⁻⁵⁷ of the value.
 */
export function polynomialOf({ low, terms }: Series, stride: number, oneSided: boolean): Polynomial | undefined {
  const coefficients = terms.filter((_, k) => k % stride === 0).map(toDouble);
  if (coefficients.some((c) => !Number.isFinite(c))) return undefined;
  const isFinite = coefficients.slice(Math.ceil(coefficients.length / 2)).every((c) => c === 0);
  for (let e = isFinite ? 0 : LARGEST; e >= SMALLEST; e -= 1) {
    const kept = termsNeeded(coefficients, 2 ** (e * stride), stride % 2 === 1 && !oneSided);
    if (kept !== undefined && kept <= MOST)
      return { low, stride, coefficients: coefficients.slice(0, kept), radius: 2 ** e };
  }
  return undefined;
}

/** How many terms are needed at ±w; undefined where all that are known are too few, or cancel. */
function termsNeeded(coefficients: readonly number[], w: number, bothSigns: boolean): number | undefined {
  let least = Infinity;
  for (const at of bothSigns ? [w, -w, w / 2, -w / 2] : [w, w / 2]) {
    const values = coefficients.map((c, k) => c * at ** k);
    const value = Math.abs(values.reduce((total, one) => total + one, 0));
    const size = values.reduce((total, one) => total + Math.abs(one), 0);
    if (!(size <= CONDITION * value)) return undefined;
    least = Math.min(least, value);
  }
  const allowed = TRUNCATION * least;
  const weights = coefficients.map((c, k) => Math.abs(c) * w ** k * (k + 1) ** 2);
  // The terms beyond are not known: the last four must be far below already.
  if (weights.slice(-4).some((weight) => weight > allowed / 8)) return undefined;
  let kept = coefficients.length;
  let left = 0;
  while (kept > 1 && left + (weights[kept - 1] as number) <= allowed) left += weights[--kept] as number;
  return kept;
}

/** The greatest common divisor of the orders, counted from the lowest, that occur: 2 for even and odd functions. */
export function strideOf({ terms }: Series): number {
  let stride = 0;
  for (const [k, term] of terms.entries()) {
    if (isZero(term)) continue;
    let a = k;
    while (a !== 0) [stride, a] = [a, stride % a];
  }
  return stride === 0 ? 1 : stride;
}

/** How many derivatives are polynomials of their own; those beyond are taken of the last one. */
const ORDERS = 2;

/** The polynomial at t, or at √t where it is rooted, with the polynomials that are its derivatives. */
export function polynomialAt(store: Store, t: Node, rooted: boolean, polynomial: Polynomial, orders = ORDERS): Node {
  if (orders === 0) return horner(store, t, rooted, polynomial);
  const value = horner(store, store.op('detach', t), rooted, polynomial);
  const slope = slopeOf(polynomial, rooted);
  return slope === undefined ? value : store.op('given', value, t, polynomialAt(store, t, rooted, slope, orders - 1));
}

/** The derivative by t; undefined where it is 0. */
function slopeOf({ low, stride, coefficients, radius }: Polynomial, rooted: boolean): Polynomial | undefined {
  const step = rooted ? 2 : 1;
  const slopes = coefficients.map((c, k) => (c * (low + k * stride)) / step);
  const first = slopes.findIndex((c) => c !== 0);
  if (first < 0) return undefined;
  return { low: low + first * stride - step, stride, coefficients: slopes.slice(first), radius };
}

/** By Horner's rule. */
export function horner(store: Store, t: Node, rooted: boolean, polynomial: Polynomial): Node {
  const { low, stride, coefficients } = polynomial;
  const power = (n: number): Node => {
    if (!rooted) return n === 1 ? t : store.op('pow', t, store.const(n));
    const whole = n < 4 ? t : store.op('pow', t, store.const(Math.floor(n / 2)));
    if (n % 2 === 0) return whole;
    const root = store.op('sqrt', t);
    return n === 1 ? root : store.op('mul', root, whole);
  };
  const w = power(stride);
  let value: Node | undefined;
  for (const c of [...coefficients].reverse()) {
    const higher: Node | undefined = value === undefined ? undefined : store.op('mul', w, value);
    if (higher === undefined) value = store.const(c);
    else value = c === 0 ? higher : store.op('add', store.const(c), higher);
  }
  const sum = value ?? store.const(0);
  if (low === 0) return sum;
  return low > 0 ? store.op('mul', power(low), sum) : store.op('div', sum, power(-low));
}
