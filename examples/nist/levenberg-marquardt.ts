/**
 * Levenberg-Marquardt for least squares with an exact Jacobian: minimise |r(b)|² from a start.
 *
 * Each step solves min |J·step + r|² + λ·|D·step|² by Householder QR of the stacked matrix, so that the condition of J is
 * not squared. D holds the largest column norms of J seen so far (Moré 1978); λ follows the ratio of the actual to the
 * predicted reduction (Nielsen 1999).
 */
export interface Residuals {
  /** r(b), one entry an observation. */
  readonly value: (b: Float64Array) => Float64Array;
  /** r(b) and its Jacobian, row-major: observations × parameters. */
  readonly jacobian: (b: Float64Array) => { readonly value: Float64Array; readonly jacobian: Float64Array };
}

export interface Options {
  /** λ at the start: large values hold the first steps short. */
  readonly damping?: number;
  readonly maxIterations?: number;
  /** Ends when no parameter moves by more than this part of itself. */
  readonly tolerance?: number;
}

export interface Fit {
  readonly parameters: Float64Array;
  readonly sumOfSquares: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Near the minimum the sum of squares no longer tells steps apart; a step that raises it by rounding only is taken. */
const ROUNDING = 1e-13;
const LARGEST_DAMPING = 1e20;

export function levenbergMarquardt(residuals: Residuals, start: readonly number[], options: Options = {}): Fit {
  const { damping = 1, maxIterations = 10_000, tolerance = 1e-14 } = options;
  let parameters = Float64Array.from(start);
  let { value, jacobian } = residuals.jacobian(parameters);
  let sumOfSquares = squaredNorm(value);
  let lambda = damping;
  let growth = 2;
  const scale = new Float64Array(start.length);
  let iterations = 0;
  for (; iterations < maxIterations && lambda < LARGEST_DAMPING; iterations += 1) {
    growScale(scale, jacobian);
    const step = dampedStep(jacobian, value, scale, lambda);
    const next = parameters.map((b, j) => b + (step[j] as number));
    const nextSum = squaredNorm(residuals.value(next));
    const small = next.every((b, j) => Math.abs(step[j] as number) <= tolerance * Math.abs(b));
    if (nextSum <= sumOfSquares * (1 + ROUNDING)) {
      // A change within rounding says nothing: take it for as good as predicted.
      const flat = sumOfSquares - nextSum <= ROUNDING * sumOfSquares;
      const ratio = flat ? 1 : (sumOfSquares - nextSum) / (sumOfSquares - linearSum(jacobian, value, step));
      parameters = next;
      ({ value, jacobian } = residuals.jacobian(parameters));
      sumOfSquares = nextSum;
      lambda *= Math.max(1 / 3, 1 - (2 * ratio - 1) ** 3);
      growth = 2;
    } else {
      lambda *= growth;
      growth *= 2;
    }
    if (small) return { parameters, sumOfSquares, iterations: iterations + 1, converged: true };
  }
  return { parameters, sumOfSquares, iterations, converged: lambda >= LARGEST_DAMPING };
}

function squaredNorm(values: Float64Array): number {
  let sum = 0;
  for (const v of values) sum += v * v;
  return sum;
}

/** |r + J·step|²: what the linear model expects. */
function linearSum(jacobian: Float64Array, value: Float64Array, step: Float64Array): number {
  let sum = 0;
  value.forEach((r, i) => {
    let expected = r;
    step.forEach((s, j) => (expected += (jacobian[i * step.length + j] as number) * s));
    sum += expected * expected;
  });
  return sum;
}

/** scale[j] = the largest norm of the Jacobian's column j so far. */
function growScale(scale: Float64Array, jacobian: Float64Array): void {
  const squares = new Float64Array(scale.length);
  jacobian.forEach((v, at) => (squares[at % scale.length] = (squares[at % scale.length] as number) + v * v));
  squares.forEach((square, j) => (scale[j] = Math.max(scale[j] as number, Math.sqrt(square))));
}

/** The step that minimises |J·step + r|² + λ·|D·step|². */
function dampedStep(jacobian: Float64Array, value: Float64Array, scale: Float64Array, lambda: number): Float64Array {
  const n = scale.length;
  const stacked = new Float64Array(jacobian.length + n * n);
  stacked.set(jacobian);
  // A column that is zero throughout still needs a pivot.
  scale.forEach((d, j) => (stacked[jacobian.length + j * n + j] = Math.sqrt(lambda) * (d || 1)));
  const right = new Float64Array(value.length + n);
  value.forEach((r, i) => (right[i] = -r));
  return leastSquares(stacked, right, n);
}

/** Solves min |A·x − b| by Householder reflections; A is row-major with n columns. Overwrites A and b. */
function leastSquares(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const rows = b.length;
  const at = (i: number, j: number): number => a[i * n + j] as number;
  for (let k = 0; k < n; k += 1) {
    let norm = 0;
    for (let i = k; i < rows; i += 1) norm = Math.hypot(norm, at(i, k));
    if (norm === 0) continue;
    const pivot = at(k, k) > 0 ? -norm : norm;
    const head = at(k, k) - pivot;
    a[k * n + k] = head;
    const half = -pivot * head;
    for (let j = k + 1; j < n; j += 1) {
      let dot = 0;
      for (let i = k; i < rows; i += 1) dot += at(i, k) * at(i, j);
      for (let i = k; i < rows; i += 1) a[i * n + j] = at(i, j) - (dot / half) * at(i, k);
    }
    let dot = 0;
    for (let i = k; i < rows; i += 1) dot += at(i, k) * (b[i] as number);
    for (let i = k; i < rows; i += 1) b[i] = (b[i] as number) - (dot / half) * at(i, k);
    a[k * n + k] = pivot;
  }
  const x = new Float64Array(n);
  for (let k = n - 1; k >= 0; k -= 1) {
    let rest = b[k] as number;
    for (let j = k + 1; j < n; j += 1) rest -= at(k, j) * (x[j] as number);
    x[k] = at(k, k) === 0 ? 0 : rest / at(k, k);
  }
  return x;
}
