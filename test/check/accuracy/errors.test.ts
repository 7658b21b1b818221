import { describe, expect, it } from 'vitest';
import { subjectsOf } from '../../../codegen/subjects.ts';
import type { Subject } from '../../../codegen/subjects.ts';
import { trueErrors } from '../../../src/check/accuracy/errors.ts';
import type { AccuracyOptions } from '../../../src/check/accuracy/errors.ts';
import type { AccuracyReport, AccuracyRow } from '../../../src/check/accuracy/result.ts';
import { errorOf } from '../../../src/check/accuracy/measure.ts';
import { fromNumber } from '../../../src/check/precise/big.ts';
import type { Emitted } from '../../../src/check/setting.ts';
import type { Graph } from '../../../src/ir/graph.ts';
import { compileLive } from '../../compiled.ts';

async function measure(
  formula: string,
  options: AccuracyOptions = {},
  change: (emitted: Emitted) => Emitted = (e) => e,
) {
  const { unit, functions } = await compileLive(formula);
  const [{ graph, emitted }] = subjectsOf(unit, functions) as [Subject];
  const final = unit.derived.get('grad') as Graph;
  return trueErrors({ graph, emitted: change(emitted), wrt: unit.wrt, final }, options);
}

const at = (region: 'tiny' | 'huge', x: number) => ({
  sites: [{ region, point: new Map([['x', x]]), moved: 'x', to: x }],
});
const valueRow = ({ rows }: AccuracyReport): AccuracyRow => rows.find(({ by }) => by === undefined) as AccuracyRow;

describe('true errors', () => {
  it('are in ulps of the true value', () => {
    expect(errorOf(1 + 2 ** -52, fromNumber(1))).toEqual({ ulps: 1, relative: 2 ** -52 });
    expect(errorOf(1.5 + 2 ** -51, fromNumber(1.5)).ulps).toBe(2);
    expect(errorOf(0, fromNumber(0))).toEqual({ ulps: 0, relative: 0 });
    expect(errorOf(Number.NaN, fromNumber(3)).relative).toBe(Infinity);
    expect(errorOf(0, fromNumber(1e-300)).relative).toBe(1);
  });

  it('are below an ulp or two where nothing is lost', async () => {
    const report = await measure('sin(x) * exp(x / 8)');
    expect(report.ok).toBe(true);
    expect(report.rows.map(({ by, region }) => `${by ?? 'f'} ${region}`)).toEqual([
      ...['ordinary', 'huge', 'tiny', 'edge'].map((region) => `f ${region}`),
      ...['ordinary', 'huge', 'tiny', 'edge'].map((region) => `x ${region}`),
    ]);
    expect(Math.max(...report.rows.map(({ points }) => points))).toBeGreaterThan(60);
    expect(valueRow(report).worst?.ulps).toBeLessThan(3);
  });

  // The rounding of 2 / √π is 0.15 in the derivative of the first at 1e-16.
  it.each(['erf(x) / x', 'log2(1 + x) / x', 'log10(1 + x) / x'])(
    '%s: truths have no rounded constants',
    async (formula) => {
      const { rows, ok } = await measure(formula, at('tiny', 1e-16));
      expect(ok).toBe(true);
      for (const { worst } of rows) expect(worst?.ulps).toBeLessThan(8);
    },
  );

  // Forms that no rewrite cures, and what is to blame in them.
  it.each([
    ['coth(x) - tanh(x)', at('huge', 15), 'cancellation', 'coth(x) - tanh(x)'],
    ['lgamma(x + 1) - lgamma(x)', at('huge', 1e4), 'cancellation', 'lgamma(x + 1) - lgamma(x)'],
    ['acos(cos(x))', at('tiny', 1e-7), 'sensitive', 'acos(cos(x))'],
    ['cosh(x) / cosh(x + 1)', at('huge', 794), 'overflow', 'cosh(x + 1)'],
  ] as const)('%s: names the sub-expression that loses the digits', async (formula, options, kind, text) => {
    const row = valueRow(await measure(formula, options));
    expect(row).toMatchObject({ verdict: 'loss', failed: false, blame: { kind, text } });
    expect(row.blame?.span).toBeDefined();
  });

  it('do not blame the code where the formula is ill-conditioned', async () => {
    const row = valueRow(await measure('x^2 - 3 * x + 2', at('tiny', 1 + 2 ** -40)));
    expect(row.verdict).toBe('ill-conditioned');
    expect(row.condition).toBeGreaterThan(1e10);
    expect(row.blame).toBeUndefined();
  });

  it('fail beyond a tolerance that counts the condition number', async () => {
    const lossy = await measure('coth(x) - tanh(x)', { ...at('huge', 15), tolerance: 1e-10 });
    expect(valueRow(lossy)).toMatchObject({ verdict: 'loss', failed: true });
    const conditioned = await measure('x^2 - 3 * x + 2', { ...at('tiny', 1 + 2 ** -40), tolerance: 1e-10 });
    expect(conditioned.ok).toBe(true);
  });

  it('fail where the emitted code is wrong at an ordinary point, however little', async () => {
    const wrong = (emitted: Emitted): Emitted => ({
      ...emitted,
      value: (inputs) => (emitted.value(inputs) as number) * (1 + 1e-5),
    });
    const report = await measure('sin(x)', {}, wrong);
    expect(report.ok).toBe(false);
    expect(report.rows.filter(({ failed }) => failed).map(({ by, region }) => `${by} ${region}`)).toEqual([
      'undefined ordinary',
    ]);
  });

  it('tell code whose graph is another function from code that rounds', async () => {
    const { unit, functions } = await compileLive('x^3 + 1');
    const other = await compileLive('x^3 + 1.001');
    const [{ graph }] = subjectsOf(unit, functions) as [Subject];
    const [{ emitted }] = subjectsOf(other.unit, other.functions) as [Subject];
    const final = other.unit.derived.get('grad') as Graph;
    const report = trueErrors({ graph, emitted, wrt: ['x'], final }, at('tiny', 1e-3));
    expect(valueRow(report)).toMatchObject({ verdict: 'wrong', failed: true });
    expect(report.rows.find(({ by }) => by === 'x')).toMatchObject({ verdict: 'ok' });
  });

  it('leave out points without a true value, and say how many', async () => {
    const report = await measure('log(x)');
    const huge = valueRow({ ...report, rows: report.rows.filter(({ region }) => region === 'huge') });
    expect(huge.left.none).toBe(huge.points);
    const exps = await measure('exp(x)', at('huge', 1e5));
    expect(valueRow(exps)).toMatchObject({ points: 0, left: { overflow: 1 }, verdict: 'ok' });
  });

  it('are measured for arrays too, by weighted sums of their elements', async () => {
    const report = await measure('y[i] = exp(v[i]) * w');
    expect(report.ok).toBe(true);
    expect(new Set(report.rows.map(({ by }) => by))).toEqual(new Set([undefined, 'v', 'w']));
    expect(report.rows.every(({ worst }) => (worst?.relative ?? 0) < 1e-14)).toBe(true);
  });

  it('are left out for what is too large, and say so', async () => {
    const report = await measure('A : real[80, 80]\nsum(i, sum(j, A[i, j]^2))');
    expect(report).toMatchObject({ ok: true, rows: [], notes: [expect.stringContaining('too large')] });
  });

  it('are the same in every run', async () => {
    const [a, b] = [await measure('x * log(x)'), await measure('x * log(x)')];
    expect(a.samples).toEqual(b.samples);
  });
});
