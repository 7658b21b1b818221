import { lineText, placeOf } from './source.ts';
import type { Source, Span } from './source.ts';

/**
 * One finding about a user's input. Codes are stable words in kebab-case ("unknown-name", "syntax"),
 * so that tools can match them; messages are for people and may change.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly file: string;
  /** From 1. A diagnostic about a file as a whole stands at 1:1. */
  readonly line: number;
  readonly column: number;
  /** What the user may do about it. */
  readonly suggestion?: string;
  /** The source line with the place underlined, ready to print. */
  readonly frame?: string;
}

/** The diagnostics of one stage, collected so that all of them are reported at once. */
export interface Reporter {
  readonly source: Source;
  readonly diagnostics: Diagnostic[];
  error(code: string, message: string, span?: Span, suggestion?: string): void;
  warn(code: string, message: string, span?: Span, suggestion?: string): void;
}

export function createReporter(source: Source): Reporter {
  const diagnostics: Diagnostic[] = [];
  const add =
    (severity: Diagnostic['severity']) =>
    (code: string, whole: string, span?: Span, advice?: string): void => {
      const message = clipped(whole);
      const suggestion = advice === undefined ? undefined : clipped(advice);
      const place = placeOf(source, span?.start ?? 0);
      const same = diagnostics.some(
        (d) => d.code === code && d.message === message && d.line === place.line && d.column === place.column,
      );
      if (same) return;
      diagnostics.push({
        code,
        severity,
        message,
        file: source.name,
        ...place,
        ...(suggestion === undefined ? {} : { suggestion }),
        ...(span === undefined ? {} : { frame: frameOf(source, span) }),
      });
    };
  return { source, diagnostics, error: add('error'), warn: add('warning') };
}

const LONGEST_WORD = 120;

/** A name or number of thousands of characters is shown by its ends. */
const clipped = (text: string): string =>
  text.length <= LONGEST_WORD
    ? text
    : text
        .split(/(\s+)/)
        .map((word) => (word.length <= LONGEST_WORD ? word : `${word.slice(0, 60)}…${word.slice(-20)}`))
        .join('');

/** Thrown when a stage has found errors; its message is the diagnostics, printed with frames. */
export class AdjointError extends Error {
  readonly diagnostics: readonly Diagnostic[];
  constructor(diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(formatDiagnostic).join('\n\n'));
    this.name = 'AdjointError';
    this.diagnostics = diagnostics;
  }
}

/** Ends a stage: throws when it reported an error. */
export function throwIfErrors(reporter: Reporter): void {
  if (reporter.diagnostics.some((d) => d.severity === 'error')) throw new AdjointError(reporter.diagnostics);
}

/** `file:line:column: error[code]: message`, then the frame and the suggestion. */
export function formatDiagnostic(d: Diagnostic): string {
  const head = `${d.file}:${d.line}:${d.column}: ${d.severity}[${d.code}]: ${d.message}`;
  return [head, d.frame, d.suggestion === undefined ? undefined : `  help: ${d.suggestion}`]
    .filter((part) => part !== undefined)
    .join('\n');
}

const FRAME_WIDTH = 100;

/** The line of a span with the span underlined; long lines are cut around the place. */
function frameOf(source: Source, span: Span): string {
  const { line, column } = placeOf(source, span.start);
  // Control characters would move a terminal's cursor: show each as a dot.
  const text = lineText(source, line)
    .replace(/\t/g, ' ')
    .replace(/\p{Cc}/gu, '·');
  const from = Math.max(0, Math.min(column - 1 - FRAME_WIDTH / 2, text.length - FRAME_WIDTH));
  const shown = text.slice(from, from + FRAME_WIDTH);
  const length = Math.max(1, Math.min(span.end - span.start, shown.length - (column - 1 - from)));
  const gutter = String(line);
  const caret = ' '.repeat(column - 1 - from) + '^'.repeat(length);
  return `  ${gutter} | ${shown}\n  ${' '.repeat(gutter.length)} | ${caret}`;
}

/** The known name nearest to a misspelt one, if one is near enough to be meant. */
export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance && candidate !== name) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Levenshtein distance with transposition of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 3) return Infinity;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const current = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      current.push(cost);
    }
    [before, previous] = [previous, current];
  }
  return previous[b.length] ?? Infinity;
}
