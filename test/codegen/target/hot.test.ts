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

  it('are left to Math outside of loops, in short ones', async () => {
    const formulas = ['x : real\nf = exp(x)', 'x : real[4]\nf = sum(i = 1:4, exp(x[i]) * i)'];
    for (const formula of formulas) {
      const text = await textOf(formula);
      expect(text).toContain('Math.exp(');
      expect(text).not.toContain('powersOfTwo');
    }
  });

  it('are four in a function, those of the innermost loops', async () => {
    const text = await textOf(`x : real[n]
y : real[n, m]
f = sum(i = 1:n, sin(exp(x[i])) + sum(j = 1:m, sin(exp(y[i, j])) * sin(exp(2 * y[i, j])) + sin(exp(3 * y[i, j])) / cos(exp(y[i, j]^2))))`);
    const [value = ''] = /export function f\([^]*?\n}\n/.exec(text) ?? [];
    expect(value.match(/[^.]exp\(/g)).toHaveLength(4);
    expect(value.match(/Math\.exp\([^\n]*/g)).toEqual(['Math.exp(x[i]!));']);
  });

  it('leave the name exp to the user otherwise', async () => {
    const text = await textOf('powersOfTwo : real[n]\nf = sum(i = 1:n, exp(powersOfTwo[i]) * i)');
    expect(text).toContain('exp(powersOfTwo_[i]!)');
  });
});
