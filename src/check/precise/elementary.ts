import { big, compare, isZero, magnitude, ONE, signOf, topOf, ZERO, add as addExactly } from './big.ts';
import type { Big } from './big.ts';
import {
  absolute,
  addRadii,
  approximate,
  ball,
  exactly,
  fromDouble,
  greatest,
  integer,
  isExact,
  isLost,
} from './ball.ts';
import {
  least,
  minus,
  neg,
  NONE,
  one,
  over,
  overRadius,
  plus,
  root,
  sideOf,
  square,
  times,
  timesRadius,
} from './ball.ts';
import { twice, unary, UNKNOWN, zero } from './ball.ts';
import type { Ball, Precision, Unary } from './ball.ts';
import * as kernels from './kernels.ts';

/** Below 2^−(2^4096): for what is too small to be written as a number. */
const TINY: Big = { m: 1n, e: -(1n << 4096n) };

const atMostOne = (x: Big): boolean => isZero(x) || topOf(x) <= 0n;
const min = (a: Big, b: Big): Big => (compare(a, b) < 0 ? a : b);

/** eˣ: its ball is [eᵐ ± eᵐ·2r] for r ≤ 1. */
export const exp: Unary = unary((p, x) => {
  const found = kernels.exp(x.middle, p.bits, p.constants);
  if (found === undefined) return signOf(x.middle) < 0 && sideOf(x) === -1 ? { middle: ZERO, radius: TINY } : UNKNOWN;
  if (!atMostOne(x.radius)) return UNKNOWN;
  return approximate(p, found, timesRadius(twice(magnitude(found.value)), x.radius));
});

export const expm1: Unary = unary((p, x) => {
  const { middle, radius } = x;
  if (!isZero(middle) && topOf(middle) > 0n) return minus(p, exp(p, x), one);
  if (!atMostOne(radius)) return UNKNOWN;
  // The derivative is at most e² on the ball.
  return approximate(p, kernels.expm1(middle, p.bits), timesRadius(big(8n), radius));
});

export const log: Unary = unary((p, x) => {
  const side = sideOf(x);
  if (side === 0 || side === -1) return NONE;
  if (side === undefined) return UNKNOWN;
  return approximate(p, kernels.log(x.middle, p.bits, p.constants), overRadius(x.radius, least(x)));
});

export const log1p: Unary = unary((p, x) => {
  const { middle, radius } = x;
  if (!isZero(middle) && topOf(middle) < -BigInt(2 * p.bits)) {
    return ball(p, middle, addRadii(twice(radius), { m: 1n, e: 2n * topOf(middle) }));
  }
  if (!isZero(middle) && topOf(middle) > BigInt(p.bits) * 4n + 64n) return log(p, plus(p, one, x));
  // 1 + x in full: the logarithm looks at the distance from 1 itself.
  return log(p, { middle: addExactly(ONE, middle), radius });
});

const wave = (phase: 0 | 1): Unary =>
  unary((p, x) => {
    if (!atMostOne(x.radius)) return UNKNOWN;
    const found = kernels.sine(x.middle, phase, p.bits, p.constants);
    return found === undefined ? UNKNOWN : approximate(p, found, x.radius);
  });
export const sin = wave(0);
export const cos = wave(1);
export const tan: Unary = (p, x) => over(p, sin(p, x), cos(p, x));

export const atan: Unary = unary((p, x) => {
  const found = kernels.atan(x.middle, p.bits, p.constants);
  const low = least(x);
  // The derivative is 1 / (1 + x²).
  const slope = isZero(low) || topOf(low) < 1n ? x.radius : overRadius(x.radius, timesDown(low));
  return approximate(p, found, min(slope, big(4n)));
});
/** x² cut to few bits, from below. */
const timesDown = (x: Big): Big => big(1n, 2n * (topOf(x) - 1n));

export const pi = (p: Precision): Ball => {
  const w = p.bits + 16;
  return ball(p, big(p.constants.pi(w), -BigInt(w)), { m: 1n, e: -BigInt(w) });
};
const half = fromDouble(0.5);
const two = integer(2);

/** √((1 − x)(1 + x)). */
const cofactor: Unary = (p, x) => root(p, times(p, minus(p, one, x), plus(p, one, x)));

export const asin: Unary = unary((p, x) => atan2(p, x, cofactor(p, x)));
export const acos: Unary = unary((p, x) => atan2(p, cofactor(p, x), x));

/** The angle of (x, y); as in double precision atan2(0, 0) = 0. */
export function atan2(p: Precision, y: Ball, x: Ball): Ball {
  if (y === NONE || x === NONE) return NONE;
  if (isLost(x) || isLost(y)) return UNKNOWN;
  const [s, t] = [sideOf(x), sideOf(y)];
  if (s === 1) return atan(p, over(p, y, x));
  if (t === 0) return s === 0 ? zero : s === -1 ? pi(p) : UNKNOWN;
  if (t === undefined) return p.last && s === -1 ? pi(p) : UNKNOWN;
  const quarter = times(p, pi(p), t === 1 ? half : neg(p, half));
  return minus(p, quarter, atan(p, over(p, x, y)));
}

export const sinh: Unary = unary((p, x) => {
  const e = expm1(p, absolute(p, x));
  const value = times(p, half, plus(p, e, over(p, e, plus(p, e, one))));
  return (sideOf(x) ?? signOf(x.middle)) < 0 ? neg(p, value) : straddles(x) ? wide(p, value) : value;
});
export const cosh: Unary = unary((p, x) => {
  const e = exp(p, absolute(p, x));
  return times(p, half, plus(p, e, over(p, one, e)));
});
export const tanh: Unary = unary((p, x) => {
  const e = expm1(p, times(p, integer(-2), absolute(p, x)));
  const value = neg(p, over(p, e, plus(p, e, two)));
  return (sideOf(x) ?? signOf(x.middle)) < 0 ? neg(p, value) : straddles(x) ? wide(p, value) : value;
});
const straddles = (x: Ball): boolean => !isExact(x) && sideOf(x) === undefined;
/** A ball about 0 that holds a value of either sign. */
const wide = (_: Precision, x: Ball): Ball => (isLost(x) ? x : { middle: ZERO, radius: greatest(x) });

export const asinh: Unary = unary((p, x) => {
  const a = absolute(p, x);
  const s = square(p, a);
  const value = log1p(p, plus(p, a, over(p, s, plus(p, one, root(p, plus(p, one, s))))));
  return signOf(x.middle) < 0 ? neg(p, value) : value;
});
/** For x ≥ 1, by the distance from 1. */
export const acosh: Unary = unary((p, x) => {
  const t = minus(p, x, one);
  return log1p(p, plus(p, t, root(p, times(p, t, plus(p, x, one)))));
});
export const atanh: Unary = unary((p, x) => {
  const gap = minus(p, one, x);
  const side = sideOf(gap);
  if (side === -1 || side === 0) return NONE;
  if (side === undefined) return UNKNOWN;
  return times(p, half, log1p(p, over(p, times(p, two, x), gap)));
});

/** log(1 + eˣ). */
export const softplus: Unary = unary((p, x) => {
  const rest = log1p(p, exp(p, neg(p, absolute(p, x))));
  return plus(p, { middle: signOf(x.middle) > 0 ? x.middle : ZERO, radius: x.radius }, rest);
});
export const sigmoid: Unary = unary((p, x) => {
  const e = exp(p, neg(p, absolute(p, x)));
  return over(p, signOf(x.middle) < 0 ? e : one, plus(p, one, e));
});

/** xⁿ for a whole number n, by squaring; elsewhere e^(n log x). */
export function power(p: Precision, x: Ball, n: Ball): Ball {
  if (x === NONE || n === NONE) return NONE;
  if (isLost(x) || isLost(n)) return UNKNOWN;
  const count = wholeOf(n);
  if (count === 0n) return one;
  const side = sideOf(x);
  if (side === 0) return (sideOf(n) ?? 0) > 0 ? zero : NONE;
  if (count !== undefined && (count < 0n ? -count : count) <= 4096n) {
    const value = powerOf(p, x, count < 0n ? -count : count);
    return count < 0n ? over(p, one, value) : value;
  }
  if (side === undefined) return UNKNOWN;
  if (side === 1) return exp(p, times(p, n, log(p, x)));
  if (count === undefined) return NONE;
  const value = exp(p, times(p, n, log(p, neg(p, x))));
  return count % 2n === 0n ? value : neg(p, value);
}

/** The whole number that a ball is. */
export function wholeOf(x: Ball): bigint | undefined {
  if (!isExact(x)) return undefined;
  const { m, e } = x.middle;
  if (isZero(x.middle)) return 0n;
  if (e >= 0n) return e > 4096n ? undefined : m << e;
  const value = m >> -e;
  return value << -e === m ? value : undefined;
}

export function powerOf(p: Precision, x: Ball, n: bigint): Ball {
  let [result, factor] = [one, x];
  for (let rest = n; rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) result = times(p, result, factor);
    if (rest > 1n) factor = square(p, factor);
  }
  return result;
}

/** The real n-th root for a whole n; negative x for odd n. */
export function nthRoot(p: Precision, x: Ball, n: Ball): Ball {
  if (x === NONE || n === NONE) return NONE;
  if (isLost(x) || isLost(n)) return UNKNOWN;
  const count = wholeOf(n);
  if (count === 2n) return root(p, x);
  const side = sideOf(x);
  if (side === 0) return (sideOf(n) ?? 0) > 0 ? zero : NONE;
  if (side === undefined) return UNKNOWN;
  if (side === -1 && (count === undefined || count % 2n === 0n)) return NONE;
  const value = exp(p, over(p, log(p, absolute(p, x)), n));
  return side === -1 ? neg(p, value) : value;
}

export const ratio =
  (above: bigint, below: bigint): Unary =>
  (p) =>
    over(p, exactly(big(above)), exactly(big(below)));
