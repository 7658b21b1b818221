import { describe, expect, test } from 'vitest';
import { load } from '../../codegen/index.ts';

interface Functions {
  f(v: Float64Array, ...rest: number[]): number;
  fGrad(
    v: Float64Array,
    ...rest: number[]
  ): { readonly value: number; readonly gradient: { readonly v: Float64Array } };
}

const v = [0.3, -1.2, 2.5, 0.8];
const [a, b, c, d] = v as [number, number, number, number];
const exp = v.map(Math.exp) as [number, number, number, number];
const others = exp[1] + exp[2] + exp[3];
const beyond = Math.log(others) - a;

/** An element that is none of the sum's terms, and one of which only the run tells. */
const formulas: readonly (readonly [text: string, value: number, slopes: readonly number[], more?: number])[] = [
  [
    'f = 1 - exp(v[1]) / sum(i = 2:n, exp(v[i]))',
    1 - exp[0] / others,
    [-exp[0] / others, ...exp.slice(1).map((x) => (exp[0] * x) / others ** 2)],
  ],
  ['f = log(sum(i = 2:n, exp(v[i]))) - v[1]', beyond, [-1, ...exp.slice(1).map((x) => x / others)]],
  [
    'k : int\nf = log(sum(i = 1:k, exp(v[i]))) - v[3]',
    Math.log(exp[0] + exp[1]) - c,
    [exp[0] / (exp[0] + exp[1]), exp[1] / (exp[0] + exp[1]), -1, 0],
    2,
  ],
  ['f = v[1] / sum(i = 2:n, v[i])', a / (b + c + d), [1 / (b + c + d), ...[b, c, d].map(() => -a / (b + c + d) ** 2)]],
  [
    'f = 1 - v[1] / sum(i = 2:n, v[i])',
    1 - a / (b + c + d),
    [-1 / (b + c + d), ...[b, c, d].map(() => a / (b + c + d) ** 2)],
  ],
  [
    'k : int\nf = 1 - v[3] / sum(i = 1:k, v[i]^2)',
    1 - c / (a * a + b * b),
    [(2 * a * c) / (a * a + b * b) ** 2, (2 * b * c) / (a * a + b * b) ** 2, -1 / (a * a + b * b), 0],
    2,
  ],
  [
    'k : int\nf = log(v[3] / sum(i = 1:k, v[i]^2))',
    Math.log(c / (a * a + b * b)),
    [(-2 * a) / (a * a + b * b), (-2 * b) / (a * a + b * b), 1 / c, 0],
    2,
  ],
  ['k : int\nf = log(v[3] / sum(i = 1:k, abs(v[i])))', Math.log(c / (a - b)), [-1 / (a - b), 1 / (a - b), 1 / c, 0], 2],
];

describe('an element that is not among the terms of a sum has no share of it', () => {
  test.each(formulas.map((row) => ({ row, text: row[0] })))('$text', async ({ row: [text, value, slopes, more] }) => {
    const { f, fGrad } = await load<Functions>(`v : real[n]\n${text}`);
    const rest = more === undefined ? [] : [more];
    const found = fGrad(Float64Array.from(v), ...rest);
    expect(f(Float64Array.from(v), ...rest)).toBeCloseTo(value, 12);
    expect(found.value).toBeCloseTo(value, 12);
    slopes.forEach((slope, k) => expect(found.gradient.v[k]).toBeCloseTo(slope, 12));
  });
});
