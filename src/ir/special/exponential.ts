/**
 * exp(x) for loops, to 0.51 ulp: a call of Math.exp takes twice as long. x = k · log(2) / 128 + r; a table has 2^(k / 128),
 * a polynomial exp(r) − 1. After P. T. P. Tang, _Table-driven implementation of the exponential function_ (1989).
 */
export function exp(x: number): number {
  // The table ends before the result is subnormal or infinite; a NaN goes here too.
  if (!(Math.abs(x) < 708)) return Math.exp(x);
  // Adding and subtracting 1.5 · 2^52 rounds to an integer.
  const k = x * 184.6649652337873 + 6755399441055744 - 6755399441055744;
  // log(2) / 128 in two parts, of which the first has so few digits that its product is exact.
  const r = x - k * 0.0054152123475432745 - k * 5.812982117197185e-13;
  const at = 2 * (k & 127);
  const power = powersOfTwo[at]!;
  const rest =
    powersOfTwo[at + 1]! +
    r +
    r * r * (0.5 + r * (0.16666666666666666 + r * (0.041666666666666664 + r * 0.008333333333333333)));
  return (power + power * rest) * powersOfTwo[(k >> 7) + 1278]!;
}

/** 2^(k / 128) for k from 0 to 127, each followed by the share that its double lacks; then 2^k for k from −1022 to 1023. */
export const powersOfTwo = tabulatePowersOfTwo();

/** The root is multiplied in double-double arithmetic (T. J. Dekker 1971), so that every share is right to 10 digits. */
export function tabulatePowersOfTwo(): Float64Array {
  const table = new Float64Array(2302);
  // 2^(1 / 128): 26 bits, the rest of the double, and what that lacks.
  const [high, low, lack] = [1.005429893732071, 7.380731803507956e-9, 9.499186535455032e-17];
  for (let k = 0, power = 1, rest = 0; k < 128; k += 1) {
    table[2 * k] = power;
    table[2 * k + 1] = rest / power;
    const split = 134217729 * power;
    const upper = split - (split - power);
    const product = power * (high + low);
    const error = upper * high - product + upper * low + (power - upper) * high + (power - upper) * low;
    rest = error + power * lack + rest * (high + low);
    power = product + rest;
    rest += product - power;
  }
  for (let k = 0; k < 2046; k += 1) table[256 + k] = 2 ** (k - 1022);
  return table;
}
