import { describe, expect, test } from 'vitest';
import { printed } from './support.ts';

/** The first line: the inputs and their shapes. */
const head = async (text: string, options = {}): Promise<string> => (await printed(text, options)).split('\n')[0] ?? '';

describe('shapes of undeclared inputs', () => {
  test.each([
    ['f(x) = x[1]^2 + x[3]', 'f(x: real[3])'],
    ['f(x) = sum(x)', 'f(x: real[n])'],
    ['f(x) = sum(x) + x[2]', 'f(x: real[n])'],
    ['f(x) = norm(x) + x[1]', 'f(x: real[n])'],
    ['f(x, y) = dot(x, y)', 'f(x: real[n], y: real[n])'],
    ['f(x, y) = sum(x .* y)', 'f(x: real[n], y: real[n])'],
    ['f(x, a) = sum(a .* x) + sum(x)', 'f(x: real[n], a: real[n])'],
    ['f(x, y) = cross(x, y)', 'f(x: real[3], y: real[3])'],
    ['f(x) = x[end] - x[1]', 'f(x: real[n])'],
    ['f(x, k) = x[k]', 'f(x: real[n], k: int)'],
    ['f(x, k) = sum(i = 1:3, x[k[i]])', 'f(x: real[n], k: int[3])'],
    ['f(x) = map(x, sin)', 'f(x: real[n])'],
    ['g(v) = sum(v)\nf(x) = g(x)', 'f(x: real[n])'],
    ['h = x\ny = sum(h)', 'y(x: real[n])'],
    [
      'W : real[d, h]; b : real[h]\nf(x, W, b) = sum(x .* (W * b)) + sum(x)',
      'f(x: real[d], W: real[d, h], b: real[h])',
    ],
    ['y[i] = x[i]^2 + z[i]', 'y(x: real[n], z: real[n])'],
    ['x : real[n]; y[i] = x[i] * z[i]', 'y(x: real[n], z: real[n])'],
  ])('%s', async (text, expected) => {
    expect(await head(text)).toBe(expected);
  });

  test('new sizes do not collide with names of the user', async () => {
    expect(await head('f(n, x) = n * sum(x)')).toBe('f(n: real, x: real[m])');
  });
});

describe('sizes', () => {
  test.each([
    ['sum(i = 1:n, w[i] * x[i])', 'f(w: real[n], x: real[n])'],
    ['sum(i = 1:n-1, (x[i+1] - x[i])^2) / n', 'f(x: real[n])'],
    ['sum(i = 1:n, i^2 * a)', 'f(n: int, a: real)'],
    ['f(x) = sum(i = 1:k, x[i]) / k', 'f(x: real[k])'],
    ['f(x, n) = sum(i = 1:n, x[i])', 'f(x: real[n], n: int)'],
    ['x : real[n]\nf(x, n) = sum(i = 1:n, x[i])', 'f(x: real[n], n: int)'],
    ['k : int\nf(x) = sum(i = 1:k, x[i])', 'f(x: real[k], k: int)'],
    ['x : real[m]\nsum(i = 1:n, x[i])', 'f(x: real[m])'],
    ['x : real[n]; y = x * n', 'y(x: real[n])'],
    ['x : real[n+1]; y : real[n]; z = x[2:end] .* y', 'z(x: real[n + 1], y: real[n])'],
    ['n = 5; x : real[n]; y = x[n]', 'y(x: real[5])'],
    ['sum(i = 1:3, x[i])', 'f(x: real[3])'],
    ['h(v) = sum(i = 1:n, v[i]^2)\nf(a, b) = h(a) + h(b)', 'f(a: real[n], b: real[n2])'],
  ])('%s', async (text, expected) => {
    expect(await head(text)).toBe(expected);
  });

  test('may be given as numbers', async () => {
    expect(await printed('x : real[n]; y = sum(x) / n', { sizes: { n: 3 } })).toMatchInlineSnapshot(`
      "y(x: real[3])
        y = sum(i < 3, x[i]) / 3
        gives y"
    `);
    expect(await head('f(x) = sum(x)', { sizes: { n: 3 } })).toBe('f(x: real[3])');
    expect(await head('n : int; sum(i = 1:n, a^i)', { sizes: { n: 3 } })).toBe('f(a: real)');
    expect(await head('sum(i = 1:n, w[i])', { sizes: { n: 3 } })).toBe('f(w: real[3])');
  });

  test('an array of which only the size matters is an input', async () => {
    expect(await head('x : real[n]; a = n + 1')).toBe('a(x: real[n])');
  });

  test('an int input may be a size', async () => {
    expect(await printed('d : int; W : real[d, h]; y = sum(W)')).toMatchInlineSnapshot(`
      "y(d: int, W: real[d, h])
        y = sum(i < d, sum(j < h, W[i, j]))
        gives y"
    `);
  });
});
