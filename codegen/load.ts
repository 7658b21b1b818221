import { emit } from './generate.ts';
import type { Compiler } from './generate.ts';
import type { Options } from './options.ts';
import type { Source } from '../src/source.ts';

/** The functions of a module: `f`, `fGrad`, …; a caller who knows their types may name them instead. */
export type Loaded = Readonly<Record<string, (...inputs: readonly unknown[]) => unknown>>;

/** @see load in index.ts */
export async function loadModule(input: string | Source, options: Options, compiler?: Compiler): Promise<Loaded> {
  const { text } = await emit(input, options, compiler);
  return instantiate(text);
}

/**
 * Emitted TypeScript as live functions. The text is a module without imports that adjoint itself has printed,
 * so it runs as the body of a function: nothing is written, and it works in every realm and test runner.
 */
export async function instantiate(text: string): Promise<Loaded> {
  const { toCommonJs } = await import('./typescript/project.ts');
  // Without a prototype even a function called `__proto__` is an ordinary export.
  const exports = Object.create(null) as Loaded;
  // oxlint-disable-next-line no-new-func, no-implied-eval
  new Function('exports', toCommonJs(text))(exports);
  return exports;
}
