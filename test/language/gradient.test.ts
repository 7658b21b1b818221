import { describe, expect, test } from 'vitest';
import { AdjointError } from '../../src/diagnostic.ts';
import { numericDerivative } from '../../src/check/numeric.ts';
import { byCode, byGraph, compileLive, distance } from '../compiled.ts';
import type { Inputs } from '../compiled.ts';

const numbers = (...values: readonly number[]): Float64Array => Float64Array.from(values);

interface Example {
  readonly name: string;
  readonly formula: string;
  readonly inputs: Readonly<Record<string, number | Float64Array>>;
  readonly expected: readonly number[];
}

const f = (x: number): number => 3 * x * x * Math.sin(x) + x ** 3 * Math.cos(x);
const exps = [0.3, -1, 2].map(Math.exp);
const total = exps.reduce((a, b) => a + b);
/** Ten steps of descent on (p² − a)². */
const descent = (start: number, a: number): number =>
  Array.from({ length: 10 }).reduce<number>((p) => p - 0.01 * 4 * p * (p * p - a), start);

const examples: readonly Example[] = [
  { name: 'by a parameter', formula: 'g(x) = D(x^3 * sin(x), x)', inputs: { x: 0.7 }, expected: [f(0.7)] },
  {
    name: 'at another place',
    formula: 'slope(t) = D(t^3 * sin(t), t)\ng(x) = slope(2 * x)',
    inputs: { x: 0.7 },
    expected: [f(1.4)],
  },
  { name: 'twice', formula: 'g(x) = D(D(exp(2 * x), x), x)', inputs: { x: 0.3 }, expected: [4 * Math.exp(0.6)] },
  {
    name: 'one within another, by another name',
    formula: 'g(x, y) = D(x * D(x + y, y), x)',
    inputs: { x: 3, y: 5 },
    expected: [1],
  },
  {
    name: 'with the same name for both',
    formula: 'h(x) = D(x^2, x)\ng(x) = D(x * h(x), x)',
    inputs: { x: 3 },
    expected: [12],
  },
  {
    name: 'by an array, elementwise and in reductions',
    formula: 'v : real[3]\ng = D(v[1] * sum(v .^ 2) + logsumexp(v), v)',
    inputs: { v: numbers(0.3, -1, 2) },
    expected: [0.09 + 1 + 4 + 2 * 0.09 + exps[0]! / total, -2 * 0.3 + exps[1]! / total, 4 * 0.3 + exps[2]! / total],
  },
  {
    name: 'through arrays that the expression makes',
    formula: 'v : real[n]\ng = D(softmax(v)[1], v)',
    inputs: { v: numbers(0.3, -1, 2) },
    expected: exps.map((e, k) => ((k === 0 ? 1 : 0) - e / total) * (exps[0]! / total)),
  },
  {
    name: 'of each element',
    formula: 'x : real[n]\nslope(t) = D(t * sin(t), t)\ng[i] = slope(x[i])',
    inputs: { x: numbers(0.5, 1.5) },
    expected: [0.5, 1.5].map((t) => Math.sin(t) + t * Math.cos(t)),
  },
  {
    name: 'in a sum, with the index in the expression',
    formula: 'x : real[n]\na : real\nterm(t, i) = D(t^i * a, t)\ng = sum(i = 1:n, term(x[i], i))',
    inputs: { x: numbers(0.5, 1.5, 2), a: 3 },
    expected: [3 * (1 + 2 * 1.5 + 3 * 4)],
  },
  {
    name: 'in the steps of a recurrence',
    formula:
      'a : real\nstart : real\nslope(p) = D((p^2 - a)^2, p)\np : real[11]\np[1] = start\np[t] = p[t - 1] - 0.01 * slope(p[t - 1])\ng = p[11]',
    inputs: { a: 2, start: 1 },
    expected: [descent(1, 2)],
  },
  { name: 'of what does not depend on it', formula: 'g(x, y) = D(y^2, x) + x', inputs: { x: 1, y: 2 }, expected: [1] },
  {
    name: 'past a branch that is not taken',
    formula: 'g(x) = D(x > 0 ? sqrt(x) : x^2, x)',
    inputs: { x: -1.5 },
    expected: [-3],
  },
];

describe('the gradient operator of formulas', () => {
  for (const { name, formula, inputs, expected } of examples) {
    test(`is the derivative ${name}`, async () => {
      const compiled = await compileLive(formula);
      const at: Inputs = new Map(Object.entries(inputs));
      const found = byCode(compiled, 'value', at).get('value') as Float64Array;
      expect(found).toHaveLength(expected.length);
      found.forEach((value, k) => expect(value).toBeCloseTo(expected[k]!, 12));
      const lowered = byGraph(compiled.unit.stages[0]!.graph, at);
      expect(distance(lowered, new Map([['value', Float64Array.from(expected)]]))).toBeLessThan(1e-12);
    });

    test(`is differentiated again: ${name}`, async () => {
      const compiled = await compileLive(formula, { emit: ['jacobian'] });
      const at = new Map(Object.entries(inputs));
      const slopes = byCode(compiled, 'jacobian', at);
      for (const input of compiled.unit.wrt) {
        const x = at.get(input) as number | Float64Array;
        const value = (t: number): number => {
          const moved = typeof x === 'number' ? t : x.with(0, t);
          return byCode(compiled, 'value', new Map([...at, [input, moved]])).get('value')![0]!;
        };
        const numeric = numericDerivative(value, typeof x === 'number' ? x : x[0]!).value;
        expect(slopes.get(`jacobian by ${input}`)![0]!).toBeCloseTo(numeric, 7);
      }
    });
  }

  const mistakes: readonly (readonly [name: string, formula: string, code: string])[] = [
    ['something other than a name', 'g(x) = D(x^2, x + 1)', 'type'],
    ['an array to differentiate', 'v : real[3]\ng = sum(D(v .^ 2, v))', 'shape'],
    ['a value that moves with the name', 'x : real\ny = x^2\ng = D(y * x, x)', 'unsupported'],
  ];
  for (const [name, formula, code] of mistakes)
    test(`refuses ${name}`, async () => {
      const error = await compileLive(formula).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(AdjointError);
      expect((error as AdjointError).diagnostics.map((found) => found.code)).toContain(code);
    });
});
