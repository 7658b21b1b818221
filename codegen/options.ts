import type { Options as PrettierOptions } from 'prettier';
import { AdjointError, createReporter, didYouMean, throwIfErrors } from '../src/diagnostic.ts';
import type { Diagnostic } from '../src/diagnostic.ts';
import type { CompileOptions, Emit as Derived } from '../src/pipeline.ts';
import type { Source } from '../src/source.ts';

export type Target = 'ts' | 'js';

/** A derivative; or `check`, a file beside the module that compares it with numeric derivatives. */
export type Emit = Derived | 'check';

/** What to generate for a module; everything is optional. */
export interface Options {
  /** File name for diagnostics and outputs; `model.math` gives `model.math.ts`. Default: that of the source. */
  readonly name?: string | undefined;
  /** The inputs to differentiate by; default: all real ones. */
  readonly wrt?: readonly string[] | undefined;
  /** Derivatives to emit (`grad` is always there where the value is a scalar), and `check` for a self-check beside them. */
  readonly emit?: readonly Emit[] | undefined;
  /** The names that the module computes; default: the last one assigned. */
  readonly outputs?: readonly string[] | undefined;
  /** Values for size names, which specialise the code. */
  readonly sizes?: Readonly<Record<string, number>> | undefined;
  /** `ts` gives one TypeScript file, `js` a JavaScript file and its declarations. Default: `ts`. */
  readonly target?: Target | undefined;
  /** Whether the emitted code is type-checked and its derivatives are compared before it is given out. Default: true. */
  readonly verify?: boolean | undefined;
  /** How prettier formats the output; plugins are ignored. */
  readonly prettier?: PrettierOptions | undefined;
}

/** One file in memory. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

export interface Generated {
  readonly files: readonly GeneratedFile[];
  /** Warnings; an error is thrown as `AdjointError`. */
  readonly diagnostics: readonly Diagnostic[];
}

export const derivedEmits = [
  'grad',
  'jvp',
  'jacobian',
  'sparse',
  'entries',
  'hessian',
  'hvp',
] as const satisfies readonly Derived[];
export const emits = [...derivedEmits, 'check'] as const satisfies readonly Emit[];
export const targets = ['ts', 'js'] as const satisfies readonly Target[];

const DEFAULT_NAME = 'formula.math';

/** The source of a text that came with or without a name. */
export function sourceOf(source: string | Source, options: Options): Source {
  const text = typeof source === 'string' ? source : source.text;
  return { name: options.name ?? (typeof source === 'string' ? DEFAULT_NAME : source.name), text };
}

/**
 * The part of the options that the pipeline reads, without its absent fields.
 *
 * @throws AdjointError `bad-option` for a value that a caller without a type checker may have passed.
 */
export function compileOptionsOf(source: Source, options: Options): CompileOptions {
  const reporter = createReporter(source);
  for (const emit of options.emit ?? []) {
    if (!(emits as readonly string[]).includes(emit)) reportChoice('emit', emit, emits);
  }
  const { target = 'ts' } = options;
  if (!(targets as readonly string[]).includes(target)) reportChoice('target', target, targets);
  for (const [name, size] of Object.entries(options.sizes ?? {})) {
    if (Number.isSafeInteger(size) && size >= 0) continue;
    reporter.error('bad-option', `the size ${name} is ${String(size)}: a size is an integer from 0`);
  }
  throwIfErrors(reporter);
  const { outputs, wrt, sizes } = options;
  const emit = options.emit?.filter((kind): kind is Derived => kind !== 'check');
  return {
    ...(outputs === undefined ? {} : { outputs }),
    ...(wrt === undefined ? {} : { wrt }),
    ...(emit === undefined ? {} : { emit }),
    ...(sizes === undefined ? {} : { sizes }),
  };

  function reportChoice(option: string, value: unknown, known: readonly string[]): void {
    const near = didYouMean(String(value), known);
    const hint = near === undefined ? `choose from ${known.join(', ')}` : `did you mean '${near}'?`;
    reporter.error('bad-option', `unknown ${option} '${String(value)}'`, undefined, hint);
  }
}

/** An error about a file as a whole, or about adjoint itself. */
export function fileError(file: string, code: string, message: string, suggestion?: string): Diagnostic {
  const hint = suggestion === undefined ? {} : { suggestion };
  return { code, severity: 'error', message, file, line: 1, column: 1, ...hint };
}

/** Throws one error about a file as a whole. */
export function failFile(file: string, code: string, message: string, suggestion?: string): never {
  throw new AdjointError([fileError(file, code, message, suggestion)]);
}
