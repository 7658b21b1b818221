import type { Reporter } from '../diagnostic.ts';
import type { Span } from '../source.ts';
import type { Point } from './draw.ts';

/**
 * - `value`: emitted value against the interpreter.
 * - `reference`: emitted gradient against the interpreter, run on the graph of the gradient.
 * - `backward`: the backward function against the gradient function.
 * - `forward`: the gradient against forward mode.
 * - `numeric`: the gradient against numeric differentiation.
 */
export type CheckKind = 'value' | 'reference' | 'backward' | 'forward' | 'numeric';

export type Verdict = 'ok' | 'fail' | 'inconclusive';

/** One comparison over all points: its worst case. */
export interface CheckRow {
  readonly kind: CheckKind;
  /** The input differentiated by; the function itself for its value. */
  readonly input: string;
  /** The element where it was worst, counted from 1 (`x[2]`), or the direction. */
  readonly component: string;
  /** At how many points something could be compared. */
  readonly points: number;
  /** Comparisons that say nothing: at a kink, or where the number compared with has no digits. */
  readonly skipped: number;
  /** The worst relative error, the point where it stands, and both values there. */
  readonly error: number;
  readonly at: Point;
  /** What the emitted code gave. */
  readonly symbolic: number;
  /** What it is compared with. */
  readonly numeric: number;
  readonly verdict: Verdict;
  /** What was thrown, or else why there are no two values to show. */
  readonly detail?: string;
}

export interface CheckReport {
  /** The function that was checked. */
  readonly name: string;
  /** Whether nothing failed. */
  readonly ok: boolean;
  readonly points: number;
  readonly rows: readonly CheckRow[];
  /** What could not be checked, in words. */
  readonly warnings: readonly string[];
}

/** What each comparison compares with. */
const against: Record<CheckKind, string> = {
  value: 'interpreter',
  reference: 'interpreter',
  backward: 'gradient',
  forward: 'forward mode',
  numeric: 'numeric',
};

const HEAD = ['of', 'against', 'points', 'rel. error', 'symbolic', 'compared with', 'at', 'verdict'];
const RIGHT = new Set([2, 3, 4, 5]);

/** The report as a table for a terminal, one row a comparison, and what could not be checked below it. */
export function formatCheckTable(report: CheckReport): string {
  const cells = report.rows.map((row) => [
    subject(report, row),
    against[row.kind],
    String(row.points),
    row.detail === undefined ? row.error.toExponential(1) : '',
    row.detail === undefined ? digits(row.symbolic, 10) : '',
    row.detail === undefined ? digits(row.numeric, 10) : '',
    pointText(row.at, 3, 4),
    row.detail === undefined ? row.verdict : `${row.verdict}: ${row.detail}`,
  ]);
  const widths = HEAD.map((_, k) => Math.max(...[HEAD, ...cells].map((line) => (line[k] as string).length)));
  const text = (line: readonly string[]): string =>
    line
      .map((cell, k) => (RIGHT.has(k) ? cell.padStart(widths[k] as number) : cell.padEnd(widths[k] as number)))
      .join('  ')
      .trimEnd();
  const title = `${report.name}: ${report.ok ? 'ok' : 'FAILED'} at ${report.points} point${report.points === 1 ? '' : 's'}`;
  return [title, text(HEAD), ...cells.map(text), ...report.warnings.map((warning) => `note: ${warning}`)].join('\n');
}

/** Reports each failed comparison as an error (`check-failed`), and what was not checked as warnings (`check-incomplete`). */
export function reportFailures(report: CheckReport, reporter: Reporter, span?: Span): void {
  for (const row of report.rows) {
    if (row.verdict === 'fail') reporter.error('check-failed', failureText(report, row), span);
  }
  for (const warning of report.warnings) reporter.warn('check-incomplete', `${report.name}: ${warning}`, span);
}

/** A failed row in one sentence: the function, the input, the point and both values. */
function failureText(report: CheckReport, row: CheckRow): string {
  const what = row.kind === 'value' ? `the value of ${report.name}` : `${report.name}: ${subject(report, row)}`;
  const where = row.at.size === 0 ? '' : ` at ${pointText(row.at, 12, 17)}`;
  if (row.detail !== undefined) return `${what}${where}: ${row.detail}`;
  const other = { value: 'the interpreter', reference: 'the interpreter', backward: 'the gradient function' };
  const source =
    row.kind === 'forward' || row.kind === 'numeric' ? `${against[row.kind]} differentiation` : other[row.kind];
  return (
    `${what} is ${row.symbolic}${where}, where ${source.replace('forward mode', 'forward-mode')} ` +
    `gives ${row.numeric} (relative error ${row.error.toExponential(1)})`
  );
}

function subject(report: CheckReport, row: CheckRow): string {
  if (row.kind === 'value') return row.component === '' ? report.name : row.component;
  return `${row.kind === 'backward' ? 'backward' : 'gradient'} by ${row.component === '' ? row.input : row.component}`;
}

const digits = (value: number, count: number): string => String(Number(value.toPrecision(count)));

/** `x = 1.5, w = [1, 2, … 7 more]`. */
export function pointText(point: Point, elements: number, precision: number): string {
  return [...point]
    .map(([name, value]) => {
      if (typeof value === 'number') return `${name} = ${digits(value, precision)}`;
      const shown = Array.from(value.slice(0, elements), (element) => digits(element, precision));
      if (value.length > elements) shown.push(`… ${value.length - elements} more`);
      return `${name} = [${shown.join(', ')}]`;
    })
    .join(', ');
}
