import { expect, test } from 'vitest';
import { byCode, byGraph, compileLive, distance, routineOf } from '../compiled.ts';

test('a short recurrence that reads itself at places from data stays an array', async () => {
  const formula = `x : real[3]
parent : int[3]
d : real[3]
d[1] = x[1]
d[t] = tanh(d[parent[t]]) * x[t]
f = sum(i = 1:3, d[i])`;
  const compiled = await compileLive(formula, { emit: ['jvp'] });
  const inputs = new Map([
    ['x', Float64Array.of(0.7, -1.2, 1.5)],
    ['parent', Float64Array.of(0, 1, 1)],
  ]);
  for (const role of ['value', 'grad'] as const) {
    const { graph } = routineOf(compiled.unit, role);
    expect(distance(byCode(compiled, role, inputs), byGraph(graph, inputs))).toBeLessThan(1e-15);
  }
});
