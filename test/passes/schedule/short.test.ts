import { expect, test } from 'vitest';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf } from '../../compiled.ts';
import { allStatements } from '../../../src/ir/program.ts';
import { literalTrips } from '../../../src/passes/schedule/jam/cost.ts';

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.cos(1.7 * k + shift));

/** How often the loops of a program run that say so by themselves. */
async function tripsOf(
  formula: string,
  role: 'value' | 'sparse',
  inputs: ReadonlyMap<string, Float64Array>,
): Promise<number[]> {
  const compiled = await compileLive(formula, { emit: ['sparse'] });
  const routine = routineOf(compiled.unit, role);
  const expected = byGraph(routine.graph, inputs);
  expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-13);
  expect(distance(byCode(compiled, role, inputs), expected)).toBeLessThan(1e-13);
  return [...allStatements(routine.program.body)].flatMap((one) =>
    one.kind === 'loop' ? (literalTrips(one.index) ?? []) : [],
  );
}

test('the columns of a row of few entries are written one by one', async () => {
  const inputs = new Map([
    ['x', numbers(7, 0)],
    ['w', numbers(14, 1)],
  ]);
  const formula = 'x : real[n]\nw : real[n, 2]\nf[i, a] = x[i]^2 * sin(w[i, a] * x[i])';
  expect(await tripsOf(formula, 'sparse', inputs)).toEqual([]);
  expect(await tripsOf('x : real[n]\ng[i] = x[i]^3', 'sparse', inputs)).toEqual([]);
});

test('what runs often, or is no element of an array, stays a loop', async () => {
  const inputs = new Map([['x', numbers(6, 0)]]);
  expect(
    await tripsOf('x : real[n]\nf[i, a] = a <= 9 ? x[i] * cos(x[i])^a : 0\nf : real[n, 9]', 'value', inputs),
  ).toContain(9);
});
