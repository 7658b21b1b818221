import { describe, expect, it } from 'vitest';
import { generate, load } from '../../codegen/index.ts';

interface Functions {
  f(...at: readonly number[]): number;
  fHvp(...at: readonly number[]): { readonly hvp: Readonly<Record<string, number>> };
}

/** Growth that is compounded: what the rows bring along as derivatives must be right in every order. */
const formulas = [
  'f(x, y) = (1 + x / y)^y',
  'f(x) = (1 + 1 / x)^x',
  'f(x, y) = (1 + x^2 / y)^(-(y + 1) / 2)',
  'f(x, y, c) = (c * y + c) * log(1 + x^2 / y)',
  'f(x, y, z) = (x * z + y * x) * log(1 + y / x)',
  'f(x, n) = ((1 + x)^n - 1) / x',
  'f(p, x, n) = p * x * (1 + x)^n / ((1 + x)^n - 1)',
];

describe('compound growth', () => {
  it.each(formulas)('has the second derivatives that the check expects: %s', async (formula) => {
    const { diagnostics } = await generate(formula, { emit: ['hessian'] });
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('has second derivatives where x / y is tiny', async () => {
    const { fHvp } = await load<Functions>('f(x, y) = (1 + x / y)^y', { emit: ['hvp'], verify: false });
    // Of exp(y·log1p(x / y)) ≈ 1 + x + x²·(1 − 1 / y) / 2: ∂²/∂x∂y is x / y², ∂²/∂y² is −x² / y³.
    const { hvp } = fHvp(1e-20, 3, 0, 1);
    expect(hvp['x']! / (1e-20 / 9)).toBeCloseTo(1, 14);
    expect(hvp['y']! / (-1e-40 / 27)).toBeCloseTo(1, 14);
  });

  it('keeps real powers of a negative base at whole exponents', async () => {
    const annuity = await load<Functions>('f(x, n) = x * (1 + x)^n / ((1 + x)^n - 1)', { verify: false });
    expect(annuity.f(-3, 3)).toBeCloseTo(-8 / 3, 12);
    const sum = await load<Functions>('f(x, n) = ((1 + x)^n - 1) / x', { verify: false });
    expect(sum.f(-3, 3)).toBeCloseTo(3, 12);
    expect(sum.f(-1, 0.75)).toBe(1);
    expect(sum.f(-1, 1)).toBe(1);
  });
});
