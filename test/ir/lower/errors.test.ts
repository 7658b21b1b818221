import { describe, expect, test } from 'vitest';
import { AdjointError } from '../../../src/diagnostic.ts';
import { errorsOf, graphsOf } from './support.ts';

/** Module, then code and place of each error that it has. */
type Case = readonly [text: string, ...errors: string[]];

const placesOf = async (text: string): Promise<string[]> =>
  (await errorsOf(text)).map((error) => error.split(' ').slice(0, 2).join(' '));

describe('names', () => {
  test.each<Case>([
    ['f(x) = x + yy', 'unknown-name 1:12'],
    ['alpha : real\ny = alhpa * 2', 'unknown-name 2:5'],
    ['s = 2 * x\nf(x) = x * s', 'unknown-name 1:9'],
    ['sin x', 'unknown-name 1:1'],
    ['f(x) = foo(x) + lup(x)', 'unknown-function 1:8', 'unsupported-function 1:17'],
    ['y = sin(1, 2) + atan2(3)', 'arity 1:5', 'arity 1:17'],
    ['f(x) = x\ny = f(1, 2)', 'arity 2:5'],
    ['f(x) = g(x)\ng(x) = f(x)', 'cyclic 1:8'],
    ['f(x) = f(x - 1)', 'cyclic 1:8'],
    ['a = b + 1\nb = 2', 'used-before-definition 1:5'],
    ['x = x + 1', 'cyclic 1:5'],
    ['f(x) = x\nf(y) = y', 'duplicate 2:1'],
    ['x : real\nx : real', 'duplicate 2:1'],
    ['derivative(f, z) = 2\nf(x) = x', 'unknown-name 1:15'],
    ['derivative(g, x) = 2\nf(x) = x', 'unknown-function 1:12'],
    ['f(x) = x\ny = f + 1', 'type 2:5'],
    ['k = 3\ny = k(2)', 'unknown-function 2:5'],
    ['x : real', 'empty 1:1'],
    ['y = sum(i = 1:3)', 'arity 1:5'],
    ['x : real[m]\nt[1] = x[1]\nt[t] = t[t-1] * x[t]', 'shape 3:3'],
  ])('%s', async (text, ...errors) => {
    expect(await placesOf(text)).toEqual(errors);
  });

  test('come with a suggestion', async () => {
    await expect(graphsOf('alpha : real\ny = alhpa * 2')).rejects.toThrow('did you mean `alpha`?');
    await expect(graphsOf('f(x) = sinn(x)')).rejects.toThrow('did you mean `sin`?');
    await expect(graphsOf('f(x) = x', { outputs: ['g'] })).rejects.toThrow('this module defines no `g`');
  });

  test('all errors are reported at once', async () => {
    const error = await graphsOf('x : real[3]\na = x[4]\nb = x + [1, 2]\nc = nope(1)').catch((found: unknown) => found);
    expect(error).toBeInstanceOf(AdjointError);
    expect((error as AdjointError).diagnostics.map(({ line }) => line)).toEqual([2, 3, 4]);
  });
});

describe('shapes and types', () => {
  test.each<Case>([
    ['x : real[3]; y : real[4]\nz = x + y', 'shape 2:5'],
    ['x : real[n, m]; n : int\ny = x * x', 'shape 2:5'],
    ['x : real[n]\ny = 2 / x', 'shape 2:9'],
    ['x : real[n]\ny = x ^ 2', 'shape 2:5'],
    ['x : real\ny = x[1]', 'shape 2:5'],
    ['x : real[n]\ny = x[1, 2]', 'shape 2:5'],
    ['x : real[n]\ny = cross(x, x)', 'shape 2:11'],
    ['y : real[3]; x : real[4]\ny = x + 1', 'shape 2:5'],
    ['x : real[3]\ny = x > 0 ? x : [1, 2]', 'type 2:5'],
    ['y = [[1, 2], [3]]', 'shape 1:14'],
    ['y = (x > 1) + 2', 'type 1:6'],
    ['y = x > 1 ? 2 : x < 3', 'type 1:5'],
    ['x : real[n]\ny = x[1.5]', 'type 2:7'],
    ['x : real[n]; t : real\ny = x[t]', 'type 2:7'],
    ['f(x, y) = norm(x - y)', 'shape 1:16'],
    ['W : real[d, h]\ny = sum(W)', 'size-undetermined 1:1'],
    ['x : real[a * b]\ny = sum(x)', 'size-undetermined 1:1'],
    ['A : real[n, n]\ny = det(A)', 'unsupported 2:9'],
    ['derivative(g, x) = 1\ng(x) = x\nv : real[n]\ny = g(v)', 'unsupported 4:5'],
  ])('%s', async (text, ...errors) => {
    expect(await placesOf(text)).toEqual(errors);
  });

  test('a mismatch states both shapes', async () => {
    expect(await errorsOf('x : real[3]; y : real[n, 4]; n : int; z = x + y')).toEqual([
      'shape 1:43 `+` combines shapes that do not fit: [3] and [n, 4]',
    ]);
  });
});

describe('places', () => {
  test.each<Case>([
    ['x : real[3]\ny = x[4] + x[0]', 'out-of-range 2:7', 'out-of-range 2:14'],
    ['x : real[n]\ny = x[n+1]', 'out-of-range 2:7'],
    ['x : real[3]\ny = x[2:4]', 'out-of-range 2:7'],
    ['x : real[n]\ny = sum(i = 1:n, x[i+1])', 'out-of-range 2:20'],
    ['x : real[n]\ny[i] = i > 1 ? x[i-2] : 0', 'out-of-range 2:18'],
    ['x : real[n]\ny = x[floor(x[1])]', 'out-of-range 2:7'],
    ['y[i] = i^2', 'range-unknown 1:3'],
    ['x : real[n]; z : real[m]\ny[i] = x[i] + z[i]', 'range-unknown 2:3'],
    ['p[1] = 1\np[t] = 2p[t-1]', 'range-unknown 2:3'],
    ['x : real[n]\ny[1] = 2\ny[1] = 3\ny[i] = x[i]', 'overlap 3:1'],
    ['x : real[n]\ny[i] = x[i]\ny[j] = 2x[j]', 'overlap 3:1'],
    ['x : real[n]; z : real[m]\nE[1, j] = z[j]; E[i, 1] = x[i]; E[i, j] = x[i] * z[j]', 'overlap 2:17'],
    ['x : real[n]\np[2] = 1\np[t] = p[t-2] + x[t]', 'uncovered 3:1'],
    ['x : real[n]; y : real[n]\ny[i] = x[i+1] - x[i]', 'uncovered 2:1'],
    ['y[1] = 1\ny[3] = 2', 'uncovered 2:1'],
  ])('%s', async (text, ...errors) => {
    expect(await placesOf(text)).toEqual(errors);
  });

  test('the place that is missing is named', async () => {
    expect(await errorsOf('x : real[n]; y : real[n]; y[i] = x[i+1] - x[i]')).toEqual([
      'uncovered 1:27 no clause gives `y[n]`',
    ]);
  });
});

describe('recurrences', () => {
  test.each<Case>([
    ['u : real[n]\np[1] = 1\np[t] = p[t+1] + u[t]', 'future-read 3:10'],
    ['u : real[n]\np[1] = 1\np[t] = p[t] * u[t]', 'cyclic 3:8'],
    ['u : real[n]\np[1] = 0\np[t] = q[t] + u[t]\nq[t] = 2p[t]', 'cyclic 4:9'],
    ['u : real[n]\np[1] = 0\np[t] = sum(p) + u[t]', 'future-read 3:12'],
    ['u : real[n]; k : int[n]\np[1] = 0\np[t] = p[k[t] + 1] + u[t]', 'future-read 3:8'],
    ['u : real[n]\np[1] = 0; p[n] = 1\np[t] = p[t-1] + p[t+1] + u[t]', 'future-read 3:17'],
  ])('%s', async (text, ...errors) => {
    expect(await placesOf(text)).toEqual(errors);
  });

  test('a cycle is named', async () => {
    const [error] = await errorsOf('u : real[n]; p[1] = 0; p[t] = q[t] + u[t]; q[t] = 2p[t]');
    expect(error).toContain('`p` → `q` → `p`');
  });
});

describe('options', () => {
  test('sizes that do not exist or are no sizes are refused', async () => {
    expect(await errorsOf('x : real[n]; y = sum(x)', { sizes: { m: 3 } })).toEqual([
      'unknown-size 1:1 there is no size `m`',
    ]);
    expect((await errorsOf('x : real[n]; y = sum(x)', { sizes: { n: -1 } }))[0]).toContain('bad-size');
  });

  test('sizes that depend on each other without end are an error, not a hang', async () => {
    expect(await placesOf('a[i, 1] = a')).toEqual(['range-unknown 1:3']);
  });
});
