import type { OpName } from '../../ir/op.ts';
import { exponential, isBeyond, logarithm, pi, sineAndCosine, twoOverRootPi } from './constant.ts';
import { exactly, isZero, minus, one, over, plus, scaled, toDouble, zero } from './number.ts';
import type { Big } from './number.ts';
import { nthRoot, pow, sqrt } from './power.ts';
import {
  add,
  circular,
  constant,
  derivative,
  divide,
  exponentialOf,
  integral,
  multiply,
  negate,
  power,
  quotientIntegral,
  regular,
  scale,
  seriesOf,
  subtract,
} from './series.ts';
import type { Series, Setting } from './series.ts';

/** The series of an operation's value from those of its arguments; undefined: it has none at t = 0, or none is known. */
export type Expansion = (args: readonly Series[], setting: Setting) => Series | undefined;

/** The same for a function of one argument without pole, which is given by its terms from t⁰ on. */
type Regular = (u: readonly Big[], setting: Setting) => Series | undefined;

const from = (u: readonly Big[]): Series => seriesOf(0, u);
const startOf = (u: readonly Big[]): Big => u[0] ?? zero;

const ofRegular =
  (f: Regular): Expansion =>
  ([a], setting) => {
    const u = a === undefined ? undefined : regular(a);
    return u === undefined || u.length === 0 ? undefined : f(u, setting);
  };

/** Of what goes by exponentials or angles. */
const ofExponential = (f: Regular): Expansion =>
  ofRegular((u, setting) => (isBeyond(startOf(u)) ? undefined : f(u, setting)));

const exp: Regular = (u) => from(exponentialOf(exponential(startOf(u)), u));

const log: Regular = (u) => {
  const start = logarithm(startOf(u));
  return start === undefined ? undefined : quotientIntegral(start, derivative(u), u);
};

type Pair = (u: readonly Big[]) => readonly [sine: Series, cosine: Series];

const trigonometric: Pair = (u) => {
  const [s, c] = circular(sineAndCosine(startOf(u)), u, -1);
  return [from(s), from(c)];
};

const hyperbolic: Pair = (u) => {
  const e = exponential(startOf(u));
  const inverse = over(one, e);
  const [s, c] = circular([scaled(minus(e, inverse), 0.5), scaled(plus(e, inverse), 0.5)], u, 1);
  return [from(s), from(c)];
};

/** The six functions made of a pair. */
const functionsOf = (
  pair: Pair,
): Record<'sine' | 'cosine' | 'tangent' | 'secant' | 'cosecant' | 'cotangent', Regular> => ({
  sine: (u) => pair(u)[0],
  cosine: (u) => pair(u)[1],
  tangent: (u) => divide(...pair(u)),
  secant: (u, setting) => divide(constant(one, setting), pair(u)[1]),
  cosecant: (u, setting) => divide(constant(one, setting), pair(u)[0]),
  cotangent: (u) => {
    const [s, c] = pair(u);
    return divide(c, s);
  },
});

const ofCircle = functionsOf(trigonometric);
const ofHyperbola = functionsOf(hyperbolic);

/** The integral of u′ · rate from u = 0 on. */
function integrated(u: readonly Big[], rate: Series | undefined): Series | undefined {
  const slope = rate === undefined ? undefined : regular(multiply(from(derivative(u)), rate));
  return slope === undefined || !isZero(startOf(u)) ? undefined : integral(zero, slope);
}

const square = (u: readonly Big[]): Series => multiply(from(u), from(u));

/** The inverse of a trigonometric or hyperbolic function about 0: its derivative is (1 + sign·u²)^p. */
const inverseOf =
  (sign: 1 | -1, p: number): Regular =>
  (u, setting) => {
    const radicand = add(constant(one, setting), sign === 1 ? square(u) : negate(square(u)));
    return integrated(u, power(radicand, exactly(p), one));
  };

const erf: Regular = (u) => {
  const exponent = regular(negate(square(u)));
  if (exponent === undefined || !isZero(startOf(u))) return undefined;
  return integrated(u, scale(from(exponentialOf(one, exponent)), twoOverRootPi));
};

const complement =
  (whole: Big, f: Regular): Regular =>
  (u, setting) => {
    const part = f(u, setting);
    return part === undefined ? undefined : subtract(constant(whole, setting), part);
  };

/** f(1 + u). */
const aboutOne =
  (f: Regular): Regular =>
  (u, setting) => {
    const argument = regular(add(from(u), constant(one, setting)));
    return argument === undefined || argument.length === 0 ? undefined : f(argument, setting);
  };

const log1p = aboutOne(log);

/** log(1 + exp(u)) and 1 / (1 + exp(−u)). */
const softplus: Regular = (u, setting) => {
  const e = exp(u, setting);
  const terms = e === undefined ? undefined : regular(e);
  return terms === undefined ? undefined : log1p(terms, setting);
};
const sigmoid: Regular = (u, setting) => {
  const e = exp(regular(negate(from(u))) ?? [], setting);
  return e === undefined ? undefined : divide(constant(one, setting), add(constant(one, setting), e));
};

const logarithmTo =
  (base: number): Regular =>
  (u, setting) => {
    const natural = log(u, setting);
    return natural === undefined ? undefined : scale(natural, over(one, logarithm(exactly(base)) as Big));
  };

const atan = inverseOf(1, -1);

const binary =
  (f: (a: Series, b: Series) => Series | undefined): Expansion =>
  ([a, b]) =>
    a === undefined || b === undefined ? undefined : f(a, b);

/**
 * The asymptotic series of erfcx u for u = ∞, Σ (−1)ⁿ·(2n − 1)!! / (√π·2ⁿ·u^(2n + 1)) (DLMF 7.12.1): its terms grow in the end, and the
 * error is below the first that is left out.
 */
function scaledComplement([u]: readonly Series[], setting: Setting): Series | undefined {
  if (u === undefined || u.low >= 0 || !setting.positive || !(toDouble(startOf(u.terms)) > 0)) return undefined;
  const inverse = divide(constant(one, setting), u);
  if (inverse === undefined) return undefined;
  const square = multiply(inverse, inverse);
  let term = scale(inverse, scaled(twoOverRootPi, 0.5));
  let total = term;
  for (let n = 1; 2 * n <= setting.count; n += 1) {
    term = scale(multiply(term, square), exactly((1 - 2 * n) / 2));
    total = add(total, term);
  }
  return total;
}

/** An operation that is not here has no series: it ends the search, or is itself what others are a function of. */
export const expansions: Partial<Record<OpName, Expansion>> = {
  neg: ([a]) => (a === undefined ? undefined : negate(a)),
  add: binary(add),
  sub: binary(subtract),
  mul: binary(multiply),
  div: binary(divide),
  pow: ([a, p], setting) =>
    pow(a, p, setting, (exponent, base) => {
      const logarithmOf = log(base, setting);
      const product = logarithmOf === undefined ? undefined : regular(multiply(exponent, logarithmOf));
      return product === undefined ? undefined : exp(product, setting);
    }),
  sqrt: ([a], setting) => sqrt(a, setting),
  cbrt: ([a], setting) => nthRoot(a, 3, setting),
  hypot: ([a, b], setting) =>
    a === undefined || b === undefined ? undefined : sqrt(add(multiply(a, a), multiply(b, b)), setting),
  exp: ofExponential(exp),
  expm1: ofExponential((u, setting) => {
    const e = exp(u, setting);
    return e === undefined ? undefined : subtract(e, constant(one, setting));
  }),
  log: ofRegular(log),
  log1p: ofRegular(log1p),
  log2: ofRegular(logarithmTo(2)),
  log10: ofRegular(logarithmTo(10)),
  sin: ofExponential(ofCircle.sine),
  cos: ofExponential(ofCircle.cosine),
  tan: ofExponential(ofCircle.tangent),
  sec: ofExponential(ofCircle.secant),
  csc: ofExponential(ofCircle.cosecant),
  cot: ofExponential(ofCircle.cotangent),
  sinh: ofExponential(ofHyperbola.sine),
  cosh: ofExponential(ofHyperbola.cosine),
  tanh: ofExponential(ofHyperbola.tangent),
  sech: ofExponential(ofHyperbola.secant),
  csch: ofExponential(ofHyperbola.cosecant),
  coth: ofExponential(ofHyperbola.cotangent),
  asin: ofRegular(inverseOf(-1, -0.5)),
  acos: ofRegular(complement(scaled(pi, 0.5), inverseOf(-1, -0.5))),
  atan: ofRegular(atan),
  asinh: ofRegular(inverseOf(1, -0.5)),
  atanh: ofRegular(inverseOf(-1, -1)),
  nthRoot: ([a, n], setting) => nthRoot(a, toDouble(n?.terms[0] ?? zero), setting),
  erf: ofExponential(erf),
  erfc: ofExponential(complement(one, erf)),
  erfcx: ([a], setting) => scaledComplement(a === undefined ? [] : [a], setting),
  sigmoid: ofExponential(sigmoid),
  softplus: ofExponential(softplus),
};
