import { CLASSES, PIXELS } from './digits.ts';
import { normal } from './random.ts';

/** The net's parameters, by the names of the formula. */
export interface Parameters {
  readonly W1: Float64Array;
  readonly b1: Float64Array;
  readonly W2: Float64Array;
  readonly b2: Float64Array;
}

export const parameterNames = ['W1', 'b1', 'W2', 'b2'] as const satisfies readonly (keyof Parameters)[];

const HIDDEN = 50;

export const zeroParameters = (): Parameters => ({
  W1: new Float64Array(PIXELS * HIDDEN),
  b1: new Float64Array(HIDDEN),
  W2: new Float64Array(HIDDEN * CLASSES),
  b2: new Float64Array(CLASSES),
});

/** Weights of variance 2 / inputs (He et al. 2015), biases zero. */
export function initialParameters(random: () => number): Parameters {
  const parameters = zeroParameters();
  const draw = (weights: Float64Array, inputs: number): void =>
    weights.forEach((_, k) => (weights[k] = normal(random) * Math.sqrt(2 / inputs)));
  draw(parameters.W1, PIXELS);
  draw(parameters.W2, HIDDEN);
  return parameters;
}
