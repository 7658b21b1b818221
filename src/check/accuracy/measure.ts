import { add, isZero, log2Of, magnitude, negate, toNumber, topOf, fromNumber } from '../precise/big.ts';
import type { Big } from '../precise/big.ts';

/** How far a double is from the truth. */
export interface ErrorOf {
  /** In units of the last place of the true value. */
  readonly ulps: number;
  /** Relative to the true value; absolute where that is 0. */
  readonly relative: number;
}

/** Infinite where the double is not finite. */
export function errorOf(computed: number, truth: Big): ErrorOf {
  if (!Number.isFinite(computed)) return { ulps: Infinity, relative: Infinity };
  const gap = distance(computed, truth);
  if (isZero(gap)) return { ulps: 0, relative: 0 };
  if (isZero(truth)) return { ulps: Infinity, relative: toNumber(gap) };
  const size = log2Of(gap);
  return { ulps: 2 ** (size - Number(topOf(truth) - 53n)), relative: 2 ** (size - log2Of(truth)) };
}

const distance = (computed: number, truth: Big): Big => magnitude(add(fromNumber(computed), negate(truth)));

/** |a − b| as a double. */
export const gapOf = (a: Big, b: Big): number => toNumber(magnitude(add(a, negate(b))));

/** A number with so many decimal digits. */
export function decimalText(x: Big, digits = 25): string {
  if (isZero(x)) return '0';
  let exponent = Math.floor(log2Of(x) * Math.LOG10E * Math.LN2);
  const whole = (shift: number): bigint => {
    const { m, e } = magnitude(x);
    const above = m * 10n ** BigInt(Math.max(0, shift)) * (e > 0n ? 1n << e : 1n);
    const below = 10n ** BigInt(Math.max(0, -shift)) * (e < 0n ? 1n << -e : 1n);
    return (2n * above + below) / (2n * below);
  };
  let text = whole(digits - 1 - exponent).toString();
  // The estimate of the exponent may be off by one.
  if (text.length !== digits) {
    exponent += text.length - digits;
    text = whole(digits - 1 - exponent)
      .toString()
      .slice(0, digits);
  }
  const mantissa = `${text.charAt(0)}.${text.slice(1)}`.replace(/\.?0+$/, '');
  return `${x.m < 0n ? '-' : ''}${mantissa}${exponent === 0 ? '' : `e${exponent}`}`;
}
