import { levenbergMarquardt } from './levenberg-marquardt.ts';
import { problems } from './models.ts';
import type { Problem } from './models.ts';

export interface Row {
  readonly dataset: string;
  readonly level: string;
  readonly start: 1 | 2;
  readonly iterations: number;
  /** Digits in which the worst parameter agrees with its certified value (NIST's "LRE"). */
  readonly digits: number;
  /** The sum of squares, relative to the certified one. */
  readonly sumOfSquares: number;
}

/** Fits each dataset from both published starts with the generated Jacobians. */
export function main(print: (line: string) => void): Row[] {
  print('dataset   level    points  start  iterations  digits agreed');
  return problems.flatMap((problem) =>
    ([1, 2] as const).map((start) => {
      const row = fit(problem, start);
      const cells = [row.dataset.padEnd(9), row.level.padEnd(7), String(problem.dataset.x.length).padStart(7)];
      cells.push(String(start).padStart(6), String(row.iterations).padStart(11), row.digits.toFixed(1).padStart(14));
      print(cells.join(' '));
      return row;
    }),
  );
}

function fit({ dataset, model, options }: Problem, start: 1 | 2): Row {
  const x = Float64Array.from(dataset.x);
  const y = Float64Array.from(dataset.y);
  const residuals = {
    value: (b: Float64Array) => model.r(b, x, y),
    jacobian: (b: Float64Array) => {
      const { value, jacobian } = model.rJacobian(b, x, y);
      return { value, jacobian: jacobian.b };
    },
  };
  const { parameters, sumOfSquares, iterations } = levenbergMarquardt(residuals, dataset.starts[start - 1]!, options);
  const digits = Math.min(...dataset.certified.map((certified, j) => agreement(parameters[j]!, certified)));
  return {
    dataset: dataset.name,
    level: dataset.level,
    start,
    iterations,
    digits,
    sumOfSquares: sumOfSquares / dataset.sumOfSquares,
  };
}

/** The log relative error: how many digits agree, at most the 11 that are certified. */
function agreement(value: number, certified: number): number {
  const error = Math.abs(value - certified) / Math.abs(certified);
  return Math.min(11, -Math.log10(error));
}
