import { describe, expect, it } from 'vitest';
import { generate } from '../../../codegen/index.ts';

const textOf = async (formula: string): Promise<string> => {
  const { files } = await generate(formula, { name: 'f', verify: false });
  return files[0]!.text.replace(/^ *(?:\*|\/\/|\/\*\*).*\n/gm, '');
};

describe('exponentials in loops', () => {
  it('are calls of a function that the module brings', async () => {
    const text = await textOf('x : real[n]\nf = sum(i = 1:n, exp(x[i]) * i)');
    expect(text).toContain(' exp(x[i]!)');
    expect(text).toContain('function exp(x: number): number {');
    expect(text).toContain('const powersOfTwo = tabulatePowersOfTwo();');
  });

  it('are left to Math outside of loops, in short ones, and where there are too many to be copied in', async () => {
    const formulas = [
      'x : real\nf = exp(x)',
      'x : real[4]\nf = sum(i = 1:4, exp(x[i]) * i)',
      'x : real[n]\nf = sum(i = 1:n, sin(exp(x[i])) + sin(exp(x[i]^2)) * sin(exp(sin(x[i]))) + sin(exp(x[i]^3)) / cos(exp(x[i]^5)))',
    ];
    for (const formula of formulas) {
      const text = await textOf(formula);
      expect(text).toContain('Math.exp(');
      expect(text).not.toContain('powersOfTwo');
    }
  });

  it('leave the name exp to the user otherwise', async () => {
    const text = await textOf('powersOfTwo : real[n]\nf = sum(i = 1:n, exp(powersOfTwo[i]) * i)');
    expect(text).toContain('exp(powersOfTwo_[i]!)');
  });
});
