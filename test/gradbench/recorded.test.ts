import { describe, expect, test } from 'vitest';
import { evals } from '../../bench/gradbench/evals.ts';
import { prepare } from '../../bench/gradbench/prepare.ts';
import type { Json } from '../../bench/gradbench/eval.ts';
import { difference, gradBenchDifference } from './compare.ts';
import { isRecorded, recordedCases } from './recorded.ts';

/** Where what was recorded is not the derivative of the program, what is made of it. */
const references: Readonly<Record<string, (input: Json, golden: Readonly<Record<string, Json>>) => Json>> = {
  // The C++ has the gradient of the exact solution, which is off by the error of the method: 6e-8 at 100 steps. By the
  // method too the last component is a multiple of the product of all x, so that its derivative is a quotient.
  'ode gradient': (input, { primal }) => {
    const last = (primal as readonly number[]).at(-1)!;
    return (input as { readonly x: readonly number[] }).x.map((x) => last / x);
  },
};

describe.skipIf(!isRecorded)('what GradBench has recorded', () => {
  for (const one of evals) {
    for (const { size, input, golden } of recordedCases(one.name)) {
      for (const [name, target] of Object.entries(one.functions)) {
        test(`${one.name} ${size}: ${name}`, async () => {
          const ready = await prepare(one, target, input);
          ready.run();
          const output = ready.output();
          expect(gradBenchDifference(output, golden[name]!)).toBeLessThan(1e-4);
          const reference = references[`${one.name} ${name}`]?.(input, golden) ?? golden[name]!;
          expect(difference(output, reference)).toBeLessThan(1e-9);
        }, 120_000);
      }
    }
  }

  test('has a case of every eval that there are formulas for', () => {
    for (const { name } of evals) expect(recordedCases(name), name).not.toEqual([]);
  });
});

test.skipIf(isRecorded)('skipped: the recorded cases of GradBench are not on this machine', () => {
  expect(recordedCases('hello')).toEqual([]);
});
