import { expect, test } from 'vitest';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf } from '../compiled.ts';

const numbers = (count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => Math.sin(1.3 * k + 0.4));

const examples: readonly (readonly [name: string, formula: string, inputs: Record<string, number | Float64Array>])[] = [
  [
    'points of space',
    'x : real[n, 3]\nlength2[i] = sum(a = 1:3, x[i, a]^2)\nunit[i, a] = x[i, a] / sqrt(length2[i])\ny = sum(i = 1:n, unit[i, 1] * unit[i, 3] - unit[i, 2])',
    { x: numbers(12) },
  ],
  [
    'each element a sum',
    'A : real[n, m]\nB : data[m, 2]\np[i, a] = sum(j = 1:m, A[i, j] * B[j, a])\ny = sum(i = 1:n, sin(p[i, 1]) * p[i, 2])',
    { A: numbers(12), B: numbers(8) },
  ],
  [
    'an output case by case, of which one is 0',
    'x : real[n]\ny[i, 1] = x[i]^2\ny[i, 2] = 0\ny[i, 3] = sin(x[i])\ny : real[n, 3]',
    { x: numbers(5) },
  ],
  [
    'a read within a sum over other rows',
    'x : real[n, 2]\ny : real[n, 2]\ny[i, a] = exp(x[i, a]) * a\nk : int[m]\nz = sum(j = 1:m, y[k[j], 2] * y[j, 1])',
    { x: numbers(8), k: Float64Array.of(2, 1, 4) },
  ],
];

for (const [name, formula, inputs] of examples)
  test(`rows written out keep their values: ${name}`, async () => {
    const compiled = await compileLive(formula);
    const at = new Map(Object.entries(inputs));
    const { unit } = compiled;
    const lowered = byGraph(unit.stages[0]!.graph, at);
    for (const routine of unit.routines.filter(({ role }) => role === 'value' || role === 'grad')) {
      const expected = byGraph(routine.graph, at);
      expect(distance(byCode(compiled, routine.role as 'grad', at), expected)).toBeLessThan(1e-13);
      expect(distance(byProgram(routineOf(unit, routine.role), at), expected)).toBeLessThan(1e-13);
      expect(distance(lowered, expected)).toBeLessThan(1e-13);
    }
  });

test('a point in space is three numbers in the loop over points', async () => {
  const { text } = await compileLive(examples[0]![1]);
  const value = text.slice(text.indexOf('function y('), text.indexOf('\nexport', text.indexOf('function y(')));
  expect(value).toMatch(/const unit1 = /);
  expect(value).not.toMatch(/Scratch/);
});
