export interface Result {
  value: number;
  readonly gradient: { readonly x: Float64Array };
  readonly hessian: { readonly x: { readonly x: Float64Array } };
}

/**
 * Value, gradient and Hessian of sum(i = 1:5, exp(x[i] * x[i+1] / 4)) + prod(x), written out. The exponentials fill three
 * diagonals; the product without one or two of its factors is what stands before, between and after them.
 */
export function fHessian(x: Float64Array, out: Result): Result {
  const a = x[0]!;
  const b = x[1]!;
  const c = x[2]!;
  const d = x[3]!;
  const e = x[4]!;
  const f = x[5]!;
  const ab = a * b;
  const bc = b * c;
  const cd = c * d;
  const de = d * e;
  const ef = e * f;
  const e1 = Math.exp(0.25 * ab);
  const e2 = Math.exp(0.25 * bc);
  const e3 = Math.exp(0.25 * cd);
  const e4 = Math.exp(0.25 * de);
  const e5 = Math.exp(0.25 * ef);
  const q1 = 0.25 * e1;
  const q2 = 0.25 * e2;
  const q3 = 0.25 * e3;
  const q4 = 0.25 * e4;
  const q5 = 0.25 * e5;
  const abc = ab * c;
  const abcd = ab * cd;
  const def = de * f;
  const cdef = cd * ef;
  const g = out.gradient.x;
  out.value = e1 + e2 + e3 + e4 + e5 + abcd * ef;
  g[0] = q1 * b + b * cdef;
  g[1] = q1 * a + q2 * c + a * cdef;
  g[2] = q2 * b + q3 * d + ab * def;
  g[3] = q3 * c + q4 * e + abc * ef;
  g[4] = q4 * d + q5 * f + abcd * f;
  g[5] = q5 * e + abcd * e;
  const H = out.hessian.x.x;
  const s1 = 0.25 * q1;
  const s2 = 0.25 * q2;
  const s3 = 0.25 * q3;
  const s4 = 0.25 * q4;
  const s5 = 0.25 * q5;
  H[0] = s1 * b * b;
  H[7] = s1 * a * a + s2 * c * c;
  H[14] = s2 * b * b + s3 * d * d;
  H[21] = s3 * c * c + s4 * e * e;
  H[28] = s4 * d * d + s5 * f * f;
  H[35] = s5 * e * e;
  H[1] = H[6] = q1 + s1 * ab + cdef;
  H[8] = H[13] = q2 + s2 * bc + a * def;
  H[15] = H[20] = q3 + s3 * cd + ab * ef;
  H[22] = H[27] = q4 + s4 * de + abc * f;
  H[29] = H[34] = q5 + s5 * ef + abcd;
  const bd = b * d;
  const ce = c * e;
  H[2] = H[12] = b * def;
  H[3] = H[18] = b * ce * f;
  H[4] = H[24] = b * cd * f;
  H[5] = H[30] = bc * de;
  H[9] = H[19] = a * ce * f;
  H[10] = H[25] = a * cd * f;
  H[11] = H[31] = a * cd * e;
  H[16] = H[26] = a * bd * f;
  H[17] = H[32] = a * bd * e;
  H[23] = H[33] = abc * e;
  return out;
}
