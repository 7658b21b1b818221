import fc from 'fast-check';
import { expect, test } from 'vitest';
import { instantiate } from '../../../codegen/load.ts';
import type { Limits } from '../../../codegen/target/parts.ts';
import { emitModule } from '../../../codegen/target/typescript.ts';
import { byCode, byGraph, compileLive, distance, routineOf, unitOf } from '../../compiled.ts';
import type { Compiled, Inputs } from '../../compiled.ts';
import { kinds } from '../../property/programs.ts';
import type { RandomProgram } from '../../property/programs.ts';

/** A formula with its code, cut by these limits. */
async function cutBy(text: string, limits: Limits): Promise<Compiled> {
  const unit = await unitOf(text, { emit: ['jvp'] });
  const emitted = emitModule([unit], { name: 'test.math', text }, limits);
  return { unit, text: emitted, functions: await instantiate(emitted) };
}

const numbers = (length: number): Float64Array => Float64Array.from({ length }, (_, k) => Math.cos(1.7 * k));

/** Two rows of many definitions, over ranges of their own, and a sum over each. */
const rows = (size: string, from: string, count: number): string[] =>
  Array.from(
    { length: count },
    (_, k) => `${from}${k + 1}[i] = sin(${k === 0 ? `x_${size}[i]` : `${from}${k}[i]`} * s + ${k})`,
  );
const long = [
  'x_n : real[n]',
  'x_m : real[m]',
  's : real',
  ...rows('n', 'a', 60),
  ...rows('m', 'b', 60),
  'c[i] = sum(j = 1:m, b60[j] * a60[i] + b30[j])',
  'f = sum(i = 1:n, c[i] * a60[i])',
].join('\n');

/** Of how many functions a function is made, beside itself. */
const partsOf = (text: string, name: string): number =>
  [...text.matchAll(new RegExp(`^function ${name}Part\\d*\\(`, 'gm'))].length;

test('large loops of a long function are functions of their own', async () => {
  const compiled = await compileLive(long);
  expect(partsOf(compiled.text, 'fGrad')).toBeGreaterThan(1);
  const inputs: Inputs = new Map<string, number | Float64Array>([
    ['x_n', numbers(3)],
    ['x_m', numbers(4)],
    ['s', 0.3],
  ]);
  for (const role of ['value', 'grad'] as const)
    expect(
      distance(byCode(compiled, role, inputs), byGraph(routineOf(compiled.unit, role).graph, inputs)),
    ).toBeLessThan(1e-12);
});

test('loops of a short function stay where they are', async () => {
  const { text } = await compileLive('x : real[n]\ny[i] = sin(x[i])\nf = sum(i = 1:n, sum(j = 1:n, y[i] * y[j]^2))');
  expect(text).not.toContain('Part');
});

test('a name of the user that looks like such a function stays the name of a local', async () => {
  const text = `fPart : real[n]
fGradPart : real[m]
y[i] = softmax(fPart)[i] * sin(fPart[i])
z[j] = softmax(fGradPart)[j] * sum(y)
f = sum(j = 1:m, z[j]^2)`;
  const compiled = await cutBy(text, { statements: 0, operations: Infinity });
  expect(compiled.text).toMatch(/^function fGradPart2\(/m);
  const inputs: Inputs = new Map([
    ['fPart', numbers(3)],
    ['fGradPart', numbers(4)],
  ]);
  expect(
    distance(byCode(compiled, 'grad', inputs), byGraph(routineOf(compiled.unit, 'grad').graph, inputs)),
  ).toBeLessThan(1e-12);
});

const inputsOf = ({ inputs }: RandomProgram): Inputs =>
  new Map(Object.entries(inputs).map(([name, x]) => [name, typeof x === 'number' ? x : Float64Array.from(x)]));

const chain = (count: number): string =>
  [
    'x : real[4]',
    's1 = x[1]',
    ...Array.from(
      { length: count - 1 },
      (_, k) => `s${k + 2} = s${k + 1} * sin(x[${1 + (k % 4)}] + ${k}) + x[${1 + ((3 * k) % 4)}]`,
    ),
    `f = s${count} * s${count >> 1}`,
  ].join('\n');

test('straight lines are cut where there are too many for one function', async () => {
  const compiled = await compileLive(chain(800));
  expect(partsOf(compiled.text, 'fGrad')).toBeGreaterThan(2);
  expect(partsOf((await compileLive(chain(60))).text, 'fGrad')).toBe(0);
  const inputs: Inputs = new Map([['x', numbers(4)]]);
  for (const role of ['value', 'grad'] as const) {
    const expected = byGraph(routineOf(compiled.unit, role).graph, inputs);
    expect(distance(byCode(compiled, role, inputs), expected)).toBeLessThan(1e-12);
  }
});

test.each([Infinity, 0])('random programs compute the same in parts: %d', { timeout: 300_000 }, async (operations) => {
  let apart = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(kinds.scalars, kinds.arrays, kinds.recurrences), async (program) => {
      const inputs = inputsOf(program);
      const compiled = await cutBy(program.text, { statements: 0, operations });
      apart += partsOf(compiled.text, 'fGrad');
      for (const role of ['value', 'grad'] as const) {
        const expected = byGraph(routineOf(compiled.unit, role).graph, inputs);
        expect(distance(byCode(compiled, role, inputs), expected)).toBeLessThan(1e-9);
      }
    }),
    { numRuns: 30, seed: 20261128 },
  );
  expect(apart).toBeGreaterThan(20);
});
