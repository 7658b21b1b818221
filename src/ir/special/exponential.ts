/**
 * exp(x) for loops, to 0.51 ulp: a call of Math.exp takes twice as long. x = k · log(2) / 512 + r; a table has 2^(k / 512),
 * a polynomial exp(r) − 1. After P. T. P. Tang, _Table-driven implementation of the exponential function_ (1989). It is written
 * as short as it gets: an engine copies only so much into a loop.
 */
export function exp(x: number): number {
  // The table ends before the result is subnormal or infinite, at 708; a NaN goes here too.
  if (!(x * x < 501264)) return Math.exp(x);
  const table = powersOfTwo;
  // Adding and subtracting 1.5 · 2^52 rounds to an integer.
  const k = x * 738.6598609351493 + 6755399441055744 - 6755399441055744;
  // log(2) / 512 in two parts, of which the first has so few digits that its product is exact.
  const r = x - k * 0.0013538030868858186 - k * 1.4532455292992963e-13;
  const at = 2 * (k & 511);
  const power = table[at]!;
  const rest = table[at + 1]! + r * (1 + r * (0.5 + r * (0.16666666666666666 + r * 0.041666666666666664)));
  return (power + power * rest) * table[(k >> 9) + 2046]!;
}

/** 2^(k / 512) for k from 0 to 511, each followed by the share that its double lacks; then 2^k for k from −1022 to 1023. */
export const powersOfTwo = tabulatePowersOfTwo();

/** The root is multiplied in double-double arithmetic (T. J. Dekker 1971), so that every share is right to 10 digits. */
export function tabulatePowersOfTwo(): Float64Array {
  const table = new Float64Array(3070);
  // 2^(1 / 512): 26 bits, the rest of the double, and what that lacks.
  const [high, low, lack] = [1.001354694366455, 2.552565314672961e-8, -1.8973728416792993e-17];
  for (let k = 0, power = 1, rest = 0; k < 512; k += 1) {
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
  for (let k = 0; k < 2046; k += 1) table[1024 + k] = 2 ** (k - 1022);
  return table;
}
