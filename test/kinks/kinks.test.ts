import { describe, expect, it } from 'vitest';
import { problemsOf, row, title, zeros } from './kit.ts';
import { formulaKinks } from '../../src/rules/kinks.ts';
import { compileLive, byCode, byPair } from '../compiled.ts';
import type { Case } from './kit.ts';

const { LN2 } = Math;

/** Roots, where their argument is 0 and is at its least there. */
const roots: readonly Case[] = [
  row('abs(x)', { x: 0 }, 0, [0], [[0]]),
  row('abs(x)^1.5', { x: 0 }, 0, [0], [[0]]),
  row('abs(x)^3', { x: 0 }, 0, [0], [[0]]),
  row('x * abs(x)', { x: 0 }, 0, [0], [[0]]),
  row('sign(x) * sqrt(abs(x))', { x: 0 }, 0, [0], [[0]]),
  row('sign(x) * sqrt(abs(x))', { x: -4 }, -2, [0.25], [[1 / 32]]),
  row('sqrt(abs(x))', { x: 0 }, 0, [0], [[0]]),
  row('sqrt(x^2)', { x: 0 }, 0, [0], [[0]]),
  row('sqrt(x^2 + y^2)', { x: 0, y: 0 }, 0, [0, 0], zeros(2)),
  row(
    'sqrt(x^2 + y^2)',
    { x: 3, y: 4 },
    5,
    [0.6, 0.8],
    [
      [0.128, -0.096],
      [-0.096, 0.072],
    ],
  ),
  row('(x^2 + y^2)^0.25', { x: 0, y: 0 }, 0, [0, 0], zeros(2)),
  row('cbrt(x^2 + 2 * y^4)', { x: 0, y: 0 }, 0, [0, 0], zeros(2)),
  row('sqrt((x - y)^2) + x', { x: 2, y: 2 }, 2, [1, 0], zeros(2)),
  row('norm([x, y])', { x: 0, y: 0 }, 0, [0, 0], zeros(2)),
  row('x : real[3]\nnorm(x)', { x: [0, 0, 0] }, 0, [0, 0, 0], zeros(3)),
  row('x : real[n]\nnorm(x)', { x: [0, 0, 0] }, 0, [0, 0, 0], zeros(3)),
  row(
    'x : real[n]\nnorm(x)',
    { x: [0, 3, 4] },
    5,
    [0, 0.6, 0.8],
    [
      [0.2, 0, 0],
      [0, 0.128, -0.096],
      [0, -0.096, 0.072],
    ],
  ),
  row('x : real[n]\ny : real[n]\nnorm(x - y)', { x: [1, 2], y: [1, 2] }, 0, [0, 0, 0, 0], zeros(4)),
  row('x : real[n]\nsqrt(sum(x .^ 2))', { x: [0, 0] }, 0, [0, 0], zeros(2)),
  row('x : real[n]\nnorm(x, 1)', { x: [0, -2] }, 2, [0, -1], zeros(2)),
  row('x : real[n]\nnorm(x, 3)', { x: [0, 0] }, 0, [0, 0], zeros(2)),
  row('x : real[n]\nnorm(x, Infinity)', { x: [0, 0] }, 0, [0, 0], zeros(2)),
  row('x : real[n]\nstd(x)', { x: [1, 1, 1] }, 0, [0, 0, 0], zeros(3)),
  row(
    'x : real[n]\nvariance(x)',
    { x: [1, 1] },
    0,
    [0, 0],
    [
      [1, -1],
      [-1, 1],
    ],
  ),
  row('hypot(x, y)', { x: 0, y: 0 }, 0, [0, 0], zeros(2)),
  row(
    'hypot(x, y)',
    { x: 0, y: 2 },
    2,
    [0, 1],
    [
      [0.5, 0],
      [0, 0],
    ],
  ),
  row('hypot(x, y, z)', { x: 0, y: 0, z: 0 }, 0, [0, 0, 0], zeros(3)),
  row(
    'hypot(x, y, z)',
    { x: 0, y: 0, z: 2 },
    2,
    [0, 0, 1],
    [
      [0.5, 0, 0],
      [0, 0.5, 0],
      [0, 0, 0],
    ],
  ),
  row('sqrt(x)', { x: 0 }, 0, [Infinity], [[-Infinity]]),
  row('sqrt(x) * 0', { x: 0 }, 0, [0], [[0]]),
  row('x * sqrt(x)', { x: 0 }, 0, [0], [[Infinity]]),
  row(
    'sqrt(x) * y * x',
    { x: 4, y: 1 },
    8,
    [3, 8],
    [
      [0.375, 3],
      [3, 0],
    ],
  ),
  row('cbrt(x)', { x: 0 }, 0, [Infinity], [[-Infinity]]),
  row(
    'x : real[n]\nsum(sqrt(x))',
    { x: [1, 4] },
    3,
    [0.5, 0.25],
    [
      [-0.25, 0],
      [0, -1 / 32],
    ],
  ),
];

/** Powers with a base of 0 or less. */
const powers: readonly Case[] = [
  row('x^0', { x: 0 }, 1, [0], [[0]]),
  row('x^1', { x: 0 }, 0, [1], [[0]]),
  row('x^2', { x: 0 }, 0, [0], [[2]]),
  row('x^3', { x: 0 }, 0, [0], [[0]]),
  row('x^0.5', { x: 0 }, 0, [Infinity], [[-Infinity]]),
  row('x^1.5', { x: 0 }, 0, [0], [[Infinity]]),
  row('x^2.5', { x: 0 }, 0, [0], [[0]]),
  row('x^3', { x: -2 }, -8, [12], [[-12]]),
  row('x^-2', { x: -2 }, 0.25, [0.25], [[0.375]]),
  row('(-2)^3 * x', { x: 1 }, -8, [-8], [[0]]),
  row('x^y', { x: 0, y: 0 }, 1, [0, 0], zeros(2)),
  row(
    'x^y',
    { x: 0, y: 2 },
    0,
    [0, 0],
    [
      [2, 0],
      [0, 0],
    ],
  ),
  row('x^y', { x: 0, y: 3 }, 0, [0, 0], zeros(2)),
  row('y : data\nx : real\nx^y', { y: 3, x: -2 }, -8, [12], [[-12]]),
  row('x : real\nn : int\nx^n', { x: 0, n: 0 }, 1, [0], [[0]]),
  row('x : real\nn : int\nx^n', { x: 0, n: 1 }, 0, [1], [[0]]),
  row('x : real\nn : int\nx^n', { x: 0, n: 2 }, 0, [0], [[2]]),
  row('x : real\nn : int\nx^n', { x: 0, n: 3 }, 0, [0], [[0]]),
  row('x : real\nn : int\nx^n', { x: -2, n: 3 }, -8, [12], [[-12]]),
];

/** Products with zeros, ties, elements that are infinite. */
const reductions: readonly Case[] = [
  row(
    'x : real[n]\nprod(x)',
    { x: [0, 3, 0] },
    0,
    [0, 0, 0],
    [
      [0, 0, 3],
      [0, 0, 0],
      [3, 0, 0],
    ],
  ),
  row(
    'x : real[n]\nprod(x)',
    { x: [0, 3, 2] },
    0,
    [6, 0, 0],
    [
      [0, 2, 3],
      [2, 0, 0],
      [3, 0, 0],
    ],
  ),
  row(
    'x : real[3]\nprod(x)',
    { x: [0, 3, 2] },
    0,
    [6, 0, 0],
    [
      [0, 2, 3],
      [2, 0, 0],
      [3, 0, 0],
    ],
  ),
  row('x : real[n]\nmax(x)', { x: [2, 2, 1] }, 2, [1, 0, 0], zeros(3)),
  row('x : real[n]\nmin(x)', { x: [2, 1, 1] }, 1, [0, 1, 0], zeros(3)),
  row('max(x, y, z)', { x: 1, y: 1, z: 1 }, 1, [1, 0, 0], zeros(3)),
  row(
    'x : real[n]\nlogsumexp(x)',
    { x: [0, 0] },
    LN2,
    [0.5, 0.5],
    [
      [0.25, -0.25],
      [-0.25, 0.25],
    ],
  ),
  row('x : real[n]\nlogsumexp(x)', { x: [0, -Infinity] }, 0, [1, 0], zeros(2)),
  row('x : real[2]\nsum(softmax(x) .* [1, 2])', { x: [0, -Infinity] }, 1, [0, 0], zeros(2)),
  row('x : real[2]\nsum(softmax(x) .* [1, 2])', { x: [5, 5] }, 1.5, [-0.25, 0.25], zeros(2)),
  row('floor(x) + x', { x: 2 }, 4, [1], [[0]]),
  row('relu(x)^2 + relu(x)', { x: 0 }, 0, [0], [[0]]),
];

describe('at a kink', () => {
  it.each([...roots, ...powers, ...reductions].map((one) => [title(one), one] as const))('%s', async (_, one) => {
    expect(await problemsOf(one)).toEqual([]);
  });
});

describe('the table of formulas', () => {
  it.each(formulaKinks.map((kink) => [kink.formula, kink] as const))(
    '%s',
    async (_, { formula, arrays, at, derivatives }) => {
      const compiled = await compileLive([...arrays.map((name) => `${name} : real[n]`), formula].join('\n'));
      const names = compiled.unit.wrt;
      const inputs = new Map(
        names.map((name, k) => {
          const value = at[k] ?? Number.NaN;
          return [name, typeof value === 'number' ? value : Float64Array.from(value)] as const;
        }),
      );
      for (const results of [byCode(compiled, 'grad', inputs), byPair(compiled, inputs, 1)])
        expect(names.flatMap((name) => [...(results.get(`gradient by ${name}`) ?? [])].map((x) => x + 0))).toEqual(
          derivatives,
        );
    },
  );
});
