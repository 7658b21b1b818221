import { evaluate } from 'mathjs';
import { describe, expect, test } from 'vitest';
import { close, printed, valueOf } from './support.ts';

const A = [4, 2, 1, 2, 5, 3, 1, 3, 6];
const x = [1, -2, 3];
const scope = (): Record<string, unknown> => ({ A: [A.slice(0, 3), A.slice(3, 6), A.slice(6)], x, k: [3, 1], s: 2 });

describe('values agree with mathjs', () => {
  const formulas = [
    'A * x',
    'x * A',
    'x * x',
    'A * A',
    "A'",
    "x' * A * x",
    'A^3',
    'A .* A + s * A',
    'A + x',
    'x ./ [1, 2, 4] - x .^ 2',
    'dot(x, A * x)',
    'cross(x, A * x)',
    'trace(A * A)',
    'det(A)',
    'inv(A)',
    'norm(x)',
    'norm(x, 1)',
    'norm(x, Infinity)',
    'norm(x, 3)',
    'sum(A)',
    'prod(x)',
    'mean(A)',
    'min(A)',
    'max(x)',
    'sum(A, 1)',
    'sum(A, 2)',
    'mean(A, 1)',
    'max(A, 2)',
    'std(x)',
    'variance(x)',
    'size(A)',
    'count(A)',
    'zeros(2, 3)',
    'ones(3) + x',
    'identity(3) * x',
    'diag(x)',
    'diag(A)',
    'flatten(A)',
    'reshape(A[1:2, :], [3, 2])',
    'concat(x, [5, 6])',
    'cumsum(x)',
    'A[2, 3]',
    'A[2, :]',
    'A[:, 2]',
    'A[1:2, 2:end]',
    'A[1:2:3, 1]',
    'x[end]',
    'x[[1, 3]]',
    'map(x, f(t) = t^2 + s)',
    '1:4',
    '7:-2:1',
    '[x, A * x]',
    '[1, 2; 3, s] * [s, 1]',
    '-x',
    'abs(x) + map(x, exp)',
    'dotMultiply(x, x) + dotDivide(x, x) + dotPow(x, 2)',
    's > 1 ? x : -x',
  ];
  test.each(formulas)('%s', async (text) => {
    const names = Object.entries({ A, x, s: 2 }).filter(([name]) => new RegExp(`\\b${name}\\b`).test(text));
    const reference = evaluate(`flatten([${text}])`, scope()) as { valueOf(): number[] };
    const declared = 'A : real[3, 3]\nx : real[3]\ns : real\n';
    expect(await valueOf(`${declared}y = ${text}`, Object.fromEntries(names))).toEqual(close(reference.valueOf()));
  });
});

describe('arrays as graphs', () => {
  test('a layer of a network', async () => {
    expect(await printed('x : real[784]; W : real[784, h]; b : real[h]; y = relu(x * W + b)')).toMatchInlineSnapshot(`
      "y(x: real[784], W: real[784, h], b: real[h])
        y[i < h] = relu(sum(j < 784, x[j] * W[j, i]) + b[i])
        gives y"
    `);
  });

  test('an operand whose elements are costly and read often gets a definition', async () => {
    expect(await printed('x : real[d]; V : real[d, h]; W : real[h, k]; b : real[k]; y = relu(x * V) * W + b'))
      .toMatchInlineSnapshot(`
      "y(x: real[d], V: real[d, h], W: real[h, k], b: real[k])
        relu[i < h] = relu(sum(j < d, x[j] * V[j, i]))
        y[i < k] = sum(j < h, relu[j] * W[j, i]) + b[i]
        gives y"
    `);
  });

  test('such a definition gets the indices in scope as dimensions', async () => {
    const text =
      'n : int; d : int; h : int\nx : real[n, d]; V : real[d, h]; W : real[h, k]\ny[i, :] = relu(x[i, :] * V) * W';
    expect(await printed(text)).toMatchInlineSnapshot(`
      "y(n: int, d: int, h: int, x: real[n, d], V: real[d, h], W: real[h, k])
        relu[i < n, j < h] = relu(sum(k < d, x[i, k] * V[k, j]))
        y[i < n, j < k] = sum(l < h, relu[i, l] * W[l, j])
        gives y"
    `);
  });

  test('functions of one number take arrays too, as they did in mathjs before 11', async () => {
    expect(await valueOf('x : real[n]; y = exp(x) + sqrt(x)', { x: [1, 4] })).toEqual(
      close([Math.E + 1, Math.exp(4) + 2]),
    );
  });

  test('literal arrays are computed element by element', async () => {
    expect(await printed('R(a) = [cos(a), -sin(a); sin(a), cos(a)]\nf(a, p) = (R(a) * [p[1], p[2]])[2]'))
      .toMatchInlineSnapshot(`
      "f(a: real, p: real[2])
        value = sin(a) * p[0] + cos(a) * p[1]
        gives value"
    `);
  });

  test('a named literal array is read back at places that are not literal', async () => {
    const text = 'w = [1, 4, 1]\nx : real[3]\ns = sum(i = 1:3, w[i] * x[i]) + w[2]';
    expect(await printed(text)).toMatchInlineSnapshot(`
      "s(x: real[3])
        w[i < 3] = i == 0 ? 1 : i == 1 ? 4 : 1
        s = sum(i < 3, w[i] * x[i]) + 4
        gives s"
    `);
    expect(await valueOf(text, { x: [1, 10, 100] })).toEqual([145]);
  });

  test('softmax and logsumexp do not overflow', async () => {
    expect(await valueOf('x : real[n]; y = softmax(x)', { x: [1000, 1001] })).toEqual(
      close([1 / (1 + Math.E), Math.E / (1 + Math.E)]),
    );
    expect(await valueOf('x : real[n]; y = logsumexp(x) + logsumexp(i = 1:n, 2x[i])', { x: [1000, 1000] })).toEqual(
      close([3000 + 2 * Math.LN2]),
    );
    expect(await printed('x : real[n]; y = softmax(x)')).toMatchInlineSnapshot(`
      "y(x: real[n])
        y[i < n] = exp(x[i] - %1) / sum(k < n, exp(x[k] - %1))
          where %1 = detach(max(j < n, x[j]))
        gives y"
    `);
  });

  test('the norm of a zero vector is a choice, not a root', async () => {
    expect(await printed('x : real[n]; y = norm(x)')).toMatchInlineSnapshot(`
      "y(x: real[n])
        y = %1 > 0 ? sqrt(%1) : 0
          where %1 = sum(i < n, x[i]^2)
        gives y"
    `);
  });

  test('softmax of a matrix is over the last dimension', async () => {
    const rows = await valueOf('n : int; A : real[n, 2]; y = softmax(A)', { n: 2, A: [0, 0, 0, Math.log(3)] });
    expect(rows).toEqual(close([0.5, 0.5, 0.25, 0.75]));
  });
});

describe('reductions with an index', () => {
  test('count from 1, in places from 0', async () => {
    expect(await printed('x : real[n]; w : real[n]; s = sum(i = 1:n, i * w[i] * x[i])')).toMatchInlineSnapshot(`
      "s(x: real[n], w: real[n])
        s = sum(i < n, (i + 1) * w[i] * x[i])
        gives s"
    `);
  });

  test.each([
    ['sum(i = 1:n, j = 1:i, x[j])', 2 + (2 + 3) + (2 + 3 + 5)],
    ['prod(i = 2:n, x[i] - x[i-1])', 2],
    ['max(i = 1:n, -x[i])', -2],
    ['min(i = 1:n, j = 1:n, i == j ? 100 : x[i] * x[j])', 6],
    ['mean(i = 1:n, j = 1:i, x[j])', 17 / 6],
    ['mean(i = 1:n, x[i])', 10 / 3],
    ['sum(i = 1:2:n, x[i]) + sum(i = n:-2:1, 10x[i])', 77],
    ['sum(v = x, v^2)', 38],
    ['sum(i = 1:n, x[i] * sum(j = i:n, x[j]))', 2 * 10 + 3 * 8 + 5 * 5],
    ['sum(sum(i = 1:n, x[i] * [1, 2]))', 30],
  ])('%s', async (text, expected) => {
    expect(await valueOf(`x : real[n]; y = ${text}`, { x: [2, 3, 5] })).toEqual(close([expected]));
  });
});
