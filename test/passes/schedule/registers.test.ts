import { describe, expect, test } from 'vitest';
import type { Program, Statement } from '../../../src/ir/program.ts';
import { verifyProgram } from '../../../src/ir/verify-program.ts';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf, unitOf } from '../../compiled.ts';
import type { Compiled, Inputs } from '../../compiled.ts';

type Of<K extends Statement['kind']> = Extract<Statement, { kind: K }>;

/** The statements of a kind with the loops around each, outermost first. */
function find<K extends Statement['kind']>(program: Program, kind: K): { statement: Of<K>; loops: Of<'loop'>[] }[] {
  const found: { statement: Of<K>; loops: Of<'loop'>[] }[] = [];
  const visit = (body: readonly Statement[], loops: Of<'loop'>[]): void => {
    for (const statement of body) {
      if (statement.kind === kind) found.push({ statement: statement as Of<K>, loops });
      if (statement.kind === 'loop') visit(statement.body, [...loops, statement]);
      if (statement.kind === 'if') visit(statement.body, loops);
    }
  };
  visit(program.body, []);
  return found;
}

/** The stores that add to an element which stays the same in the loop around them. */
const steadyStores = (program: Program): string[] =>
  find(program, 'store')
    .filter(({ statement: { at, mode }, loops }) => mode !== 'set' && !at.free.includes(loops.at(-1)!.index))
    .map(({ statement }) => statement.array);

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.cos(1.7 * k + shift));

function agrees(compiled: Compiled, role: 'value' | 'grad' | 'hvp', inputs: Inputs): void {
  const routine = routineOf(compiled.unit, role);
  expect(verifyProgram(routine.program)).toEqual([]);
  const expected = byGraph(routine.graph, inputs);
  expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-13);
  expect(distance(byCode(compiled, role, inputs), expected)).toBeLessThan(1e-13);
}

describe('sums of elements are kept in variables', () => {
  test.each([
    ['rows of a product', 'A : real[n, n]\nx : real[n]\ny = A * x'],
    ['rows of a triangle', 'A : real[n, n]\nx : real[n]\ny[i] = A[i, i] + sum(j = 1:i - 1, A[i, j] * x[j])'],
    ['products', 'A : real[n, n]\ny[i] = prod(j = 1:n, A[i, j])'],
    ['greatest elements', 'A : real[n, n]\ny[i] = max(j = 1:n, A[i, j])'],
    ['two sums of one element', 'A : real[n, n]\nx : real[n]\ny[i] = sum(j = 1:n, A[i, j]) + sum(j = 1:i, x[j]) * 1'],
  ])('%s', async (_, formula) => {
    const compiled = await compileLive(formula);
    expect(steadyStores(routineOf(compiled.unit, 'value').program)).toEqual([]);
    for (const n of [1, 2, 5, 9])
      agrees(
        compiled,
        'value',
        new Map([
          ['A', numbers(n * n, 0)],
          ['x', numbers(n, 1)],
        ]),
      );
  });

  test('where the loop reads other elements of the array', async () => {
    const formula =
      'A : real[n, n]\nx : real[n]\ny : real[6, n]\ny[1, i] = x[i]\ny[t, i] = sum(j = 1:n, A[i, j] * y[t - 1, j])';
    const compiled = await compileLive(formula);
    expect(steadyStores(routineOf(compiled.unit, 'value').program)).toEqual([]);
    for (const n of [1, 2, 5])
      agrees(
        compiled,
        'value',
        new Map([
          ['A', numbers(n * n, 0)],
          ['x', numbers(n, 1)],
        ]),
      );
  });

  test('what was stored is not loaded again', async () => {
    const { program } = routineOf(
      await unitOf('x : real[n]\ny[i] = cosh(x[i])\nf = sum(y) + dot(y, x) / sum(y)'),
      'value',
    );
    const [stored] = find(program, 'store');
    expect(stored?.statement.value.op).toBe('read');
    expect(stored?.statement.value.args).toEqual([]);
  });
});

describe('searches for extremes do several iterations at once', () => {
  const largest = 'x : real[n]\nf = max(x) + min(x)';
  test('each finds the greatest of its own', async () => {
    const compiled = await compileLive(largest);
    const updates = find(routineOf(compiled.unit, 'value').program, 'update').filter(
      ({ loops }) => loops[0]?.step !== undefined,
    );
    expect(new Set(updates.map(({ statement }) => statement.name)).size).toBe(updates.length);
    expect(updates.length).toBe(8);
    for (const n of [1, 2, 5, 8, 11])
      for (let at = 0; at < n; at += 1)
        for (const special of [NaN, Infinity, -Infinity, -0]) {
          const x = numbers(n, 2);
          x[at] = special;
          agrees(compiled, 'value', new Map([['x', x]]));
        }
  });

  const nearest = `p : data[n, 3]
c : real[k, 3]
d[i, j] = sum(l = 1:3, (p[i, l] - c[j, l])^2)
f = sum(i = 1:n, min(j = 1:k, d[i, j]))`;
  test('of equal ones the first counts, and only its row gets the gradient', async () => {
    const compiled = await compileLive(nearest, { emit: ['hvp'] });
    const { program } = routineOf(compiled.unit, 'grad');
    expect(find(program, 'loop').some(({ statement }) => statement.step !== undefined)).toBe(true);
    // No array of points × centroids, and no loop over centroids for each point but the one that searches.
    expect(program.arrays.map(({ name }) => name)).toEqual(['cBar']);
    expect(find(program, 'track').length).toBeGreaterThan(0);
    for (const [n, k] of [
      [1, 1],
      [3, 2],
      [4, 5],
      [7, 9],
      [9, 12],
    ] as const) {
      const c = numbers(3 * k, 1);
      // The last row is the first again.
      c.copyWithin(3 * (k - 1), 0, 3);
      const inputs: Inputs = new Map([
        ['p', numbers(3 * n, 0)],
        ['c', c],
        ['cDot', numbers(3 * k, 2)],
      ]);
      agrees(compiled, 'value', inputs);
      agrees(compiled, 'grad', inputs);
      agrees(compiled, 'hvp', inputs);
    }
  });
});
