import { expect, test } from 'vitest';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf } from '../compiled.ts';
import type { Compiled, Inputs } from '../compiled.ts';
import { readsOutside } from './reads.ts';

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => 1.5 * Math.cos(1.7 * k + shift));
const choices = (length: number, among: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => 1 + ((7 * k + 3) % among));

const roles = ['value', 'grad'] as const;

/** How far loop program and code are from the interpreter. */
function gapOf(compiled: Compiled, inputs: Inputs): number {
  const gaps = roles.flatMap((role) => {
    const routine = routineOf(compiled.unit, role);
    const expected = byGraph(routine.graph, inputs);
    return [distance(byProgram(routine, inputs), expected), distance(byCode(compiled, role, inputs), expected)];
  });
  return Math.max(...gaps);
}

/** How often sines are computed while an emitted function runs. */
function sinesOf(compiled: Compiled, role: (typeof roles)[number], inputs: Inputs): number {
  const { sin } = Math;
  let calls = 0;
  Math.sin = (x) => {
    calls += 1;
    return sin(x);
  };
  try {
    byCode(compiled, role, inputs);
  } finally {
    Math.sin = sin;
  }
  return calls;
}

const angles = `angle : real[n]
x : real[p]
k : int[p]
f = sum(i = 1:p, x[i] * sin(angle[k[i]]) + x[i]^2)`;

const observed = (n: number, p: number): Inputs =>
  new Map([
    ['angle', numbers(n, 0)],
    ['x', numbers(p, 1)],
    ['k', choices(p, n)],
  ]);

test('a function of a gathered element is computed once an element', async () => {
  const compiled = await compileLive(angles);
  expect(sinesOf(compiled, 'value', observed(3, 40))).toBe(3);
  // Of sine and cosine, one each: the gradient needs both.
  expect(sinesOf(compiled, 'grad', observed(3, 40))).toBe(3);
});

test('where there are more elements than choices, it is computed once a choice', async () => {
  const compiled = await compileLive(angles);
  expect(sinesOf(compiled, 'value', observed(1000, 5))).toBe(5);
});

test.each([
  [1, 1],
  [1, 7],
  [3, 3],
  [3, 40],
  [4, 3],
  [50, 2],
])('%i elements, %i choices', async (n, p) => {
  const compiled = await compileLive(angles);
  expect(gapOf(compiled, observed(n, p))).toBeLessThan(1e-13);
});

test('the pass keeps the value and reads nothing beside an array', async () => {
  const { unit } = await compileLive(angles);
  const stages = unit.stages.filter(({ pass }) => pass === 'grad: one exponential' || pass === 'grad: tabulate');
  const [before, after] = stages.map(({ graph }) => graph);
  expect(after!.definitions.length).toBeGreaterThan(before!.definitions.length);
  for (const [n, p] of [
    [2, 9],
    [9, 2],
  ] as const) {
    const inputs = observed(n, p);
    expect(distance(byGraph(after!, inputs), byGraph(before!, inputs))).toBe(0);
    expect(readsOutside(after!, inputs)).toEqual([]);
  }
});

test('an element that nobody chooses may be one that the function is not defined for', async () => {
  const compiled = await compileLive(`x : real[n]
w : real[p]
k : int[p]
f = sum(i = 1:p, w[i] * log(x[k[i]]))`);
  const inputs: Inputs = new Map([
    ['x', Float64Array.of(-1, 2, 0)],
    ['w', numbers(5, 0)],
    ['k', Float64Array.of(2, 2, 2, 2, 2)],
  ]);
  expect(Number.isFinite(byCode(compiled, 'value', inputs).get('value')![0]!)).toBe(true);
  expect(gapOf(compiled, new Map([...inputs, ['x', Float64Array.of(3, 2, 1)]]))).toBeLessThan(1e-13);
});

test('rows are chosen too: norms of rows, and functions of each of their elements', async () => {
  const compiled = await compileLive(`X : real[n, d]
w : real[p, d]
k : int[p]
f = sum(i = 1:p, sum(a = 1:d, w[i, a] * sin(X[k[i], a])) / sqrt(1 + sum(a = 1:d, X[k[i], a]^2)))`);
  const inputs = (n: number, p: number, d: number): Inputs =>
    new Map([
      ['X', numbers(n * d, 0)],
      ['w', numbers(p * d, 1)],
      ['k', choices(p, n)],
    ]);
  expect(sinesOf(compiled, 'value', inputs(2, 30, 3))).toBe(6);
  for (const [n, p, d] of [
    [1, 1, 1],
    [2, 30, 3],
    [30, 2, 3],
  ] as const)
    expect(gapOf(compiled, inputs(n, p, d))).toBeLessThan(1e-13);
});

test('not where a test on other values is around it, and not within a recurrence that it reads', async () => {
  const rare = await compileLive(`x : real[n]
w : real[p]
k : int[p]
f = sum(i = 1:p, w[i] > 100 ? sin(x[k[i]]) * w[i] : w[i])`);
  const inputs: Inputs = new Map([
    ['x', numbers(4, 0)],
    ['w', numbers(9, 0)],
    ['k', choices(9, 4)],
  ]);
  expect(sinesOf(rare, 'value', inputs)).toBe(0);
  expect(gapOf(rare, inputs)).toBeLessThan(1e-13);

  const tree = await compileLive(`x : real[n]
parent : int[n]
h[1] = x[1]
h[t] = sin(h[parent[t]]) + x[t]
f = sum(t = 1:n, h[t]^2)`);
  const nodes: Inputs = new Map([
    ['x', numbers(6, 0)],
    ['parent', Float64Array.of(1, 1, 1, 2, 2, 4)],
  ]);
  expect(gapOf(tree, nodes)).toBeLessThan(1e-13);
});

test('the entries of a row of literal size are looked up one by one, not the row', async () => {
  const { unit } = await compileLive(
    `n : int
table : real[n, 3]
k : int[p]
w : real[p]
y[i, a] = w[i] * table[k[i], a]^2 + cos(table[k[i], 1])`,
    { emit: ['sparse'] },
  );
  const { graph } = unit.stages.find(({ pass }) => pass === 'sparse: tabulate')!;
  const tables = graph.definitions.filter(({ origin }) => origin?.kind === 'shared');
  expect(tables.map(({ indices }) => indices.length)).toEqual([1, 1]);
});

test('a cheap expression stays where it is', async () => {
  const { unit } = await compileLive(`x : real[n]
w : real[p]
k : int[p]
f = sum(i = 1:p, w[i] * (x[k[i]]^2 + 1))`);
  const [before, after] = ['grad: one exponential', 'grad: tabulate'].map(
    (pass) => unit.stages.find((stage) => stage.pass === pass)!.graph,
  );
  expect(after!.definitions).toEqual(before!.definitions);
});
