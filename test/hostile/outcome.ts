import { createGenerator } from '../../codegen/generate.ts';
import type { Options } from '../../codegen/options.ts';
import { AdjointError } from '../../src/diagnostic.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { lineText } from '../../src/source.ts';

/** What became of a text: the codes of what was said of it, and what is wrong with that. */
export interface Outcome {
  readonly compiled: boolean;
  readonly codes: readonly string[];
  /** Codes with the place of each. */
  readonly places: readonly string[];
  /** The emitted module; empty where there is none. */
  readonly text: string;
  /** Why this must not happen, whatever the text is. */
  readonly faults: readonly string[];
}

/** Diagnostics that say that the compiler is wrong, not its input. */
const OURS: ReadonlySet<string> = new Set(['internal', 'emit-type', 'emit-syntax']);

const generate = createGenerator();

/**
 * Sends a text through everything: the emitted code is type-checked and compared with the interpreter and with numeric
 * derivatives. Whatever the text, there is then a module, or diagnostics whose places lie in the text.
 */
export async function outcomeOf(text: string, options: Options = {}): Promise<Outcome> {
  const name = 'hostile.math';
  const outcome = (compiled: boolean, found: readonly Diagnostic[], emitted: string): Outcome => ({
    compiled,
    codes: [...new Set(found.map(({ code }) => code))],
    places: found.map(({ code, line, column }) => `${code} ${line}:${column}`),
    text: emitted,
    faults: [
      ...found.flatMap((diagnostic) => faultsOf(diagnostic, { name, text })),
      ...(compiled || found.some(({ severity }) => severity === 'error') ? [] : ['fails without an error']),
    ],
  });
  try {
    const { files, diagnostics } = await generate({ name, text }, options);
    return outcome(true, diagnostics, files[0]?.text ?? '');
  } catch (error) {
    if (error instanceof AdjointError) return outcome(false, error.diagnostics, '');
    const thrown = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { compiled: false, codes: [], places: [], text: '', faults: [`threw ${thrown.slice(0, 600)}`] };
  }
}

function faultsOf(diagnostic: Diagnostic, source: { readonly name: string; readonly text: string }): string[] {
  const { code, severity, line, column, message, suggestion, file } = diagnostic;
  const shown = `${code} ${line}:${column}: ${message}`;
  const lines = source.text.split(/\r\n|\r|\n/).length;
  const inside = line >= 1 && line <= lines && column >= 1 && column <= lineText(source, line).length + 1;
  return [
    ...(OURS.has(code) ? [`is our fault: ${shown}`] : []),
    ...(inside ? [] : [`stands outside of the text: ${shown}`]),
    ...(message.trim() === '' || suggestion === '' ? [`says nothing: ${shown}`] : []),
    ...(severity === 'error' && suggestion === undefined && code !== 'check-failed'
      ? [`has no suggestion: ${shown}`]
      : []),
    ...(message.length > 2000 ? [`says too much: ${shown.slice(0, 200)}`] : []),
    ...(file === source.name ? [] : [`is about another file: ${file}`]),
  ];
}
