import { expect, test } from 'vitest';
import { load } from '../../codegen/index.ts';

type Gradient = { gradient: Record<string, number> };
type Claimed = { fGrad(a: number, b: number): Gradient };

test('claimed derivatives by one or by both parameters leave the others their own', async () => {
  for (const claims of [
    'derivative(g, x) = y^2',
    'derivative(g, y) = 2*x*y',
    'derivative(g, x) = y^2\nderivative(g, y) = 2*x*y',
  ]) {
    const { fGrad } = await load<Claimed>(`g(x, y) = x * y^2\n${claims}\nf(a, b) = g(a, b) + a`);
    expect(fGrad(3, 5).gradient).toEqual({ a: 26, b: 30 });
  }
});

test('a wrong claim is caught', async () => {
  await expect(load('g(x, y) = x * y^2\nderivative(g, y) = x*y\nf(a, b) = g(a, b)')).rejects.toThrow(/check-failed/);
});
