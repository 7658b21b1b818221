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
  entries: 'Entries',
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

/** An eval whose sparse Jacobian has its pattern from before, as in a solver; undefined where there is none. */
export function keepingPattern<Input>(of: Eval<Input>): Eval<Input> | undefined {
  const targets = Object.entries(of.functions);
  if (targets.every(([, { role }]) => role !== 'sparse')) return undefined;
  const kept = targets.map(([called, target]): [string, Target<Input>] => [
    called,
    target.role === 'sparse' ? { ...target, role: 'entries', pattern: true } : target,
  ]);
  return { ...of, functions: Object.fromEntries(kept) };
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
  ];
  // A result of an earlier run is filled again; a number has no memory to fill.
  let results: readonly unknown[] = target.into?.(input) ?? calls.map(() => undefined);
  const callAll = (role: Target<Input>['role']): (() => void) => {
    const functions = calls.map(({ output }) => module[`${output}${suffixes[role]}`] as Call);
    return () => {
      results = calls.map(({ args }, k) => {
        const out = results[k];
        return typeof out === 'object' ? functions[k]!(...args, out) : functions[k]!(...args);
      });
      if (role === 'sparse' || target.pattern === undefined) target.join?.(results as never, input);
    };
  };
  if (target.pattern !== undefined) callAll('sparse')();
  const run = callAll(target.role);
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
