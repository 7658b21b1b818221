import { ZERO, big, bitLength, integerRoot, isZero, negate, shift, signOf, toNumber, topOf } from './big.ts';
import type { Big } from './big.ts';
import type { Constants } from './constants.ts';

/** A value and the exponent of a bound on its error: |value − true| < 2^error; exact without one. */
export interface Approximation {
  readonly value: Big;
  readonly error?: bigint;
}

/** Bits beyond those asked for, which the roundings on the way may spoil. */
const GUARD = 48;
/** Arguments from 2^8192 on are not reduced any more: undefined is returned for them. */
const LARGEST = 8192n;

/** x · 2^w, towards −∞. */
const fixed = (x: Big, w: number): bigint => shift(x.m, x.e + BigInt(w));

/** What an approximation of `bits` relative bits is off by. */
const relative = (value: Big, bits: number): Approximation => ({
  value,
  error: isZero(value) ? -BigInt(bits) : topOf(value) - BigInt(bits),
});

/** Σ rⁿ / n! in fixed point: r is halved, and the result squared as often. */
function exponential(r: bigint, w: number): bigint {
  const halvings = Math.ceil(Math.sqrt(w) / 2);
  const v = BigInt(w + halvings + 16);
  const x = shift(r, v - BigInt(w) - BigInt(halvings));
  let term = 1n << v;
  let sum = term;
  for (let n = 1n; ; n += 1n) {
    term = ((term * x) >> v) / n;
    // Shifts round downwards: a negative term ends at −1.
    if (term === 0n || term === -1n) break;
    sum += term;
  }
  for (let k = 0; k < halvings; k += 1) sum = (sum * sum) >> v;
  return shift(sum, BigInt(w) - v);
}

/** eˣ; undefined where x is too large. */
export function exp(x: Big, bits: number, { ln2 }: Constants): Approximation | undefined {
  if (isZero(x)) return { value: big(1n) };
  const top = topOf(x);
  if (top > LARGEST) return undefined;
  if (top < -BigInt(bits)) return { value: big(1n), error: top + 1n };
  const w = bits + GUARD + Math.max(0, Number(top));
  const log2 = ln2(w);
  const whole = fixed(x, w);
  const k = (2n * whole + log2) / (2n * log2) - (2n * whole + log2 < 0n ? 1n : 0n);
  return relative(big(exponential(whole - k * log2, w), k - BigInt(w)), bits);
}

/** eˣ − 1 for |x| < 1. */
export function expm1(x: Big, bits: number): Approximation {
  if (isZero(x)) return { value: ZERO };
  const top = topOf(x);
  if (top < -BigInt(bits)) return { value: x, error: 2n * top };
  const w = bits + GUARD + Math.max(0, -Number(top));
  return relative(big(exponential(fixed(x, w), w) - (1n << BigInt(w)), -BigInt(w)), bits);
}

/** log y for y = Y · 2^−w within ½ … 2, by Halley's iteration, each step with three times the digits of the last. */
function logarithm(y: bigint, w: number): bigint {
  const lengths: number[] = [];
  for (let length = w; length > 44; length = Math.ceil(length / 3) + 6) lengths.push(length);
  let v = 50;
  let log = BigInt(Math.round(Math.log(toNumber(big(y, -BigInt(w)))) * 2 ** v));
  for (const length of lengths.reverse()) {
    log = shift(log, BigInt(length - v));
    v = length;
    const z = shift(y, BigInt(v - w));
    const e = exponential(log, v);
    log += ((z - e) << BigInt(v + 1)) / (z + e);
  }
  return shift(log, BigInt(w - v));
}

/** log x for x > 0. */
export function log(x: Big, bits: number, { ln2 }: Constants): Approximation {
  // x = y · 2^k with y within ¾ … 1½.
  const length = BigInt(bitLength(x.m));
  const k = x.e + length - (4n * x.m >= 3n << length ? 0n : 1n);
  const y: Big = { m: x.m, e: x.e - k };
  // Near 1 the leading bits of y − 1 are zeros.
  const gap = big(y.m - (1n << -y.e), y.e);
  if (k === 0n && isZero(gap)) return { value: ZERO };
  const extra = k === 0n ? Math.max(0, -Number(topOf(gap))) : 0;
  if (extra > bits) return { value: gap, error: 2n * topOf(gap) };
  const w = bits + GUARD + extra;
  return relative(big(logarithm(fixed(y, w), w) + k * ln2(w), -BigInt(w)), bits);
}

/** Σ over n ≡ start mod 2 of (−1)^… rⁿ / n! in fixed point: cosine for 0, sine for 1. */
function alternating(r: bigint, w: number, start: 0 | 1): bigint {
  const v = BigInt(w);
  const square = (r * r) >> v;
  let term = start === 0 ? 1n << v : r;
  let sum = term;
  for (let n = BigInt(start); ; n += 2n) {
    term = -((term * square) >> v) / ((n + 1n) * (n + 2n));
    if (term === 0n) break;
    sum += term;
  }
  return sum;
}

/** sin x (phase 0) or cos x (phase 1); undefined where x is too large to be reduced. */
export function sine(x: Big, phase: 0 | 1, bits: number, { pi }: Constants): Approximation | undefined {
  if (isZero(x)) return { value: big(BigInt(phase)) };
  const top = topOf(x);
  if (top > LARGEST) return undefined;
  if (top < -BigInt(bits)) {
    return phase === 1 ? { value: big(1n), error: 2n * top } : { value: x, error: 3n * top };
  }
  const size = Number(top);
  const w = bits + GUARD + Math.abs(size);
  const quarter = pi(w);
  const angle = fixed(x, w) * 2n;
  const turns = floorDivide(angle * 2n + quarter, 2n * quarter);
  const rest = (angle - turns * quarter) / 2n;
  const quadrant = Number(((turns % 4n) + 4n) % 4n) + phase;
  const value = alternating(rest, w, quadrant % 2 === 0 ? 1 : 0);
  // The reduction multiplies the error of π by the number of turns.
  return { value: big(quadrant % 4 >= 2 ? -value : value, -BigInt(w)), error: BigInt(Math.max(0, size) - w + 16) };
}

const floorDivide = (a: bigint, b: bigint): bigint => (a >= 0n ? a / b : -((-a + b - 1n) / b));

/** How often an argument of atan is halved. */
const HALVINGS = 8;

/** atan x. */
export function atan(x: Big, bits: number, { pi }: Pick<Constants, 'pi'>): Approximation {
  if (isZero(x)) return { value: ZERO };
  if (signOf(x) < 0) {
    const found = atan(negate(x), bits, { pi });
    return { ...found, value: negate(found.value) };
  }
  const top = topOf(x);
  if (top < -BigInt(bits)) return { value: x, error: 3n * top };
  const w = bits + GUARD + (top < 0n ? -Number(top) : 0);
  const half = pi(w - 1);
  if (top > BigInt(bits) + 8n) return { value: big(half, -BigInt(w)), error: 2n - top };
  const v = BigInt(w);
  const one = 1n << v;
  const isLarge = top > 0n;
  let z = isLarge ? (one << v) / fixed(x, w) : fixed(x, w);
  for (let k = 0; k < HALVINGS; k += 1) z = (z << v) / (one + integerRoot((one << v) + z * z));
  const square = (z * z) >> v;
  let power = z;
  let sum = z;
  for (let n = 3n; ; n += 2n) {
    power = -((power * square) >> v);
    const term = power / n;
    if (term === 0n) break;
    sum += term;
  }
  const angle = sum << BigInt(HALVINGS);
  return relative(big(isLarge ? half - angle : angle, -v), bits);
}

/**
 * erf x for x ≥ 0 where the series of positive terms is short enough: 2 / √π · e^(−x²) Σ 2ⁿ x^(2n + 1) / (2n + 1)!!
 * (DLMF 7.6.2), without the factor before the sum. |x| < 2^12.
 */
export function erfSum(x: Big, bits: number): Approximation {
  if (isZero(x)) return { value: ZERO };
  const top = topOf(x);
  if (top < -BigInt(bits)) return { value: x, error: 3n * top };
  const w = BigInt(bits + GUARD + Math.max(0, -Number(top)));
  const square = fixed(big(x.m * x.m, 2n * x.e), Number(w));
  let term = fixed(x, Number(w));
  let sum = term;
  for (let n = 1n; term !== 0n; n += 1n) {
    term = ((term * square) >> (w - 1n)) / (2n * n + 1n);
    sum += term;
  }
  return relative(big(sum, -w), bits);
}
