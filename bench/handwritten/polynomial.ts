export interface Result {
  value: number;
  readonly gradient: { readonly c: Float64Array };
}

/** Point by point: the value by Horner's rule, the gradient by running powers. */
export function polynomialGrad(c: Float64Array, x: Float64Array, y: Float64Array, out: Result): Result {
  const g = out.gradient.c;
  const m = c.length;
  const n = x.length;
  g.fill(0);
  let sum = 0;
  for (let i = 0; i < n; i += 1) {
    const t = x[i]!;
    let p = 0;
    for (let k = m - 1; k >= 0; k -= 1) p = p * t + c[k]!;
    const r = p - y[i]!;
    sum += r * r;
    let power = 2 * r;
    for (let k = 0; k < m; k += 1) {
      g[k]! += power;
      power *= t;
    }
  }
  out.value = sum;
  return out;
}
