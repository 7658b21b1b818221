import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { didYouMean } from '../../src/diagnostic.ts';
import { declarationsOf, selfCheckOf } from '../generate.ts';
import type { Target } from '../options.ts';
import { targets } from '../options.ts';
import { choice } from './inputs.ts';
import { commandNames } from './args.ts';
import type { Args } from './args.ts';
import { UsageError } from './io.ts';

/** Where the output of one input goes: a path, or `-` for stdout. */
export interface Route {
  readonly input: string;
  readonly output: string;
}

export interface Routes {
  readonly target: Target;
  readonly routes: readonly Route[];
}

const ENDINGS: Readonly<Record<Target, RegExp>> = { ts: /\.m?ts$/, js: /\.m?js$/ };

/**
 * Where each input's output goes: beside it, or as `-o` says. A path that is no directory and ends like code is a
 * file; anything else is a directory. The ending of a file decides the target where `--target` does not.
 *
 * @throws UsageError when two outputs would be one file, or an input would be overwritten.
 */
export function routeOutputs(args: Args): Routes {
  const inputs = [...new Set(args.positionals)];
  if (inputs.length === 0) throw new UsageError('no input', 'name a .math file, or - for stdin');
  assertNoCommand(inputs[0] as string);
  const out = args.value('out');
  const wanted = args.value('target');
  const asked = wanted === undefined ? undefined : choice(wanted, targets, 'target');
  const file = out !== undefined && out !== '-' && isFile(out) ? out : undefined;
  if (inputs.length > 1 && (out === '-' || file !== undefined)) {
    throw new UsageError(`-o ${out} takes one input, not ${inputs.length}`, 'name a directory');
  }
  const target = asked ?? (file !== undefined && ENDINGS.js.test(file) ? 'js' : 'ts');
  if (file !== undefined && !ENDINGS[target].test(file)) {
    throw new UsageError(`-o ${file} is no name for --target ${target}`, `let it end in .${target}`);
  }
  const routes = inputs.map((input): Route => {
    if (out === '-' || (out === undefined && input === '-')) return { input, output: '-' };
    if (file !== undefined) return { input, output: file };
    if (out === undefined) return { input, output: `${input}.${target}` };
    if (input === '-')
      throw new UsageError('the output of stdin needs a file name', `-o ${join(out, `name.${target}`)}`);
    return { input, output: join(out, `${basename(input)}.${target}`) };
  });
  const checked = args.list('emit')?.includes('check') === true;
  if (checked && routes.some(({ output }) => output === '-'))
    throw new UsageError('--emit check needs a file for the module', `-o ${`name.math.${target}`}`);
  assertApart(routes, target, checked);
  return { target, routes };
}

/** `adjoint dervie …`: no file, and nearly a command. */
function assertNoCommand(input: string): void {
  if (/[./\\]/.test(input) || existsSync(input)) return;
  const near = didYouMean(input, commandNames);
  if (near !== undefined) throw new UsageError(`no command or file '${input}'`, `did you mean 'adjoint ${near}'?`);
}

function isFile(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    // Whatever stands in the way will be found out when it is written.
    return Object.values(ENDINGS).some((ending) => ending.test(path));
  }
}

function assertApart(routes: readonly Route[], target: Target, checked: boolean): void {
  const inputs = new Set(routes.map(({ input }) => resolve(input)));
  const seen = new Map<string, string>();
  for (const { input, output } of routes) {
    if (output === '-') continue;
    const beside = [...(target === 'js' ? [declarationsOf(output)] : []), ...(checked ? [selfCheckOf(output)] : [])];
    for (const written of [output, ...beside]) {
      const path = resolve(written);
      if (inputs.has(path)) throw new UsageError(`the output ${written} is an input`);
      const other = seen.get(path);
      if (other !== undefined) throw new UsageError(`${other} and ${input} would both be written to ${written}`);
      seen.set(path, input);
    }
  }
}
