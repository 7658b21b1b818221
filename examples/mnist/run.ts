import { CLASSES, emptyBatch, fillBatch, jitter, loadDigits } from './digits.ts';
import type { Digits } from './digits.ts';
import { checkGradient } from './gradient-check.ts';
import type { Comparison } from './gradient-check.ts';
import { lossGrad } from './net.math.ts';
import { initialParameters, parameterNames, zeroParameters } from './net.ts';
import type { Parameters } from './net.ts';
import { scores } from './predict.math.ts';
import { seeded, shuffle } from './random.ts';

const SEED = 1;
const HELD_OUT = 1000;
const BATCH = 100;
const EPOCHS = 12;
const MOMENTUM = 0.9;
/** The step falls linearly from here to zero. */
const LEARNING_RATE = 0.1;
/** Few images make the check of 39,760 weights quick and no less strict. */
const CHECKED = 2;

export interface Result {
  readonly check: readonly Comparison[];
  readonly accuracy: number;
  readonly loss: number;
  readonly seconds: number;
}

/** Checks the generated gradient, trains the net with it and tests it on digits that it has not seen. */
export function main(print: (line: string) => void): Result {
  const began = performance.now();
  const random = seeded(SEED);
  const { training, test } = loadDigits(random, HELD_OUT);
  const parameters = initialParameters(random);
  print(`${training.count} digits to train on, ${test.count} held out`);

  const few = emptyBatch(CHECKED);
  fillBatch(few, training, [0, 1], 0);
  const check = checkGradient(few, parameters);
  print('gradient check: |numeric - generated|');
  for (const { name, count, mean, largest } of check)
    print(
      `  ${name}  ${String(count).padStart(5)} weights   mean ${mean.toExponential(1)}   largest ${largest.toExponential(1)}`,
    );

  const loss = train(parameters, training, random, (epoch, mean) => {
    const accuracy = (100 * accuracyOf(parameters, test)).toFixed(1);
    print(`epoch ${String(epoch).padStart(2)}   mean loss ${mean.toFixed(4)}   held-out accuracy ${accuracy} %`);
  });
  const accuracy = accuracyOf(parameters, test);
  const seconds = (performance.now() - began) / 1000;
  print(`held-out accuracy ${accuracy} after ${seconds.toFixed(0)} s`);
  return { check, accuracy, loss, seconds };
}

/** Mini-batch gradient descent with momentum; gives the mean loss of the last epoch. */
function train(
  parameters: Parameters,
  digits: Digits,
  random: () => number,
  report: (epoch: number, loss: number) => void,
): number {
  const { W1, b1, W2, b2 } = parameters;
  const velocity = zeroParameters();
  const batch = emptyBatch(BATCH);
  const order = Int32Array.from({ length: digits.count }, (_, k) => k);
  const batches = Math.floor(digits.count / BATCH);
  let out: ReturnType<typeof lossGrad> | undefined;
  let mean = 0;
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    shuffle(order, random);
    let sum = 0;
    for (let k = 0; k < batches; k += 1) {
      fillBatch(batch, digits, order, k * BATCH);
      jitter(batch, random);
      // The gradient's arrays are made once and used again.
      out = lossGrad(batch.images, batch.labels, W1, b1, W2, b2, out);
      sum += out.value;
      const rate = LEARNING_RATE * (1 - (epoch + k / batches) / EPOCHS);
      for (const name of parameterNames) descend(parameters[name], velocity[name], out.gradient[name], rate);
    }
    mean = sum / batches;
    report(epoch + 1, mean);
  }
  return mean;
}

function descend(weights: Float64Array, velocity: Float64Array, gradient: Float64Array, rate: number): void {
  for (let k = 0; k < weights.length; k += 1) {
    const v = MOMENTUM * velocity[k]! - rate * gradient[k]!;
    velocity[k] = v;
    weights[k] = weights[k]! + v;
  }
}

function accuracyOf({ W1, b1, W2, b2 }: Parameters, digits: Digits): number {
  const output = scores(digits.images, W1, b1, W2, b2);
  let right = 0;
  for (let row = 0; row < digits.count; row += 1) {
    const from = row * CLASSES;
    const best = largestPlace(output.subarray(from, from + CLASSES));
    right += digits.labels[from + best]!;
  }
  return right / digits.count;
}

function largestPlace(values: Float64Array): number {
  let best = 0;
  for (let k = 1; k < values.length; k += 1) if (values[k]! > values[best]!) best = k;
  return best;
}
