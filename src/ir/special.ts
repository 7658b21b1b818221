/**
 * Functions that JavaScript's Math lacks, or has slower, in double precision. Emitted code gets copies of their text,
 * so each calls nothing but Math and others of this folder, and keeps no state.
 */
export { hypot, mod, nthRoot, round } from './special/arithmetic.ts';
export { erf, erfc, erfcx, normcdf } from './special/erf.ts';
export { exp } from './special/exponential.ts';
export { gamma, lgamma, polygamma } from './special/gamma.ts';
export { acoth, acsch, asech, coth, csch, sech } from './special/hyperbolic.ts';
export { sigmoid, softplus } from './special/logistic.ts';
export { acot, acsc, asec, cot, csc, sec } from './special/trigonometric.ts';
