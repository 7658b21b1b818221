import { expect, test } from 'vitest';
import { generate, load } from '../../codegen/index.ts';

const A = (...elements: number[]): Float64Array => Float64Array.from(elements);

test.each(['f(x, y) = x', 'x : real[n]; y : real[n]; x[1]', 'x : data[n]; y : real[n]; sum(y)', 'f(x) = 3'])(
  'what a function takes but does not use passes the strictest compiler: %s',
  async (formula) => {
    await expect(generate(formula)).resolves.toBeDefined();
  },
);

test.each<[string, Float64Array, number]>([
  ['A : real[k, k]; trace(A)', A(1, 2, 3, 4), 5],
  ['A : real[n, n, 2]; sum(A)', A(1, 2, 3, 4, 5, 6, 7, 8), 36],
  ['A : real[n, n, n]; A[n, n, n]', A(1, 2, 3, 4, 5, 6, 7, 8), 8],
  ['A : real[n, n + 1]; A[n, n + 1]', A(1, 2, 3, 4, 5, 6), 6],
  ['A : real[2n + 1]; A[n] * A[2n]', A(1, 2, 3, 4, 5), 8],
])('a size that occurs several times in a shape is found from the length: %s', async (formula, value, expected) => {
  const { f, fGrad } = await load<{ f(A: Float64Array): number; fGrad(A: Float64Array): { value: number } }>(formula);
  expect(f(value)).toBe(expected);
  expect(fGrad(value).value).toBe(expected);
  expect(() => f(A(1, 2, 3, 4, 5, 6, 7, 8, 9, 10))).toThrow(RangeError);
});

test('subscripts are checked where an input is called like the loop that checks them', async () => {
  const { f } = await load<{ f(...inputs: Float64Array[]): number }>(
    'p : int[m]; x : real[n]; sum(i = 1:m, x[p[i]]^2)',
  );
  expect(f(A(2, 2, 1), A(3, 4))).toBe(41);
  expect(() => f(A(2, 3), A(3, 4))).toThrow(RangeError);
  expect(() => f(A(0, 1), A(3, 4))).toThrow(RangeError);
});
