import { describe, expect, test } from 'vitest';
import { byCode, byGraph, compileLive, distance, routineOf } from '../compiled.ts';
import type { Compiled, Inputs } from '../compiled.ts';
import { evaluators } from '../../src/ir/evaluate-op.ts';
import { shareExponentials } from '../../src/passes/exponentials.ts';

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => 3 * Math.cos(1.7 * k + shift));

function agree(compiled: Compiled, inputs: Inputs): void {
  for (const role of ['value', 'grad'] as const) {
    const routine = routineOf(compiled.unit, role);
    expect(distance(byCode(compiled, role, inputs), byGraph(routine.graph, inputs))).toBeLessThan(1e-13);
  }
}

/** The functions that an emitted function calls. */
function callsIn({ text }: Compiled, name: string): string[] {
  const from = text.indexOf(`export function ${name}(`);
  const body = text.slice(from, text.indexOf('\n}', from)).replaceAll(/\/\/.*/g, '');
  return [...new Set(body.match(/\b(exp|tanh|sech|sigmoid|softplus|log1p)(?=\()/g))].toSorted();
}

describe('functions of one exponential', () => {
  test('a sigmoid and its derivative', async () => {
    const compiled = await compileLive('x : real[n]\nf = sum(i = 1:n, sigmoid(x[i])^2)');
    expect(callsIn(compiled, 'fGrad')).toEqual(['exp']);
    agree(compiled, new Map([['x', numbers(7, 0)]]));
  });

  test('a tanh and its derivative', async () => {
    const compiled = await compileLive('x : real[n]\nf = sum(i = 1:n, tanh(x[i])^2)');
    // Near 0 the function itself has more digits.
    expect(callsIn(compiled, 'fGrad')).toEqual(['exp', 'tanh']);
    agree(compiled, new Map([['x', numbers(7, 0)]]));
  });

  test('a softplus and its derivative', async () => {
    const compiled = await compileLive('x : real[n]\nf = sum(i = 1:n, softplus(-x[i]))');
    expect(callsIn(compiled, 'fGrad')).toEqual(['exp', 'log1p']);
    agree(compiled, new Map([['x', numbers(7, 0)]]));
  });

  test('of an element read at shifted places, in a recurrence', async () => {
    const compiled = await compileLive(`x : real[n]
w : real
h[1] = x[1]
h[t] = sigmoid(w * h[t - 1]) * x[t]
f = sum(t = 1:n, h[t]^2)`);
    expect(callsIn(compiled, 'fGrad')).toEqual(['exp']);
    for (const n of [1, 2, 6])
      agree(
        compiled,
        new Map<string, number | Float64Array>([
          ['x', numbers(n, 1)],
          ['w', 0.7],
        ]),
      );
  });

  test.each(['x : real\nf = softplus(x)', 'x : real[8]\nf = sum(i = 1:8, softplus(x[i]) * i)'])(
    'one alone stays as it is for few elements: %s',
    async (formula) => {
      const compiled = await compileLive(formula);
      expect(callsIn(compiled, 'f')).toEqual(['softplus']);
      const { graph } = routineOf(compiled.unit, 'value');
      expect(shareExponentials(graph)).toBe(graph);
    },
  );

  test.each([
    ['softplus', ['exp', 'log1p']],
    ['sigmoid', ['exp']],
    ['tanh', ['exp', 'tanh']],
    ['sech', ['exp']],
  ])('%s alone, for many elements', async (name, calls) => {
    const compiled = await compileLive(`x : real[n]\nf = sum(i = 1:n, ${name}(-x[i]))`);
    expect(callsIn(compiled, 'f')).toEqual(calls);
    const points = [0, 1e-300, 1e-9, 0.3, 0.349, 0.351, 0.5, 1, 3, 8, 19, 30, 300, 345].flatMap((x) => [x, -x]);
    for (const x of points) {
      const [value] = byCode(compiled, 'value', new Map([['x', Float64Array.of(-x)]])).values();
      const f = evaluators[name as 'tanh'] as (x: number) => number;
      expect(Math.abs(value![0]! - f(x)), `${name}(${x})`).toBeLessThanOrEqual(8e-16 * Math.abs(f(x)));
    }
  });
});

describe('keep their digits over the whole range', () => {
  test.each(['sigmoid', 'tanh', 'softplus'])('%s', async (name) => {
    const compiled = await compileLive(`x : real[n]\nf = sum(i = 1:n, ${name}(x[i]))`);
    const slope: Readonly<Record<string, (x: number) => number>> = {
      sigmoid: (x) => Math.exp(-Math.abs(x)) / (1 + Math.exp(-Math.abs(x))) ** 2,
      tanh: (x) => 1 / Math.cosh(x) ** 2,
      softplus: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
    };
    const points = [1e-300, 1e-9, 0.01, 0.34, 0.36, 1, 5, 30, 300, 345].flatMap((x) => [x, -x]);
    for (const x of points) {
      const results = byCode(compiled, 'grad', new Map([['x', Float64Array.of(x)]]));
      const [gradient] = [...results.values()].at(-1) as Float64Array;
      const expected = slope[name]!(x);
      expect(Math.abs(gradient! / expected - 1), `${name}'(${x})`).toBeLessThan(1e-14);
    }
  });
});
