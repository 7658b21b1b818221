import { expect, test } from 'vitest';
import { load } from '../../codegen/index.ts';

type Value = number | Float64Array;
type Case = readonly [
  formula: string,
  inputs: readonly Value[],
  value: Value,
  gradient?: Readonly<Record<string, Value>>,
];
interface Module {
  f(...inputs: readonly Value[]): Value;
  fGrad(...inputs: readonly Value[]): { value: number; gradient: Record<string, Value> };
}

const A = (...elements: number[]): Float64Array => Float64Array.from(elements);

/** Worked out by hand. */
const cases: readonly Case[] = [
  // Recurrences: along each dimension, of two places, backwards, through data.
  [
    'X : real[n, 2]; P[i, 1] = X[i, 1]; P[i, t] = P[i, t-1] * X[i, t]; sum(i = 1:n, P[i, 2])',
    [A(1, 2, 3, 4)],
    14,
    { X: A(2, 1, 4, 3) },
  ],
  ['X : real[2, n]; P[1, i] = X[1, i]; P[t, i] = P[t-1, i] * X[t, i]; sum(i = 1:n, P[2, i])', [A(1, 2, 3, 4)], 11],
  ['u : real[n]; p[1] = x0; p[t] = p[t-1] * u[t]; p[n]', [A(9, 2, 3), 2], 12, { u: A(0, 6, 4), x0: 6 }],
  [
    'u : real[n]; p : real[n]; p[1] = u[1]; p[2] = u[2]; p[t] = p[t-1] + p[t-2] * u[t]; p[n]',
    [A(1, 2, 3, 4)],
    13,
    { u: A(3, 5, 1, 2) },
  ],
  ['x : real[n]; p : real[n]; p[n] = x[n]; p[t] = p[t+1] * x[t]; p[1]', [A(2, 3, 4)], 24, { x: A(12, 8, 6) }],
  [
    'parent : int[n]; R : real[n]; T[1] = R[1]; T[b] = T[parent[b]] * R[b]; sum(T)',
    [A(1, 1, 1, 2), A(2, 3, 4, 5)],
    46,
    { R: A(23, 12, 2, 6) },
  ],
  // Extrema of literal shapes, several in one statement.
  ['A : real[2, 3]; sum(max(A, 1))', [A(1, 2, 3, 4, 5, 6)], 15, { A: A(0, 0, 0, 1, 1, 1) }],
  ['A : real[2, 3]; sum(max(A, 2) .* [1, 2])', [A(1, 9, 3, 4, 5, 6)], 21, { A: A(0, 1, 0, 0, 0, 2) }],
  ['A : real[2, 3]; max(A, 2)', [A(1, 2, 3, 4, 5, 6)], A(3, 6)],
  ['x : real[n]; sum(i = 1:n, max(j = 1:i, x[j]))', [A(1, 3, 2)], 7, { x: A(1, 2, 0) }],
  // Ranges that are empty, have steps, run backwards.
  ['x : real[n]; sum(i = 2:n-1, (x[i-1] - 2x[i] + x[i+1])^2)', [A(1)], 0, { x: A(0) }],
  ['x : real[n]; sum(i = 2:n-1, (x[i-1] - 2x[i] + x[i+1])^2)', [A(1, 5)], 0, { x: A(0, 0) }],
  ['x : real[n]; sum(i = 2:n-1, (x[i-1] - 2x[i] + x[i+1])^2)', [A(1, 5, 2)], 49, { x: A(-14, 28, -14) }],
  ['x : real[n]; sum(x[1:2:n] .^ 2)', [A(1, 2, 3, 4)], 10, { x: A(2, 0, 6, 0) }],
  ['x : real[n]; sum(x[n:-1:1] .* (1:n))', [A(1, 2, 3)], 10, { x: A(3, 2, 1) }],
  ['x : real[n]; sum(i = n:-1:1, x[i]^2)', [A(1, 2)], 5, { x: A(2, 4) }],
  ['x : real[n]; sum(i = 1:n, sum(j = 1:i, x[i] * x[j]))', [A(1, 2, 3)], 25, { x: A(7, 8, 9) }],
  // Products with zeros, gathers of one place several times, branches not taken.
  ['x : real[n]; prod(i = 1:n, x[i])', [A(2, 0, 3)], 0, { x: A(0, 6, 0) }],
  ['x : real[n]; prod(i = 1:n, x[i])', [A(2, 0, 0)], 0, { x: A(0, 0, 0) }],
  ['k : int[m]; x : real[n]; sum(i = 1:m, x[k[i]]^2)', [A(1, 3, 3), A(1, 2, 3)], 19, { x: A(2, 0, 12) }],
  ['x : real[n]; sum(i = 1:n, x[i] > 0 ? log(x[i]) : 0)', [A(1, -2, 0)], 0, { x: A(1, 0, 0) }],
];

test.each(cases.map((one) => [one[0], one] as const))('%s', async (_name, [formula, inputs, value, gradient]) => {
  const { f, fGrad } = await load<Module>(formula);
  expect(f(...inputs)).toEqual(value);
  if (gradient === undefined) return;
  const first = fGrad(...inputs);
  expect(first).toEqual({ value, gradient });
  // What is kept between calls is no part of the result.
  expect(fGrad(...inputs)).toEqual(first);
});
