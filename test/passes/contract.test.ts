import { expect, test } from 'vitest';
import { byCode, byGraph, compileLive, distance } from '../compiled.ts';

test('an array that outer loops carry keeps the dimension of the innermost loop', async () => {
  const compiled = await compileLive(`x : real[n, m]
h : real[n, 3, m]
c : real[n, 3, m]
h[t, 1, i] = x[t, i]
h[t, j, i] = sin(c[t, j - 1, i]) * h[t, j - 1, i]
c[1, j, i] = h[1, j, i]
c[t, j, i] = c[t - 1, j, i] * 0.5 + h[t, j, i]
n : int
y = sum(t = 1:n, sum(i = 1:m, h[t, 3, i]))`);
  const x = Float64Array.of(0.3, -1.2, 0.8, 2.1, 0.4, -0.7, 1.9, 0.2, -0.1, 0.6, 1.1, -2.3);
  const inputs = new Map<string, number | Float64Array>([
    ['x', x],
    ['n', 4],
  ]);
  expect(distance(byCode(compiled, 'value', inputs), byGraph(compiled.unit.value, inputs))).toBeLessThan(1e-12);
});
