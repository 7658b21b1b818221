import { all, create } from 'mathjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { derivativeOf, loadSymbolic } from '../src/api.ts';
import type { Symbolic } from '../src/api.ts';
import { AdjointError } from '../src/diagnostic.ts';
import { evaluateGraph } from '../src/ir/evaluate.ts';
import type { Graph } from '../src/ir/graph.ts';
import { lower } from '../src/ir/lower.ts';
import { parseModule } from '../src/syntax/parse.ts';
import { evaluators } from '../src/ir/evaluate-op.ts';
import { functionReferences } from './references/functions.ts';
import { relativeError } from './references/operations.ts';

const math = create(all ?? {}, { predictable: true });
const { erfc, sigmoid, softplus, relu, polygamma } = evaluators;
const lacking = { erfc, sigmoid, softplus, relu, polygamma };

let symbolic: Symbolic;
beforeAll(async () => {
  symbolic = await loadSymbolic();
});

/** The codes and suggestions of the AdjointError that a call throws. */
function errorsOf(call: () => unknown): string[] {
  try {
    call();
  } catch (error) {
    if (error instanceof AdjointError) return error.diagnostics.map(({ code }) => code);
    throw error;
  }
  return [];
}

describe('derivative', () => {
  it.each([
    ['x^2', '2 * x', '2 x'],
    ['2 x^2 + 3 x + 4', '4 * x + 3', '4 x + 3'],
    ['sin(2 x)', '2 * cos(2 * x)', '2 \\cos\\left(2 x\\right)'],
    ['x^2 * sin(y)', '2 * x * sin(y)', '2 x \\sin\\left(y\\right)'],
    ['exp(-x^2 / 2)', '-x * exp(-x^2 / 2)', '-x e^{-\\frac{x^{2}}{2}}'],
    ['log(x) / x', '(1 - log(x)) / x^2', '\\frac{1 - \\ln\\left(x\\right)}{x^{2}}'],
    ['sqrt(x^2 + y^2)', 'x / sqrt(x^2 + y^2)', '\\frac{x}{\\sqrt{x^{2} + y^{2}}}'],
    ['x^y', 'y * x^(y - 1)', 'y x^{y - 1}'],
    ['x^(1/3)', 'x^(-2 / 3) / 3', '\\frac{x^{-\\frac{2}{3}}}{3}'],
    ['1 / x', '-1 / x^2', '-\\frac{1}{x^{2}}'],
    ['sqrt(x)', '1 / (2 * sqrt(x))', '\\frac{1}{2 \\sqrt{x}}'],
    ['erf(x)', '2 / sqrt(pi) * exp(-x^2)', '\\frac{2}{\\sqrt{\\pi}} e^{-x^{2}}'],
    ['sin(pi * x)', 'pi * cos(pi * x)', '\\pi \\cos\\left(\\pi x\\right)'],
    [
      'x > 0 ? x^2 : -x',
      'x > 0 ? 2 * x : -1',
      '\\begin{cases} 2 x & \\text{if } x > 0 \\\\ -1 & \\text{otherwise} \\end{cases}',
    ],
    ['y^2', '0', '0'],
    ['7', '0', '0'],
  ])('of %s by x is %s', (expression, text, latex) => {
    const found = symbolic.derivative(expression, 'x');
    expect([found.toString(), found.toLatex()]).toEqual([text, latex]);
  });

  it('takes mathjs nodes, and derivatives', () => {
    const first = symbolic.derivative(math.parse('x^4 * log(y)'), math.parse('x'));
    expect(symbolic.derivative(first, 'x').evaluate({ x: 2, y: Math.E })).toBeCloseTo(48, 12);
  });

  it('evaluates with the names that it needs', () => {
    expect(symbolic.derivative('x^2 + sin(y)', 'x').evaluate({ x: 3 })).toBe(6);
    expect(symbolic.derivative('7', 'x').evaluate()).toBe(0);
    expect(errorsOf(() => symbolic.derivative('x * y * z', 'x').evaluate({ x: 3 }))).toEqual([
      'missing-value',
      'missing-value',
    ]);
  });

  it('is an array where the variable or the expression is one', () => {
    const sum = symbolic.derivative('sum(i = 1:n, w[i] * x[i]^2)', 'x');
    expect(sum.toString()).toBe('xBar[i] = 2 * w[i] * x[i]');
    expect(sum.evaluate({ x: [1, 2, 3], w: [10, 20, 30] })).toEqual(Float64Array.of(20, 80, 180));
    const total = symbolic.derivative('sum(i = 1:n, x[i])', 'x');
    expect(total.evaluate({ x: [5, 6, 7] })).toEqual(Float64Array.of(1, 1, 1));
    const powers = symbolic.derivative('[x, x^2, x^3]', 'x');
    expect(powers.evaluate({ x: 2 })).toEqual(Float64Array.of(1, 4, 12));
    expect(errorsOf(() => sum.evaluate({ x: [1, 2, 3], w: [1, 2] }))).toEqual(['bad-value']);
    const quadratic = symbolic.derivative('A : data[n, n]\nsum(i = 1:n, x[i] * sum(j = 1:n, A[i, j] * x[j]))', 'x');
    expect(quadratic.evaluate({ x: [1, 2], A: [[1, 2], [3, 4]] })).toEqual(Float64Array.of(12, 21)); // prettier-ignore
  });

  it.each([
    ['sum(i = 1:n, x[i] * sum(j = 1:n, A[i, j] * x[j]))', 'x'],
    ['p[1] = x0\np[t] = a * p[t-1] + u[t]\nsum(p)', 'a'],
    ['p[1] = x0\np[t] = a * p[t-1] + u[t]\nsum(p)', 'u'],
    ['k : int[m]\nsum(i = 1:m, x[k[i]]^2)', 'x'],
    ['softmax(x)', 'x'],
    ['norm(x)', 'x'],
    ['prod(x)', 'x'],
    ['mean(x)', 'x'],
    ['sum(x[1:2:3])', 'x'],
    ['[a, a^2; x0, a * x0]', 'a'],
    ['x : real[3]\nu : real[3]\ncross(x, u)', 'x'],
    ['s = sum(x)\nsum(i = 1:n, x[i]^2 / s)', 'x'],
  ])('prints what can be read again: %s by %s', async (expression, variable) => {
    const scope = { x: [1, 2.5, -3], A: [1, 2, 3, 4, 5, 6, 7, 8, 9], a: 0.5, x0: 2, u: [1, 3, -2], k: [1, 3, 3] };
    const found = symbolic.derivative(expression, variable);
    const source = { name: 'derivative', text: found.toString() };
    const graph = lower(await parseModule(source), source, {}).at(-1) as Graph;
    const values = new Map(graph.inputs.map(({ name }) => [name, scope[name as keyof typeof scope]]));
    const again = evaluateGraph(graph, values).get(graph.outputs[0]?.definition as string) as Float64Array;
    const value = found.evaluate(scope);
    const wanted = typeof value === 'number' ? [value] : [...value];
    expect(again.length).toBe(wanted.length);
    for (const [k, one] of wanted.entries()) expect(again[k]).toBeCloseTo(one, 12);
  });

  it('refuses what it cannot differentiate', () => {
    expect(errorsOf(() => symbolic.derivative('x^', 'x'))).toEqual(['syntax']);
    expect(errorsOf(() => symbolic.derivative('x^2', 'x + 1'))).toEqual(['not-a-variable']);
    expect(errorsOf(() => symbolic.derivative('a : data[3]\nsum(a)', 'a'))).toEqual(['not-differentiable']);
  });

  it('does not explode where text would', () => {
    const steps = Array.from({ length: 30 }, (_, k) => `y${k + 1} = y${k} * y${k} / 2`);
    const found = symbolic.derivative(['y0 = x + 1', ...steps].join('\n'), 'x');
    expect(found.toString().length).toBeLessThan(5000);
    expect(found.evaluate({ x: 1 })).toBe(2 ** 30);
    expect(math.evaluate(`x = 1\n${found.toString()}`).entries.at(-1)).toBe(2 ** 30);
  });

  it('keeps clear of names that mean something to JavaScript', () => {
    const found = symbolic.gradient('__proto__ * constructor^2');
    expect(Object.keys(found)).toEqual(['__proto__', 'constructor']);
    expect(found['constructor']?.toString()).toBe('2 * __proto__ * constructor');
  });
});

describe('gradient', () => {
  it('gives the derivatives asked for, or all', () => {
    const all = symbolic.gradient('x * y^2');
    expect(Object.entries(all).map(([name, d]) => [name, d.toString()])).toEqual([
      ['x', 'y^2'],
      ['y', '2 * x * y'],
    ]);
    expect(Object.keys(symbolic.gradient('x * y^2', ['y', 'z']))).toEqual(['y', 'z']);
  });
});

describe('derivativeOf', () => {
  it('gives them in order and names the source in its errors', async () => {
    const found = await derivativeOf({ name: 'a.math', text: 'x * y' }, ['y', 'x']);
    expect(found.map(String)).toEqual(['x', 'y']);
    await expect(derivativeOf({ name: 'a.math', text: 'x *' }, ['x'])).rejects.toThrow('a.math:1:');
  });
});

describe('held to 50-digit references', () => {
  it.each(functionReferences)('$formula', ({ formula, variables, points }) => {
    const found = symbolic.gradient(formula, variables);
    for (const { at, gradient } of points) {
      const scope = Object.fromEntries(variables.map((name, k) => [name, at[k] as number]));
      for (const [k, name] of variables.entries()) {
        const wanted = gradient[k] as string;
        const text = String(found[name]);
        const value = found[name]?.evaluate(scope) as number;
        expect({ name, value, ok: relativeError(value, wanted) <= 1e-10 }).toEqual({ name, value, ok: true });
        // What it prints has the same value to mathjs, but for digits that presentation may cost.
        const results: unknown = math.evaluate(text, { ...lacking, ...scope });
        const shown =
          typeof results === 'object' && results !== null
            ? (results as { entries: unknown[] }).entries.at(-1)
            : results;
        expect({ text, shown, ok: relativeError(shown as number, wanted) <= 1e-8 }).toEqual({ text, shown, ok: true });
      }
    }
  });
});
