import { describe, expect, test } from 'vitest';
import type { Program, Statement } from '../../../src/ir/program.ts';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf, unitOf } from '../../compiled.ts';

const nearest = (name: string): string => `d : int
x : data[n, d]
c : real[k, d]
r[i, j] = sum(l = 1:d, (x[i, l] - c[j, l])^2)
f = sum(i = 1:n, ${name}(j = 1:k, r[i, j]))`;

const statementsOf = ({ body }: Program): Statement[] => {
  const all = (list: readonly Statement[]): Statement[] =>
    list.flatMap((one) => (one.kind === 'loop' || one.kind === 'if' ? [one, ...all(one.body)] : [one]));
  return all(body);
};

const points = (count: number, shift: number): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => Math.cos(1.7 * k + shift));

describe('a value and its place', () => {
  test.each(['min', 'max'])('%s: one search finds both', async (name) => {
    const { program } = routineOf(await unitOf(nearest(name), { sizes: { d: 3 } }), 'grad');
    const statements = statementsOf(program);
    expect(statements.some(({ kind }) => kind === 'track')).toBe(true);
    const updates = statements.filter((one) => one.kind === 'update' && one.name.startsWith('fM'));
    // What is left of comparing values: the last of a jammed loop's.
    expect(updates.filter((one) => one.kind === 'update' && one.mode !== 'set')).toEqual([]);
    const inputs = new Map([
      ['x', points(21, 0)],
      ['c', points(15, 2)],
    ]);
    const live = await compileLive(nearest(name), { sizes: { d: 3 } });
    const routine = routineOf(live.unit, 'grad');
    expect(distance(byCode(live, 'grad', inputs), byGraph(routine.graph, inputs))).toBeLessThan(1e-14);
    expect(distance(byProgram(routine, inputs), byGraph(routine.graph, inputs))).toBeLessThan(1e-14);
  });

  test('a NaN among the values is what is found, wherever it stands', async () => {
    const live = await compileLive('x : real[n]\nf = min(x)');
    for (const at of [0, 2, 4]) {
      const x = Float64Array.of(3, 1, 2, 5, 4);
      x[at] = Number.NaN;
      const { value, gradient } = live.functions.fGrad!(x) as { value: number; gradient: { x: Float64Array } };
      expect(value).toBeNaN();
      expect([...gradient.x]).toEqual([0, 1, 2, 3, 4].map((k) => (k === at ? 1 : 0)));
    }
  });

  test('two searches stay two where they look at different values', async () => {
    const formula = `x : real[n]\na = min(x)\nb = min(i = 1:n, x[i]^2)\nf = a * b`;
    const live = await compileLive(formula);
    const inputs = new Map([['x', Float64Array.of(-3, 1, 2, -0.5, 4)]]);
    expect(distance(byCode(live, 'grad', inputs), byGraph(routineOf(live.unit, 'grad').graph, inputs))).toBe(0);
  });
});
