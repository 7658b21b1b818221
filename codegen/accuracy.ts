import { trueErrors } from '../src/check/accuracy/errors.ts';
import type { AccuracyOptions } from '../src/check/accuracy/errors.ts';
import type { AccuracyReport } from '../src/check/accuracy/result.ts';
import type { Unit } from '../src/pipeline.ts';
import { instantiate } from './load.ts';
import { subjectsOf } from './subjects.ts';
import type { Subject } from './subjects.ts';

/** The true errors of the value and the derivatives of each function in a module's emitted text: see trueErrors. */
export async function measureModule(
  units: readonly Unit[],
  text: string,
  options: AccuracyOptions = {},
): Promise<AccuracyReport[]> {
  const functions = await instantiate(text);
  return units.map((unit) => {
    const [{ graph, emitted }] = subjectsOf(unit, functions) as [Subject];
    const final = unit.derived.get('grad') ?? unit.value;
    return trueErrors({ graph, emitted, wrt: unit.wrt, final }, options);
  });
}
