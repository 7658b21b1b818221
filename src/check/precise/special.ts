import { big, isZero, log2Of, magnitude, signOf, toNumber } from './big.ts';
import type { Big } from './big.ts';
import { absolute, addRadii, approximate, ball, exactly, fromDouble, integer, isExact, isLost, least } from './ball.ts';
import {
  minus,
  neg,
  NONE,
  one,
  over,
  plus,
  root,
  sideOf,
  square,
  times,
  timesRadius,
  unary,
  UNKNOWN,
  zero,
} from './ball.ts';
import type { Ball, Precision, Unary } from './ball.ts';
import { exp, log, pi, power, powerOf, ratio, sin, cos, wholeOf } from './elementary.ts';
import { erfSum } from './kernels.ts';

const two = integer(2);
const half = fromDouble(0.5);

/** 2 / √π · e^(−x²). */
const bell: Unary = (p, x) => times(p, over(p, two, root(p, pi(p))), exp(p, neg(p, square(p, x))));

/** A value at the middle of a ball, and the error that the radius makes of it where the slope is at most 2 / √π. */
function withSlope(p: Precision, x: Ball, value: Ball): Ball {
  if (isExact(x) || isLost(value)) return value;
  const low = exactly(least(x));
  const slope = bell({ ...p, bits: 64 }, low);
  const bound = isLost(slope) ? big(2n) : addRadii(timesRadius(slope.middle, big(1n)), slope.radius);
  return { ...value, radius: addRadii(value.radius, timesRadius(bound, x.radius)) };
}

export const erf: Unary = unary((p, x) => {
  const { middle } = x;
  const a = exactly(magnitude(middle));
  const far = !isZero(middle) && 1.4 * toNumber(a.middle) ** 2 > p.bits + 8;
  const sum = (): Ball => times(p, bell(p, a), approximate(p, erfSum(a.middle, p.bits)));
  const value = far ? minus(p, one, complement(p, a.middle)) : sum();
  return withSlope(p, x, signOf(middle) < 0 ? neg(p, value) : value);
});

/** erfc x for x ≥ 0: its asymptotic series (DLMF 7.12.1) where that is exact enough, else 1 − erf x with more bits. */
function complement(p: Precision, x: Big): Ball {
  const lost = isZero(x) ? 0 : 1.45 * toNumber(x) ** 2;
  const at = exactly(x);
  if (lost < p.bits + 32) {
    const wider = { ...p, bits: p.bits + Math.ceil(lost) + 32 };
    const sum = approximate(wider, erfSum(x, wider.bits));
    const value = minus(wider, one, times(wider, bell(wider, at), sum));
    return ball(p, value.middle, value.radius);
  }
  return over(p, times(p, times(p, bell(p, at), half), asymptoticSum(p, at)), at);
}

/** Σ (−1)ⁿ (2n − 1)!! / (2·x²)ⁿ, up to the precision (DLMF 7.12.1). */
function asymptoticSum(p: Precision, at: Ball): Ball {
  const factor = over(p, half, square(p, at));
  let [term, total] = [one, one];
  for (let n = 1; !isLost(term) && log2Of(term.middle) > -p.bits - 4; n += 1) {
    term = neg(p, times(p, times(p, term, factor), integer(2 * n - 1)));
    total = plus(p, total, term);
  }
  return { ...total, radius: addRadii(total.radius, { m: 1n, e: -BigInt(p.bits) }) };
}

/** Beyond this x the asymptotic series is exact enough; see `complement`. */
const isFar = (p: Precision, x: Big): boolean => signOf(x) > 0 && 1.45 * toNumber(x) ** 2 >= p.bits + 32;

/** exp(x²)·erfc(x): for x > 0 without either factor where they would be huge and tiny. */
export const erfcx: Unary = unary((p, x) => {
  const { middle } = x;
  if (signOf(middle) < 0) return times(p, exp(p, square(p, x)), erfc(p, x));
  const at = exactly(middle);
  const value = isFar(p, middle)
    ? over(p, asymptoticSum(p, at), times(p, at, root(p, pi(p))))
    : times(p, exp(p, square(p, at)), complement(p, middle));
  // Its slope is between −2 / √π and 0 there.
  return isExact(x) ? value : { ...value, radius: addRadii(value.radius, timesRadius(big(2n), x.radius)) };
});

export const erfc: Unary = unary((p, x) => {
  const value = complement(p, magnitude(x.middle));
  return withSlope(p, x, signOf(x.middle) < 0 ? minus(p, two, value) : value);
});

/** erfc(−x / √2) / 2, as exp(−x² / 2)·erfcx(−x / √2) / 2 for x < 0. */
export const normcdf: Unary = unary((p, x) => {
  const v = neg(p, over(p, x, root(p, two)));
  if (signOf(x.middle) >= 0) return times(p, half, erfc(p, v));
  return times(p, half, times(p, exp(p, neg(p, times(p, half, square(p, x)))), erfcx(p, v)));
});

/** Where Stirling's series is exact enough, by its smallest term. */
const stirlingFrom = (p: Precision): number => Math.ceil(p.bits / 6) + 12;

/** How many steps bring x to where the series holds. */
function stepsFor(p: Precision, x: Ball, from: number): number {
  const gap = from - toNumber(x.middle);
  return gap > 0 ? Math.ceil(gap) : 0;
}

/**
 * Σ B₂ₖ c(k) z^(−s − 2k + …) until the terms no longer count; for z > 0 the first left out bounds the error
 * (DLMF 5.11.1, 5.11.2, 25.11.43).
 */
function bernoulliSum(p: Precision, z: Ball, first: Ball, next: (k: number) => Ball): Ball {
  const inverse = over(p, one, square(p, z));
  let [factor, total] = [first, zero];
  for (let k = 1; ; k += 1) {
    const { above, below } = p.constants.bernoulli(k);
    const term = times(p, ratio(above, below)(p, zero), factor);
    total = plus(p, total, term);
    if (isLost(total)) return total;
    if (isZero(term.middle) || log2Of(term.middle) < log2Of(first.middle) - p.bits - 8) {
      return { ...total, radius: addRadii(total.radius, timesRadius(term.middle, big(1n))) };
    }
    factor = times(p, times(p, factor, inverse), next(k));
  }
}

/** log Γ(z) for large z. */
function stirling(p: Precision, z: Ball): Ball {
  const base = times(p, minus(p, z, half), log(p, z));
  const constant = times(p, half, log(p, times(p, two, pi(p))));
  const fraction = (k: number): Ball => ratio(BigInt(2 * k * (2 * k - 1)), BigInt((2 * k + 1) * (2 * k + 2)))(p, zero);
  const tail = bernoulliSum(p, z, over(p, half, z), fraction);
  return plus(p, plus(p, minus(p, base, z), constant), tail);
}

/** x (x + 1) … (x + n − 1), and what is after it. */
function rising(p: Precision, x: Ball, steps: number): { readonly product: Ball; readonly end: Ball } {
  let [product, end] = [one, x];
  for (let k = 0; k < steps; k += 1) {
    product = times(p, product, end);
    end = plus(p, end, one);
  }
  return { product, end };
}

/** A whole number ≤ 0, where Γ has its poles; undefined if that can't be told. */
function isPole(x: Ball): boolean {
  if (isZero(x.middle) && isExact(x)) return true;
  const whole = wholeOf(x);
  return (whole !== undefined && whole <= 0n) || (isExact(x) && signOf(x.middle) < 0 && x.middle.e >= 0n);
}

/** sin πx, with x brought near 0 first. */
const sinPi: Unary = (p, x) => {
  const nearest = BigInt(Math.round(toNumber(x.middle)));
  const value = sin(p, times(p, pi(p), minus(p, x, integer(nearest))));
  return nearest % 2n === 0n ? value : neg(p, value);
};

/** Below this Γ is too small, and its argument too large, to be of interest. */
const LEFTMOST = -1e6;

export const gamma: Unary = unary((p, x) => {
  if (isPole(x)) return NONE;
  const at = toNumber(x.middle);
  if (at < LEFTMOST || (isZero(x.middle) && sideOf(x) === undefined)) return UNKNOWN;
  if (at < 0.5) return over(p, pi(p), times(p, sinPi(p, x), gamma(p, minus(p, one, x))));
  const { product, end } = rising(p, x, stepsFor(p, x, stirlingFrom(p)));
  return over(p, exp(p, stirling(p, end)), product);
});

/** log |Γ(x)|. */
export const lgamma: Unary = unary((p, x) => {
  if (isPole(x)) return NONE;
  const at = toNumber(x.middle);
  if (at < LEFTMOST || (isZero(x.middle) && sideOf(x) === undefined)) return UNKNOWN;
  if (isExact(x) && (at === 1 || at === 2) && wholeOf(x) === BigInt(at)) return zero;
  if (at < 0.5) {
    return minus(p, log(p, absolute(p, over(p, pi(p), sinPi(p, x)))), lgamma(p, minus(p, one, x)));
  }
  const { product, end } = rising(p, x, stepsFor(p, x, stirlingFrom(p)));
  return minus(p, stirling(p, end), log(p, product));
});

/** polygamma(n, x): shifted until its series holds, and reflected for negative x (DLMF 5.15.6, 25.11.43). */
export function polygamma(p: Precision, order: Ball, x: Ball): Ball {
  if (order === NONE || x === NONE) return NONE;
  if (isLost(order) || isLost(x)) return UNKNOWN;
  const whole = wholeOf(order);
  if (whole === undefined || whole < 0n || whole > 170n || isPole(x)) return NONE;
  const n = Number(whole);
  const at = toNumber(x.middle);
  if (at < LEFTMOST || (isZero(x.middle) && sideOf(x) === undefined)) return UNKNOWN;
  if (at <= 0) {
    const mirrored = polygamma(p, order, minus(p, one, x));
    const part = times(p, pi(p), cotDerivative(p, x, n));
    return minus(p, n % 2 === 0 ? mirrored : neg(p, mirrored), part);
  }
  const steps = stepsFor(p, x, stirlingFrom(p) + n);
  const size = -BigInt(n + 1);
  let [sum, z] = [zero, x];
  for (let k = 0; k < steps; k += 1) {
    sum = plus(p, sum, power(p, z, integer(size)));
    z = plus(p, z, one);
  }
  if (n === 0) {
    const fraction = (k: number): Ball => ratio(BigInt(k), BigInt(k + 1))(p, zero);
    const tail = bernoulliSum(p, z, over(p, half, square(p, z)), fraction);
    return minus(p, minus(p, minus(p, log(p, z), over(p, half, z)), tail), sum);
  }
  const inverse = over(p, one, powerOf(p, z, BigInt(n)));
  const lead = plus(p, over(p, inverse, integer(n)), times(p, half, over(p, inverse, z)));
  // B₂ₖ / (2k)! (n + 1) … (n + 2k − 1) z^(−n − 2k).
  const first = times(p, over(p, inverse, square(p, z)), ratio(BigInt(n + 1), 2n)(p, zero));
  const next = (k: number): Ball =>
    ratio(BigInt((n + 2 * k) * (n + 2 * k + 1)), BigInt((2 * k + 1) * (2 * k + 2)))(p, zero);
  const total = plus(p, plus(p, sum, lead), bernoulliSum(p, z, first, next));
  const value = times(p, factorial(n), total);
  return n % 2 === 0 ? neg(p, value) : value;
}

function factorial(n: number): Ball {
  let product = 1n;
  for (let k = 2n; k <= BigInt(n); k += 1n) product *= k;
  return integer(product);
}

/** The n-th derivative of cot πx: πⁿ times a polynomial in cot πx. */
function cotDerivative(p: Precision, x: Ball, n: number): Ball {
  const nearest = integer(BigInt(Math.round(toNumber(x.middle))));
  const angle = times(p, pi(p), minus(p, x, nearest));
  const cot = over(p, cos(p, angle), sin(p, angle));
  let coefficients: bigint[] = [0n, 1n];
  for (let stage = 0; stage < n; stage += 1) {
    const next: bigint[] = [...coefficients, 0n].map(() => 0n);
    coefficients.forEach((coefficient, k) => {
      if (k > 0) next[k - 1] = (next[k - 1] ?? 0n) - BigInt(k) * coefficient;
      next[k + 1] = (next[k + 1] ?? 0n) - BigInt(k) * coefficient;
    });
    coefficients = next;
  }
  const value = coefficients.reduceRight((sum, coefficient) => plus(p, times(p, sum, cot), integer(coefficient)), zero);
  return times(p, powerOf(p, pi(p), BigInt(n)), value);
}
