import { row, zeros } from './kit.ts';
import type { Case } from './kit.ts';

const { E, LN2 } = Math;

/** Under reductions, recurrences, gathers and products of matrices. */
export const arrays: readonly Case[] = [
  row(
    'x : real[n]\nprod(i = 1:n, x[i] > 0 ? sqrt(x[i]) : 1)',
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
    'x : real[n]\nmax(i = 1:n, x[i] > 0 ? log(x[i]) : -1)',
    { x: [0, -1, E] },
    1,
    [0, 0, 1 / E],
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, -1 / (E * E)],
    ],
  ),
  row('x : real[n]\nmax(i = 1:n, x[i] > 0 ? log(x[i]) : 5)', { x: [0, -1, E] }, 5, [0, 0, 0], zeros(3)),
  row(
    'x : real[n]\nsum(i = 1:n, x[i] != 0 ? 1 / x[i] : 0)',
    { x: [0, 2] },
    0.5,
    [0, -0.25],
    [
      [0, 0],
      [0, 0.25],
    ],
  ),
  row(
    'x : real[n]\nsum(i = 1:n, sum(j = 1:n, x[i] > x[j] ? log(x[i] - x[j]) : 0))',
    { x: [1, 1, 1] },
    0,
    [0, 0, 0],
    zeros(3),
  ),
  row(
    'x : real[n]\nsum(i = 1:n, sum(j = 1:n, i != j ? sqrt((x[i] - x[j])^2) : 0))',
    { x: [1, 1] },
    0,
    [0, 0],
    zeros(2),
  ),
  row(
    'x : real[n]\nsum(i = 1:n, sum(j = 1:n, i < j and x[i] != x[j] ? 1 / (x[i] - x[j]) : 0))',
    { x: [1, 1] },
    0,
    [0, 0],
    zeros(2),
  ),
  row(
    'A : real[2, 2]\nB[i, j] = A[i, j] > 0 ? log(A[i, j]) : 0\nsum(B * B)',
    { A: [0, -1, 1, -2] },
    0,
    [0, 0, 0, 0],
    [
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 0, 0, 0],
    ],
  ),
  row(
    'A : real[2, 2]\nx : real[2]\ny = A * x\nsum(i = 1:2, y[i] > 0 ? sqrt(y[i]) : 0)',
    { A: [0, 0, -1, 0], x: [1, 2] },
    0,
    [0, 0, 0, 0, 0, 0],
    zeros(6),
  ),
  row('x : real[n]\nprod(x)', { x: [0, 0, 0] }, 0, [0, 0, 0], zeros(3)),
  row(
    'x : real[n]\nprod(x)',
    { x: [2, 0, 0, 3] },
    0,
    [0, 0, 0, 0],
    [
      [0, 0, 0, 0],
      [0, 0, 6, 0],
      [0, 6, 0, 0],
      [0, 0, 0, 0],
    ],
  ),
  row(
    'x : real[n]\nprod(x)^2',
    { x: [0, 3] },
    0,
    [0, 0],
    [
      [18, 0],
      [0, 0],
    ],
  ),
  row('x : real[n]\nprod(i = 1:n, relu(x[i]))', { x: [0, 3] }, 0, [0, 0], zeros(2)),
  row('x : real[n]\nmax(x) + min(x)', { x: [1, 1] }, 2, [2, 0], zeros(2)),
  row(
    'x : real[n]\nmax(x) * sum(x)',
    { x: [1, 1] },
    2,
    [3, 1],
    [
      [2, 1],
      [1, 0],
    ],
  ),
  row('x : real[n]\nmax(abs(x))', { x: [0, 0] }, 0, [0, 0], zeros(2)),
  row(
    'x : real[n]\nnorm(x)^2',
    { x: [0, 0] },
    0,
    [0, 0],
    [
      [2, 0],
      [0, 2],
    ],
  ),
  row('x : real[n]\nnorm(x) > 0 ? x[1] / norm(x) : 0', { x: [0, 0] }, 0, [0, 0], zeros(2)),
  row(
    'x : real[n]\ny : real[n]\ndot(x, y) / (1 + norm(x) * norm(y))',
    { x: [0, 0], y: [0, 0] },
    0,
    [0, 0, 0, 0],
    [
      [0, 0, 1, 0],
      [0, 0, 0, 1],
      [1, 0, 0, 0],
      [0, 1, 0, 0],
    ],
  ),
  row('x : real[n]\nsum(i = 1:n, x[i]^0.5 * 0) + x[1]', { x: [0, 1] }, 0, [1, 0], zeros(2)),
  row(
    'x : real[n]\nk : int[m]\nsum(j = 1:m, k[j] > 1 ? sqrt(x[k[j]]) : 0)',
    { x: [0, 4], k: [1, 2] },
    2,
    [0, 0.25],
    [
      [0, 0],
      [0, -1 / 32],
    ],
  ),
  row(
    'm : data[n]\nx : real[n]\nsum(i = 1:n, m[i] > 0 ? log(x[i]) : 0) / sum(i = 1:n, m[i])',
    { m: [0, 1], x: [0, 1] },
    0,
    [0, 1],
    [
      [0, 0],
      [0, -1],
    ],
  ),
  row(
    'm : data[n]\nx : real[n]\ny[i] = log(x[i])\nsum(i = 1:n, m[i] > 0 ? m[i] * y[i] : 0)',
    { m: [0, 1], x: [0, 1] },
    0,
    [0, 1],
    [
      [0, 0],
      [0, -1],
    ],
  ),
  row(
    'x : real[n]\ny[i] = x[i] > 0 ? sqrt(x[i]) : 0\nz[i] = y[i] > 1 ? log(y[i] - 1) : y[i]\nsum(z .* z)',
    { x: [-1, 0, 0.25] },
    0.25,
    [0, 0, 1],
    zeros(3),
  ),
  row(
    'x : real[n]\ns[1] = x[1]\ns[t] = x[t] > 0 ? s[t-1] / x[t] : s[t-1]\nf = s[n]',
    { x: [6, 0, 2] },
    3,
    [0.5, 0, -1.5],
    [
      [0, 0, -0.25],
      [0, 0, 0],
      [-0.25, 0, 1.5],
    ],
  ),
  row(
    'x : real[n]\ns[1] = relu(x[1])\ns[t] = relu(s[t-1] + x[t])\nf = sqrt(s[n])',
    { x: [-1, -1, 0] },
    0,
    [0, 0, 0],
    zeros(3),
  ),
  row('x : real[n]\ns[1] = x[1]\ns[t] = max(s[t-1], x[t])\nf = s[n]', { x: [2, 2, 2] }, 2, [1, 0, 0], zeros(3)),
  row(
    'x : real[n]\ns[1] = 1\ns[t] = x[t] != 0 ? s[t-1] * x[t] : s[t-1]\nf = s[n]',
    { x: [9, 0, 3] },
    3,
    [0, 0, 1],
    zeros(3),
  ),
  row(
    'n : int\nx : real\ns : real[n]\ns[1] = x\ns[t] = s[t-1] > 0 ? sqrt(s[t-1]) : 0\nf = s[n]',
    { n: 4, x: 0 },
    0,
    [0],
    [[0]],
  ),
  row(
    'c : data[n]\nx : real[n]\nsum(i = 1:n, c[i] == 1 ? exp(x[i]^2) : c[i] == 2 ? log(x[i]) : 0)',
    { c: [0, 0, 2], x: [1e3, 0, 1] },
    0,
    [0, 0, 1],
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, -1],
    ],
  ),
  row(
    'x : real[n]\nlogsumexp(x)',
    { x: [-Infinity, 0, 0] },
    LN2,
    [0, 0.5, 0.5],
    [
      [0, 0, 0],
      [0, 0.25, -0.25],
      [0, -0.25, 0.25],
    ],
  ),
];
