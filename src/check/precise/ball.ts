import { add, big, bitLength, compare, floorOf, fromNumber, isZero, magnitude, multiply, negate, ONE } from './big.ts';
import { roundTo, shift, signOf, topOf, ZERO, integerRoot } from './big.ts';
import type { Big } from './big.ts';
import type { Constants } from './constants.ts';
import type { Approximation } from './kernels.ts';

/**
 * A number that is known to lie within `radius` of `middle` (ball arithmetic: J. van der Hoeven, 2009; F. Johansson,
 * Arb, 2017). What has been lost by cancellation is thus known, and an evaluation with more bits can be asked for.
 */
export interface Ball {
  readonly middle: Big;
  readonly radius: Big;
}

/** How results are rounded. */
export interface Precision {
  readonly bits: number;
  /** No more bits will be tried: comparisons that are still open are decided by the middles. */
  readonly last: boolean;
  readonly constants: Constants;
}

/** There is no value: a pole, or an argument outside the domain. */
export const NONE: Ball = { middle: ZERO, radius: ZERO };
/** The arguments are not known well enough to say anything. */
export const UNKNOWN: Ball = { middle: ZERO, radius: ZERO };

export const isLost = (x: Ball): boolean => x === NONE || x === UNKNOWN;
export const isExact = (x: Ball): boolean => x.radius.m === 0n && !isLost(x);

export const exactly = (middle: Big): Ball => ({ middle, radius: ZERO });
export const integer = (n: number | bigint): Ball => exactly(big(BigInt(n)));
export const fromDouble = (x: number): Ball => (Number.isFinite(x) ? exactly(fromNumber(x)) : NONE);

/** Radii have few bits and are rounded upwards. */
const RADIUS_BITS = 30;
function upwards(x: Big): Big {
  const drop = bitLength(x.m) - RADIUS_BITS;
  return drop <= 0 ? x : { m: (x.m >> BigInt(drop)) + 1n, e: x.e + BigInt(drop) };
}

/** a + b for radii, which may be far apart. */
export function addRadii(a: Big, b: Big): Big {
  if (isZero(a)) return b;
  if (isZero(b)) return a;
  const gap = topOf(a) - topOf(b);
  if (gap > 64n) return upwards({ m: (a.m << 32n) + 1n, e: a.e - 32n });
  if (gap < -64n) return upwards({ m: (b.m << 32n) + 1n, e: b.e - 32n });
  return upwards(add(a, b));
}

export const timesRadius = (a: Big, b: Big): Big => upwards(multiply(magnitude(a), magnitude(b)));
/** An upper bound on a / b. */
export const overRadius = (a: Big, b: Big): Big => {
  if (isZero(a)) return ZERO;
  const [n, d] = [upwards(magnitude(a)), magnitude(b)];
  const cut = BigInt(Math.max(0, bitLength(d.m) - 64));
  return upwards({ m: (n.m << 64n) / (d.m >> cut) + 1n, e: n.e - 64n - d.e - cut });
};

/** A number about `middle`, rounded, with the rounding in its radius. */
export function ball({ bits }: Precision, middle: Big, radius: Big = ZERO): Ball {
  const { value, exact } = roundTo(middle, bits);
  return { middle: value, radius: exact ? radius : addRadii(radius, { m: 1n, e: value.e }) };
}

/** What a kernel gives at the middle, and how much the radius of the argument moves it. */
export const approximate = (p: Precision, { value, error }: Approximation, moved: Big = ZERO): Ball =>
  ball(p, value, error === undefined ? moved : addRadii(moved, { m: 1n, e: error }));

/** A bound on |x| from above; from below (0 if the ball holds 0). */
export const greatest = ({ middle, radius }: Ball): Big => addRadii(upwards(magnitude(middle)), radius);
export function least({ middle, radius }: Ball): Big {
  if (isZero(radius)) return magnitude(middle);
  if (isZero(middle) || topOf(radius) > topOf(middle)) return ZERO;
  if (topOf(radius) < topOf(middle) - 2n) return { m: 3n, e: topOf(middle) - 3n };
  const rest = add(magnitude(middle), negate(radius));
  return rest.m > 0n ? rest : ZERO;
}

/** −1 or 1 if all of the ball lies on one side of 0, 0 if it is 0, else undefined. */
export function sideOf({ middle, radius }: Ball): -1 | 0 | 1 | undefined {
  if (isZero(radius)) return signOf(middle) as -1 | 0 | 1;
  return compare(magnitude(middle), radius) > 0 ? (signOf(middle) as -1 | 1) : undefined;
}

/** As `sideOf`, but decided by the middle when there are no more bits to be had. */
export const decidedSide = (p: Precision, x: Ball): -1 | 0 | 1 | undefined => sideOf(x) ?? (p.last ? 0 : undefined);

/** 2x. */
export const twice = ({ m, e }: Big): Big => big(m, e + 1n);

export type Unary = (p: Precision, x: Ball) => Ball;
type Binary = (p: Precision, a: Ball, b: Ball) => Ball;

/** What has no value, or is not known, stays so. */
export const unary =
  (f: Unary): Unary =>
  (p, x) =>
    isLost(x) ? x : f(p, x);
export const binary =
  (f: Binary): Binary =>
  (p, a, b) => {
    if (a === NONE || b === NONE) return NONE;
    return a === UNKNOWN || b === UNKNOWN ? UNKNOWN : f(p, a, b);
  };

export const neg = unary((_, { middle, radius }) => ({ middle: negate(middle), radius }));

export const plus = binary((p, a, b) => {
  const radius = addRadii(a.radius, b.radius);
  const [x, y] = [a.middle, b.middle];
  if (isZero(x) || isZero(y)) return ball(p, isZero(x) ? y : x, radius);
  const gap = topOf(x) - topOf(y);
  const far = BigInt(2 * p.bits + 64);
  if (gap > far) return ball(p, x, addRadii(radius, upwards(magnitude(y))));
  if (gap < -far) return ball(p, y, addRadii(radius, upwards(magnitude(x))));
  return ball(p, add(x, y), radius);
});

export const minus = binary((p, a, b) => plus(p, a, neg(p, b)));

export const times = binary((p, a, b) => {
  const product = multiply(a.middle, b.middle);
  if (isZero(a.radius) && isZero(b.radius)) return ball(p, product);
  const own = timesRadius(greatest(a), b.radius);
  return ball(p, product, addRadii(own, timesRadius(b.middle, a.radius)));
});

/** NONE for a divisor of 0. */
export const over = binary((p, a, b) => {
  const side = sideOf(b);
  if (side === 0) return NONE;
  if (side === undefined) return p.last && isExact(a) && isZero(a.middle) ? integer(0) : UNKNOWN;
  if (isZero(a.middle) && isZero(a.radius)) return integer(0);
  const [x, y] = [a.middle, b.middle];
  const scale = BigInt(Math.max(0, p.bits + 2 + bitLength(y.m) - bitLength(x.m)));
  const above = x.m << scale;
  const quotient = above / y.m;
  const exact = quotient * y.m === above;
  const value = big(quotient, x.e - scale - y.e);
  // |a/b − x/y| ≤ (r(a) + |x/y| r(b)) / |b|.
  const error = addRadii(a.radius, timesRadius(addRadii(upwards(magnitude(value)), { m: 1n, e: value.e }), b.radius));
  const radius = overRadius(error, least(b));
  return ball(p, value, exact ? radius : addRadii(radius, { m: 1n, e: x.e - scale - y.e }));
});

/** NONE for negative numbers. */
export const root = unary((p, x) => {
  const side = sideOf(x);
  if (side === 0) return x;
  if (side === -1) return NONE;
  if (side === undefined) {
    // √ of something between 0 and a bound.
    const bound = greatest(x);
    const half = (topOf(bound) + 1n) / 2n;
    return p.last ? integer(0) : { middle: ZERO, radius: { m: 1n, e: half + 1n } };
  }
  const { m, e } = x.middle;
  let scale = BigInt(Math.max(0, 2 * p.bits + 2 - bitLength(m)));
  if (((e - scale) & 1n) !== 0n) scale += 1n;
  const radicand = m << scale;
  const value = integerRoot(radicand);
  const exponent = (e - scale) / 2n;
  const exact = value * value === radicand;
  const low = least(x);
  const cut = topOf(low) - 60n;
  const even = (cut & 1n) === 0n ? cut : cut - 1n;
  const below = big(integerRoot(shift(low.m, low.e - even)), even / 2n);
  const moved = isZero(x.radius) ? ZERO : overRadius(x.radius, below);
  return ball(p, big(value, exponent), exact ? moved : addRadii(moved, { m: 1n, e: exponent }));
});

export const absolute = unary((_, { middle, radius }) => ({ middle: magnitude(middle), radius }));
export const square: Unary = (p, x) => times(p, x, x);

/** Whether a < b, a = b or a > b: −1, 0, 1; undefined if it can't be told, or one has no value. */
export function order(p: Precision, a: Ball, b: Ball): -1 | 0 | 1 | undefined {
  if (isLost(a) || isLost(b)) return undefined;
  const gap = minus(p, a, b);
  const side = sideOf(gap);
  if (side !== undefined) return side;
  return decidedSide(p, gap);
}

/** The greater and the lesser of two, also where they can't be told apart. */
const extreme = (sign: 1 | -1): Binary =>
  binary((p, a, b) => {
    const chosen = compare(a.middle, b.middle) * sign >= 0 ? a : b;
    if (sideOf(minus(p, a, b)) !== undefined) return chosen;
    return { middle: chosen.middle, radius: compare(a.radius, b.radius) > 0 ? a.radius : b.radius };
  });
export const maximum = extreme(1);
export const minimum = extreme(-1);

/** A whole number from one that surely is between two neighbours; UNKNOWN if that is not sure. */
export const step = (rounding: (x: Big) => bigint): Unary =>
  unary((p, x) => {
    const { middle, radius } = x;
    if (!isZero(middle) && topOf(middle) > BigInt(8 * p.bits + 8192)) return isExact(x) ? x : UNKNOWN;
    if (isZero(radius)) return integer(rounding(middle));
    if (topOf(radius) > 8n) return UNKNOWN;
    // A radius that is very small must not make the sum very long.
    const finest = -BigInt(8 * p.bits);
    const reach = topOf(radius) < finest ? { m: 1n, e: finest } : radius;
    const near = topOf(middle) < finest || isZero(middle) ? ZERO : middle;
    const [low, high] = [rounding(add(near, negate(twice(reach)))), rounding(add(near, twice(reach)))];
    if (low === high) return integer(low);
    if (!p.last) return UNKNOWN;
    // A whole number as far as can be told.
    return integer(rounding(big(floorOf(add(near, big(1n, -1n))))));
  });

export const one = exactly(ONE);
export const zero = exactly(ZERO);
