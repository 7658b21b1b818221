import { callGrad, callHessian } from './call.math.ts';

/** The option of Hull, Options, Futures, and Other Derivatives, in the chapter on the Greek letters. */
const option = { S: 49, K: 50, r: 0.05, sigma: 0.2, T: 0.3846 };

export interface Greeks {
  readonly price: number;
  readonly delta: number;
  readonly gamma: number;
  readonly theta: number;
  readonly vega: number;
  readonly rho: number;
}

/** The price of a call and its sensitivities: first and second derivatives of one formula. */
export function main(print: (line: string) => void): Greeks {
  const { S, K, r, sigma, T } = option;
  const { value, gradient } = callGrad(S, K, r, sigma, T);
  const { hessian } = callHessian(S, K, r, sigma, T);
  const greeks = {
    price: value,
    delta: gradient.S,
    gamma: hessian.S.S,
    // Time passes as the time to expiry gets less.
    theta: -gradient.T,
    vega: gradient.sigma,
    rho: gradient.r,
  };
  print(`call on a share at ${S}, strike ${K}, ${T} years to go`);
  for (const [name, greek] of Object.entries(greeks)) print(`  ${name.padEnd(6)} ${greek.toFixed(6).padStart(10)}`);
  return greeks;
}
