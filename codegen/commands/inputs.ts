import { existsSync } from 'node:fs';
import type { Emit, Options } from '../options.ts';
import { derivedEmits, emits } from '../options.ts';
import { decodeSource, readSource, STDIN } from '../read.ts';
import { didYouMean } from '../../src/diagnostic.ts';
import type { Source } from '../../src/source.ts';
import type { Args, FlagName } from './args.ts';
import { UsageError } from './io.ts';
import type { Io } from './io.ts';

/** Name of the source that is an expression on the command line. */
export const EXPRESSION = '<expression>';

/** The source of a path, or of standard input for `-`. */
export async function openSource(path: string, io: Io): Promise<Source> {
  return path === '-' ? decodeSource(STDIN, await io.readStdin()) : readSource(path);
}

/** The source of `FILE|'EXPR'`: a file if there is one or the argument is named like one. */
export async function openFormula(args: Args, io: Io): Promise<Source> {
  const argument = only(args, "a file or an expression: adjoint COMMAND 'x^2'");
  if (argument === '-' || argument.endsWith('.math') || existsSync(argument)) return openSource(argument, io);
  return { name: EXPRESSION, text: argument };
}

/** The one argument of a command. */
export function only(args: Args, what: string): string {
  const [first, second] = args.positionals;
  if (first === undefined) throw new UsageError(`adjoint ${args.command} needs ${what}`);
  if (second !== undefined) {
    throw new UsageError(`one argument expected, '${second}' is one too many`, 'put an expression in quotes');
  }
  return first;
}

/** The options of a module that flags give. */
export function moduleOptions(args: Args): Options {
  return {
    wrt: args.list('wrt'),
    emit: args
      .list('emit')
      ?.map((name): Emit => choice(name, args.command === 'generate' ? emits : derivedEmits, 'emit')),
    outputs: args.list('output'),
    sizes: args.has('size')
      ? Object.fromEntries(args.pairs('size').map(([n, v]) => [n, integer(v, 'size', 0)]))
      : undefined,
  } satisfies { emit?: readonly Emit[] | undefined } & Options;
}

export function choice<T extends string>(value: string, known: readonly T[], flag: FlagName): T {
  const found = known.find((name) => name === value);
  if (found !== undefined) return found;
  const near = didYouMean(value, known);
  const hint = near === undefined ? `choose from ${known.join(', ')}` : `did you mean '${near}'?`;
  throw new UsageError(`--${flag} knows no '${value}'`, hint);
}

export function integer(text: string, flag: FlagName, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new UsageError(`--${flag} needs an integer from ${least}, not '${text}'`);
}

export function real(text: string, flag: FlagName): number {
  const value = Number(text);
  if (text !== '' && !Number.isNaN(value)) return value;
  throw new UsageError(`--${flag} needs a number, not '${text}'`);
}
