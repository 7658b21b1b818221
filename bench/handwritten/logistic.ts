export interface Result {
  value: number;
  readonly gradient: { readonly w: Float64Array };
}

/** One pass over the rows; one exponential gives both log(1 + exp z) and its derivative, and never overflows. */
export function logisticGrad(X: Float64Array, y: Float64Array, w: Float64Array, out: Result): Result {
  const g = out.gradient.w;
  const d = w.length;
  const n = y.length;
  g.fill(0);
  let sum = 0;
  for (let i = 0; i < n; i += 1) {
    const row = i * d;
    let z = 0;
    for (let j = 0; j < d; j += 1) z += X[row + j]! * w[j]!;
    const e = Math.exp(-Math.abs(z));
    sum += Math.max(z, 0) + Math.log1p(e) - y[i]! * z;
    const error = (z >= 0 ? 1 : e) / (1 + e) - y[i]!;
    for (let j = 0; j < d; j += 1) g[j]! += error * X[row + j]!;
  }
  out.value = sum;
  return out;
}
