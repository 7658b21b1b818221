import { describe, expect, test } from 'vitest';
import { errorsOf, valueOf } from './support.ts';

/** A strictly lower triangle, packed column by column. */
const packed = `d : int
l : real[d * (d - 1) / 2]
x : real[d]
below(r, s) = l[(s - 1) * d - s * (s - 1) / 2 + r - s]
y[r] = x[r] + sum(s = 1:r - 1, below(r, s) * x[s])`;

test('a packed triangle is read at its places', async () => {
  const inputs = { d: 4, l: [21, 31, 41, 32, 42, 43], x: [1, 100, 1e4, 1e6] };
  // Row r of the triangle holds 10 r + s in column s.
  expect(await valueOf(packed, inputs)).toEqual([1, 121, 13231, 1e6 + 41 + 4200 + 430000]);
});

test('and packed row by row', async () => {
  const rows = packed.replace('(s - 1) * d - s * (s - 1) / 2 + r - s', '(r - 1) * (r - 2) / 2 + s');
  const inputs = { d: 4, l: [21, 31, 32, 41, 42, 43], x: [1, 100, 1e4, 1e6] };
  expect(await valueOf(rows, inputs)).toEqual([1, 121, 13231, 1e6 + 41 + 4200 + 430000]);
});

describe('what leaves the triangle is refused', () => {
  test.each([
    ['a row too far', packed.replace('+ r - s]', '+ r - s + 1]')],
    ['a row too early', packed.replace('+ r - s]', '+ r - s - 1]')],
    ['the diagonal too', packed.replace('1:r - 1', '1:r')],
    ['a smaller array', packed.replace('d * (d - 1) / 2', '(d - 1) * (d - 2) / 2')],
  ])('%s', async (_, text) => {
    expect(await errorsOf(text)).toMatchObject([expect.stringMatching(/^out-of-range 4:/)]);
    expect(await errorsOf(text, { sizes: { d: 5 } })).toMatchObject([expect.stringMatching(/^out-of-range 4:/)]);
  });

  test('and a quotient that is no int', async () => {
    expect(await errorsOf('d : int\nl : real[d * (d + 2) / 2]\ny = sum(l)')).toMatchObject([
      expect.stringMatching(/^type 2:/),
    ]);
  });
});

test('a product of three consecutive ints is divisible by six', async () => {
  expect(await valueOf('n : int\nx : real[n * (n + 1) * (n + 2) / 6]\ny = sum(x)', { n: 2, x: [1, 2, 3, 4] })).toEqual([
    10,
  ]);
});
