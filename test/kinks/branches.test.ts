import { describe, expect, it } from 'vitest';
import { problemsOf, row, title, zeros } from './kit.ts';
import type { Case } from './kit.ts';

/** What was not taken contributes 0. The numbers are those of the formula that is left when it is struck out. */
const conditionals: readonly Case[] = [
  row('x > 0 ? sqrt(x) : 0', { x: -1 }, 0, [0], [[0]]),
  row('x > 0 ? sqrt(x) : 0', { x: 0 }, 0, [0], [[0]]),
  row('x > 0 ? sqrt(x) : 0', { x: 4 }, 2, [0.25], [[-1 / 32]]),
  row('x > 0 ? x * log(x) : 0', { x: 0 }, 0, [0], [[0]]),
  row('x > 0 ? x * log(x) : 0', { x: -1 }, 0, [0], [[0]]),
  row('x == 0 ? 1 : sin(x) / x', { x: 0 }, 1, [0], [[0]]),
  row('x > 0 ? x ^ y : 0', { x: 0, y: 0.5 }, 0, [0, 0], zeros(2)),
  row('x > 0 ? x ^ y : 0', { x: -1, y: 0.5 }, 0, [0, 0], zeros(2)),
  row(
    'x > 0 ? x ^ y : 0',
    { x: 1, y: 3 },
    1,
    [3, 0],
    [
      [6, 1],
      [1, 0],
    ],
  ),
  row('x > 0 ? (x > 1 ? log(x) : 0) : 1 / x', { x: 0.5 }, 0, [0], [[0]]),
  row('x > 0 ? (x > 1 ? log(x) : 0) : 1 / x', { x: -2 }, -0.5, [-0.25], [[-0.25]]),
  row('x < -1 ? 1 / (x + 1) : x < 1 ? x^2 : log(x - 1)', { x: -1 }, 1, [-2], [[2]]),
  row('x < -1 ? 1 / (x + 1) : x < 1 ? x^2 : log(x - 1)', { x: -2 }, -1, [-1], [[-2]]),
  row('x > 0 ? (y > 0 ? sqrt(x * y) : x) : y', { x: 1, y: -1 }, 1, [1, 0], zeros(2)),
  row('x < 2000 ? x : exp(x)', { x: 1000 }, 1000, [1], [[0]]),
  row('x < 0 ? exp(x^2) : x', { x: 100 }, 100, [1], [[0]]),
  row('x != 0 ? 1 / x : 0', { x: 0 }, 0, [0], [[0]]),
  row('y * (x == 0 ? 1 : (exp(x) - 1) / x)', { y: 3, x: 0 }, 3, [1, 0], zeros(2)),
  row('x > 0 and y > 0 ? sqrt(x * y) / y : 0', { x: 0, y: 0 }, 0, [0, 0], zeros(2)),
  row('x > 0 or y > 0 ? sqrt(x + y) : 0', { x: 0, y: 0 }, 0, [0, 0], zeros(2)),
  row('not (x <= 0) ? log(x) : 2 * x', { x: 0 }, 0, [2], [[0]]),
  row('sum([x > 0 ? sqrt(x) : 0, y > 0 ? log(y) : y])', { x: 0, y: 0 }, 0, [0, 1], zeros(2)),
  row('f(t) = t > 0 ? sqrt(t) : 0\nf(x) + f(y) + f(x * y)', { x: 0, y: 0 }, 0, [0, 0], zeros(2)),
  row(
    'f(t) = t > 0 ? sqrt(t) : 0\ng(t) = f(t)^2 + log(1 + f(t))\ng(x) + g(y) + g(x * y)',
    { x: 0, y: -1 },
    0,
    [0, 0],
    zeros(2),
  ),
  row('max(x, log(x))', { x: 0 }, 0, [1], [[0]]),
  row('relu(sqrt(x))', { x: 4 }, 2, [0.25], [[-1 / 32]]),
  row('sqrt(relu(x))', { x: -4 }, 0, [0], [[0]]),
  row('sqrt(relu(x))', { x: 0 }, 0, [0], [[0]]),
  row('cbrt(relu(x) + relu(y))', { x: -1, y: -2 }, 0, [0, 0], zeros(2)),
  row('sqrt(a * (relu(x) + relu(y)))', { a: 2, x: -1, y: -2 }, 0, [0, 0, 0], zeros(3)),
];

/** The same expression in branches of several conditions: its adjoint is a sum of which no term is taken. */
const shared: readonly Case[] = [
  row('s = sqrt(x)\n(x > 0 ? s : 0) + (x > 1 ? 2 * s : 0)', { x: 0 }, 0, [0], [[0]]),
  row('s = sqrt(x)\n(x > 0 ? s : 0) + (y > 1 ? 2 * s : 0)', { x: -1, y: 0 }, 0, [0, 0], zeros(2)),
  row(
    's = sqrt(x)\n(x > 0 ? s : 0) + (y > 1 ? 2 * s : 0)',
    { x: 4, y: 0 },
    2,
    [0.25, 0],
    [
      [-1 / 32, 0],
      [0, 0],
    ],
  ),
  row('s = sqrt(x)\n(x > 0 ? s^2 : 0) + (y > 1 ? y * s : 0)', { x: 0, y: 0 }, 0, [0, 0], zeros(2)),
  row('s = sqrt(x)\nx > 0 ? s : (y > 0 ? s * y : x)', { x: -1, y: -1 }, -1, [1, 0], zeros(2)),
  row('s = 1 / x\n(x > 0 ? s : 0) + (y > 1 ? 2 * s : 0)', { x: 0, y: 0 }, 0, [0, 0], zeros(2)),
  row('s = 1 / x\n(x == 0 ? 0 : s) + (x == 0 ? 1 : s * y)', { x: 0, y: 2 }, 1, [0, 0], zeros(2)),
  row('s = log(x)\n(x > 0 ? s : 0) + (y > 1 ? exp(s) : 3 * x)', { x: 0, y: 0 }, 0, [3, 0], zeros(2)),
  row('s = exp(x)\n(x < 700 ? s : 0) + (y > 1 ? s * y : 0)', { x: 1000, y: 0 }, 0, [0, 0], zeros(2)),
  row('s = asin(x)\n(abs(x) < 1 ? s : 0) + (y > 1 ? s^2 : 0)', { x: 1, y: 0 }, 0, [0, 0], zeros(2)),
  row('s = x^y\n(x > 0 ? s : 0) + (y > 2 ? s * y : 0)', { x: -1, y: 0.5 }, 0, [0, 0], zeros(2)),
];

/** Under sums, in recurrences and by gathers. */
const arrays: readonly Case[] = [
  row(
    'c : data[3]\nx : real\ns = sqrt(x)\nsum(i = 1:3, c[i] > 0 ? s * c[i] : 0)',
    { c: [-1, -2, -3], x: 0 },
    0,
    [0],
    [[0]],
  ),
  row(
    'c : data[n]\nx : real\ns = sqrt(x)\nsum(i = 1:n, c[i] > 0 ? s * c[i] : 0)',
    { c: [-1, -2, -3], x: 0 },
    0,
    [0],
    [[0]],
  ),
  row(
    'c : data[n]\nx : real\ns = sqrt(x)\nsum(i = 1:n, c[i] > 0 ? s * c[i] : 0)',
    { c: [-1, 2, -3], x: 4 },
    4,
    [0.5],
    [[-1 / 16]],
  ),
  row(
    'c : data[n]\nx : real[n]\ns[i] = sqrt(x[i])\nsum(i = 1:n, c[i] > 0 ? s[i] * c[i] : 0) + sum(i = 1:n, c[i] > 1 ? exp(s[i]) : 0)',
    { c: [-1, -2, -3], x: [0, -1, 4] },
    0,
    [0, 0, 0],
    zeros(3),
  ),
  row(
    'x : real[n]\nsum(i = 1:n, x[i] > 0 ? sqrt(x[i]) : 0)',
    { x: [-1, 0, 4] },
    2,
    [0, 0, 0.25],
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, -1 / 32],
    ],
  ),
  row(
    'x : real[n]\ny[i] = relu(x[i])\nsum(sqrt(y))',
    { x: [-1, 4] },
    2,
    [0, 0.25],
    [
      [0, 0],
      [0, -1 / 32],
    ],
  ),
  row(
    'x : real[n]\ny[i] = relu(x[i])\nsum(i = 1:n, sqrt(y[i])) + sum(i = 1:n, cbrt(y[i]))',
    { x: [-1, 1] },
    2,
    [0, 5 / 6],
    [
      [0, 0],
      [0, -0.25 - 2 / 9],
    ],
  ),
  row(
    'x : real[n]\ny[i] = sqrt(x[i])\ny[1] + y[1]^2',
    { x: [4, 0] },
    6,
    [1.25, 0],
    [
      [-1 / 32, 0],
      [0, 0],
    ],
  ),
  row(
    'x : real[n]\ny[i] = 1 / x[i]\ny[1] + exp(y[1])',
    { x: [-1, 0] },
    Math.exp(-1) - 1,
    [-1 - Math.exp(-1), 0],
    [
      [-2 - Math.exp(-1), 0],
      [0, 0],
    ],
  ),
  row(
    'x : real[n]\nk : int[m]\ny[i] = sqrt(x[i])\nsum(j = 1:m, y[k[j]]^3)',
    { x: [4, 0], k: [1, 1] },
    16,
    [6, 0],
    [
      [0.75, 0],
      [0, 0],
    ],
  ),
  row(
    'x : real[n]\nk : int[m]\nsum(j = 1:m, x[k[j]] > 0 ? log(x[k[j]]) : 0)',
    { x: [1, 0, -1], k: [3, 1, 2] },
    0,
    [1, 0, 0],
    [
      [-1, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
  ),
  row(
    'x : real[n]\nsum(i = 1:n, i > 1 ? x[i] / x[i - 1] : x[i])',
    { x: [2, 6] },
    5,
    [-0.5, 0.5],
    [
      [1.5, -0.25],
      [-0.25, 0],
    ],
  ),
  row(
    'x : real[n]\nm = min(i = 1:n, x[i] > 0 ? sqrt(x[i]) : 1)\nm',
    { x: [-1, 0.25, 4] },
    0.5,
    [0, 1, 0],
    [
      [0, 0, 0],
      [0, -2, 0],
      [0, 0, 0],
    ],
  ),
  row(
    'u : data[n]\nx : real\np : real[n]\np[1] = 0\np[t] = sqrt(p[t-1]) + x * u[t]\nf = p[n]',
    { u: [0, 1, 1], x: 4 },
    6,
    [1.25],
    [[-1 / 32]],
  ),
  row(
    'c : data[n]\nx : real\np[1] = x\np[t] = c[t] > 0 ? sqrt(p[t-1]) : p[t-1]\nf = c[1] > 0 ? p[n] : x',
    { c: [0, 1, 1], x: 0 },
    0,
    [1],
    [[0]],
  ),
  row(
    'x : real[n]\np[1] = x[1]\np[t] = sqrt(p[t-1] * x[t])\nf = p[2]',
    { x: [1, 4, 0] },
    2,
    [1, 0.25, 0],
    [
      [-0.5, 0.125, 0],
      [0.125, -1 / 32, 0],
      [0, 0, 0],
    ],
  ),
  row(
    'c : data[n]\nx : real\np : real[n]\nq : real[n]\np[1] = x\nq[1] = 2 * x\np[t] = c[t] > 0 ? p[t-1] + sqrt(q[t-1]) : 1\nq[t] = 2 * p[t-1]\nf = p[3]',
    { c: [0, 1, -1], x: 0 },
    1,
    [0],
    [[0]],
  ),
  row(
    'c : data[n]\nx : real\np : real[n]\nq : real[n]\np[1] = x\nq[1] = 2 * x\np[t] = c[t] > 0 ? sqrt(q[t-1]) : 1\nq[t] = 1 / p[t-1]\nf = p[3]',
    { c: [0, -1, 1], x: 4 },
    0.5,
    [-1 / 16],
    [[3 / 128]],
  ),
  row(
    'mask : data[n]\nz : data[n]\nx : real\nd[i] = x * z[i] - 1\nsum(i = 1:n, mask[i] > 0 ? d[i]^2 : 0)',
    { mask: [1, 0], z: [2, NaN], x: 1 },
    1,
    [4],
    [[8]],
  ),
];

describe('what was not taken contributes 0', () => {
  it.each([...conditionals, ...shared, ...arrays].map((one) => [title(one), one] as const))('%s', async (_, one) => {
    expect(await problemsOf(one)).toEqual([]);
  });
});
