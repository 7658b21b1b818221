import type { OpName } from '../../ir/op.ts';
import { floorOf, isZero, negate, signOf } from './big.ts';
import type { Big } from './big.ts';
import { absolute, integer, isLost, maximum, minimum, minus, neg, NONE, one, order } from './ball.ts';
import { over, plus, root, decidedSide, square, step, times, UNKNOWN, unary, zero } from './ball.ts';
import type { Ball, Precision } from './ball.ts';
import * as e from './elementary.ts';
import * as s from './special.ts';

/** A primitive operation on balls; the graph holds the number of arguments. */
export type PreciseOperation = (p: Precision, ...args: Ball[]) => Ball;

const reciprocal =
  (f: (p: Precision, x: Ball) => Ball): PreciseOperation =>
  (p, x) =>
    over(p, one, f(p, x));
/** f(1 / x). */
const ofReciprocal =
  (f: (p: Precision, x: Ball) => Ball): PreciseOperation =>
  (p, x) =>
    f(p, over(p, one, x));

const truth = (holds: boolean | undefined): Ball => (holds === undefined ? UNKNOWN : holds ? one : zero);
const comparison =
  (holds: (side: -1 | 0 | 1) => boolean): PreciseOperation =>
  (p, a, b) => {
    if (a === NONE || b === NONE) return NONE;
    const side = order(p, a, b);
    return truth(side === undefined ? undefined : holds(side));
  };

const ceilOf = (x: Big): bigint => -floorOf(negate(x));
const truncated = (x: Big): bigint => (signOf(x) < 0 ? ceilOf(x) : floorOf(x));
/** Half away from zero. */
const nearest = (x: Big): bigint => {
  const doubled = floorOf({ m: x.m < 0n ? -x.m : x.m, e: x.e + 1n });
  const rounded = (doubled + 1n) >> 1n;
  return signOf(x) < 0 ? -rounded : rounded;
};
const floor = step(floorOf);

const sign: PreciseOperation = (p, x) => {
  if (isLost(x)) return x;
  const side = decidedSide(p, x);
  return side === undefined ? UNKNOWN : integer(side);
};
const base =
  (number: number): PreciseOperation =>
  (p, x) =>
    over(p, e.log(p, x), e.log(p, integer(number)));

/** The derivative-carrying part of a pair is no part of its value. */
const first: PreciseOperation = (_, x) => x;

/** Each primitive operation on balls: the mathematics that `evaluators` of evaluate-op.ts computes in doubles. */
export const preciseOperations = {
  neg,
  add: plus,
  sub: minus,
  mul: times,
  div: over,
  pow: e.power,
  mod: (p, x, y) => {
    if (isLost(y)) return y;
    return decidedSide(p, y) === 0 ? x : minus(p, x, times(p, y, floor(p, over(p, x, y))));
  },
  idiv: (p, x, y) => floor(p, over(p, x, y)),
  min: minimum,
  max: maximum,
  atan2: e.atan2,
  hypot: (p, x, y) => root(p, plus(p, square(p, x), square(p, y))),
  nthRoot: e.nthRoot,
  sqrt: root,
  cbrt: (p, x) => e.nthRoot(p, x, integer(3)),
  exp: e.exp,
  expm1: e.expm1,
  log: e.log,
  log1p: e.log1p,
  log2: base(2),
  log10: base(10),
  sin: e.sin,
  cos: e.cos,
  tan: e.tan,
  sec: reciprocal(e.cos),
  csc: reciprocal(e.sin),
  cot: reciprocal(e.tan),
  asin: e.asin,
  acos: e.acos,
  atan: e.atan,
  asec: ofReciprocal(e.acos),
  acsc: ofReciprocal(e.asin),
  acot: ofReciprocal(e.atan),
  sinh: e.sinh,
  cosh: e.cosh,
  tanh: e.tanh,
  sech: reciprocal(e.cosh),
  csch: reciprocal(e.sinh),
  coth: reciprocal(e.tanh),
  asinh: e.asinh,
  acosh: e.acosh,
  atanh: e.atanh,
  asech: ofReciprocal(e.acosh),
  acsch: ofReciprocal(e.asinh),
  acoth: ofReciprocal(e.atanh),
  erf: s.erf,
  erfc: s.erfc,
  erfcx: s.erfcx,
  normcdf: s.normcdf,
  gamma: s.gamma,
  lgamma: s.lgamma,
  polygamma: s.polygamma,
  sigmoid: e.sigmoid,
  softplus: e.softplus,
  relu: (p, x) => maximum(p, x, zero),
  abs: absolute,
  sign,
  floor,
  ceil: step(ceilOf),
  round: step(nearest),
  fix: step(truncated),
  lt: comparison((side) => side < 0),
  le: comparison((side) => side <= 0),
  gt: comparison((side) => side > 0),
  ge: comparison((side) => side >= 0),
  eq: comparison((side) => side === 0),
  ne: comparison((side) => side !== 0),
  // These three are evaluated by demand elsewhere; as functions they are here for completeness.
  and: (_, a, b) => (isLost(a) ? a : isZero(a.middle) ? zero : b),
  or: (_, a, b) => (isLost(a) ? a : isZero(a.middle) ? b : one),
  not: unary((_, a) => truth(isZero(a.middle))),
  select: (_, test, a, b) => (isLost(test) ? test : isZero(test.middle) ? b : a),
  detach: first,
  given: first,
} satisfies Record<OpName, PreciseOperation>;
