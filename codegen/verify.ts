import { checkUnit } from '../src/check/compare.ts';
import type { Emitted, Value } from '../src/check/compare.ts';
import { reportFailures } from '../src/check/report.ts';
import type { CheckReport } from '../src/check/report.ts';
import { createReporter, throwIfErrors } from '../src/diagnostic.ts';
import type { Diagnostic } from '../src/diagnostic.ts';
import type { Unit } from '../src/pipeline.ts';
import type { Source } from '../src/source.ts';
import { instantiate } from './load.ts';
import type { Loaded } from './load.ts';

export interface Verification {
  /** One for each unit. */
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
  const reports = units.map((unit) => {
    const gradientGraph = unit.derived.get('grad');
    const report = checkUnit({
      graph: unit.value,
      emitted: emittedOf(unit.name, functions),
      wrt: unit.wrt,
      ...(gradientGraph === undefined ? {} : { gradientGraph }),
      ...(options.points === undefined ? {} : { count: options.points }),
    });
    reportFailures(report, reporter);
    return report;
  });
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

type Inputs = readonly Value[];
type Named = Readonly<Record<string, Value>>;

/** What is emitted for a unit, as the check calls it. */
function emittedOf(name: string, functions: Loaded): Emitted {
  const call = <T>(suffix: string, ...args: readonly unknown[]): T => functions[name + suffix]?.(...args) as T;
  const has = (suffix: string): boolean => functions[name + suffix] !== undefined;
  const byName = (values: Named): ReadonlyMap<string, Value> => new Map(Object.entries(values));
  return {
    value: (inputs) => call<Value>('', ...inputs),
    ...(has('Grad') && {
      gradient: (inputs: Inputs) => {
        const { value, gradient } = call<{ value: number; gradient: Named }>('Grad', ...inputs);
        return { value, gradient: byName(gradient) };
      },
    }),
    ...(has('Forward') && {
      backward: (inputs: Inputs, seed: Value) => {
        const { saved } = call<{ saved: unknown }>('Forward', ...inputs);
        return byName(call<Named>('Backward', saved, seed));
      },
    }),
  };
}
