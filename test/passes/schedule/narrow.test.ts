import { expect, test } from 'vitest';
import type { Statement } from '../../../src/ir/program.ts';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf } from '../../compiled.ts';

/** The loops around each store into an array, outermost first. */
function loopsAround(body: readonly Statement[], array: string): string[][] {
  const found: string[][] = [];
  const visit = (statements: readonly Statement[], loops: string[]): void => {
    for (const statement of statements) {
      if (statement.kind === 'store' && statement.array === array) found.push(loops);
      if (statement.kind === 'loop') {
        const { name, hi } = statement;
        visit(statement.body, [...loops, hi.free.length > 0 ? `${name} by the index of another loop` : name]);
      }
      if (statement.kind === 'if') visit(statement.body, loops);
    }
  };
  visit(body, []);
  return found;
}

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.sin(1.3 * k + shift));

test('of a triangle that is packed into rows only the triangle is computed', async () => {
  const formula = `x : data[n, d]
l : real[d * (d - 1) / 2]
d : int
below(r, s) = l[(s - 1) * d - s * (s - 1) / 2 + r - s]
z[i, r] = x[i, r] + sum(s = 1:r - 1, below(r, s) * x[i, s])
f = sum(i = 1:n, sum(r = 1:d, sin(z[i, r])))`;
  const compiled = await compileLive(formula);
  const routine = routineOf(compiled.unit, 'grad');
  const triangle = routine.program.arrays.find(({ name }) => name === 'lBarSum');
  expect(triangle).toBeDefined();
  const around = loopsAround(routine.program.body, 'lBarSum');
  expect(around.length).toBeGreaterThan(0);
  for (const loops of around) expect(loops.at(-1)).toMatch(/by the index of another loop/);
  for (const [n, d] of [
    [1, 1],
    [2, 2],
    [3, 5],
    [9, 4],
  ] as const) {
    const inputs = new Map<string, number | Float64Array>([
      ['x', numbers(n * d, 0)],
      ['l', numbers((d * (d - 1)) / 2, 1)],
      ['d', d],
    ]);
    const expected = byGraph(routine.graph, inputs);
    expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-13);
    expect(distance(byCode(compiled, 'grad', inputs), expected)).toBeLessThan(1e-13);
  }
});

test('what is read as a triangle and as a square is computed as a square', async () => {
  const formula = `A : real[n, n]
B[i, j] = sin(A[i, j])
f[i] = sum(j = 1:i, B[i, j]) * sum(j = 1:n, B[i, j]^2)`;
  const compiled = await compileLive(formula);
  const routine = routineOf(compiled.unit, 'value');
  for (const n of [1, 2, 5]) {
    const inputs = new Map([['A', numbers(n * n, 0.3)]]);
    const expected = byGraph(routine.graph, inputs);
    expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-13);
    expect(distance(byCode(compiled, 'value', inputs), expected)).toBeLessThan(1e-13);
  }
});
