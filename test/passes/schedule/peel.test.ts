import { describe, expect, test } from 'vitest';
import type { Statement } from '../../../src/ir/program.ts';
import { verifyProgram } from '../../../src/ir/verify-program.ts';
import type { Role } from '../../../src/pipeline.ts';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf } from '../../compiled.ts';
import type { Compiled, Inputs } from '../../compiled.ts';

const statementsOf = (body: readonly Statement[]): Statement[] =>
  body.flatMap((one) => [one, ...(one.kind === 'loop' || one.kind === 'if' ? statementsOf(one.body) : [])]);

const testsIn = ({ unit }: Compiled, role: Role): number =>
  statementsOf(routineOf(unit, role).program.body).filter(({ kind }) => kind === 'if').length;

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.cos(1.7 * k + shift));

function agree(compiled: Compiled, lengths: Readonly<Record<string, number>>): void {
  const inputs: Inputs = new Map(
    compiled.unit.value.inputs.map(({ name, shape }, shift) => {
      const length = shape.reduce(
        (all, extent) => all * (extent.op === 'const' ? extent.value : lengths[extent.name]!),
        1,
      );
      return [name, shape.length === 0 ? 0.4 : numbers(length, shift)];
    }),
  );
  for (const role of ['value', 'grad'] as const) {
    const routine = routineOf(compiled.unit, role);
    expect(verifyProgram(routine.program)).toEqual([]);
    const expected = byGraph(routine.graph, inputs);
    expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-12);
    expect(distance(byCode(compiled, role, inputs), expected)).toBeLessThan(1e-12);
  }
}

describe('the first and the last iteration are done apart', () => {
  const layers = `x : real[c, b]
w : real[3, b]
u : real[3, b]
h : real[c, 4, b]
s : real[c, 3, b]
h[t, 1, i] = x[t, i]
h[t, j, i] = tanh(s[t, j - 1, i]) * sigmoid(h[t, j - 1, i] * w[j - 1, i])
s[t, j, i] = (t == 1 ? 0 : s[t - 1, j, i] * w[j, i]) + h[t, j, i] * u[j, i]
f = sum(t = 1:c, i = 1:b, h[t, 4, i]^2)`;

  test('layers of which each reads the one before', async () => {
    const compiled = await compileLive(layers);
    expect(testsIn(compiled, 'value')).toBe(0);
    for (const [c, b] of [
      [1, 1],
      [2, 3],
      [5, 2],
    ] as const)
      agree(compiled, { c, b });
  });

  test('two arrays of which one is a step ahead', async () => {
    const compiled = await compileLive(`x : real[n]
s : int
y : real[s + 1, n]
k : real[s, n]
k[t, 1] = x[1]
k[t, i] = x[i] * y[t, i - 1]
y[1, i] = 0
y[t, i] = y[t - 1, i] + k[t - 1, i] / s
f = sum(i = 1:n, y[s + 1, i]^2)`);
    const { unit } = compiled;
    for (const n of [1, 2, 6])
      for (const s of [1, 2, 5]) {
        const inputs: Inputs = new Map<string, number | Float64Array>([
          ['x', numbers(n, 1)],
          ['s', s],
        ]);
        for (const role of ['value', 'grad'] as const) {
          const routine = routineOf(unit, role);
          expect(verifyProgram(routine.program)).toEqual([]);
          const expected = byGraph(routine.graph, inputs);
          expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-12);
          expect(distance(byCode(compiled, role, inputs), expected)).toBeLessThan(1e-12);
        }
      }
  });

  test('what flows to an earlier place and is dear is computed where its value was', async () => {
    const compiled = await compileLive(`x : real[n]
w : real
h[1] = x[1]
h[i] = tanh(w * h[i - 1] + x[i]) * x[i]
f = sum(h)`);
    expect(routineOf(compiled.unit, 'grad').program.arrays.map(({ name }) => name)).toContain('hPart');
    for (const n of [1, 2, 3, 7]) agree(compiled, { n });
  });
});
