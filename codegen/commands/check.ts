import { accuracyPage } from '../../src/check/accuracy/page.ts';
import { formatAccuracyTable, reportAccuracy } from '../../src/check/accuracy/table.ts';
import { decimalText } from '../../src/check/accuracy/measure.ts';
import type { AccuracyReport, Sample } from '../../src/check/accuracy/result.ts';
import { formatCheckTable, reportFailures } from '../../src/check/report.ts';
import type { CheckReport } from '../../src/check/report.ts';
import { createReporter } from '../../src/diagnostic.ts';
import type { Unit } from '../../src/pipeline.ts';
import { measureModule } from '../accuracy.ts';
import { loadCompiler } from '../generate.ts';
import { compileOptionsOf } from '../options.ts';
import { compareModule } from '../verify.ts';
import { writeFiles } from '../write.ts';
import { pairOf } from './args.ts';
import type { Args } from './args.ts';
import { integer, moduleOptions, openFormula, real } from './inputs.ts';
import { exit, UsageError } from './io.ts';
import type { ExitCode, Io } from './io.ts';
import { printJson, reportDiagnostics } from './output.ts';

/**
 * `adjoint check FILE|'EXPR'`: the emitted code beside the interpreter, forward mode and numeric derivatives, as a table;
 * and its true errors. docs/check.md has the JSON and the page.
 */
export async function runCheck(args: Args, io: Io): Promise<ExitCode> {
  const count = args.value('points');
  const points = count === undefined ? undefined : integer(count, 'points', 1);
  const source = await openFormula(args, io);
  const { compile, emit } = await loadCompiler();
  const tolerance = toleranceOf(args);
  const units = await compile(source, compileOptionsOf(source, moduleOptions(args)));
  const text = emit(units, source);
  const verification = await compareModule(units, text, source, { points });
  const given = await checkAllGiven(args, units, points);
  const reports = [...verification.reports, ...given];
  const accuracy = await measureModule(units, text, tolerance === undefined ? {} : { tolerance });
  const reporter = createReporter(source);
  for (const report of given) reportFailures(report, reporter);
  for (const report of accuracy) reportAccuracy(report, reporter);
  const page = args.value('html');
  if (page !== undefined) writeFiles([{ path: page, text: accuracyPage(accuracy, source), changed: true }]);
  const diagnostics = [...verification.diagnostics, ...reporter.diagnostics];
  const passed = [...reports, ...accuracy].every(({ ok }) => ok);
  if (args.has('json')) {
    printJson(io, { passed, functions: reports.map(toJson), accuracy: accuracy.map(accuracyToJson), diagnostics });
  } else {
    // That a value comes along rightly is worth a line only when it does not.
    const shown = reports.filter(({ ok, rows }) => !ok || rows.some(({ kind }) => kind !== 'value'));
    io.out((shown.length > 0 ? shown : reports).map((report) => `${formatCheckTable(report)}\n`).join('\n'));
    io.out(accuracy.map((report) => `\n${formatAccuracyTable(report, source)}\n`).join(''));
    // The table has its notes: the warnings would say them twice.
    reportDiagnostics(
      io,
      diagnostics.filter(({ severity }) => severity === 'error'),
    );
  }
  return passed ? exit.ok : exit.failed;
}

/** The derivatives that are given on the command line: `--derivative x='2 * x'`. */
async function checkAllGiven(args: Args, units: readonly Unit[], points: number | undefined): Promise<CheckReport[]> {
  const [unit, another] = units;
  const given = args.each('derivative').map((item) => pairOf(item, 'derivative'));
  if (given.length === 0 || unit === undefined) return [];
  if (another !== undefined) throw new UsageError('--derivative is of one output', `--output ${unit.name}`);
  const { checkGiven } = await import('../given.ts');
  const reports: CheckReport[] = [];
  for (const [variable, text] of given) {
    reports.push(await checkGiven(unit, { variable, source: { name: `<derivative ${variable}>`, text } }, points));
  }
  return reports;
}

/** @throws UsageError */
function toleranceOf(args: Args): number | undefined {
  const text = args.value('tolerance');
  if (text === undefined) return undefined;
  const tolerance = real(text, 'tolerance');
  if (tolerance > 0) return tolerance;
  throw new UsageError(`--tolerance needs a number above 0, not '${text}'`);
}

const valuesOf = (at: ReadonlyMap<string, number | Float64Array>): unknown =>
  Object.fromEntries([...at].map(([name, value]) => [name, typeof value === 'number' ? value : [...value]]));

const toJson = ({ rows, ...report }: CheckReport): unknown => ({
  ...report,
  comparisons: rows.map((row) => ({ ...row, at: valuesOf(row.at) })),
});

const sampleToJson = ({ site, truth, by, component, computed, ulps, relative }: Sample): unknown => {
  const { point, ...where } = site;
  return { by, component, ...where, at: valuesOf(point), computed, truth: decimalText(truth), ulps, relative };
};

const accuracyToJson = ({ rows, samples, ...report }: AccuracyReport): unknown => ({
  ...report,
  rows: rows.map((row) => ({ ...row, ...(row.worst && { worst: sampleToJson(row.worst) }) })),
  samples: samples.map(sampleToJson),
});
