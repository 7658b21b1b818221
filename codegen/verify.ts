import { checkUnit } from '../src/check/compare.ts';
import { reportFailures } from '../src/check/report.ts';
import type { CheckReport } from '../src/check/report.ts';
import { createReporter, throwIfErrors } from '../src/diagnostic.ts';
import type { Diagnostic } from '../src/diagnostic.ts';
import type { Unit } from '../src/pipeline.ts';
import type { Source } from '../src/source.ts';
import { instantiate } from './load.ts';
import { subjectsOf } from './subjects.ts';

export interface Verification {
  /** One for each function that has a derivative. */
  readonly reports: readonly CheckReport[];
  /** An error for each comparison that failed, a warning for each that could not be made. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Checks the functions that a module's emitted text becomes: see checkUnit. */
export async function compareModule(
  units: readonly Unit[],
  text: string,
  source: Source,
  options: { readonly points?: number | undefined } = {},
): Promise<Verification> {
  const functions = await instantiate(text);
  const reporter = createReporter(source);
  const count = options.points === undefined ? {} : { count: options.points };
  const reports = units.flatMap((unit) =>
    subjectsOf(unit, functions).map((subject) => {
      const report = checkUnit({ ...subject, ...count });
      reportFailures(report, reporter);
      return report;
    }),
  );
  return { reports, diagnostics: reporter.diagnostics };
}

/**
 * @returns the warnings.
 * @throws AdjointError `check-failed`.
 */
export async function verifyModule(
  units: readonly Unit[],
  text: string,
  source: Source,
): Promise<readonly Diagnostic[]> {
  const { diagnostics } = await compareModule(units, text, source);
  throwIfErrors({ ...createReporter(source), diagnostics: [...diagnostics] });
  return diagnostics;
}
