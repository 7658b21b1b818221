import type { InputValues } from '../../ir/sizes.ts';
import type { Point } from '../draw.ts';
import { createRandom } from '../random.ts';
import type { Big } from '../precise/big.ts';
import type { Prover } from '../precise/truth.ts';
import { gapOf } from './measure.ts';
import type { Outputs } from './reference.ts';

/** The relative step, small enough for a sine of 1e15; a double has room for it. */
const STEP = 2 ** -50;
/** Up to this many elements are moved one by one; more of them together, in random directions. */
const ONE_BY_ONE = 6;
const DIRECTIONS = 4;

/**
 * How much one output moves when the inputs move by their last bit, in parts of that: Σ |xⱼ · ∂F/∂xⱼ|, by differences of
 * true values. Divided by |F| this is the condition number: what no way to compute F can do better than.
 */
export function sensitivity(
  prover: Prover,
  outputs: Outputs,
  inputs: InputValues,
  at: { readonly definition: string; readonly offset: number; readonly truth: Big },
): number {
  const point = inputs as Point;
  const places = outputs.graph.inputs.flatMap(({ name, kind }) => {
    const value = point.get(name);
    if (kind === 'int' || name === outputs.seed || value === undefined) return [];
    const length = typeof value === 'number' ? 1 : value.length;
    return Array.from({ length }, (_, offset) => ({ name, offset }));
  });
  const movedBy = (direction: (place: number) => number): number => {
    const moved: Point = new Map(
      [...point].map(([name, value]) => [name, typeof value === 'number' ? value : Float64Array.from(value)] as const),
    );
    let stands = true;
    places.forEach(({ name, offset }, place) => {
      const value = moved.get(name) as number | Float64Array;
      const old = typeof value === 'number' ? value : (value[offset] as number);
      const next = old * (1 + STEP * direction(place));
      if (next !== old) stands = false;
      if (typeof value === 'number') moved.set(name, next);
      else value[offset] = next;
    });
    if (stands) return 0;
    const truth = prover.prove(outputs.graph, moved, [at.definition]).truths.get(at.definition)?.[at.offset];
    if (truth?.kind === 'underflow') return 0;
    return truth?.kind === 'number' ? gapOf(truth.value, at.truth) / STEP : Infinity;
  };
  if (places.length <= ONE_BY_ONE) {
    return places.reduce((sum, _, place) => sum + movedBy((other) => (other === place ? 1 : 0)), 0);
  }
  const random = createRandom(`condition ${outputs.graph.name}`);
  let most = 0;
  for (let k = 0; k < DIRECTIONS; k += 1)
    most = Math.max(
      most,
      movedBy(() => random.pick([-1, 1])),
    );
  // Random signs find about the root of the sum of squares; the sum itself is what is asked for.
  return most * Math.sqrt(places.length);
}
