import { describe, expect, test } from 'vitest';
import { readsOutside } from './reads.ts';
import { extentsOf } from '../../src/ir/graph.ts';
import { printNode } from '../../src/ir/print.ts';
import { byCode, byGraph, compileLive, distance } from '../compiled.ts';
import type { Compiled, Inputs } from '../compiled.ts';

const stage = ({ unit }: Compiled, pass: string) => {
  const found = unit.stages.find((one) => one.pass === pass);
  if (found === undefined) throw new Error(`no stage ${pass}`);
  return found.graph;
};

/**
 * How far value and gradient of the emitted code are from the interpreter on the graph before anything was left out;
 * infinitely far where anything is read that does not exist.
 */
function errorOf(compiled: Compiled, given: Readonly<Record<string, number | Float64Array>>): number {
  const inputs: Inputs = new Map(Object.entries(given));
  const value = distance(byCode(compiled, 'value', inputs), byGraph(stage(compiled, 'lower'), inputs));
  const derived = compiled.unit.derived.get('grad');
  if (derived === undefined) return value;
  if (readsOutside(derived, inputs).length > 0) return Infinity;
  const before = byGraph(stage(compiled, 'grad: differentiate'), inputs);
  return Math.max(value, distance(byCode(compiled, 'grad', inputs), before));
}

/** The extents of a definition, as text. */
const extents = ({ unit }: Compiled, name: string): string[] => {
  const graph = unit.derived.get('grad') ?? unit.derived.get('value');
  const definition = graph?.definitions.find((one) => one.name === name);
  return definition === undefined ? [] : extentsOf(definition).map((one) => printNode(one, unit.value.store));
};

const numbers = (length: number, from = 1): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.sin(from + 1.7 * k) + 0.1);

describe('what spreads by so many places a step is computed no further', () => {
  const chain = `x : real[n]
s : int
y : real[s + 1, n]
k : real[s, n]
k[t, 1] = x[1]
k[t, i] = x[i] * y[t, i - 1]
y[1, i] = 0
y[t, i] = y[t - 1, i] + k[t - 1, i] / s
`;

  test('a chain from zero', async () => {
    const compiled = await compileLive(`${chain}f = y[s + 1, n]`);
    expect(extents(compiled, 'y')).toEqual(['s + 1', 'min(n, s)']);
    for (const [n, s] of [
      [1, 1],
      [1, 4],
      [4, 1],
      [5, 5],
      [5, 4],
      [4, 5],
      [9, 3],
      [3, 9],
    ] as const)
      expect(errorOf(compiled, { x: numbers(n), s })).toBeLessThan(1e-12);
  });

  test('all of the last row', async () => {
    const compiled = await compileLive(`${chain}f = sum(i = 1:n, sin(y[s + 1, i]))`);
    for (const [n, s] of [
      [1, 1],
      [7, 3],
      [3, 7],
    ] as const)
      expect(errorOf(compiled, { x: numbers(n), s })).toBeLessThan(1e-12);
  });

  test('an output that is part of the recurrence', async () => {
    const compiled = await compileLive(`${chain}f = y`);
    for (const [n, s] of [
      [1, 1],
      [7, 3],
      [3, 7],
    ] as const)
      expect(errorOf(compiled, { x: numbers(n), s })).toBeLessThan(1e-12);
  });

  test('a second call with other sizes reads nothing of the first', async () => {
    const compiled = await compileLive(`${chain}f = y[s + 1, n]`);
    for (const [n, s] of [
      [3, 9],
      [9, 4],
      [4, 4],
      [2, 1],
    ] as const)
      expect(errorOf(compiled, { x: numbers(n), s })).toBeLessThan(1e-12);
  });

  test('heat from one source', async () => {
    const compiled = await compileLive(`c : real[n]
q : real
p : int
s : int
m : int
u : real[s + 1, n]
u[1, i] = i == p ? q : 0
u[t, i] = u[t - 1, i] + c[i] * ((i > 1 ? u[t - 1, i - 1] : 0) - 2 * u[t - 1, i] + (i < n ? u[t - 1, i + 1] : 0))
f = u[s + 1, m]`);
    expect(extents(compiled, 'u')[1]).toContain('min(n, p + s)');
    for (const [n, s, p, m] of [
      [1, 1, 1, 1],
      [9, 2, 4, 5],
      [9, 2, 4, 9],
      [5, 8, 1, 5],
      [8, 3, 8, 5],
    ] as const)
      expect(errorOf(compiled, { c: numbers(n), q: 1.3, p, s, m })).toBeLessThan(1e-12);
  });

  test('a wave of two steps', async () => {
    const compiled = await compileLive(`c : real[n]
q : real
s : int
u : real[s + 2, n]
u[1, i] = i == 1 ? q : 0
u[2, i] = i == 1 ? q : 0
u[t, i] = 2 * u[t - 1, i] - u[t - 2, i] + c[i] * ((i > 1 ? u[t - 1, i - 1] : 0) - 2 * u[t - 1, i] + (i < n ? u[t - 1, i + 1] : 0))
f = sum(i = 1:n, u[s + 2, i]^2)`);
    expect(extents(compiled, 'u')[1]).toMatch(/^min\(/);
    for (const [n, s] of [
      [1, 1],
      [9, 2],
      [4, 6],
      [6, 4],
    ] as const)
      expect(errorOf(compiled, { c: numbers(n), q: 1.3, s })).toBeLessThan(1e-12);
  });
});

describe('what spreads everywhere stays whole', () => {
  test('a recurrent net', async () => {
    const compiled = await compileLive(`W : real[n, n]
b : real[n]
s : int
h : real[s, n]
h[1, i] = 0
h[t, i] = tanh(sum(j = 1:n, W[i, j] * h[t - 1, j]) + b[i])
f = h[s, n]`);
    expect(extents(compiled, 'h')).toEqual(['s', 'n']);
    for (const [n, s] of [
      [1, 1],
      [3, 1],
      [3, 4],
    ] as const)
      expect(errorOf(compiled, { W: numbers(n * n), b: numbers(n, 4), s })).toBeLessThan(1e-12);
  });

  test('a triangle in its square, and one in a wide rectangle', async () => {
    const compiled = await compileLive(`a : real[m]
n : int
b : real[n, m]
b[1, k] = k == 1 ? 1 : 0
b[r, k] = a[k] * b[r - 1, k] + (k > 1 ? b[r - 1, k - 1] : 0)
f = sum(k = 1:m, b[n, k] * a[k])`);
    expect(extents(compiled, 'b')).toEqual(['n', 'min(m, n)']);
    for (const [m, n] of [
      [1, 1],
      [5, 3],
      [3, 5],
      [4, 4],
    ] as const)
      expect(errorOf(compiled, { a: numbers(m), n })).toBeLessThan(1e-12);
  });

  test('what is infinite beside a zero stays what it is', async () => {
    const compiled = await compileLive(`x : real[n]
s : int
y : real[s, n]
y[1, i] = i == 1 ? x[1] : 0
y[t, i] = log(x[i]) * (i > 1 ? y[t - 1, i - 1] : 0) + x[i] * y[t - 1, i]
f = y[s, n]`);
    // A product with what may be infinite is no structural zero in a value.
    expect(extents(compiled, 'y')).toEqual(['s', 'n']);
  });
});
