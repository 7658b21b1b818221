import { reportDiagnostics, printJson } from './output.ts';
import { compileOptionsOf } from '../options.ts';
import { loadCompiler } from '../generate.ts';
import { compareModule } from '../verify.ts';
import type { Comparison } from '../verify.ts';
import type { Args } from './args.ts';
import { integer, moduleOptions, openFormula } from './inputs.ts';
import { exit } from './io.ts';
import type { ExitCode, Io } from './io.ts';

/**
 * `adjoint check FILE|'EXPR'`: the derivatives of the emitted code beside numeric ones, as a table.
 *
 * JSON: `{ passed, comparisons: [{ function, input, symbolic, numeric, relativeError, points, passed }], diagnostics }`.
 */
export async function runCheck(args: Args, io: Io): Promise<ExitCode> {
  const points = args.value('points');
  const count = points === undefined ? {} : { points: integer(points, 'points', 1) };
  const source = await openFormula(args, io);
  const { compile, emit } = await loadCompiler();
  const units = await compile(source, compileOptionsOf(source, moduleOptions(args)));
  const { comparisons, diagnostics } = await compareModule(units, emit(units, source), source, count);
  const passed = diagnostics.length === 0;
  if (args.has('json')) printJson(io, { passed, comparisons, diagnostics });
  else {
    io.out(table(comparisons));
    reportDiagnostics(io, diagnostics);
  }
  return passed ? exit.ok : exit.failed;
}

function table(comparisons: readonly Comparison[]): string {
  const rows = [
    ['function', 'by', 'symbolic', 'numeric', 'relative error', 'points', ''],
    ...comparisons.map((row) => [
      row.function,
      row.input,
      digits(row.symbolic),
      digits(row.numeric),
      row.relativeError.toExponential(1),
      String(row.points),
      row.passed ? 'ok' : 'FAILED',
    ]),
  ];
  const widths = (rows[0] as string[]).map((_, k) => Math.max(...rows.map((row) => (row[k] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, k) => (k < 2 ? cell.padEnd(widths[k] ?? 0) : cell.padStart(widths[k] ?? 0))).join('  ');
  return `${rows.map((row) => line(row).trimEnd()).join('\n')}\n`;
}

const digits = (value: number): string => String(Number(value.toPrecision(12)));
