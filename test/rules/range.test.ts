import { describe, expect, it } from 'vitest';
import { generate, load } from '../../codegen/index.ts';

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

/** By mpmath: m + log(1 + Σ exp(x − m)) over the others. */
const sums: readonly (readonly [formula: string, v: readonly number[], value: number])[] = [
  ['logsumexp(v)', [-100.25, -12345, 1.7e-100], 2.897198083210148e-44],
  ['logsumexp(i = 1:n, v[i])', [-37.25, -1e100, -1e-100], 6.64554417291507e-17],
  ['log(sum(exp(v)))', [-745.25, -1e-300, -100.25], 2.897198083210148e-44],
  ['log(1 + sum(exp(v)))', [-50, -1e100, -60], 1.9288374130715447e-22],
  ['log(sum(exp(v - 3))) + 3', [-100.25, -12345, 0], 2.897198083210148e-44],
  ['log(mean(exp(v)))', [-1.1e-8, -1e-100, 1.7e-100], -3.666666653222222e-9],
  ['log(sum(exp(v)) / n)', [-1.1e-8, -1e-100, 1.7e-100], -3.666666653222222e-9],
  ['logsumexp(v) - log(n)', [-1.1e-8, -1e-100, 1.7e-100], -3.666666653222222e-9],
];

interface OfArray {
  f(v: Float64Array): number;
}

describe('a logarithm of a sum of exponentials that is nearly 0', () => {
  it.each(sums)('%s at %j', async (formula, v, value) => {
    for (const shape of ['n', '3']) {
      const text = `v : real[${shape}]\nf = ${formula.replaceAll(/\bn\b/g, shape)}`;
      const { f } = await load<OfArray>(text, { verify: false });
      expect(Math.abs(f(Float64Array.from(v)) - value), shape).toBeLessThanOrEqual(1e-14 * Math.abs(value));
    }
  });

  it('two that are the greatest both count', async () => {
    const { f } = await load<OfArray>('v : real[n]\nf = logsumexp(v)', { verify: false });
    expect(f(Float64Array.of(0, 0, -1000))).toBe(Math.LN2);
    expect(f(Float64Array.of(-Math.LN2, -Math.LN2))).toBeCloseTo(0, 15);
  });

  it('is computed from a second loop only where it is, and among the terms of a sum never', async () => {
    const textOf = async (formula: string): Promise<string> =>
      (await generate(formula, { verify: false })).files[0]?.text ?? '';
    expect(await textOf('v : real[n]\nf = logsumexp(v)')).toMatch(/if \(\w+ < 0\.5\) \{\s*(\/\/.*\s*)?for \(/);
    expect(await textOf('m : int\nA : real[m, n]\nf = sum(i = 1:m, logsumexp(j = 1:n, A[i, j]))')).not.toContain(
      'log1p',
    );
  });
});
