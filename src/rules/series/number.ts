/**
 * Numbers of 320 bits, mantissa · 2^exponent. A coefficient of a series that is a difference comes out right to the last
 * bit of a double, and one that ought to be 0 is told from one that is small.
 */
export interface Big {
  readonly mantissa: bigint;
  readonly exponent: number;
}

const BITS = 320;
/** A sum that is this many bits below its greatest term is 0: what is left of it are roundings. */
const VANISHED = 200;

export const zero: Big = { mantissa: 0n, exponent: 0 };
export const one: Big = big(1n);

export const isZero = (x: Big): boolean => x.mantissa === 0n;
export const isNegative = (x: Big): boolean => x.mantissa < 0n;

export function big(mantissa: bigint, exponent = 0): Big {
  return { mantissa, exponent };
}

const absolute = (x: bigint): bigint => (x < 0n ? -x : x);

/** How many bits it has, up to 3 too many. */
const lengthOf = (x: bigint): number => (x === 0n ? 0 : 4 * absolute(x).toString(16).length);

/** x is below 2^this. */
export const magnitudeOf = ({ mantissa, exponent }: Big): number => lengthOf(mantissa) + exponent;

function rounded(mantissa: bigint, exponent: number): Big {
  if (mantissa === 0n) return zero;
  const excess = lengthOf(mantissa) - BITS;
  return excess <= 0 ? big(mantissa, exponent) : big(mantissa >> BigInt(excess), exponent + excess);
}

/** A double as it is. */
export function exactly(x: number): Big {
  if (x === 0) return zero;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))) - 54, -1074);
  return big(BigInt(x / 2 ** exponent), exponent);
}

/** The nearest double. */
export function toDouble({ mantissa, exponent }: Big): number {
  const excess = Math.max(lengthOf(mantissa) - 64, 0);
  const scaled = exponent + excess;
  const half = Math.trunc(scaled / 2);
  // In two steps: 2^exponent alone may overflow where the number does not.
  return Number(mantissa >> BigInt(excess)) * 2 ** half * 2 ** (scaled - half);
}

export const negated = (x: Big): Big => big(-x.mantissa, x.exponent);
export const times = (a: Big, b: Big): Big => rounded(a.mantissa * b.mantissa, a.exponent + b.exponent);

export function over(a: Big, b: Big): Big {
  const shift = Math.max(BITS + 8 - lengthOf(a.mantissa) + lengthOf(b.mantissa), 0);
  return rounded((a.mantissa << BigInt(shift)) / b.mantissa, a.exponent - b.exponent - shift);
}

/** Σ of the terms, 0 where they cancel. */
export function sum(terms: readonly Big[]): Big {
  const present = terms.filter((term) => !isZero(term));
  if (present.length === 0) return zero;
  const greatest = Math.max(...present.map(magnitudeOf));
  const least = greatest - BITS - 64;
  let exponent = Infinity;
  for (const term of present) exponent = Math.min(exponent, term.exponent);
  exponent = Math.max(exponent, least);
  let mantissa = 0n;
  for (const term of present) {
    const shift = term.exponent - exponent;
    mantissa += shift >= 0 ? term.mantissa << BigInt(shift) : term.mantissa >> BigInt(-shift);
  }
  if (lengthOf(mantissa) + exponent < greatest - VANISHED) return zero;
  return rounded(mantissa, exponent);
}

export const plus = (a: Big, b: Big): Big => sum([a, b]);
export const minus = (a: Big, b: Big): Big => sum([a, negated(b)]);
export const scaled = (x: Big, factor: number): Big => times(x, exactly(factor));
export const ratio = (a: number, b: number): Big => over(exactly(a), exactly(b));

/** The real n-th root, by Newton's iteration on integers; undefined where there is none. */
export function root(x: Big, n: number): Big | undefined {
  if (isZero(x)) return zero;
  if (isNegative(x)) {
    const below = n % 2 === 1 ? root(negated(x), n) : undefined;
    return below === undefined ? undefined : negated(below);
  }
  const wanted = n * BITS;
  let shift = Math.max(wanted - lengthOf(x.mantissa), 0);
  while ((x.exponent - shift) % n !== 0) shift += 1;
  const value = x.mantissa << BigInt(shift);
  const degree = BigInt(n);
  let guess = 1n << BigInt(Math.ceil(lengthOf(value) / n) + 1);
  for (;;) {
    const next = ((degree - 1n) * guess + value / guess ** (degree - 1n)) / degree;
    if (next >= guess) break;
    guess = next;
  }
  return rounded(guess, (x.exponent - shift) / n);
}
