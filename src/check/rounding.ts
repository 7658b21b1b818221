import type { Evaluator, Values } from '../ir/evaluate.ts';
import type { Point } from './draw.ts';
import type { Random } from './random.ts';

export interface Measured {
  readonly values: Values;
  /** For each element, how far rounding moved it: infinite where it changed whether there is a value. */
  readonly noise: Values;
}

/**
 * Evaluates a graph, and measures how much of each value is rounding: the evaluation is repeated with the last bit of
 * every result moved at random (D. S. Parker, Monte Carlo arithmetic, 1997). So cancellation anywhere on the way shows,
 * and two ways to compute the same are compared by the digits that they can be expected to share.
 */
export function evaluateMeasured(evaluate: Evaluator, point: Point, random: Random, runs: number): Measured {
  const values = evaluate(point);
  const noise: Values = new Map([...values].map(([name, array]) => [name, new Float64Array(array.length)]));
  // Far enough that every result moves, next to a power of two as well.
  const round = (x: number): number => x * (1 + random.pick([-1, 1]) * random.uniform(0.6, 1) * 2 ** -52);
  for (let run = 0; run < runs; run += 1) {
    for (const [name, moved] of evaluate(point, { round })) {
      const [exact, spread] = [values.get(name) as Float64Array, noise.get(name) as Float64Array];
      for (let k = 0; k < moved.length; k += 1) {
        const distance = Math.abs((moved[k] as number) - (exact[k] as number));
        spread[k] = Math.max(spread[k] as number, Number.isNaN(distance) ? Infinity : distance);
      }
    }
  }
  return { values, noise };
}
