import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { stabilityForms } from './forms.ts';
import { measure } from './measure.ts';
import type { Measured } from './measure.ts';
import { pending } from './pending.ts';
import { report, summary } from './report.ts';

const TOLERANCE = 1e-13;

const measured: Measured[] = [];

afterAll(() => {
  console.log(summary(measured));
  // STABILITY_REPORT=path: the forms that miss, by theme, with the worst point of each quantity.
  const path = process.env['STABILITY_REPORT'];
  if (path !== undefined) writeFileSync(path, report(measured));
});

describe('the stability corpus', () => {
  it('names in its lists only forms that it has', () => {
    const formulas = new Set(stabilityForms.map(({ formula }) => formula));
    expect(pending.filter((formula) => !formulas.has(formula))).toEqual([]);
  });

  it.each(stabilityForms)('$formula', async (form) => {
    const result = await measure(form);
    measured.push(result);
    if (pending.includes(form.formula)) return;
    const where = result.quantities.map(
      ({ quantity, error, at, actual, wanted }) =>
        `${quantity} at ${at.join(', ')}: ${actual}, expected ${wanted} (${error.toExponential(1)})`,
    );
    expect(result.error, where.join('\n')).toBeLessThanOrEqual(TOLERANCE);
  });
});
