import { describe, expect, test } from 'vitest';
import type { Graph } from '../../src/ir/graph.ts';
import { postorder } from '../../src/ir/store.ts';
import { verifyGraph } from '../../src/ir/verify.ts';
import { byCode, byGraph, byPair, byProgram, compileLive, distance, routineOf } from '../compiled.ts';
import type { Compiled, Inputs } from '../compiled.ts';

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.cos(1.7 * k + shift));

/** How deep sums over other sums stand in a definition. */
function depthOf({ definitions }: Graph, name: string): number {
  const body = definitions.find((one) => one.name === name)!.body;
  const depths = new Map<unknown, number>();
  for (const node of postorder([body])) {
    const within = Math.max(0, ...node.args.map((arg) => depths.get(arg) ?? 0));
    depths.set(node, within + (node.op === 'sumOver' ? 1 : 0));
  }
  return depths.get(body)!;
}

const rows = `x : data[n, d]
L : real[d, d]
mu : real[d]
c[i, s] = x[i, s] - mu[s]
z[i, r] = sum(s = 1:d, L[r, s] * c[i, s])
f = sum(i = 1:n, sum(r = 1:d, z[i, r]^2))`;
const triangle = rows.replace('s = 1:d', 's = 1:r');
const twice = `x : data[n, m, d]
n : int
m : int
L : real[e, d]
mu : real[d]
z[i, j, r] = sin(sum(s = 1:d, L[r, s] * (x[i, j, s] - mu[s])))
f = sum(i = 1:n, sum(j = 1:m, sum(r = 1:e, z[i, j, r])))`;
const signs = `A : real[d, d]
u : real[n, d]
v : real[n, d]
f[r] = sum(i = 1:n, u[i, r] * v[i, r] - 3 * sum(s = 1:d, A[r, s] * u[i, s] * v[i, s]) + u[i, r]^2)`;
const guarded = `A : real[d, d]
u : real[n, d]
f[r] = sum(i = 1:n, sum(s = 1:d, u[i, s] > 0 ? A[r, s] * u[i, s] : 0))`;

const inputsFor = (formula: string, n: number): Inputs => {
  const [m, d, e] = [2, 3, 4];
  const length = {
    x: formula === twice ? n * m * d : n * d,
    L: formula === twice ? e * d : d * d,
    mu: d,
    A: d * d,
    u: n * d,
    v: n * d,
  };
  const names = Object.keys(length) as (keyof typeof length)[];
  const sizes =
    formula === twice
      ? ([
          ['n', n],
          ['m', m],
        ] as const)
      : [];
  return new Map<string, number | Float64Array>([
    ...sizes,
    ...names.map((name, k) => [name, numbers(length[name], k)] as const),
  ]);
};

function agrees(compiled: Compiled, formula: string, role: 'value' | 'grad'): void {
  const { unit } = compiled;
  for (const n of [1, 2, 7]) {
    const inputs = inputsFor(formula, n);
    const lowered = byGraph(unit.stages[0]!.graph, inputs);
    const expected = byGraph(routineOf(unit, role).graph, inputs);
    expect(distance(lowered, expected)).toBeLessThan(1e-13);
    expect(distance(byProgram(routineOf(unit, role), inputs), expected)).toBeLessThan(1e-13);
    expect(distance(byCode(compiled, role, inputs), expected)).toBeLessThan(1e-13);
  }
}

describe('linear maps go out of sums', () => {
  test.each([
    ['rows', rows],
    ['rows of a triangle', triangle],
    ['a sum over two indices', twice],
  ])('%s', async (_, formula) => {
    const compiled = await compileLive(formula);
    const { graph } = compiled.unit.stages.find(({ pass }) => pass === 'grad: interchange')!;
    expect(verifyGraph(graph)).toEqual([]);
    expect(depthOf(graph, 'muBar')).toBe(1);
    // The sum over points is shared by all rows.
    expect(graph.definitions.map((one) => one.name)).toContain('muBarSum');
    agrees(compiled, formula, 'grad');
    const inputs = inputsFor(formula, 5);
    expect(distance(byPair(compiled, inputs, 1), byCode(compiled, 'grad', inputs))).toBeLessThan(1e-13);
  });

  test.each([
    ['one term of several', signs],
    ['not a product that a test guards', guarded],
  ])('%s', async (_, formula) => {
    const compiled = await compileLive(formula);
    expect(verifyGraph(compiled.unit.value)).toEqual([]);
    agrees(compiled, formula, 'value');
  });

  test('no rows, nothing to add up', async () => {
    const compiled = await compileLive(triangle);
    const grad = byCode(compiled, 'grad', inputsFor(triangle, 0));
    expect([...grad.get('gradient by mu')!].map(Math.abs)).toEqual([0, 0, 0]);
  });
});
