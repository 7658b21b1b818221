import { erfc } from '../../src/ir/special.ts';

export interface Result {
  value: number;
  readonly gradient: { S: number; K: number; r: number; sigma: number; T: number };
}

/** The textbook's closed forms, with every common part once. JavaScript has no erfc; both sides use the same one. */
export function callGrad(S: number, K: number, r: number, sigma: number, T: number, out: Result): Result {
  const root = Math.sqrt(T);
  const deviation = sigma * root;
  const d1 = (Math.log(S / K) + (r + 0.5 * sigma * sigma) * T) / deviation;
  const d2 = d1 - deviation;
  const delta = 0.5 * erfc(-d1 * Math.SQRT1_2);
  const discount = Math.exp(-r * T) * 0.5 * erfc(-d2 * Math.SQRT1_2);
  const density = 0.3989422804014327 * Math.exp(-0.5 * d1 * d1);
  const bond = K * discount;
  out.value = S * delta - bond;
  const { gradient } = out;
  gradient.S = delta;
  gradient.K = -discount;
  gradient.r = T * bond;
  gradient.sigma = S * density * root;
  gradient.T = (0.5 * S * density * sigma) / root + r * bond;
  return out;
}
