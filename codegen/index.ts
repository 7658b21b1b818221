/**
 * The library: formulas in, verified gradient code out.
 *
 * - `generate`: the text of a module, TypeScript or JavaScript with declarations.
 * - `load`: its functions, live in memory.
 * - `derivative`, `gradient`: derivatives as objects that print and evaluate themselves.
 *
 * What the emitted functions are called, take and return is in docs/emitted.md; the language of formulas in docs/language.md.
 *
 * @packageDocumentation
 */
import type { Derivative, Expression, Symbolic } from '../src/api.ts';
import type { Source } from '../src/source.ts';
import { createGenerator } from './generate.ts';
import type { Generated, Options } from './options.ts';
import type { Loaded } from './load.ts';

export type { Derivative, Expression, Scope, Symbolic } from '../src/api.ts';
export { AdjointError } from '../src/diagnostic.ts';
export type { Diagnostic } from '../src/diagnostic.ts';
export type { Source } from '../src/source.ts';
export type { Loaded } from './load.ts';
export type { Emit, Generated, GeneratedFile, Options, Target } from './options.ts';

/**
 * Generates the code of a module of formulas: text in, text out, nothing is written.
 * Every derivative has been checked before it is given out, unless `verify` is false.
 *
 * @example
 * const { files } = await generate('f(x, y) = x^2 * sin(y)', { name: 'model.math', emit: ['hessian'] });
 * // files[0].path is 'model.math.ts'
 *
 * @throws AdjointError with all diagnostics of the stage that failed.
 */
export async function generate(source: string | Source, options: Options = {}): Promise<Generated> {
  return createGenerator()(source, options);
}

/**
 * The same code, live in memory: `const { f, fGrad } = await load('f(x) = x^2')`.
 * Its types may be named: `load<{ f(x: number): number }>(…)`.
 * Uses `new Function`, so it is for notebooks, tests and tools; ship what `generate` gives instead.
 *
 * @throws AdjointError as `generate` does.
 */
export async function load<T extends object = Loaded>(source: string | Source, options: Options = {}): Promise<T> {
  const { loadModule } = await import('./load.ts');
  return (await loadModule(source, options)) as T;
}

const symbolic: Symbolic = await (await import('../src/api.ts')).loadSymbolic();

/**
 * The derivative of an expression by a variable, simplified; synchronous, so that it stands in for `math.derivative`, and
 * works where that throws too.
 *
 * @example
 * derivative('x^2 * exp(-x)', 'x').toString(); // '2 * x * exp(-x) - x^2 * exp(-x)'
 *
 * @throws AdjointError
 */
export function derivative(expression: Expression, variable: Expression): Derivative {
  return symbolic.derivative(expression, variable);
}

/**
 * The derivatives of an expression by several variables, by default by all of its own.
 *
 * @throws AdjointError
 */
export function gradient(expression: Expression, variables?: readonly Expression[]): Record<string, Derivative> {
  return symbolic.gradient(expression, variables);
}
