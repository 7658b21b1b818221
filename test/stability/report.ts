import { LOOSE, TIGHT } from './measure.ts';
import type { Measured, Worst } from './measure.ts';

const count = (all: readonly Measured[], test: (one: Measured) => boolean): string => {
  const found = all.filter(test).length;
  return `${found} (${((100 * found) / Math.max(all.length, 1)).toFixed(1)} %)`;
};

const isHeldOut = ({ theme }: Measured): boolean => theme.startsWith('held out');

/** How many forms keep their digits, in words; those that were written down before anything was mended for them apart too. */
export const summary = (all: readonly Measured[]): string =>
  [counts(all), counts(all.filter((one) => !isHeldOut(one))), counts(all.filter(isHeldOut))]
    .map((text, k) => `${['All', 'Built with', 'Held out'][k] as string}: ${text}`)
    .join('\n');

const counts = (all: readonly Measured[]): string =>
  [
    `${all.length} forms, value and gradient at ${all.reduce((sum, one) => sum + (one.quantities[0]?.points ?? 0), 0)} points:`,
    `≤ 1e-13: ${count(all, ({ error }) => error <= TIGHT)}`,
    `≤ 1e-9: ${count(all, ({ error }) => error <= LOOSE)}`,
    `not finite: ${count(all, ({ error }) => error === Infinity)}`,
  ].join('\n');

const line = ({ quantity, error, at, actual, wanted, misses, points }: Worst): string =>
  `  - ${quantity}: ${error.toExponential(1)} (${misses} of ${points} miss), at ${at.join(', ')}: ${actual}, expected ${wanted}`;

/** The forms that miss, by theme, in Markdown. */
export function report(all: readonly Measured[]): string {
  const lines = [summary(all)];
  const missing = all.filter(({ error }) => !(error <= TIGHT));
  for (const theme of new Set(missing.map((one) => one.theme))) {
    lines.push('', `## ${theme}`, '');
    for (const { formula, quantities } of missing.filter((one) => one.theme === theme)) {
      lines.push(`- \`${formula}\``, ...quantities.filter(({ error }) => !(error <= TIGHT)).map(line));
    }
  }
  return `${lines.join('\n')}\n`;
}
