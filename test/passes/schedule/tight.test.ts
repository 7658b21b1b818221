import { describe, expect, test } from 'vitest';
import { postorder } from '../../../src/ir/store.ts';
import { verifyProgram } from '../../../src/ir/verify-program.ts';
import { byCode, byGraph, byPair, byProgram, compileLive, distance, routineOf } from '../../compiled.ts';
import type { Inputs } from '../../compiled.ts';
import type { Routine } from '../../../src/pipeline.ts';

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.cos(1.7 * k + shift));

/** Working arrays of which the length grows with a size. */
const growing = ({ program }: Routine, size: string): string[] =>
  program.arrays
    .filter(({ storage }) => storage === 'scratch')
    .filter(({ length }) => postorder([length]).some(({ op, name }) => op === 'size' && name === size))
    .map(({ name }) => name);

const softmax = `X : data[n, d]
W : real[k, d]
b : real[k]
z[i, c] = b[c] + sum(r = 1:d, W[c, r] * X[i, r])
f = sum(i = 1:n, logsumexp(c = 1:k, z[i, c]) - z[i, 1]) / n + sum(b.^2)`;
const mixture = `X : data[n, d]
W : real[k, d]
L : real[k, d, d]
b : real[k]
centered[i, c, r] = X[i, r] - W[c, r]
scaled[i, c, r] = sum(s = 1:r, L[c, r, s] * centered[i, c, s])
beta[i, c] = b[c] - sum(r = 1:d, scaled[i, c, r]^2)
f = sum(i = 1:n, logsumexp(c = 1:k, beta[i, c])) + sum(b) * sum(L .^ 2)`;
const pooled = `X : data[n, d]
W : real[k, d]
b : real[k]
h[i, c] = tanh(b[c] + sum(r = 1:d, W[c, r] * X[i, r]))
top[i] = max(c = 1:k, h[i, c])
f = sum(i = 1:n, sum(c = 1:k, h[i, c]^2) * top[i])`;

const inputsFor = (n: number): Inputs => {
  const [d, k] = [3, 4];
  return new Map([
    ['X', numbers(n * d, 0)],
    ['W', numbers(k * d, 1)],
    ['L', numbers(k * d * d, 2)],
    ['b', numbers(k, 3)],
  ]);
};

describe('one loop over points around all else', () => {
  test.each([
    ['a softmax', softmax, []],
    ['a mixture of triangles', mixture, []],
    // Which element is the greatest is looked for apart.
    ['the greatest of a row', pooled, ['hExp', 'h']],
  ])('%s', async (_, formula, stored) => {
    const compiled = await compileLive(formula);
    const routine = routineOf(compiled.unit, 'grad');
    expect(verifyProgram(routine.program)).toEqual([]);
    expect(growing(routine, 'n')).toEqual(stored);
    // Four points at once and those that are left over.
    for (const n of [1, 2, 3, 4, 5, 8, 11]) {
      const inputs = inputsFor(n);
      const expected = byGraph(routine.graph, inputs);
      expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-13);
      expect(distance(byCode(compiled, 'grad', inputs), expected)).toBeLessThan(1e-13);
      expect(distance(byPair(compiled, inputs, 1), byCode(compiled, 'grad', inputs))).toBeLessThan(1e-13);
    }
  });
});

test('several points at once have rows of their own', async () => {
  const compiled = await compileLive(mixture, { sizes: { d: 10, k: 5 } });
  const { program } = routineOf(compiled.unit, 'grad');
  const shown = new Map<string, number>();
  for (const { name } of program.arrays) {
    const stem = name.replace(/#.*/, '');
    shown.set(stem, (shown.get(stem) ?? 0) + 1);
  }
  expect(shown.get('scaled')).toBe(4);
  expect(compiled.text).not.toContain('#');
});

test('rows that take turns belong to all iterations', async () => {
  const compiled = await compileLive(`x : real[n, m]
p[1, j] = x[1, j]
p[t, j] = 0.5 * p[t - 1, j] + 0.1 * sum(k = 1:m, p[t - 1, k]) + x[t, j]
n : int
f = sum(t = 1:n, sum(j = 1:m, p[t, j]^2))`);
  const routine = routineOf(compiled.unit, 'value');
  for (const n of [1, 2, 5, 9]) {
    const inputs = new Map<string, number | Float64Array>([
      ['n', n],
      ['x', numbers(n * 3, 0)],
    ]);
    const expected = byGraph(routine.graph, inputs);
    expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-13);
    expect(distance(byCode(compiled, 'value', inputs), expected)).toBeLessThan(1e-13);
  }
});
