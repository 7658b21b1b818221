import type { Reporter } from '../../diagnostic.ts';
import { decimalText } from './measure.ts';
import { placeOf } from '../../source.ts';
import type { Source } from '../../source.ts';
import { pointText } from '../report.ts';
import { regions } from './grid.ts';
import type { Blame, LossKind } from './locate.ts';
import type { AccuracyReport, AccuracyRow, AccuracyVerdict } from './result.ts';

/** `0.74`, `2.6e+3`, `all`: an error in units of the last place. */
export const ulpsText = (ulps: number): string =>
  !Number.isFinite(ulps) ? 'all' : ulps < 1000 ? String(Number(ulps.toPrecision(2))) : ulps.toExponential(1);

export const relativeText = (relative: number): string =>
  Number.isFinite(relative) ? relative.toExponential(1) : 'infinite';

export const subjectText = (name: string, by: string | undefined): string =>
  by === undefined ? name : `derivative by ${by}`;

/** From the best to the worst. */
const verdicts: readonly AccuracyVerdict[] = ['ok', 'ill-conditioned', 'loss', 'wrong'];

const HEAD = ['of', ...regions, 'worst rel. error', 'at', 'verdict'];
const isNumeric = (column: number): boolean => column >= 1 && column <= regions.length + 1;

/** One line for each value and derivative: its worst true error in each region, in ulps, and the worst point of all. */
export function formatAccuracyTable(report: AccuracyReport, source: Source): string {
  const visited = regions.map((region) => `${pointsIn(report, region)} ${region}`);
  const title = `true error of ${report.name}, in ulps, at ${visited.slice(0, -1).join(', ')} and ${visited.at(-1)} points`;
  const lines = subjectsOf(report).map((rows) => {
    const cells = regions.map((region) => {
      const worst = rows.find((row) => row.region === region)?.worst;
      return worst === undefined ? '-' : ulpsText(worst.ulps);
    });
    const row = worstOf(rows);
    const { worst, by } = row;
    if (worst === undefined) return [subjectText(report.name, by), ...cells, '', '', 'no point with a true value'];
    const failed = row.failed ? ' (FAILED)' : '';
    const at = pointText(worst.site.point, 3, 4);
    return [subjectText(report.name, by), ...cells, relativeText(worst.relative), at, `${row.verdict}${failed}`];
  });
  // One note for each value and derivative; JSON and the page have those of all regions.
  const noted = subjectsOf(report).map(worstOf).filter(isNoted);
  const notes = [...noted.map((row) => noteText(report, row, source)), ...report.notes];
  if (lines.length === 0) return notes.map((note) => `note: ${note}`).join('\n');
  const widths = HEAD.map((_, k) => Math.max(...[HEAD, ...lines].map((line) => (line[k] as string).length)));
  const text = (line: readonly string[]): string =>
    line
      .map((cell, k) => (isNumeric(k) ? cell.padStart(widths[k] as number) : cell.padEnd(widths[k] as number)))
      .join('  ')
      .trimEnd();
  return [title, text(HEAD), ...lines.map(text), ...notes.map((note) => `note: ${note}`)].join('\n');
}

/** The rows of each value and derivative. */
export function subjectsOf({ rows }: AccuracyReport): AccuracyRow[][] {
  const groups = new Map<string | undefined, AccuracyRow[]>();
  for (const row of rows) groups.set(row.by, [...(groups.get(row.by) ?? []), row]);
  return [...groups.values()];
}

/** How many points of a region had a true value of the function itself. */
const pointsIn = ({ rows }: AccuracyReport, region: string): number =>
  rows.find((row) => row.region === region && row.by === undefined)?.points ?? 0;

function worstOf(rows: readonly AccuracyRow[]): AccuracyRow {
  const rank = (row: AccuracyRow): number =>
    10 * verdicts.indexOf(row.verdict) + (row.failed ? 5 : 0) + (row.worst === undefined ? 0 : 1);
  const size = (row: AccuracyRow): number => row.worst?.relative ?? -1;
  return rows.reduce((a, b) => {
    if (rank(a) !== rank(b)) return rank(b) > rank(a) ? b : a;
    return size(b) > size(a) ? b : a;
  });
}

const isNoted = ({ verdict, failed }: AccuracyRow): boolean => verdict !== 'ok' || failed;

const losses: Record<LossKind, string> = {
  cancellation: 'cancels',
  overflow: 'overflows',
  underflow: 'underflows',
  sensitive: 'magnifies the rounding of its argument',
  inaccurate: 'is computed with few digits',
};

/** What is worth a sentence: where digits go, and why. */
export function noteText({ name }: AccuracyReport, row: AccuracyRow, source: Source): string {
  const { worst, by, verdict, condition, blame } = row;
  if (worst === undefined) return `${subjectText(name, by)}: ${verdict}`;
  const where = `${subjectText(name, by)} at ${pointText(worst.site.point, 3, 17)}`;
  const values = `${worst.computed} in place of ${decimalText(worst.truth, 17)}`;
  if (verdict === 'wrong') return `${where} is ${values}: the code does not compute the formula`;
  if (verdict === 'ill-conditioned') {
    return `${where} is ${values}: the formula itself is ill-conditioned here, its condition number is ${conditionText(condition)}`;
  }
  const reason = blame === undefined ? 'the roundings of many operations add up' : blameText(blame, source);
  return `${where} is ${values}: ${reason}`;
}

const conditionText = (condition: number | undefined): string =>
  condition === undefined || !Number.isFinite(condition) ? 'infinite' : condition.toExponential(1);

/** `exp(x) - 1 cancels (condition number 1.0e+8; f, line 2)`. */
export function blameText({ kind, text, condition, definition, span }: Blame, source: Source): string {
  const magnified = condition === undefined ? '' : `condition number ${conditionText(condition)}; `;
  const place = span === undefined ? '' : `, line ${placeOf(source, span.start).line}`;
  return `${shortened(text)} ${losses[kind]} (${magnified}in ${definition}${place})`;
}

const LONG = 100;
const shortened = (text: string): string =>
  text.length <= LONG ? text : `${text.slice(0, LONG / 2)} … ${text.slice(-LONG / 2)}`;

/** Reports each row that failed as an error (`check-failed`), and each other loss of digits as a warning (`digits-lost`). */
export function reportAccuracy(report: AccuracyReport, reporter: Reporter): void {
  for (const row of report.rows) {
    const span = row.blame?.span;
    if (row.failed) reporter.error('check-failed', noteText(report, row, reporter.source), span);
    else if (row.verdict === 'loss') reporter.warn('digits-lost', noteText(report, row, reporter.source), span);
  }
}
