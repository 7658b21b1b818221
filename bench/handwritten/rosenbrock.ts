export interface Result {
  value: number;
  readonly gradient: { readonly x: Float64Array };
}

/** One pass; the part of the derivative by x[i + 1] is carried over to the next step. */
export function rosenbrockGrad(x: Float64Array, out: Result): Result {
  const g = out.gradient.x;
  const last = x.length - 1;
  let sum = 0;
  let carried = 0;
  let here = x[0]!;
  for (let i = 0; i < last; i += 1) {
    const next = x[i + 1]!;
    const valley = next - here * here;
    const rest = 1 - here;
    sum += 100 * valley * valley + rest * rest;
    g[i] = carried - 400 * valley * here - 2 * rest;
    carried = 200 * valley;
    here = next;
  }
  g[last] = carried;
  out.value = sum;
  return out;
}
