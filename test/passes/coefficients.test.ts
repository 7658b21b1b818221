import { describe, expect, test } from 'vitest';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf } from '../compiled.ts';
import type { Compiled, Inputs } from '../compiled.ts';
import type { Node } from '../../src/ir/store.ts';
import type { Role } from '../../src/pipeline.ts';

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => 1.5 * Math.cos(1.7 * k + shift));
const choices = (length: number, among: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => 1 + ((7 * k + 3) % among));

/** How far loop program and code are from the graph before it was shared. */
function gapOf(compiled: Compiled, roles: readonly Role[], inputs: Inputs): number {
  return Math.max(
    ...roles.flatMap((role) => {
      const routine = routineOf(compiled.unit, role);
      const expected = byGraph(routine.graph, inputs);
      return [
        distance(byProgram(routine, inputs), expected),
        distance(byCode(compiled, role as 'grad', inputs), expected),
      ];
    }),
  );
}

/** The bodies of a function's definitions before and after the pass. */
function changed({ unit }: Compiled, role: string): Node[][] {
  return ['one exponential', 'collect'].map((pass) =>
    unit.stages.find((stage) => stage.pass === `${role}: ${pass}`)!.graph.definitions.map(({ body }) => body),
  );
}

const turned = `r : real[n, 3]
x : real[p, 3]
k : int[p]
turn(v, u, t) = v * cos(t) + cross(u, v) * sin(t) + u * (dot(u, v) * (1 - cos(t)))
rotate(r, v) = dot(r, r) == 0 ? v + cross(r, v) : turn(v, r / sqrt(dot(r, r)), sqrt(dot(r, r)))
y[i, a] = rotate(r[k[i], :], x[i, :])[a]`;

const mixed = `a : real[n]
b : real[n]
x : real[p]
y : real[p]
k : int[p]
f = sum(i = 1:p, (a[k[i]] > 0 ? a[k[i]] * (x[i] * b[k[i]] + 3 * y[i]) - exp(b[k[i]]) * (x[i] - y[i] * sin(a[k[i]])) : 2 * x[i] * (b[k[i]] - 1) * a[k[i]] - sin(b[k[i]]) * y[i])^2)`;

const bilinear = `a : real[n]
b : real[n]
x : real[p]
y : real[p]
k : int[p]
f = sum(i = 1:p, (a[k[i]] > 0 ? (a[k[i]] * x[i] + b[k[i]] * y[i]) * sin(x[i]) * sin(a[k[i]]) + (b[k[i]] * x[i] - a[k[i]] * y[i]) * exp(y[i]) * cos(b[k[i]]) * a[k[i]] + (a[k[i]] * x[i] * cos(a[k[i]]) + y[i] * b[k[i]] * sin(b[k[i]])) * sin(x[i]) * b[k[i]] - (x[i] * sin(b[k[i]]) + y[i] * a[k[i]]) * (exp(y[i]) * sin(a[k[i]])) + (x[i] * a[k[i]] + y[i] * cos(a[k[i]])) * (sin(x[i]) * b[k[i]] - exp(y[i]) * cos(b[k[i]])) : x[i] * b[k[i]])^2)`;

const inputsOf = (text: string, n: number, p: number): Inputs =>
  new Map<string, Float64Array>(
    text === turned
      ? [
          ['r', numbers(3 * n, 0).map((one, k) => (k < 3 && n > 1 ? 0 : one))],
          ['x', numbers(3 * p, 1)],
          ['k', choices(p, n)],
        ]
      : [
          ['a', numbers(n, 0)],
          ['b', numbers(n, 1)],
          ['x', numbers(p, 2)],
          ['y', numbers(p, 3)],
          ['k', choices(p, n)],
        ],
  );

describe('choices by a gathered element', () => {
  test.each([
    ['a turned point, and where the angle is 0', turned, ['value', 'sparse'] as const],
    ['sums of products', mixed, ['value', 'grad'] as const],
    ['products of sums', bilinear, ['value', 'grad'] as const],
  ])('%s', async (_, text, roles) => {
    const compiled = await compileLive(text, text === turned ? { emit: ['sparse'] } : {});
    const [before, after] = changed(compiled, roles[1]);
    expect(after).not.toEqual(before);
    for (const [n, p] of [
      [1, 1],
      [2, 9],
      [5, 40],
      [9, 4],
    ] as const)
      expect(gapOf(compiled, roles, inputsOf(text, n, p)), `${n} of ${p}`).toBeLessThan(1e-13);
  });

  test('are made once an element', async () => {
    const compiled = await compileLive(turned, { emit: ['sparse'] });
    const loop = compiled.text.slice(compiled.text.indexOf('export function y('));
    expect(loop.slice(0, loop.indexOf('\n}\n')).match(/=== 0/g) ?? []).toHaveLength(9);
  });

  test('a distance from what is far away is taken first', async () => {
    const compiled = await compileLive(`c : real[n]
s : real[n]
x : real[p]
y : real[p]
k : int[p]
f[i] = s[k[i]] > 1 ? s[k[i]] * (x[i] - c[k[i]]) + s[k[i]]^2 * (y[i] - c[k[i]]) - (x[i] - c[k[i]]) * s[k[i]] * exp(s[k[i]]) : (x[i] - c[k[i]]) * sin(s[k[i]]) + (y[i] - c[k[i]])`);
    const inputs: Inputs = new Map([
      ['c', Float64Array.of(1e12, -1e12)],
      ['s', Float64Array.of(3, 0.5)],
      ['x', Float64Array.of(1e12 + 0.25, 0.125 - 1e12)],
      ['y', Float64Array.of(1e12 - 0.5, 0.375 - 1e12)],
      ['k', Float64Array.of(1, 2)],
    ]);
    expect(gapOf(compiled, ['value'], inputs)).toBeLessThan(1e-14);
  });

  test('what is huge in the branch that is not taken is not multiplied by 0', async () => {
    const compiled = await compileLive(`a : real[n]
x : real[p]
y : real[p]
z : real[p]
k : int[p]
f[i] = a[k[i]] > 0 ? a[k[i]] * x[i] + sin(a[k[i]]) * y[i] + exp(a[k[i]]) * x[i] + a[k[i]]^2 * y[i] : cos(a[k[i]]) * z[i]`);
    const inputs: Inputs = new Map([
      ['a', Float64Array.of(1, -1)],
      ['x', Float64Array.of(1, Infinity)],
      ['y', Float64Array.of(2, Infinity)],
      ['z', Float64Array.of(Infinity, 3)],
      ['k', Float64Array.of(1, 2)],
    ]);
    const [value] = byCode(compiled, 'value', inputs).values();
    expect(value!.every(Number.isFinite)).toBe(true);
  });
});
