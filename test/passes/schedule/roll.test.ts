import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantiate } from '../../../codegen/load.ts';
import { emitModule } from '../../../codegen/target/typescript.ts';
import { namesOf } from '../../../src/ir/graph.ts';
import { allStatements, shownName, uniqueName } from '../../../src/ir/program.ts';
import type { Program } from '../../../src/ir/program.ts';
import { verifyProgram } from '../../../src/ir/verify-program.ts';
import { roll } from '../../../src/passes/schedule/roll.ts';
import type { Routine, Unit } from '../../../src/pipeline.ts';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf, unitOf } from '../../compiled.ts';
import type { Inputs } from '../../compiled.ts';
import { kinds } from '../../property/programs.ts';

/** With all straight-line code rolled, be it ever so short. */
function rolled({ graph, program, role }: Routine): Routine {
  const taken = namesOf(graph);
  for (const one of [...allStatements(program.body), ...program.arrays]) if ('name' in one) taken.add(one.name);
  const freshName = (wanted: string): string => {
    const name = uniqueName(wanted, taken);
    taken.add(name);
    return name;
  };
  const outputs = new Set(graph.outputs.map(({ definition }) => definition));
  const limits = { operations: 1, shrinks: 0 };
  return { graph, role, program: roll({ store: graph.store, freshName }, program, outputs, limits) };
}

const isRolled = ({ arrays }: Program): boolean => arrays.some(({ name }) => shownName(name) === 'held');

const numbers = (length: number): Float64Array => Float64Array.from({ length }, (_, k) => Math.cos(1.7 * k * k + k));

const rolledUnit = (unit: Unit): Unit => ({ ...unit, routines: unit.routines.map(rolled) });

test.each([2, 3, 5])('a determinant of %d rows: to the last digit what it was, as code too', async (rows) => {
  const text = `A : real[${rows}, ${rows}]\nf = det(A)`;
  const unit = await unitOf(text, { emit: ['hessian', 'hvp'] });
  const A = numbers(rows * rows);
  const all: Inputs = new Map([
    ['A', A],
    ['ADot', A.toReversed()],
  ]);
  const after = rolledUnit(unit);
  const emitted = emitModule([after], { name: 'test.math', text });
  const functions = await instantiate(emitted);
  for (const role of ['value', 'grad', 'hessian', 'hvp'] as const) {
    const routine = routineOf(after, role);
    const inputs: Inputs = role === 'hvp' ? all : new Map([['A', A]]);
    expect(isRolled(routine.program)).toBe(true);
    expect(verifyProgram(routine.program)).toEqual([]);
    const expected = byProgram(routineOf(unit, role), inputs);
    expect(distance(byProgram(routine, inputs), expected)).toBe(0);
    expect(distance(byCode({ unit: after, text: emitted, functions }, role, inputs), expected)).toBe(0);
  }
});

test('what is alike is a loop, and its places are in a table where they do not grow evenly', async () => {
  const text = 'A : real[6, 6]\nf = det(A)';
  const { program } = routineOf(rolledUnit(await unitOf(text)), 'value');
  const loops = program.body.filter(({ kind }) => kind === 'loop');
  // Elements, then minors of two to five rows: the last is one.
  expect(loops).toHaveLength(5);
  expect(program.body.length).toBeLessThan(10);
  const [table] = program.tables;
  // Of 15 · 4 + 20 · 6 + 15 · 8 + 6 · 10 places each is in it.
  expect(table?.values).toHaveLength(360);
});

test('what straight lines declare, change and add to is there after them', async () => {
  const text = `x : real[3]
y : real[n]
a = x[1] * x[2] + x[2] * x[3]
b = x[1] * x[3] - a
c = sum(i = 1:n, y[i] * b)
d = a * b + x[1] * a
f = c * d + a`;
  const unit = await unitOf(text);
  const inputs: Inputs = new Map([
    ['x', numbers(3)],
    ['y', numbers(4)],
  ]);
  for (const role of ['value', 'grad'] as const) {
    const routine = rolled(routineOf(unit, role));
    expect(isRolled(routine.program)).toBe(true);
    expect(distance(byProgram(routine, inputs), byProgram(routineOf(unit, role), inputs))).toBe(0);
  }
});

test('what is read of an array that was written to, nobody knows at which place, keeps straight lines as they are', async () => {
  // d[1] = 1, then f reads d[n].
  const unit = await unitOf('x : real[n]\nd[i] = prod(j = 1:i - 1, 0.5 + x[j]^2)\nd : real[n]\nf = d[2] + d[n]');
  const inputs: Inputs = new Map([['x', numbers(3)]]);
  for (const role of ['value', 'grad'] as const) {
    const expected = byProgram(routineOf(unit, role), inputs);
    expect(distance(byProgram(rolled(routineOf(unit, role)), inputs), expected)).toBe(0);
  }
});

test('random programs compute the same when rolled', { timeout: 300_000 }, async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(kinds.scalars, kinds.arrays, kinds.recurrences), async (program) => {
      const inputs: Inputs = new Map(
        Object.entries(program.inputs).map(([name, x]) => [name, typeof x === 'number' ? x : Float64Array.from(x)]),
      );
      const unit = await unitOf(program.text, { emit: ['jacobian', 'hessian'] });
      const after = rolledUnit(unit);
      const text = emitModule([after], { name: 'test.math', text: program.text });
      const compiled = { unit: after, text, functions: await instantiate(text) };
      for (const { role } of unit.routines) {
        if (role === 'forward' || role === 'backward') continue;
        const routine = routineOf(after, role);
        if (isRolled(routine.program)) count += 1;
        expect(verifyProgram(routine.program)).toEqual([]);
        const expected = byProgram(routineOf(unit, role), inputs);
        expect(distance(byProgram(routine, inputs), expected)).toBe(0);
        expect(distance(byCode(compiled, role, inputs), byProgram(routine, inputs))).toBeLessThan(1e-12);
      }
    }),
    { numRuns: 50, seed: 20261129 },
  );
  expect(count).toBeGreaterThan(60);
});

test('long code is rolled, shorter code is not', { timeout: 120_000 }, async () => {
  const inputs: Inputs = new Map([['A', numbers(81)]]);
  const compiled = await compileLive('A : real[9, 9]\nf = det(A)');
  expect(isRolled(routineOf(compiled.unit, 'value').program)).toBe(false);
  const { graph, program } = routineOf(compiled.unit, 'grad');
  expect(isRolled(program)).toBe(true);
  expect(distance(byCode(compiled, 'grad', inputs), byGraph(graph, inputs))).toBeLessThan(1e-12);
});

test('code of which no two lines are alike is not', { timeout: 120_000 }, async () => {
  const chain = Array.from(
    { length: 800 },
    (_, k) => `s${k + 1} = s${k} * sin(x[${(k % 3) + 1}] + ${k}) + x[${(k % 4) + 1}]`,
  );
  const { unit } = await compileLive(['x : real[4]', 's0 = x[1]', ...chain, 'f = s800 * s400'].join('\n'));
  expect(unit.routines.filter(({ program }) => isRolled(program))).toEqual([]);
});
