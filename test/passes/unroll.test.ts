import { expect, test } from 'vitest';
import { byCode, byGraph, compileLive, distance, routineOf } from '../compiled.ts';

test.each([
  ['one', 'd[t] = tanh(d[parent[t]]) * x[t]'],
  // In reverse mode two definitions read each other.
  ['of two', 'd[t] = 0.7 * d[parent[t]] * cos(x[t])'],
])('a short recurrence that reads itself at places from data stays an array: %s', async (_, step) => {
  const formula = `x : real[3]
parent : int[3]
d : real[3]
d[1] = x[1]
${step}
f = sum(i = 1:3, d[i])`;
  const compiled = await compileLive(formula, { emit: ['hvp'] });
  const inputs = new Map([
    ['x', Float64Array.of(0.7, -1.2, 1.5)],
    ['parent', Float64Array.of(0, 1, 1)],
    ['xDot', Float64Array.of(-0.4, 0.3, 2)],
  ]);
  for (const role of ['value', 'grad', 'hvp'] as const) {
    const { graph } = routineOf(compiled.unit, role);
    const own = new Map([...inputs].filter(([name]) => graph.inputs.some((input) => input.name === name)));
    expect(distance(byCode(compiled, role, own), byGraph(graph, own))).toBeLessThan(1e-15);
  }
});
