import { isZero, toNumber } from '../precise/big.ts';
import type { Big } from '../precise/big.ts';
import type { Prover, Truth } from '../precise/truth.ts';
import { sensitivity } from './condition.ts';
import type { AccuracyOptions, Measured } from './errors.ts';
import { locate } from './locate.ts';
import { decimalText, gapOf } from './measure.ts';
import { outputsOf, seeded } from './reference.ts';
import type { Outputs } from './reference.ts';
import type { AccuracyRow, Group, Sample } from './result.ts';

/** An error up to this is no loss of digits. */
const DIGITS = 1e-13;
/** At ordinary points an error beyond this, times the condition number, is a failure. */
const ORDINARY = 1e-6;
/** Two graphs that differ by more than this do not mean the same. */
const SAME = 1e-9;
/** How much may be computed to explain the errors of a row beyond the first, in operations of 160 bits. */
const BUDGET = 5000;

/** Looks into the errors of one value or derivative in one region, from the worst to where they are no loss. */
export function createJudge(
  { final }: Measured,
  reference: Outputs,
  prover: Prover,
  { tolerance }: AccuracyOptions,
): (group: Group) => AccuracyRow {
  const emittedOutputs = final === undefined ? undefined : outputsOf(final);
  return ({ by, region, samples, left }) => {
    const base = { region, points: samples.length, left, ...(by !== undefined && { by }) };
    const sorted = [...samples].sort((a, b) => (a.relative === b.relative ? 0 : b.relative - a.relative));
    const [first] = sorted;
    if (first === undefined) return { ...base, verdict: 'ok', failed: false };
    const rowOf = (
      worst: Sample,
      rest: Pick<AccuracyRow, 'verdict' | 'failed' | 'condition' | 'blame'>,
    ): AccuracyRow => ({
      ...base,
      worst,
      truth: decimalText(worst.truth),
      ...rest,
    });
    const limit = tolerance ?? (region === 'ordinary' ? ORDINARY : Infinity);
    const start = prover.work();
    let conditioned: AccuracyRow | undefined;
    for (const sample of sorted) {
      if (sample.relative <= Math.min(DIGITS, limit)) break;
      if (conditioned !== undefined && prover.work() > start + BUDGET) break;
      const { point } = sample.site;
      const name = by === undefined ? reference.value : (reference.gradient.get(by) as string);
      const at = { definition: name, offset: sample.offset, truth: sample.truth };
      const movement = sensitivity(prover, reference, seeded(reference, point), at);
      const size = Math.abs(toNumber(sample.truth));
      const error =
        isZero(sample.truth) || !Number.isFinite(sample.computed) ? sample.relative : sample.relative * size;
      const condition = isZero(sample.truth) ? Infinity : movement / size;
      const isFailure = error > limit * Math.max(size, movement);
      // A few roundings of the inputs explain it.
      if (!isFailure && error <= DIGITS * Math.max(size, movement)) {
        conditioned ??= rowOf(sample, { verdict: 'ill-conditioned', condition, failed: false });
        continue;
      }
      const own = by === undefined ? emittedOutputs?.value : emittedOutputs?.gradient.get(by);
      if (own === undefined || final === undefined)
        return rowOf(sample, { verdict: 'loss', condition, failed: isFailure });
      const emittedTruth = prover.prove(final, point, [own]).truths.get(own)?.[sample.offset];
      if (differs(emittedTruth, sample.truth, movement)) {
        return rowOf(sample, { verdict: 'wrong', condition, failed: true });
      }
      const blame = locate(prover, final, point, { ...at, definition: own });
      return rowOf(sample, { verdict: 'loss', condition, failed: isFailure, ...(blame !== undefined && { blame }) });
    }
    return conditioned ?? rowOf(first, { verdict: 'ok', failed: false });
  };
}

/** Whether the graph that code was made from means something else; where it has no value it may be an edge. */
function differs(truth: Truth | undefined, wanted: Big, movement: number): boolean {
  if (truth?.kind === 'overflow') return true;
  if (truth?.kind !== 'number') return false;
  return gapOf(truth.value, wanted) > SAME * Math.max(Math.abs(toNumber(wanted)), movement);
}
