import { formatCheckTable, reportFailures } from '../../src/check/report.ts';
import type { CheckReport } from '../../src/check/report.ts';
import { createReporter } from '../../src/diagnostic.ts';
import type { Unit } from '../../src/pipeline.ts';
import { loadCompiler } from '../generate.ts';
import { compileOptionsOf } from '../options.ts';
import { compareModule } from '../verify.ts';
import { pairOf } from './args.ts';
import type { Args } from './args.ts';
import { integer, moduleOptions, openFormula } from './inputs.ts';
import { exit, UsageError } from './io.ts';
import type { ExitCode, Io } from './io.ts';
import { printJson, reportDiagnostics } from './output.ts';

/**
 * `adjoint check FILE|'EXPR'`: the emitted code beside the interpreter, forward mode and numeric derivatives, as a table.
 *
 * JSON: `{ passed, functions: [{ name, ok, points, comparisons: [{ kind, input, component, points, skipped, error,
 * symbolic, numeric, at, verdict, detail? }], warnings }], diagnostics }`.
 */
export async function runCheck(args: Args, io: Io): Promise<ExitCode> {
  const count = args.value('points');
  const points = count === undefined ? undefined : integer(count, 'points', 1);
  const source = await openFormula(args, io);
  const { compile, emit } = await loadCompiler();
  const units = await compile(source, compileOptionsOf(source, moduleOptions(args)));
  const verification = await compareModule(units, emit(units, source), source, { points });
  const given = await checkAllGiven(args, units, points);
  const reports = [...verification.reports, ...given];
  const reporter = createReporter(source);
  for (const report of given) reportFailures(report, reporter);
  const diagnostics = [...verification.diagnostics, ...reporter.diagnostics];
  const passed = reports.every(({ ok }) => ok);
  if (args.has('json')) {
    printJson(io, { passed, functions: reports.map(toJson), diagnostics });
  } else {
    // That a value comes along rightly is worth a line only when it does not.
    const shown = reports.filter(({ ok, rows }) => !ok || rows.some(({ kind }) => kind !== 'value'));
    io.out((shown.length > 0 ? shown : reports).map((report) => `${formatCheckTable(report)}\n`).join('\n'));
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

function toJson({ rows, ...report }: CheckReport): unknown {
  const values = (at: ReadonlyMap<string, number | Float64Array>): unknown =>
    Object.fromEntries([...at].map(([name, value]) => [name, typeof value === 'number' ? value : [...value]]));
  return { ...report, comparisons: rows.map((row) => ({ ...row, at: values(row.at) })) };
}
