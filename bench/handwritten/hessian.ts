export interface Result {
  readonly hessian: { readonly x: { readonly x: Float64Array } };
}

const before = new Float64Array(6);
const after = new Float64Array(6);

/**
 * The Hessian of sum(i = 1:5, exp(x[i] * x[i+1] / 4)) + prod(x). The exponentials fill three diagonals; the product of
 * all but two is what stands before, between and after the two.
 */
export function fHessian(x: Float64Array, out: Result): Result {
  const H = out.hessian.x.x;
  before[0] = 1;
  after[5] = 1;
  for (let i = 1; i < 6; i += 1) {
    before[i] = before[i - 1]! * x[i - 1]!;
    after[5 - i] = after[6 - i]! * x[6 - i]!;
  }
  for (let i = 0; i < 6; i += 1) {
    H[7 * i] = 0;
    let between = before[i]!;
    for (let j = i + 1; j < 6; j += 1) {
      const v = between * after[j]!;
      H[6 * i + j] = v;
      H[6 * j + i] = v;
      between *= x[j]!;
    }
  }
  for (let i = 0; i < 5; i += 1) {
    const u = x[i]!;
    const v = x[i + 1]!;
    const e = 0.25 * Math.exp(0.25 * u * v);
    H[7 * i]! += 0.25 * v * v * e;
    H[7 * i + 7]! += 0.25 * u * u * e;
    const mixed = e * (1 + 0.25 * u * v);
    H[7 * i + 1]! += mixed;
    H[7 * i + 6]! += mixed;
  }
  return out;
}
