import { describe, expect, it } from 'vitest';
import { load } from '../../codegen/index.ts';

interface Functions {
  f(...at: readonly number[]): number;
  fGrad(...at: readonly number[]): { readonly gradient: Readonly<Record<string, number>> };
}

/** Values that are in range although what they are computed from is not; by mpmath with 50 digits. */
const cases: readonly (readonly [formula: string, at: readonly number[], value: number])[] = [
  ['log(x * y)', [1e200, 1e200], 921.0340371976183],
  ['log(x / y)', [1e-200, 1e200], -921.0340371976183],
  ['log(x^2 + y^2)', [3e200, 4e200], 924.2529130224865],
  ['log1p(x^2 * y)', [1e200, 1e10], 944.0598881275588],
  ['sqrt(x * y)', [1e-200, 1e-200], 1e-200],
  ['sqrt(x / y)', [1e200, 1e-200], 1e200],
  ['(x * y)^0.3', [1e200, 1e200], 1e120],
  ['sqrt(x^2 + y)', [-1e200, 5], 1e200],
  ['x * y / (x + y)', [1e200, 1e200], 5e199],
  ['exp(x) * exp(-y)', [800, 799], Math.E],
  ['x^2 * exp(-x)', [1e200], 0],
  ['(exp(x) - 1) / x', [710], 3.146471501636213e305],
  ['x^2 / (exp(x) - 1)', [710], 2.256495886362833e-303],
  ['(1 + x^2 / 4)^(-y)', [1e200, 0.25], 1.414213562373095e-100],
  ['(3 + 2 * x * y)^(y / 1e201)', [1e300, 1e200], 1.0717734625362847e50],
  ['2 * x * y / (x^2 + 5)', [1e200, 3], 6e-200],
];

describe('values out of whose range are only their parts', () => {
  it.each(cases)('%s at %j', async (formula, at, value) => {
    const { f, fGrad } = await load<Functions>(`f(x, y) = ${formula}`, { verify: false });
    expect(Math.abs(f(...at) - value)).toBeLessThanOrEqual(1e-12 * Math.abs(value));
    for (const slope of Object.values(fGrad(...at).gradient)) expect(slope).not.toBeNaN();
  });

  it('x / (x² + E) is 1 / x where x² overflows', async () => {
    const { fGrad } = await load<Functions>('f(x) = log(1 + x^2 / 2)', { verify: false });
    expect(fGrad(-1e300).gradient['x']).toBeCloseTo(-2e-300, 310);
    expect(fGrad(1e200).gradient['x']).toBe(2e-200);
  });

  it('an exponential that vanishes does not hide one that grows', async () => {
    const { f } = await load<Functions>('f(x, y, u, w) = x * y * exp(u) * exp(w)', { verify: false });
    expect(f(2, 3, -20000, 20000)).toBe(6);
    const over = await load<Functions>('f(x, y, u) = x * y * exp(-u) / sigmoid(-u)', { verify: false });
    expect(over.f(2, 3, 20000)).not.toBe(0);
  });

  it('of a negative product there is no logarithm and no root', async () => {
    const log = await load<Functions>('f(x, y) = log(x * y)', { verify: false });
    const root = await load<Functions>('f(x, y) = sqrt(x * y)', { verify: false });
    expect(log.f(1e200, -1e200)).toBeNaN();
    expect(log.f(2, -3)).toBeNaN();
    expect(root.f(1e200, -1e200)).toBeNaN();
    expect(root.f(0, -3)).toBeCloseTo(0, 300);
  });
});
