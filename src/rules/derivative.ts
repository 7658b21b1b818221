import type { OpName } from '../ir/op.ts';
import type { Node } from '../ir/store.ts';
import type { Kit } from './kit.ts';
import { isLeastAtZero } from './least.ts';

/**
 * The partial derivatives of an operation by each of its arguments, in terms of the arguments and of the operation's
 * own value `y`; null where none flows. One table serves forward and reverse mode, which pass over arguments that are
 * constants, ints or truth values.
 *
 * The forms are chosen to keep their digits over the whole domain first (hence sech² x for tanh, not 1 − y²), to share
 * with `y` second, and for cost third. The values at kinks are listed in kinks.ts.
 */
export type Rule = (k: Kit, args: readonly Node[], y: Node) => readonly (Node | null)[];

const one =
  (partial: (k: Kit, x: Node, y: Node) => Node): Rule =>
  (k, args, y) => [partial(k, args[0] as Node, y)];

const two =
  (partials: (k: Kit, a: Node, b: Node, y: Node) => readonly [Node | null, Node | null]): Rule =>
  (k, args, y) =>
    partials(k, args[0] as Node, args[1] as Node, y);

/** Piecewise constant, or not a number: no derivative flows to any argument. */
const none: Rule = (_, args) => args.map(() => null);

/** 1 − x² and its root, with its digits near ±1. */
const oneLessSquare = (k: Kit, x: Node): Node => k.mul(k.sub(1, x), k.add(1, x));
const rootOneLessSquare = (k: Kit, x: Node): Node => k.sqrt(oneLessSquare(k, x));

/** factor·exp(−x²). */
const bell = (k: Kit, x: Node, factor: number): Node => k.mul(factor, k.exp(k.neg(k.sq(x))));

/**
 * 2·x·y − 2 / √π for y = erfcx x, which cancels for a large x: there its asymptotic series, the derivative of that of erfcx
 * (DLMF 7.12.1), whose term n is −(−1)ⁿ·(2n + 1)!! / (√π·2ⁿ·x^(2n + 2)).
 */
function scaledComplement(k: Kit, x: Node, y: Node): Node {
  const slope = k.sub(k.mul(2, k.mul(x, y)), 2 / Math.sqrt(Math.PI));
  const z = k.div(k.div(1, x), x);
  return k.select(k.lt(x, 8), slope, k.mul(-1 / Math.sqrt(Math.PI), k.mul(z, complementSeries(k, z))));
}

/** −√π·x²·d erfcx(x) / dx as a series in z = 1 / x², for x ≥ 8; from 1 on instead of 3: √π·x·erfcx(x). */
export function complementSeries(k: Kit, z: Node, first: 1 | 3 = 3): Node {
  const terms = [1];
  for (let n = 1; n < 20; n += 1) terms.push(((terms[n - 1] as number) * -(2 * n + first - 2)) / 2);
  return terms.reduceRight<Node>((sum, term) => k.add(term, k.mul(z, sum)), k.num(0));
}

/** c / (a² + b²) in two steps, as the squares may overflow. */
const overSquares = (k: Kit, c: Node, a: Node, b: Node): Node => k.div(k.div(c, k.hypot(a, b)), k.hypot(a, b));

export const derivatives = {
  neg: one((k) => k.num(-1)),
  add: two((k) => [k.num(1), k.num(1)]),
  sub: two((k) => [k.num(1), k.num(-1)]),
  mul: two((_, a, b) => [b, a]),
  div: two((k, _, b, y) => [k.div(1, b), k.neg(k.div(y, b))]),
  pow: two((k, x, n, y) => [powerByBase(k, x, n), powerByExponent(k, x, n, y)]),
  // −floor(a / b), from the value: a / b rounds up to a whole number where the value has not wrapped yet.
  mod: two((k, a, b, y) => [k.num(1), k.neg(k.floor(k.add(k.div(k.sub(a, y), b), 0.5)))]),
  idiv: none,
  min: two((k, a, b) => [k.select(k.le(a, b), 1, 0), k.select(k.le(a, b), 0, 1)]),
  max: two((k, a, b) => [k.select(k.ge(a, b), 1, 0), k.select(k.ge(a, b), 0, 1)]),
  atan2: two((k, a, b) => [overSquares(k, b, a, b), k.neg(overSquares(k, a, a, b))]),
  hypot: two((k, a, b, y) => [k.select(k.eq(y, 0), 0, k.div(a, y)), k.select(k.eq(y, 0), 0, k.div(b, y))]),
  // 1 / (n·yⁿ⁻¹) rather than y / (n·x): infinite at 0, not NaN.
  nthRoot: two((k, x, n, y) => [
    ofRoot(k, x, k.div(1, k.mul(n, k.pow(y, k.sub(n, 1))))),
    n.type === 'int' ? null : k.neg(k.div(k.select(k.eq(x, 0), 0, k.mul(y, k.log(x))), k.sq(n))),
  ]),
  sqrt: one((k, x, y) => ofRoot(k, x, k.div(0.5, y))),
  cbrt: one((k, x, y) => ofRoot(k, x, k.div(1, k.mul(3, k.sq(y))))),
  exp: one((_k, _x, y) => y),
  expm1: one((k, x) => k.exp(x)),
  log: one((k, x) => k.div(1, x)),
  log1p: one((k, x) => k.div(1, k.add(1, x))),
  log2: one((k, x) => k.div(Math.LOG2E, x)),
  log10: one((k, x) => k.div(Math.LOG10E, x)),
  sin: one((k, x) => k.cos(x)),
  cos: one((k, x) => k.neg(k.sin(x))),
  tan: one((k, _, y) => k.add(1, k.sq(y))),
  sec: one((k, x, y) => k.mul(y, k.tan(x))),
  csc: one((k, x, y) => k.neg(k.mul(y, k.cot(x)))),
  cot: one((k, _, y) => k.neg(k.add(1, k.sq(y)))),
  asin: one((k, x) => k.div(1, rootOneLessSquare(k, x))),
  acos: one((k, x) => k.div(-1, rootOneLessSquare(k, x))),
  atan: one((k, x) => k.div(1, k.add(1, k.sq(x)))),
  asec: one((k, x) => k.div(1, secantTail(k, x))),
  acsc: one((k, x) => k.div(-1, secantTail(k, x))),
  acot: one((k, x) => k.div(-1, k.add(1, k.sq(x)))),
  sinh: one((k, x) => k.cosh(x)),
  cosh: one((k, x) => k.sinh(x)),
  tanh: one((k, x) => k.sq(k.sech(x))),
  sech: one((k, x, y) => k.neg(k.mul(y, k.tanh(x)))),
  csch: one((k, x, y) => k.neg(k.mul(y, k.coth(x)))),
  coth: one((k, x) => k.neg(k.sq(k.csch(x)))),
  // Not √(1 + x²), nor √((x − 1)(x + 1)) for acosh: the derivative is far from underflow where x² overflows.
  asinh: one((k, x) => k.div(1, k.hypot(1, x))),
  acosh: one((k, x) => k.div(1, k.mul(k.sqrt(k.sub(x, 1)), k.sqrt(k.add(x, 1))))),
  atanh: one((k, x) => k.div(1, oneLessSquare(k, x))),
  asech: one((k, x) => k.div(-1, k.mul(x, rootOneLessSquare(k, x)))),
  acsch: one((k, x) => k.div(-1, k.mul(k.abs(x), k.hypot(1, x)))),
  acoth: one((k, x) => k.div(1, oneLessSquare(k, x))),
  erf: one((k, x) => bell(k, x, 2 / Math.sqrt(Math.PI))),
  erfc: one((k, x) => bell(k, x, -2 / Math.sqrt(Math.PI))),
  erfcx: one(scaledComplement),
  normcdf: one((k, x) => k.mul(1 / Math.sqrt(2 * Math.PI), k.exp(k.mul(-0.5, k.sq(x))))),
  gamma: one((k, x, y) => k.mul(y, k.polygamma(0, x))),
  lgamma: one((k, x) => k.polygamma(0, x)),
  polygamma: two((k, n, x) => [null, k.polygamma(k.add(n, 1), x)]),
  sigmoid: one((k, x, y) => k.mul(y, k.sigmoid(k.neg(x)))),
  softplus: one((k, x) => k.sigmoid(x)),
  relu: one((k, x) => k.select(k.gt(x, 0), 1, 0)),
  abs: one((k, x) => k.sign(x)),
  sign: none,
  floor: none,
  ceil: none,
  round: none,
  fix: none,
  lt: none,
  le: none,
  gt: none,
  ge: none,
  eq: none,
  ne: none,
  and: none,
  or: none,
  not: none,
  select: (k, args) => [null, k.select(args[0] as Node, 1, 0), k.select(args[0] as Node, 0, 1)],
  detach: none,
  // The value is lowered with x detached in it: what flows through the value is the other arguments' part.
  given: (k, args) => [k.num(1), args[2] as Node, null],
} satisfies Record<OpName, Rule>;

/** The slope of a root, and 0 at the 0 of a sum of squares: there it is ∞ times 0. */
const ofRoot = (k: Kit, x: Node, slope: Node): Node => (isLeastAtZero(x) ? k.select(k.eq(x, 0), 0, slope) : slope);

/** n·xⁿ⁻¹, and 0 for n = 0, where 0·x⁻¹ is no number at x = 0. */
function powerByBase(k: Kit, x: Node, n: Node): Node {
  if (n.op !== 'const') {
    const slope = k.mul(n, k.pow(x, k.sub(n, 1)));
    return k.select(k.eq(n, 0), 0, n.type === 'int' ? slope : ofRoot(k, x, slope));
  }
  if (n.value === 0) return k.num(0);
  if (n.value === 1) return k.num(1);
  const slope = k.mul(n, k.pow(x, k.num(n.value - 1)));
  return n.value > 0 && n.value < 1 ? ofRoot(k, x, slope) : slope;
}

/** xⁿ·log x, and 0 for x = 0. Nothing flows to an integer or a constant. */
function powerByExponent(k: Kit, x: Node, n: Node, y: Node): Node | null {
  if (n.type === 'int' || n.op === 'const') return null;
  const slope = k.mul(y, k.log(x));
  return x.op === 'const' && x.value !== 0 ? slope : k.select(k.eq(x, 0), 0, slope);
}

/** |x|·√(x² − 1), with its digits near ±1. */
function secantTail(k: Kit, x: Node): Node {
  return k.mul(k.abs(x), k.sqrt(k.mul(k.sub(x, 1), k.add(x, 1))));
}
