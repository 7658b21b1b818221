import { styleText } from 'node:util';
import { formatDiagnostic } from '../../src/diagnostic.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';
import type { Io } from './io.ts';

/** Diagnostics for people, on stderr. */
export function reportDiagnostics(io: Io, diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length === 0) return;
  io.err(`${diagnostics.map((d) => colored(formatDiagnostic(d), d, io.color)).join('\n\n')}\n`);
}

/** A result for tools, on stdout. */
export function printJson(io: Io, value: unknown): void {
  io.out(`${JSON.stringify(value, jsonNumber, 2)}\n`);
}

/** JSON has no word for what is not finite: such numbers are their names, as strings. */
const jsonNumber = (_key: string, value: unknown): unknown =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;

function colored(text: string, { severity }: Diagnostic, color: boolean): string {
  if (!color) return text;
  return text.replace(`${severity}[`, `${styleText(severity === 'error' ? 'red' : 'yellow', severity)}[`);
}
