import { describe, expect, test } from 'vitest';
import type { Program, Statement } from '../../../src/ir/program.ts';
import { postorder } from '../../../src/ir/store.ts';
import { verifyProgram } from '../../../src/ir/verify-program.ts';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf, unitOf } from '../../compiled.ts';
import type { Inputs } from '../../compiled.ts';

type Loop = Extract<Statement, { kind: 'loop' }>;

const statementsOf = (body: readonly Statement[]): Statement[] =>
  body.flatMap((one) => [one, ...(one.kind === 'loop' || one.kind === 'if' ? statementsOf(one.body) : [])]);

/** The innermost loops. */
const innermost = (program: Program): Loop[] =>
  statementsOf(program.body).filter(
    (one): one is Loop => one.kind === 'loop' && one.body.every(({ kind }) => kind !== 'loop'),
  );

/** How many operations of a name an iteration does. */
function count(loop: Loop, op: 'mul' | 'add'): number {
  const values = loop.body.flatMap((one) => ('value' in one && typeof one.value === 'object' ? [one.value] : []));
  const updates = loop.body.filter((one) => 'mode' in one && one.mode === op);
  return postorder(values).filter((node) => node.op === op && node.type === 'real').length + updates.length;
}

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.cos(1.7 * k + shift));

const one = `c : real[m]
x : real
f = sum(k = 1:m, c[k] * x^(k - 1))`;
const formulas = {
  one,
  shifted: `c : real[m]
x : real
f = 3 - sum(k = 1:m, c[k] * x^(k + 2)) / 2`,
  bare: `m : int
x : real
f = sum(k = 1:m, x^k)`,
  'at points': `c : real[m]
x : real[n]
y : data[n]
p[i] = y[i] - sum(k = 1:m, c[k] * x[i]^(k - 1))
f = sum(p .^ 2)`,
  'two at once': `c : real[m]
d : real[m]
x : real
y : real
f = sum(k = 1:m, c[k] * x^(k - 1)) * sum(k = 1:m, d[k] * y^k)`,
  'with another sum': `c : real[m]
x : real
f = sum(k = 1:m, c[k] * x^(k - 1)) * sum(k = 1:m, c[k]^2)`,
};

describe('powers by the index of a loop', () => {
  test.each(Object.entries(formulas))('%s', async (_, formula) => {
    const compiled = await compileLive(formula);
    for (const m of [0, 1, 2, 7])
      for (const base of [0, -0.9, 1.3]) {
        const inputs: Inputs = new Map<string, number | Float64Array>(
          compiled.unit.value.inputs.map(({ name, kind, shape }, shift) => {
            if (kind === 'int') return [name, m];
            if (shape.length === 0) return [name, base];
            const array = numbers(shape[0]?.name === 'n' ? 11 : m, shift);
            if (name === 'x') array[0] = base;
            return [name, array];
          }),
        );
        for (const role of ['value', 'grad'] as const) {
          const routine = routineOf(compiled.unit, role);
          expect(verifyProgram(routine.program)).toEqual([]);
          const expected = byGraph(routine.graph, inputs);
          expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-13);
          expect(distance(byCode(compiled, role, inputs), expected)).toBeLessThan(1e-13);
        }
      }
  });

  test('a polynomial takes one product and one addition a coefficient', async () => {
    const [loop, ...others] = innermost(routineOf(await unitOf(one), 'value').program) as [Loop, ...Loop[]];
    expect(others).toEqual([]);
    expect([count(loop, 'mul'), count(loop, 'add')]).toEqual([1, 1]);
  });

  test('what multiplies the power alone starts its running product', async () => {
    const { program } = routineOf(await unitOf(formulas['at points'], { wrt: ['c'] }), 'grad');
    const adjoints = innermost(program).filter(({ body }) =>
      body.some((one) => one.kind === 'store' && one.array === 'cBar' && one.mode === 'add'),
    );
    // Eight points at once, each with its power; then the points that are left over.
    expect(adjoints.map((loop) => count(loop, 'mul'))).toEqual([8, 1]);
  });
});
