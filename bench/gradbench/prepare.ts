import { existsSync, readFileSync } from 'node:fs';
import { load } from '../../codegen/index.ts';
import type { Options } from '../../codegen/options.ts';
import { outputOf } from './eval.ts';
import type { Emitted, Eval, Json, Target } from './eval.ts';

/** A function of an eval, compiled for the shape of one input. */
export interface Ready {
  /** Computes anew; this is what is timed. */
  run(): void;
  /** What the last run gave, as GradBench wants it. */
  output(): Json;
}

const suffixes = {
  value: '',
  grad: 'Grad',
  jvp: 'Jvp',
  jacobian: 'Jacobian',
  sparse: 'Sparse',
  hvp: 'Hvp',
} as const satisfies Record<Target<unknown>['role'], string>;

type Call = (...args: readonly unknown[]) => unknown;

/** The text of an eval's formulas, from the sources or from what was compiled of them. */
export function formulaOf(name: string): string {
  let root = new URL('../../', import.meta.url);
  while (!existsSync(new URL('package.json', root))) root = new URL('../', root);
  return readFileSync(new URL(`bench/gradbench/${name}.math`, root), 'utf8');
}

/** What an eval's target is compiled with. */
export function optionsFor<Input>({ name, sizes }: Eval<Input>, target: Target<Input>, input: Input): Options {
  const { role, second } = target;
  const output = outputOf(target, input);
  const emit = role === 'value' || role === 'grad' ? [] : [role];
  return {
    name: `${name}.math`,
    outputs: second === undefined ? [output] : [output, second.output],
    emit,
    sizes: sizes?.(input) ?? {},
    verify: false,
  };
}

/**
 * Compiles one function of an eval for the shape of an input and converts the input: all that GradBench does not time.
 *
 * @throws AdjointError when the formulas do not compile for this shape.
 */
export async function prepare<Input>(of: Eval<Input>, target: Target<Input>, input: Input): Promise<Ready> {
  const module = await load(formulaOf(of.name), optionsFor(of, target, input));
  if (target.solve !== undefined) return solver(module, target, input);
  const calls = [
    { output: outputOf(target, input), args: [...of.args(input), ...(target.direction?.(input) ?? [])] },
    ...(target.second === undefined ? [] : [{ output: target.second.output, args: target.second.args(input) }]),
  ].map(({ output, args }) => ({ emitted: module[`${output}${suffixes[target.role]}`] as Call, args }));
  // A result of an earlier run is filled again; a number has no memory to fill.
  let results: readonly unknown[] = target.into?.(input) ?? calls.map(() => undefined);
  const run = (): void => {
    results = calls.map(({ emitted, args }, k) => {
      const out = results[k];
      return typeof out === 'object' ? emitted(...args, out) : emitted(...args);
    });
    target.join?.(results as never, input);
  };
  const output = (): Json => target.send((calls.length === 1 ? results[0] : results) as never, input);
  return { run, output };
}

/** What is solved for by many calls. */
function solver<Input>(module: Readonly<Record<string, unknown>>, target: Target<Input>, input: Input): Ready {
  const name = outputOf(target, input);
  const call: Emitted = (suffix, ...args) => (module[`${name}${suffix}`] as Call)(...args);
  let result: unknown;
  return {
    run: () => {
      result = target.solve?.(call, input);
    },
    output: () => target.send(result as never, input),
  };
}
