/**
 * Binary floating-point numbers of any length: m · 2^e, exact unless a function says that it rounds. Exponents have no
 * bound either, so exp(1e300) is a number like any other. JavaScript's integers carry the mantissas: at the 50 to 1000
 * digits that are needed here they are some hundred times as fast as decimal libraries, and doubles convert exactly.
 */
export interface Big {
  readonly m: bigint;
  readonly e: bigint;
}

export const ZERO: Big = { m: 0n, e: 0n };
export const ONE: Big = { m: 1n, e: 0n };

export const big = (m: bigint, e = 0n): Big => (m === 0n ? ZERO : { m, e });
export const isZero = (x: Big): boolean => x.m === 0n;
export const signOf = ({ m }: Big): number => (m === 0n ? 0 : m < 0n ? -1 : 1);
export const negate = ({ m, e }: Big): Big => ({ m: -m, e });
export const magnitude = ({ m, e }: Big): Big => (m < 0n ? { m: -m, e } : { m, e });
const absolute = (m: bigint): bigint => (m < 0n ? -m : m);

/** The number of bits of |m|. */
export function bitLength(m: bigint): number {
  const hex = absolute(m).toString(16);
  return hex === '0' ? 0 : 4 * hex.length + 28 - Math.clz32(Number.parseInt(hex.charAt(0), 16));
}

/** The least t with |x| < 2^t; x is not 0. */
export const topOf = ({ m, e }: Big): bigint => e + BigInt(bitLength(m));

/** m · 2^n, rounded towards −∞. */
export const shift = (m: bigint, n: bigint): bigint => (n >= 0n ? m << n : m >> -n);

/** A finite double, exactly. */
export function fromNumber(x: number): Big {
  if (Number.isSafeInteger(x)) return big(BigInt(x));
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const word = view.getBigUint64(0);
  const exponent = (word >> 52n) & 0x7ffn;
  const fraction = word & 0xfffffffffffffn;
  const m = exponent === 0n ? fraction : fraction | 0x10000000000000n;
  return big(x < 0 ? -m : m, (exponent === 0n ? 1n : exponent) - 1075n);
}

/** The nearest double: infinite beyond the largest, 0 below the least; subnormal numbers may be rounded twice. */
export function toNumber(x: Big): number {
  if (isZero(x)) return 0;
  const top = topOf(x);
  if (top > 1025n) return signOf(x) * Infinity;
  if (top < -1080n) return signOf(x) < 0 ? -0 : 0;
  // 64 bits, the last of which says whether there were more: then conversion rounds once.
  const drop = bitLength(x.m) - 64;
  const kept = drop <= 0 ? x.m : (x.m >> BigInt(drop)) | 1n;
  const exponent = Number(drop <= 0 ? x.e : x.e + BigInt(drop));
  const half = Math.trunc(exponent / 2);
  return Number(kept) * 2 ** half * 2 ** (exponent - half);
}

/** log2 |x|, as far as a double tells it. */
export function log2Of(x: Big): number {
  if (isZero(x)) return -Infinity;
  const drop = Math.max(0, bitLength(x.m) - 60);
  return Math.log2(Number(absolute(x.m) >> BigInt(drop))) + Number(x.e + BigInt(drop));
}

/** Exact, whatever the distance of the exponents; see `addBalls` for numbers that may be far apart. */
export function add(a: Big, b: Big): Big {
  if (a.m === 0n) return b;
  if (b.m === 0n) return a;
  if (a.e === b.e) return big(a.m + b.m, a.e);
  return a.e > b.e ? big((a.m << (a.e - b.e)) + b.m, b.e) : big(a.m + (b.m << (b.e - a.e)), a.e);
}

export const multiply = (a: Big, b: Big): Big => big(a.m * b.m, a.e + b.e);

/** −1, 0 or 1; without aligning what is far apart. */
export function compare(a: Big, b: Big): number {
  const [s, t] = [signOf(a), signOf(b)];
  if (s !== t) return s < t ? -1 : 1;
  if (s === 0) return 0;
  const [p, q] = [topOf(a), topOf(b)];
  if (p !== q) return p < q ? -s : s;
  return signOf(add(a, negate(b)));
}

/** At most `bits` bits; the result is off by less than 2^(the exponent of what is returned), and exact if it fits. */
export function roundTo(x: Big, bits: number): { readonly value: Big; readonly exact: boolean } {
  const drop = bitLength(x.m) - bits;
  if (drop <= 0) return { value: x, exact: true };
  const n = BigInt(drop);
  const m = x.m >> n;
  return { value: big(m, x.e + n), exact: m << n === x.m };
}

/** The greatest integer whose square is at most n. */
export function integerRoot(n: bigint): bigint {
  if (n < 1n << 50n) return BigInt(Math.floor(Math.sqrt(Number(n))));
  const cut = BigInt((bitLength(n) - 50) & ~1);
  let x = BigInt(Math.ceil(Math.sqrt(Number(n >> cut)) + 1)) << (cut / 2n);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** The greatest integer ≤ x; x is not too large to be written out. */
export const floorOf = (x: Big): bigint => shift(x.m, x.e);
