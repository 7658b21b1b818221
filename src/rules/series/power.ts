import { exponential, isBeyond, logarithm } from './constant.ts';
import { exactly, isNegative, isZero, one, over, root, times, toDouble } from './number.ts';
import type { Big } from './number.ts';
import { power, regular } from './series.ts';
import type { Series, Setting } from './series.ts';

/** Greatest exponent and degree that are worked out. */
const GREATEST = 64;

/**
 * Whether what begins with t^low has a root that begins with t^order: of t² it is |t|, which is no series, unless t is not
 * negative.
 */
const hasRoot = (low: number, order: number, { positive }: Setting): boolean =>
  low === 0 || positive || order % 2 === 0;

function integerPower(x: Big, n: number): Big {
  let value = one;
  for (let k = 0; k < Math.abs(n); k += 1) value = times(value, x);
  return n < 0 ? over(one, value) : value;
}

/** xᵖ of a number. */
function numberPower(x: Big, p: Big): Big | undefined {
  const n = toDouble(p);
  if (Number.isInteger(n) && Math.abs(n) <= GREATEST) return integerPower(x, n);
  if (isNegative(x)) return undefined;
  const square = root(x, 2);
  if (Number.isInteger(2 * n) && Math.abs(n) <= GREATEST / 2)
    return square === undefined ? undefined : integerPower(square, 2 * n);
  const log = logarithm(x);
  const exponent = log && times(p, log);
  return exponent === undefined || isBeyond(exponent) ? undefined : exponential(exponent);
}

/** aᵖ; what it is where p depends on t is left to `general`. */
export function pow(
  a: Series | undefined,
  p: Series | undefined,
  setting: Setting,
  general: (exponent: Series, base: readonly Big[]) => Series | undefined,
): Series | undefined {
  const [first] = a?.terms ?? [];
  const [exponent, ...rest] = p?.terms ?? [];
  if (a === undefined || p === undefined || first === undefined || exponent === undefined) return undefined;
  if (p.low !== 0 || !rest.every(isZero)) {
    const base = regular(a);
    return base === undefined || p.low < 0 ? undefined : general(p, base);
  }
  const n = toDouble(exponent);
  if (!Number.isInteger(n) && !hasRoot(a.low, a.low * n, setting)) return undefined;
  return power(a, exponent, numberPower(first, exponent));
}

const half = exactly(0.5);

export function sqrt(a: Series | undefined, setting: Setting): Series | undefined {
  const [first] = a?.terms ?? [];
  if (a === undefined || first === undefined || !hasRoot(a.low, a.low / 2, setting)) return undefined;
  return power(a, half, root(first, 2));
}

/** The real n-th root for a literal n. */
export function nthRoot(a: Series | undefined, n: number, setting: Setting): Series | undefined {
  const [first] = a?.terms ?? [];
  if (a === undefined || first === undefined || !Number.isInteger(n) || n < 1 || n > GREATEST) return undefined;
  if (n % 2 === 0 && !hasRoot(a.low, a.low / n, setting)) return undefined;
  return power(a, over(one, exactly(n)), root(first, n));
}
