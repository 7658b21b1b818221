import { expect, test } from 'vitest';
import { load } from '../../codegen/index.ts';
import { evals } from '../../bench/gradbench/evals.ts';
import { formulaOf, keepingPattern, optionsFor, prepare } from '../../bench/gradbench/prepare.ts';
import { outputOf } from '../../bench/gradbench/eval.ts';
import type { Json } from '../../bench/gradbench/eval.ts';
import { numericDerivative } from '../../src/check/numeric.ts';
import { seeded } from '../../examples/mnist/random.ts';
import { difference } from './compare.ts';
import { naive } from './naive.ts';

/*
 * Cases that every clone can make for itself. The references are the definitions in GradBench's READMEs, written down once more
 * as plain loops (naive.ts), and numeric derivatives of these.
 */
for (const one of evals) {
  const { name } = one;
  const smallest = one.cases[0]!;
  const definition = naive[name]!;

  for (const [called, target] of Object.entries(one.functions)) {
    test(`${name}: ${called} is what the definition says`, async () => {
      const input = smallest.make(seeded(5)) as Json;
      const ready = await prepare(one, target, input);
      ready.run();
      const { value, tolerance } = definition[called]!(input as never, numeric);
      expect(difference(ready.output(), value)).toBeLessThan(tolerance);
    });
  }

  for (const output of new Set(
    Object.values(one.functions).map((target) => outputOf(target, smallest.make(seeded(11)))),
  )) {
    test(`${name}: forward and reverse mode give the same derivative of ${output}`, async () => {
      const random = seeded(11);
      const input = smallest.make(random);
      const args = one.args(input);
      const options = optionsFor(one, { output, role: 'value', send: () => null }, input);
      const module = await load(formulaOf(name), { ...options, emit: ['jvp'] });
      const call = (suffix: string, ...more: readonly unknown[]): unknown => module[`${output}${suffix}`]!(...more);
      const like = (value: unknown): number | Float64Array =>
        typeof value === 'number' ? random() - 0.5 : (value as Float64Array).map(() => random() - 0.5);

      const seed = like(call('', ...args));
      const { saved } = call('Forward', ...args) as { saved: unknown };
      const gradient = call('Backward', saved, seed) as Readonly<Record<string, number | Float64Array>>;
      const directions = Object.values(gradient).map(like);
      const { tangent } = call('Jvp', ...args, ...directions) as { tangent: number | Float64Array };

      const reverse = Object.values(gradient).reduce<number>((sum, part, k) => sum + inner(part, directions[k]!), 0);
      const forward = inner(tangent, seed);
      expect(forward).not.toBe(0);
      expect(difference(forward, reverse)).toBeLessThan(1e-10);
    });
  }
}

const keeping = evals.flatMap((whole) => {
  const kept = keepingPattern(whole);
  return kept === undefined ? [] : [{ name: whole.name, whole, kept }];
});

test.each(keeping)('$name: a pattern that is kept serves in every run', async ({ whole, kept }) => {
  const input = whole.cases[0]!.make(seeded(7)) as Json;
  for (const [called, target] of Object.entries(kept.functions)) {
    const once = await prepare(whole, whole.functions[called]!, input);
    const again = await prepare(kept, target, input);
    for (const ready of [once, again, again]) ready.run();
    expect(again.output()).toEqual(once.output());
  }
});

function inner(a: number | Float64Array, b: number | Float64Array): number {
  if (typeof a === 'number' || typeof b === 'number') return (a as number) * (b as number);
  return a.reduce((sum, x, k) => sum + x * b[k]!, 0);
}

/** The gradient of f at a list of numbers, each by differences. */
function numeric(f: (x: readonly number[]) => number, x: readonly number[]): number[] {
  return x.map((at, k) => numericDerivative((t) => f(x.with(k, t)), at).value);
}
