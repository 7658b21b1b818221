import { describe, expect, it } from 'vitest';
import { generate, load } from '../../codegen/index.ts';

/** The text of one function that is emitted for a formula, without comments. */
async function functionOf(formula: string, name: string): Promise<string> {
  const { files } = await generate(formula, {
    name: 'form.math',
    emit: name.endsWith('Hessian') ? ['hessian'] : [],
    verify: false,
  });
  const text = files[0]?.text ?? '';
  const start = text.indexOf(`function ${name}(`);
  return text.slice(start, text.indexOf('\n}\n', start)).replaceAll(/^ *\/\/.*\n/gm, '');
}

const count = (text: string, part: string): number => text.split(part).length - 1;

describe('second forms cost what they must, and no more', () => {
  it('an exponential times values one by one needs no test of its exponent', async () => {
    const text = await functionOf('f(x, y) = exp(x * y)', 'fHessian');
    expect(text).not.toContain('?.');
    expect(text).not.toContain('>=');
    expect(count(text, 'Math.exp(')).toBe(1);
  });

  it('values that may overflow together before they meet it are tested', async () => {
    expect(await functionOf('f(x, y, u) = (x * y) * exp(u)', 'f')).toContain('u >= -10000');
    expect(await functionOf('f(x, y, u) = x * exp(u) * y', 'f')).not.toContain('>=');
    expect(await functionOf('f(x, y, u) = 1 - x * y * exp(u)', 'f')).toContain('u >= -10000');
  });

  it('two exponentials are one, unless that makes more of them', async () => {
    const text = await functionOf('f(x, y) = exp(x) * exp(-y)', 'f');
    expect(text).toContain('Math.exp(x - y)');
    expect(count(text, 'Math.exp(')).toBe(1);
    const loops =
      'a : real[n]\nb : real[m]\nM : data[n, m]\nf = sum(i = 1:n, j = 1:m, sin(M[i, j] * exp(a[i]) * exp(b[j])))';
    expect(await functionOf(loops, 'fLoop')).toContain('<= 700');
  });

  it('of an exponential with the square of a huge value nothing is left', async () => {
    const { f } = await load<{ f(x: number, u: number): number }>('f(x, u) = x^2 * exp(u)', { verify: false });
    expect(f(1e200, -1e200)).toBe(0);
    expect(f(1e200, -800)).toBe(0);
    expect(f(1e100, -600) / 2.6503965530043105e-61).toBeCloseTo(1, 12);
  });
});

describe('what keeps the digits leaves sharing as it is', () => {
  it('a test that is used again is made of what has a name', async () => {
    const text = await functionOf('f(x, y, z) = (x * y + z == 0 ? x : sin(y)) * cos(x * y + z == 0 ? y : exp(z))', 'f');
    expect(count(text, '= x * y + z')).toBe(1);
  });

  it('quotients with a factor above for each below are not taken apart', async () => {
    const text = await functionOf('f(x, y, s, a, b) = (x * y / s / s) * sin(a) + (x * y / s / s) * cos(b)', 'f');
    expect(count(text, '/ s')).toBe(2);
  });
});

describe('cheaper forms of the same', () => {
  it('three legs are one call of hypot, and the slow one is for what is out of range', async () => {
    const text = await functionOf('f(x, y, z) = sqrt(x^2 + y^2 + z^2)', 'f');
    expect(text).toContain('= hypot(x, y, z)');
    expect(text).not.toContain('Math.hypot');
  });

  it('sine and cosine of half an angle are the sine of the whole', async () => {
    const text = await functionOf('f(x) = 1 - cos(x)', 'fGrad');
    expect(text).toContain('Math.sin(x)');
    expect(text).not.toContain('Math.cos(');
  });
});

describe('an order of evaluation has the derivatives of what it computes', () => {
  it.each(['(x / y)^2 * z', 'x^3 * z / (x^4 + y^4)', 'x * (y^3 * exp(z))'])('%s', async (form) => {
    const { diagnostics } = await generate(`f(x, y, z) = ${form}`, { name: 'form.math' });
    expect(diagnostics).toEqual([]);
  });
});

interface Functions {
  f(x: number, y: number): number;
  fGrad(x: number, y: number): { readonly gradient: { readonly x: number; readonly y: number } };
}

/** Where the terms of sums overflow or vanish and their quotient does not; by mpmath. */
const quotients: readonly (readonly [formula: string, x: number, y: number, value: number, slope: number])[] = [
  ['x^3 / (x^3 + y^3)', 1e200, 1e200, 0.5, 7.5e-201],
  ['x^3 / (x^3 + y^3)', 1e-200, 2e-200, 1 / 9, 2.962962962962963e199],
  ['x^3 / (x^2 + y^2)', 1e200, 1e200, 5e199, 1],
  ['x^2 * y / (x^2 + y^2)', 1e8, 1e200, 1e-184, 2e-192],
  ['x / y / (1 + x / y)', 1e300, 1e-300, 1, 0],
  ['x * y / (x^2 + x * y + y^2)', 1e180, 1e-10, 1e-190, 0],
  ['2 * x * y / (x + y)', 1e200, 1e200, 1e200, 0.5],
];

describe('quotients of sums are divided through by what is largest in them', () => {
  it.each(quotients)('%s at %d, %d', async (formula, x, y, value, slope) => {
    const { f, fGrad } = await load<Functions>(`f(x, y) = ${formula}`, { verify: false });
    const near = (actual: number, wanted: number): void =>
      expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(1e-14 * Math.abs(wanted));
    near(f(x, y), value);
    near(fGrad(x, y).gradient.x, slope);
  });

  it('where they are in range they stay as written', async () => {
    const { f } = await load<Functions>('f(x, y) = x^3 / (x^3 + y^3 + 1)', { verify: false });
    expect(f(3, 2)).toBe(27 / 36);
  });

  it('those of plain products need no second form', async () => {
    expect(await functionOf('f(x, y, z) = x * y / z', 'f')).not.toContain('max');
    expect(await functionOf('f(x, y) = x / (x^2 + y^2)', 'f')).not.toContain('max');
  });
});
