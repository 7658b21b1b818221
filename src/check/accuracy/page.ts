import type { Source } from '../../source.ts';
import { pointText } from '../report.ts';
import { escapeHtml } from './escape.ts';
import { regions } from './grid.ts';
import { errorPlot } from './plot.ts';
import { blameText, relativeText, subjectText, ulpsText } from './table.ts';
import type { AccuracyReport, AccuracyRow } from './result.ts';

const STYLE = `
:root { color-scheme: light dark; --text: #1a1a1a; --soft: #666; --line: #ddd; --page: #fff; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e6e6; --soft: #a0a0a0; --line: #3a3a3a; --page: #161616; --bad: #ff8a80; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
pre, code, td { font-family: ui-monospace, monospace; font-size: 13px; }
pre { border: 1px solid var(--line); padding: .75rem; overflow-x: auto; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .6rem; text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 500; }
.bad { color: var(--bad); }
figure { display: inline-block; width: min(100%, 34rem); margin: 1rem .5rem 0 0; }
figcaption { color: var(--soft); }
svg { width: 100%; height: auto; }
.grid { stroke: var(--line); }
.tick { fill: var(--soft); font-size: 10px; }
.ordinary { fill: #2e7d32; } .huge { fill: #1565c0; } .tiny { fill: #8e24aa; } .edge { fill: #ef6c00; }
.key span { margin-right: 1rem; }
.key svg { width: .7rem; height: .7rem; margin-right: .3rem; }
`;

/** A page that needs nothing but itself: tables and plots of true errors. All text from outside is escaped. */
export function accuracyPage(reports: readonly AccuracyReport[], source: Source): string {
  const key = regions.map(
    (region) => `<span><svg viewBox="0 0 6 6"><circle class="${region}" cx="3" cy="3" r="3"/></svg>${region}</span>`,
  );
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>True errors of ${escapeHtml(source.name)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1>True errors of ${escapeHtml(source.name)}</h1>`,
    '<p>The emitted code beside values of the formula to 30 digits. An ulp is the distance of neighbouring doubles.</p>',
    `<pre>${escapeHtml(source.text)}</pre>`,
    `<p class="key">${key.join('')}</p>`,
    ...reports.map((report) => section(report, source)),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const HEAD = ['of', 'points', 'number', 'left out', 'ulps', 'rel. error', 'at', 'computed', 'true', 'verdict'];

function section(report: AccuracyReport, source: Source): string {
  const head = HEAD.map((text) => `<th>${text}</th>`).join('');
  const rows = report.rows.map((row) => tableRow(report, row, source));
  const notes = report.notes.map((note) => `<p>${escapeHtml(note)}</p>`);
  const table = rows.length === 0 ? [] : [`<table><thead><tr>${head}</tr></thead><tbody>`, ...rows, '</tbody></table>'];
  return [`<h2>${escapeHtml(report.name)}</h2>`, ...notes, ...table, ...figures(report)].join('\n');
}

function tableRow({ name }: AccuracyReport, row: AccuracyRow, source: Source): string {
  const { worst, left } = row;
  const missing = Object.entries(left).filter(([, count]) => count > 0);
  const blame = row.blame === undefined ? '' : `: ${blameText(row.blame, source)}`;
  const condition = row.condition === undefined ? '' : `, condition number ${row.condition.toExponential(1)}`;
  const cells = [
    subjectText(name, row.by),
    row.region,
    String(row.points),
    missing.map(([kind, count]) => `${count} ${kind}`).join(', '),
    worst === undefined ? '' : ulpsText(worst.ulps),
    worst === undefined ? '' : relativeText(worst.relative),
    worst === undefined ? '' : pointText(worst.site.point, 3, 17),
    worst === undefined ? '' : String(worst.computed),
    row.truth ?? '',
    `${row.verdict}${row.failed ? ' (FAILED)' : ''}${condition}${blame}`,
  ];
  const bad = row.failed || row.verdict === 'loss' || row.verdict === 'wrong' ? ' class="bad"' : '';
  return `<tr>${cells.map((cell, k) => `<td${k === cells.length - 1 ? bad : ''}>${escapeHtml(cell)}</td>`).join('')}</tr>`;
}

/** A plot for each value and derivative over each input that was moved alone. */
function figures({ name, samples }: AccuracyReport): string[] {
  const inputs = [...new Set(samples.flatMap(({ site }) => site.moved ?? []))];
  const subjects = [...new Set(samples.map(({ by }) => by))];
  return subjects.flatMap((by) =>
    inputs.flatMap((input) => {
      const shown = samples.filter((sample) => sample.by === by && sample.site.moved === input);
      if (shown.length === 0) return [];
      const title = `${subjectText(name, by)} over ${input}`;
      return [`<figure>${errorPlot(shown, input, title)}<figcaption>${escapeHtml(title)}</figcaption></figure>`];
    }),
  );
}
