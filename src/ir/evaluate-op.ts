import type { OpName } from './op.ts';
import {
  acot,
  acoth,
  acsc,
  acsch,
  asec,
  asech,
  cot,
  coth,
  csc,
  csch,
  erf,
  erfc,
  erfcx,
  gamma,
  hypot,
  lgamma,
  mod,
  normcdf,
  nthRoot,
  polygamma,
  round,
  sec,
  sech,
  sigmoid,
  softplus,
} from './special.ts';

/** A primitive operation on numbers; the graph holds the number of arguments. */
export type Operation = (...args: number[]) => number;

const truth = (holds: boolean): number => (holds ? 1 : 0);

/** The value of each primitive operation. Truth values are 1 and 0; NaN goes through everything but comparisons. */
export const evaluators: Record<OpName, Operation> = {
  neg: (x) => -x,
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: Math.pow,
  mod,
  idiv: (a, b) => Math.floor(a / b),
  min: Math.min,
  max: Math.max,
  atan2: Math.atan2,
  hypot,
  nthRoot,
  sqrt: Math.sqrt,
  cbrt: Math.cbrt,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  log2: Math.log2,
  log10: Math.log10,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  sec,
  csc,
  cot,
  asin: Math.asin,
  acos: Math.acos,
  atan: Math.atan,
  asec,
  acsc,
  acot,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  sech,
  csch,
  coth,
  asinh: Math.asinh,
  acosh: Math.acosh,
  atanh: Math.atanh,
  asech,
  acsch,
  acoth,
  erf,
  erfc,
  erfcx,
  normcdf,
  gamma,
  lgamma,
  polygamma,
  sigmoid,
  softplus,
  relu: (x) => (x > 0 || Number.isNaN(x) ? x : 0),
  abs: Math.abs,
  sign: Math.sign,
  floor: Math.floor,
  ceil: Math.ceil,
  round,
  fix: Math.trunc,
  lt: (a, b) => truth(a < b),
  le: (a, b) => truth(a <= b),
  gt: (a, b) => truth(a > b),
  ge: (a, b) => truth(a >= b),
  eq: (a, b) => truth(a === b),
  ne: (a, b) => truth(a !== b),
  and: (a, b) => truth(a !== 0 && b !== 0),
  or: (a, b) => truth(a !== 0 || b !== 0),
  not: (a) => truth(a === 0),
  select: (test, a, b) => (test !== 0 ? a : b),
  detach: (x) => x,
  given: (value) => value,
};

/** Where an argument may lie: between low and high (they may be infinite), where it holds. */
export interface Domain {
  readonly low: number;
  readonly high: number;
  readonly holds: (x: number) => boolean;
}

const within = (low: number, high: number, holds: Domain['holds'] = () => true): Domain => ({
  low,
  high,
  holds: (x) => x >= low && x <= high && holds(x),
});
const real = within(-Infinity, Infinity, Number.isFinite);
const integer = within(-Infinity, Infinity, Number.isInteger);
const truthValue = within(0, 1, Number.isInteger);
const nonzero = within(-Infinity, Infinity, (x) => x !== 0);
const positive = within(0, Infinity, (x) => x > 0);
const notNegative = within(0, Infinity);
const unit = within(-1, 1);
const insideUnit = within(-1, 1, (x) => Math.abs(x) < 1);
const outsideUnit = within(-Infinity, Infinity, (x) => Math.abs(x) >= 1);
const noPole = within(-Infinity, Infinity, (x) => x > 0 || !Number.isInteger(x));

/**
 * The real domain of each argument, for drawing points where an operation has a value.
 * Two are narrower than could be: a power is drawn with a positive base, a root of positive numbers (any exponent will do then).
 * The poles of tan, sec, csc and cot are never doubles, apart from 0.
 */
export const domains: Record<OpName, readonly Domain[]> = {
  neg: [real],
  add: [real, real],
  sub: [real, real],
  mul: [real, real],
  div: [real, nonzero],
  pow: [positive, real],
  mod: [real, nonzero],
  idiv: [integer, within(1, Infinity, Number.isInteger)],
  min: [real, real],
  max: [real, real],
  atan2: [nonzero, real],
  hypot: [real, real],
  nthRoot: [positive, within(1, Infinity, Number.isInteger)],
  sqrt: [notNegative],
  cbrt: [real],
  exp: [real],
  expm1: [real],
  log: [positive],
  log1p: [within(-1, Infinity, (x) => x > -1)],
  log2: [positive],
  log10: [positive],
  sin: [real],
  cos: [real],
  tan: [real],
  sec: [real],
  csc: [nonzero],
  cot: [nonzero],
  asin: [unit],
  acos: [unit],
  atan: [real],
  asec: [outsideUnit],
  acsc: [outsideUnit],
  acot: [nonzero],
  sinh: [real],
  cosh: [real],
  tanh: [real],
  sech: [real],
  csch: [nonzero],
  coth: [nonzero],
  asinh: [real],
  acosh: [within(1, Infinity)],
  atanh: [insideUnit],
  asech: [within(0, 1, (x) => x > 0)],
  acsch: [nonzero],
  acoth: [within(-Infinity, Infinity, (x) => Math.abs(x) > 1)],
  erf: [real],
  erfc: [real],
  normcdf: [real],
  erfcx: [within(-26.6, Infinity)],
  gamma: [noPole],
  lgamma: [noPole],
  polygamma: [within(0, 170, Number.isInteger), noPole],
  sigmoid: [real],
  softplus: [real],
  relu: [real],
  abs: [real],
  sign: [real],
  floor: [real],
  ceil: [real],
  round: [real],
  fix: [real],
  lt: [real, real],
  le: [real, real],
  gt: [real, real],
  ge: [real, real],
  eq: [real, real],
  ne: [real, real],
  and: [truthValue, truthValue],
  or: [truthValue, truthValue],
  not: [truthValue],
  select: [truthValue, real, real],
  detach: [real],
  given: [real, real, real],
};

/** Whether a search for the greatest (or least) goes on with a value: the first NaN is better than all numbers. */
export const isBetter = (greatest: boolean, value: number, best: number): boolean =>
  !(greatest ? value <= best : value >= best) && !Number.isNaN(best);
