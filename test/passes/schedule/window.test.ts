import { describe, expect, test } from 'vitest';
import { verifyProgram } from '../../../src/ir/verify-program.ts';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf } from '../../compiled.ts';
import type { Compiled, Inputs } from '../../compiled.ts';

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.cos(1.7 * k + shift));

/** The sizes of the arrays that a value works in, as text without sizes that are not known. */
const literalLengths = ({ unit }: Compiled): (number | undefined)[] =>
  routineOf(unit, 'value')
    .program.arrays.filter(({ storage }) => storage === 'scratch')
    .map(({ length }) => (length.op === 'const' ? length.value : undefined));

const lengthOf = ({ unit }: Compiled, role: 'grad', name: string): number | undefined =>
  routineOf(unit, role).program.arrays.find((array) => array.name === name)?.length.value;

function agree(compiled: Compiled, inputs: Inputs): void {
  for (const role of ['value', 'grad'] as const) {
    const routine = routineOf(compiled.unit, role);
    expect(verifyProgram(routine.program)).toEqual([]);
    const expected = byGraph(routine.graph, inputs);
    expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-12);
    expect(distance(byCode(compiled, role, inputs), expected)).toBeLessThan(1e-12);
  }
}

describe('of an array that is read a few rows back only these rows are kept', () => {
  test('a number and the one before', async () => {
    const compiled = await compileLive(`x : real[n]
h[1] = x[1]
h[i] = sin(h[i - 1]) * x[i]
f = h[n]`);
    expect(literalLengths(compiled)).toEqual([2]);
    for (const n of [1, 2, 3, 8]) agree(compiled, new Map([['x', numbers(n, 0)]]));
  });

  test('three numbers before', async () => {
    const compiled = await compileLive(`x : real[n]
h : real[n + 3]
h[1] = 1
h[2] = x[1]
h[3] = 2
h[i] = h[i - 1] * x[i - 3] - h[i - 2] / 2 + h[i - 3] / 3
f = h[n + 3] * h[n + 2]`);
    expect(literalLengths(compiled)).toEqual([4]);
    for (const n of [1, 2, 3, 4, 9]) agree(compiled, new Map([['x', numbers(n, 0)]]));
  });

  test('rows of a table', async () => {
    const compiled = await compileLive(`x : real[n, 30]
h[1, j] = x[1, j]
h[i, j] = h[i - 1, 31 - j] * x[i, j] + cos(x[i, j])
f = sum(j = 1:30, h[n, j]^2)`);
    expect(literalLengths(compiled).every((length) => length !== undefined && length <= 60)).toBe(true);
    for (const n of [1, 2, 5]) agree(compiled, new Map([['x', numbers(30 * n, 0)]]));
  });

  test('rows above, in a loop that runs down', async () => {
    const formula = `x : data[n, m]
w : real[m]
h[t, i] = tanh(w[i] * (t == 1 ? 0 : h[t - 1, i]) + x[t, i])
f = sum(t = 1:n, i = 1:m, h[t, i]^2)`;
    for (const n of [1, 2, 3, 50]) {
      const compiled = await compileLive(formula, { sizes: { n, m: 4 } });
      agree(
        compiled,
        new Map([
          ['x', numbers(4 * n, 0)],
          ['w', numbers(4, 1)],
        ]),
      );
    }
    expect(lengthOf(await compileLive(formula, { sizes: { n: 50, m: 4 } }), 'grad', 'hPart')).toBe(8);
  });

  test('what an adjoint starts from is set where it is used, and not at all where nobody reads it', async () => {
    const formula = `x : data[n, m]
w : real[2, m]
h[t, 1, i] = x[t, i]
h[t, j, i] = tanh(w[j - 1, i] * h[t, j - 1, i] + (t == 1 ? 0 : h[t - 1, j, i]))
f = sum(t = 1:n, i = 1:m, h[t, 3, i]^2)`;
    for (const n of [1, 2, 3, 50]) {
      const compiled = await compileLive(formula, { sizes: { n, m: 4 } });
      agree(
        compiled,
        new Map([
          ['x', numbers(4 * n, 0)],
          ['w', numbers(8, 1)],
        ]),
      );
    }
    const compiled = await compileLive(formula, { sizes: { n: 50, m: 4 } });
    expect(['hBar', 'hPart'].map((name) => lengthOf(compiled, 'grad', name))).toEqual([12, 12]);
  });

  test('all rows, where something else reads them later', async () => {
    const compiled = await compileLive(`x : real[n]
h[1] = x[1]
h[i] = sin(h[i - 1]) * x[i]
f = sum(i = 1:n, h[i] * h[n + 1 - i])`);
    expect(literalLengths(compiled)).toContain(undefined);
    for (const n of [1, 2, 5]) agree(compiled, new Map([['x', numbers(n, 0)]]));
  });

  test('all rows, where one is read before the loop and another one at the same place after it', async () => {
    const compiled = await compileLive(`x : real[90]
h : real[90]
h[1] = x[1]
g = h[1]^2
h[i] = sin(h[i - 1]) * x[i]
f = h[90] + g * cos(h[1])`);
    expect(literalLengths(compiled)).toContain(90);
    agree(compiled, new Map([['x', numbers(90, 0)]]));
  });

  test('all rows, where the first is read before the loop that reads its own ones only', async () => {
    const compiled = await compileLive(`x : real[n]
w : real[m]
d[i, j] = i == 1 ? w[j] : j == 1 ? 3 : d[i-1, j] * cos(x[i])
f = sum(i = 1:n, sum(j = 1:m, d[i, j]))`);
    expect(literalLengths(compiled)).toContain(undefined);
    for (const n of [1, 2, 5])
      for (const m of [1, 2, 5])
        agree(
          compiled,
          new Map([
            ['x', numbers(n, 0)],
            ['w', numbers(m, 1)],
          ]),
        );
  });
});
