import type { Digits } from './digits.ts';
import { loss, lossGrad } from './net.math.ts';
import { parameterNames } from './net.ts';
import type { Parameters } from './net.ts';

export interface Comparison {
  readonly name: string;
  readonly count: number;
  readonly mean: number;
  readonly largest: number;
}

/** Of the order of the cube root of the rounding error, where a central difference is most exact. */
const STEP = 1e-5;

/** Compares the generated gradient with central differences for every single weight: |numeric − generated| by array. */
export function checkGradient(batch: Digits, at: Parameters): Comparison[] {
  const { gradient } = lossGrad(batch.images, batch.labels, at.W1, at.b1, at.W2, at.b2);
  return parameterNames.map((name) => {
    const weights = at[name];
    const value = (): number => loss(batch.images, batch.labels, at.W1, at.b1, at.W2, at.b2);
    let sum = 0;
    let largest = 0;
    weights.forEach((weight, k) => {
      weights[k] = weight + STEP;
      const above = value();
      weights[k] = weight - STEP;
      const below = value();
      weights[k] = weight;
      const difference = Math.abs((above - below) / (2 * STEP) - gradient[name][k]!);
      sum += difference;
      largest = Math.max(largest, difference);
    });
    return { name, count: weights.length, mean: sum / weights.length, largest };
  });
}
