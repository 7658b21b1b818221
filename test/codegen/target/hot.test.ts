import { describe, expect, it } from 'vitest';
import { generate } from '../../../codegen/index.ts';
import { byCode, byGraph, compileLive, distance, routineOf } from '../../compiled.ts';

const textOf = async (formula: string): Promise<string> => {
  const { files } = await generate(formula, { name: 'f', verify: false });
  return files[0]!.text.replace(/^ *(?:\*|\/\/|\/\*\*).*\n/gm, '');
};

/** The text of a function. */
const functionIn = (text: string, name: string): string =>
  new RegExp(`^(?:export )?function ${name}\\([^]*?\\n}\\n`, 'm').exec(text)?.[0] ?? '';

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

  it('are five in a function, those of the innermost loops', async () => {
    const text = await textOf(`x : real[n]
y : real[n, m]
f = sum(i = 1:n, sin(exp(x[i])) + sum(j = 1:m, sin(exp(y[i, j])) * sin(exp(2 * y[i, j])) + sin(exp(3 * y[i, j])) / cos(exp(y[i, j]^2)) + cos(exp(y[i, j]^3))))`);
    const value = functionIn(text, 'f');
    expect(value).toContain('fSum = fLoop(');
    expect(value.match(/exp\([^\n]*/g)).toEqual(['exp(x[i]!));']);
    expect(functionIn(text, 'fLoop').match(/[^.]exp\(/g)).toHaveLength(5);
  });

  it('are left to Math where one loop has more of them', async () => {
    const terms = [1, 2, 3, 4, 5, 6, 7].map((k) => `exp(${k} * x[i] + x[i]^${k})`);
    const text = await textOf(`x : real[n]\nf = sum(i = 1:n, ${terms.join(' * sin(i) + ')})`);
    expect(functionIn(text, 'f').match(/[^.]exp\(/g)).toHaveLength(5);
    expect(functionIn(text, 'f').match(/Math\.exp\(/g)).toHaveLength(2);
  });

  it('leave the name exp to the user otherwise', async () => {
    const text = await textOf('powersOfTwo : real[n]\nf = sum(i = 1:n, exp(powersOfTwo[i]) * i)');
    expect(text).toContain('exp(powersOfTwo_[i]!)');
  });
});

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.cos(1.7 * k + shift));

describe('loops within others that are functions of their own', () => {
  const two = (inner: (k: number) => string): string => [1, 2].map(inner).join(' + ');
  const terms = (k: number): string => [1, 2, 3, 4].map((n) => `exp(${n + 4 * k} * y[i, j] - j)`).join(' * cos(j) + ');

  it.each([
    [
      'read locals and indices around them',
      `f = sum(i = 1:n, x[i] * (${two((k) => `sum(j = 1:m, ${terms(k)}) * x[i]^${k}`)}))`,
    ],
    ['keep a greatest value', `f = sum(i = 1:n, x[i] * (${two((k) => `max(j = 1:m, ${terms(k)}) * x[i]^${k}`)}))`],
    [
      'are triangles',
      `f = sum(i = 1:n, x[i] * (${two((k) => `sum(j = ${k === 1 ? '1:i' : 'i:n'}, ${terms(k)}) * x[i]^${k}`)}))`,
    ],
    [
      'are in a recurrence, under a choice',
      `h : real[n, m]
k : real[n, m]
h[i, j] = i == 1 ? y[i, j] : (x[i] > 0 ? sigmoid(h[i - 1, j] * y[i, j]) * tanh(y[i, j]) : exp(y[i, j]) - h[i - 1, j])
k[i, j] = i == 1 ? y[i, j] : sigmoid(k[i - 1, j] + h[i, j]) * tanh(h[i - 1, j]) + exp(-h[i, j]^2)
f = sum(i = 1:n, j = 1:m, k[i, j] * h[i, j])`,
    ],
  ])('%s', async (_, formula) => {
    const compiled = await compileLive(`x : real[n]\ny : real[n, m]\n${formula}`);
    expect(compiled.text).toMatch(/^function f\w*Loop/m);
    const n = 9;
    const inputs = new Map([
      ['x', numbers(n, 0)],
      ['y', numbers(n * n, 1)],
    ]);
    for (const role of ['value', 'grad'] as const) {
      const { graph } = routineOf(compiled.unit, role);
      expect(distance(byCode(compiled, role, inputs), byGraph(graph, inputs))).toBeLessThan(1e-12);
    }
  });
});
