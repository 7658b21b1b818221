import { describe, expect, it } from 'vitest';
import { load } from '../../codegen/index.ts';

interface Functions {
  f(x: number): number;
  fGrad(x: number): { readonly value: number; readonly gradient: { readonly x: number } };
}

/** Derivatives that are left of what cancels for a large |x|; by mpmath with 80 digits. */
const cases: readonly (readonly [formula: string, at: number, slope: number])[] = [
  ['x * log(1 + 1 / x)', 1000000000.0, 4.999999993333333e-19],
  ['x * log(1 + 1 / x)', -1000000000.0, 5.000000006666667e-19],
  ['x * log(1 + 1 / x)', 1e100, 5e-201],
  ['x * log(1 + 1 / x)', 50.0, 0.00019478415892481107],
  ['sqrt(x^2 + x) - x', 10000000000.0, 1.249999999875e-21],
  ['sqrt(x^2 + x) - x', 1e60, 1.2500000000000002e-121],
  ['sqrt(x^2 + x + 1) + x', -10000000000.0, 3.750000000375e-21],
  ['sqrt(x^2 + x + 1) + x', -20.0, 0.0009847368218080493],
  ['(1 + 1 / x)^x', 1000000000.0, 1.3591409117377643e-18],
  ['sqrt(x) * (sqrt(x + 1) - sqrt(x))', 1000000000000.0, 1.24999999999875e-25],
  ['sqrt(x) * (sqrt(x + 1) - sqrt(x))', 300.0, 1.3842736819817802e-6],
  ['x * (sqrt(x^2 + 1) - x)', 100000.0, 2.49999999975e-16],
  ['x * (sqrt(x^2 + 1) - x)', 7.0, 0.0007142674936409831],
  ['log(x + 1) / log(x)', 7.9e103, -6.725678095171682e-211],
  ['x * (log(x + 1) - log(x))', 1000000000.0, 4.999999993333333e-19],
  ['log(cosh(x)) / x', 5.3e120, 2.4675940924170357e-242],
  ['erf(x) - x / sqrt(1 + x^2)', 1000000000.0, -1e-27],
  ['exp(-x) - x + sqrt(x^2 + 1)', 1000000000.0, -5e-19],
];

/** The same of values, that come with logarithms, or with exponentials that vanish. */
const values: readonly (readonly [formula: string, at: number, value: number])[] = [
  ['log(1 + x) - log(x) - 1 / x', 9.7e17, -5.3140610054203425e-37],
  ['log(1 + x^2) - 2 * log(abs(x))', -5.3e120, 3.55998576005696e-242],
  ['asinh(x) - log(2 * x)', 4.1e60, 1.48720999405116e-122],
  ['x * tanh(x) - log(cosh(x))', -1e300, Math.LN2],
  ['exp(-x) - x + sqrt(x^2 + 1)', 1e300, 5e-301],
  ['atan(x) - pi / 2 + 1 / x', 1000000000.0, 3.3333333333333333e-28],
];

describe('sums that cancel far out', () => {
  it.each(cases)('%s at %d', async (formula, at, slope) => {
    const { fGrad } = await load<Functions>(`f(x) = ${formula}`, { verify: false });
    expect(Math.abs(fGrad(at).gradient.x - slope)).toBeLessThanOrEqual(1e-14 * Math.abs(slope));
  });

  it.each(values)('%s at %d has its value', async (formula, at, value) => {
    const { f } = await load<Functions>(`f(x) = ${formula}`, { verify: false });
    expect(Math.abs(f(at) - value)).toBeLessThanOrEqual(1e-14 * Math.abs(value));
  });

  it('are computed as they are written where another branch is taken far out', async () => {
    const { fGrad } = await load<Functions>('f(x) = x < 1e8 ? x * log(1 + 1 / x) : 3 * x', { verify: false });
    expect(fGrad(1e7).gradient.x).toBeCloseTo(4.9999993333334e-15, 25);
    expect(fGrad(1e9).gradient.x).toBe(3);
  });

  it('leave what does not cancel as it is', async () => {
    const { f } = await load<Functions>('f(x) = sqrt(x^2 + x) + x', { verify: false });
    expect(f.toString()).not.toContain('x >');
  });
});
