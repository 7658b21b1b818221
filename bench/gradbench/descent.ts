/** A function of some numbers with its gradient. */
export interface Objective {
  readonly value: (x: readonly number[]) => number;
  readonly gradient: (x: readonly number[]) => readonly number[];
}

const CLOSE = 1e-5;

const length = (v: readonly number[]): number => Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));

/**
 * The descent that saddle and particle are defined by: the step doubles after ten that went down, and halves after one that did not, until
 * the gradient or the step is short.
 */
export function argmin({ value, gradient }: Objective, start: readonly number[]): readonly number[] {
  let x = start;
  let least = value(x);
  let slope = gradient(x);
  let step = CLOSE;
  for (let successes = 0; length(slope) > CLOSE;) {
    if (successes === 10) {
      step *= 2;
      successes = 0;
      continue;
    }
    const next = x.map((element, k) => element - step * slope[k]!);
    if (length(next.map((element, k) => element - x[k]!)) <= CLOSE) return x;
    const found = value(next);
    if (found < least) {
      x = next;
      least = found;
      slope = gradient(x);
      successes += 1;
    } else {
      step /= 2;
      successes = 0;
    }
  }
  return x;
}

export const argmax = ({ value, gradient }: Objective, start: readonly number[]): readonly number[] =>
  argmin({ value: (x) => -value(x), gradient: (x) => gradient(x).map((slope) => -slope) }, start);
