import { describe, expect, test } from 'vitest';
import { close, printed, valueOf } from './support.ts';

describe('arrays by their elements', () => {
  test('the range comes from what is subscripted', async () => {
    expect(await printed('x : real[n]; y[i] = x[i]^2')).toMatchInlineSnapshot(`
      "y(x: real[n])
        y[i < n] = x[i]^2
        gives y"
    `);
  });

  test('it is where all reads exist', async () => {
    expect(await printed('x : real[n]; y[i] = x[i+2] - x[i]')).toContain('y[i < n - 2] = x[i + 2] - x[i]');
    expect(await printed('x : real[12]; y[i] = x[2i] - x[2i-1]')).toContain('y[i < 6] = ');
    expect(await printed('x : real[n]; y[i] = x[2i] - x[2i-1]')).toContain('y[i < idiv(n, 2)] = ');
    expect(await printed('x : real[n]; w : real[k]; c[i] = sum(j = 1:k, w[j] * x[i+j-1])')).toContain(
      'c[i < n - k + 1] = sum(j < k, w[j] * x[i + j])',
    );
  });

  test('reads that a condition keeps inside do not narrow it', async () => {
    expect(await printed('x : real[n]; y[i] = i > 1 ? x[i] - x[i-1] : x[1]')).toMatchInlineSnapshot(`
      "y(x: real[n])
        y[i < n] = i > 0 ? x[i] - x[i - 1] : x[0]
        gives y"
    `);
    expect(await printed('x : real[n]; y[i] = i < n ? x[i+1] : x[i]')).toContain('y[i < n] = ');
    expect(await printed('x : real[n]; y[i] = i == 1 or i == n ? x[i] : x[i-1] + x[i+1]')).toContain('y[i < n] = ');
  });

  test('or from the declaration, which is then no input', async () => {
    expect(await printed('n : int; y : real[n]; y[i] = i^2')).toMatchInlineSnapshot(`
      "y(n: int)
        y[i < n] = (i + 1)^2
        gives y"
    `);
  });

  test('clauses for literal places come first', async () => {
    expect(await printed('x : real[n]; y[1] = 7; y[i] = x[i]; y[n] = 8')).toMatchInlineSnapshot(`
      "y(x: real[n])
        y[i < n] = i == 0 ? 7 : i == n - 1 ? 8 : x[i]
        gives y"
    `);
  });

  test('every element may be given by itself', async () => {
    expect(await valueOf('M[1,1] = a; M[1,2] = 2; M[2,1] = 3; M[2,2] = a^2; y = M * [1, 1]', { a: 5 })).toEqual([
      7, 28,
    ]);
  });

  test('slices are given by arrays', async () => {
    expect(await printed('n : int; X : real[n, d]; w : real[d]; Y[i, :] = X[i, :] .* w')).toMatchInlineSnapshot(`
      "Y(n: int, X: real[n, d], w: real[d])
        Y[i < n, j < d] = X[i, j] * w[j]
        gives Y"
    `);
    expect(await valueOf('x : real[n]; Q[1, :] = x; Q[2, :] = 0; Q[3, :] = 2x; y = Q', { x: [1, 2] })).toEqual([
      1, 2, 0, 0, 2, 4,
    ]);
  });

  test('a gather through an int array is checked when the program runs', async () => {
    expect(await printed('n : int; A : real[n, d]; k : int[m]; y[i, j] = A[k[i], j]')).toMatchInlineSnapshot(`
      "y(n: int, A: real[n, d], k: int[m])
        y[i < m, j < d] = A[k[i] - 1, j]
        check 1 <= k <= n, a subscript of A
        gives y"
    `);
    expect(await printed('x : real[n]; k : int[m]; y = x[k]')).toContain('check 1 <= k <= n, a subscript of x');
    expect(await printed('x : real[n]; k : int[m]; y[i] = x[k[i] + 1]')).toContain('check 1 <= k <= n - 1');
  });

  test('a place may be computed', async () => {
    expect(await valueOf('x : real[4]; y : real[4]; y[i] = x[mod(i, 4) + 1]', { x: [1, 2, 3, 4] })).toEqual([
      2, 3, 4, 1,
    ]);
    expect(await valueOf('x : real[4]; y : real[4]; y[i] = x[floor((i + 1) / 2)]', { x: [1, 2, 3, 4] })).toEqual([
      1, 1, 2, 2,
    ]);
    expect(await valueOf('x : real[4]; y : real[4]; y[i] = x[min(i + 1, 4)]', { x: [1, 2, 3, 4] })).toEqual([
      2, 3, 4, 4,
    ]);
    expect(await valueOf('x : real[4]; f(t) = x[max(1, min(4, round(t)))]', { x: [1, 2, 3, 4], t: 9.2 })).toEqual([4]);
  });

  test('what cannot be proven about sizes is checked when the program runs', async () => {
    expect(await printed('a : real[n]; b : real[m]; c = sum(i = 1:n, a[i] * b[i])')).toMatchInlineSnapshot(`
      "c(a: real[n], b: real[m])
        c = sum(i < n, a[i] * b[i])
        check n <= m: the places of \`b\` that are read exist
        gives c"
    `);
    expect(await printed('x : real[n]; y = x[5]')).toContain('check 5 <= n: ');
  });

  test('slices count from 1 and include their end', async () => {
    expect(await printed('x : real[9]; y = x[1:2:9]')).toContain('y[i < 5] = x[2 * i]');
    expect(await printed('x : real[n]; y = x[end:-1:1]')).toContain('y[i < n] = x[n - i - 1]');
    expect(await printed('x : real[n]; y = x[2:end] - x[1:end-1]')).toContain('y[i < n - 1] = x[i + 1] - x[i]');
  });
});

describe('recurrences', () => {
  test('run over the extent of what they read', async () => {
    expect(await printed('x0 : real; u : real[n]; p[1] = x0; p[t] = 0.5p[t-1] + u[t]')).toMatchInlineSnapshot(`
      "p(x0: real, u: real[n])
        p[t < n] = t == 0 ? x0 : 0.5 * p[t - 1] + u[t]
        gives p"
    `);
  });

  test('of vectors, through functions', async () => {
    const text = [
      'q0 : real[2]; u : data[n]',
      'dyn(q) = [q[2], -sin(q[1])]',
      'step(q, u) = q + 0.1 * dyn(q) + u',
      'q[1, :] = q0',
      'q[t, :] = step(q[t-1, :], u[t])',
    ].join('\n');
    expect(await printed(text)).toMatchInlineSnapshot(`
      "q(q0: real[2], u: data[n])
        q[t < n, i < 2] = t == 0 ? q0[i] : i == 0 ? q[t - 1, 0] + 0.1 * q[t - 1, 1] + u[t] : q[t - 1, 1] + 0.1 * -sin(q[t - 1, 0]) + u[t]
        gives q"
    `);
    const second = [1 + 0.1 * 2 + 5, 2 - 0.1 * Math.sin(1) + 5];
    expect(await valueOf(text, { q0: [1, 2], u: [0, 5] })).toEqual(close([1, 2, ...second]));
  });

  test('a vector may also be given without `:`', async () => {
    expect(await printed('x : real[n]; p[1] = zeros(3); p[t] = p[t-1] + x[t]')).toContain('p[t < n, i < 3]');
  });

  test('what each step needs more than once gets a definition along the recurrence', async () => {
    const text = [
      'A : real[m, m]; q0 : real[m]; dt : real; T : int; q : real[T, m]',
      'f(q) = tanh(A * q)',
      'q[1, :] = q0',
      'q[t, :] = q[t-1, :] + dt * f(q[t-1, :] + dt / 2 * f(q[t-1, :]))',
    ].join('\n');
    expect(await printed(text)).toMatchInlineSnapshot(`
      "q(A: real[m, m], q0: real[m], dt: real, T: int)
        q2[t < T, i < m] = t >= 1 ? q[t - 1, i] + dt / 2 * tanh(sum(j < m, A[i, j] * q[t - 1, j])) : 0
        q[t < T, i < m] = t == 0 ? q0[i] : q[t - 1, i] + dt * tanh(sum(j < m, A[i, j] * q2[t, j]))
        gives q"
    `);
    const [a, b] = [1, 0.5];
    const k1 = [Math.tanh(b), Math.tanh(-a)] as const;
    const expected = [a + 0.1 * Math.tanh(b + 0.05 * k1[1]), b + 0.1 * Math.tanh(-(a + 0.05 * k1[0]))];
    expect(await valueOf(text, { A: [0, 1, -1, 0], q0: [a, b], dt: 0.1, T: 2 })).toEqual(close([a, b, ...expected]));
  });

  test('several arrays may need each other: c and h of an LSTM', async () => {
    const text = [
      'x : real[T, d]; W : real[d, k]; U : real[k, k]',
      'gate(x, h) = sigmoid(x * W + h * U)',
      'h[1, :] = zeros(k)',
      'h[t, :] = tanh(c[t, :])',
      'c[1, :] = zeros(k)',
      'c[t, :] = gate(x[t, :], h[t-1, :]) .* c[t-1, :] + 1',
      'y = h[T, 1]',
      'T : int',
    ].join('\n');
    expect(await printed(text)).toMatchInlineSnapshot(`
      "y(x: real[T, d], W: real[d, k], U: real[k, k], T: int)
        c[t < T, i < k] = t == 0 ? 0 : sigmoid(sum(j < d, x[t, j] * W[j, i]) + sum(l < k, h[t - 1, l] * U[l, i])) * c[t - 1, i] + 1
        h[t < T, i < k] = t == 0 ? 0 : tanh(c[t, i])
        y = h[T - 1, 0]
        check 1 <= T: the places of \`h\` that are read exist
        gives y"
    `);
    const h2 = Math.tanh(1);
    const c3 = 1 / (1 + Math.exp(-(3 * 0.5 + h2 * 0.25))) + 1;
    expect(await valueOf(text, { x: [1, 2, 3], W: [0.5], U: [0.25], T: 3 })).toEqual(close([Math.tanh(c3)]));
  });

  test('may run downwards', async () => {
    const text = 'x : real[n]; b[n] = x[n]; b[t] = 0.5b[t+1] + x[t]';
    expect(await printed(text)).toMatchInlineSnapshot(`
      "b(x: real[n])
        b[t < n] = t == n - 1 ? x[n - 1] : 0.5 * b[t + 1] + x[t]
        gives b"
    `);
    expect(await valueOf(text, { x: [1, 2, 3] })).toEqual([2.75, 3.5, 3]);
  });

  test('may read all earlier places', async () => {
    const text = 'x : real[n]; p[1] = 1; p[t] = sum(s = 1:t-1, p[s] * x[s])';
    expect(await valueOf(text, { x: [2, 3, 5] })).toEqual([1, 2, 8, 48]);
  });

  test('may read a place that comes from data, which is checked when the program runs', async () => {
    const text = 'parent : int[n]; R : real[n]; T[1] = R[1]; T[b] = T[parent[b]] * R[b]';
    expect(await printed(text)).toMatchInlineSnapshot(`
      "T(parent: int[n], R: real[n])
        T[b < n] = b == 0 ? R[0] : T[parent[b] - 1] * R[b]
        check parent - 1 < its place in dimension 0 from place 1
        gives T"
    `);
    expect(await valueOf(text, { parent: [0, 1, 1, 3], R: [2, 3, 5, 7] })).toEqual([2, 6, 10, 70]);
  });

  test('in two dimensions: edit distance', async () => {
    const text = [
      'a : data[n]; b : data[m]',
      'E[1, 1] = 0; E[1, j] = j - 1; E[i, 1] = i - 1',
      'E[i, j] = min(E[i-1, j] + 1, E[i, j-1] + 1, E[i-1, j-1] + (a[i-1] == b[j-1] ? 0 : 1))',
      'd = E[n+1, m+1]',
    ].join('\n');
    expect(await printed(text)).toMatchInlineSnapshot(`
      "d(a: data[n], b: data[m])
        E[i < n + 1, j < m + 1] = i == 0 and j == 0 ? 0 : i == 0 ? j : j == 0 ? i : min(min(E[i - 1, j] + 1, E[i, j - 1] + 1), E[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
        d = E[n, m]
        gives d"
    `);
    expect(await valueOf(text, { a: [1, 2, 3, 4], b: [2, 3, 5, 4] })).toEqual([2]);
  });

  test('in two dimensions, with conditions: Cholesky', async () => {
    const text = [
      'A : real[n, n]',
      'C[i, j] = j < i ? (A[i, j] - sum(k = 1:j-1, C[i, k] * C[j, k])) / C[j, j]',
      '  : j == i ? sqrt(A[i, i] - sum(k = 1:i-1, C[i, k]^2)) : 0',
    ].join(' ');
    expect(await valueOf(text.replace('] C', ']\nC'), { A: [4, 2, 2, 2, 5, 3, 2, 3, 6] })).toEqual([
      2, 0, 0, 1, 2, 0, 1, 1, 2,
    ]);
  });

  test('may be handed to a function, which reads earlier places', async () => {
    const text = 'x : real[n]\nstep(p, t) = 2p[t-1] + x[t]\np[1] = 1\np[t] = step(p, t)';
    expect(await valueOf(text, { x: [0, 1, 2] })).toEqual([1, 3, 8]);
  });

  test('two base cases', async () => {
    expect(await valueOf('F : real[8]; F[1] = 1; F[2] = 1; F[t] = F[t-1] + F[t-2]')).toEqual([
      1, 1, 2, 3, 5, 8, 13, 21,
    ]);
  });
});
