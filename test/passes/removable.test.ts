import { expect, it } from 'vitest';
import { load } from '../../codegen/index.ts';

interface Functions {
  f(x: number): number;
  fGrad(x: number): { readonly gradient: { readonly x: number } };
}

/** The series of each is that of one branch, and converges beyond it. */
it.each([
  ['asin(sin(x)) - sin(x)', 1.9, Math.PI - 1.9 - Math.sin(1.9), -1 - Math.cos(1.9)],
  ['asin(sin(x)) - sin(x)', 0.75, 0.75 - Math.sin(0.75), 1 - Math.cos(0.75)],
  ['asin(sin(x)) - sin(x)', 1e-5, 1e-15 / 6, 1e-10 / 2],
  ['sqrt(cos(x) * cos(x)) + x^2 / 2 - 1', 1.9, -Math.cos(1.9) + 1.9 ** 2 / 2 - 1, Math.sin(1.9) + 1.9],
  ['atan(tan(x)) - sin(x)', 1.8, 1.8 - Math.PI - Math.sin(1.8), 1 - Math.cos(1.8)],
])('%s at %d is on its own branch', async (formula, x, value, slope) => {
  const { f, fGrad } = await load<Functions>(`f(x) = ${formula}`, { verify: false });
  expect(Math.abs(f(x) - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value));
  expect(Math.abs(fGrad(x).gradient.x - slope)).toBeLessThanOrEqual(1e-9 * Math.abs(slope));
});
