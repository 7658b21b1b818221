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
  // Choices that are decided near 0, and one that is not at the place asked for.
  ['log(1 + x^2) / x^2', 1e-300, 1, -1e-300],
  ['log(cosh(x)) / x', 1e-200, 5e-201, 0.5],
  ['(x < 0.25 ? x - sin(x) : 7 * x) / x^3', 0.5, 28, -112],
])('%s at %d is on its own branch', async (formula, x, value, slope) => {
  const { f, fGrad } = await load<Functions>(`f(x) = ${formula}`, { verify: false });
  expect(Math.abs(f(x) - value)).toBeLessThanOrEqual(1e-9 * Math.abs(value));
  expect(Math.abs(fGrad(x).gradient.x - slope)).toBeLessThanOrEqual(1e-9 * Math.abs(slope));
});
