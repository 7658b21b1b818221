import nlopt from 'nlopt-js';
import { versicolor, virginica } from './iris.ts';
import { lossGrad, lossHessian } from './logistic.math.ts';

const names = ['intercept', 'sepal length', 'sepal width', 'petal length', 'petal width'];

export interface Result {
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
  readonly deviance: number;
}

/** Tells two species of iris apart: NLopt's optimiser with the generated gradient, standard errors by the Hessian. */
export async function main(print: (line: string) => void): Promise<Result> {
  const X = Float64Array.from([...versicolor, ...virginica].flatMap((flower) => [1, ...flower]));
  const y = Float64Array.from([...versicolor.map(() => 0), ...virginica.map(() => 1)]);

  await nlopt.ready;
  const optimizer = new nlopt.Optimize(nlopt.Algorithm.LD_SLSQP, names.length);
  optimizer.setMinObjective((x, gradient) => {
    const result = lossGrad(X, y, Float64Array.from(x));
    result.gradient.w.forEach((value, j) => gradient !== null && (gradient[j] = value));
    return result.value;
  }, 1e-14);
  const fit = optimizer.optimize(names.map(() => 0));
  nlopt.GC.flush();

  const { hessian } = lossHessian(X, y, Float64Array.from(fit.x));
  const standardErrors = inverseDiagonal(hessian.w.w, names.length).map(Math.sqrt);
  print('coefficient      estimate  standard error');
  fit.x.forEach((w, j) =>
    print(`${names[j]!.padEnd(14)} ${w.toFixed(3).padStart(10)} ${standardErrors[j]!.toFixed(3).padStart(15)}`),
  );
  print(`residual deviance ${(2 * fit.value).toFixed(3)}`);
  return { coefficients: fit.x, standardErrors, deviance: 2 * fit.value };
}

/** The diagonal of the inverse of a symmetric positive definite matrix, by Gauss-Jordan elimination. */
function inverseDiagonal(matrix: Float64Array, n: number): number[] {
  const rows = Array.from({ length: n }, (_, i) =>
    Array.from({ length: 2 * n }, (_, j) => (j < n ? matrix[i * n + j]! : Number(j - n === i))),
  );
  for (let k = 0; k < n; k += 1) {
    const pivotRow = rows[k]!.map((value) => value / rows[k]![k]!);
    rows[k] = pivotRow;
    rows.forEach((row, i) => {
      if (i !== k) rows[i] = row.map((value, j) => value - row[k]! * pivotRow[j]!);
    });
  }
  return rows.map((row, i) => row[n + i]!);
}
