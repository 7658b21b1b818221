// Made by scripts/make-runtime.mjs from src/ir/special. Do not edit.

export const helperTexts = {
  acot: {
    needs: [],
    text: `/** The inverse cotangent as mathjs has it: atan(1 / x), odd, with a jump at 0. */
function acot(x: number): number {
  return Math.atan(1 / x);
}`,
  },
  acoth: {
    needs: [],
    text: `/** The inverse hyperbolic cotangent, for |x| ≥ 1. Unlike atanh(1 / x) it keeps its digits near |x| = 1. */
function acoth(x: number): number {
  return x < 0 ? -0.5 * Math.log1p(2 / (-x - 1)) : 0.5 * Math.log1p(2 / (x - 1));
}`,
  },
  acsc: {
    needs: [],
    text: `/** The inverse cosecant, in [−π/2, π/2]; NaN for |x| < 1. Unlike asin(1 / x) it keeps its digits near |x| = 1. */
function acsc(x: number): number {
  const a = Math.abs(x);
  return Math.sign(x) * Math.atan(1 / (Math.sqrt(a - 1) * Math.sqrt(a + 1)));
}`,
  },
  acsch: {
    needs: [],
    text: `/** The inverse hyperbolic cosecant, asinh(1 / x), also where 1 / x overflows. */
function acsch(x: number): number {
  if (Math.abs(x) > 1e-300) return Math.asinh(1 / x);
  const value = Math.LN2 - Math.log(Math.abs(x));
  return x < 0 ? -value : value;
}`,
  },
  asec: {
    needs: [],
    text: `/** The inverse secant, in [0, π]; NaN for |x| < 1. Unlike acos(1 / x) it keeps its digits near |x| = 1. */
function asec(x: number): number {
  const a = Math.abs(x);
  return Math.atan2(Math.sqrt(a - 1) * Math.sqrt(a + 1), Math.sign(x));
}`,
  },
  asech: {
    needs: [],
    text: `/** The inverse hyperbolic secant, for 0 < x ≤ 1. Unlike acosh(1 / x) it keeps its digits near 1. */
function asech(x: number): number {
  const s = Math.sqrt((1 - x) * (1 + x));
  return x < 0.5 ? Math.log(1 + s) - Math.log(x) : Math.log1p((1 - x + s) / x);
}`,
  },
  cot: {
    needs: [],
    text: `/** The cotangent, 1 / tan x. */
function cot(x: number): number {
  return 1 / Math.tan(x);
}`,
  },
  coth: {
    needs: [],
    text: `/** The hyperbolic cotangent, 1 / tanh x. */
function coth(x: number): number {
  return 1 / Math.tanh(x);
}`,
  },
  csc: {
    needs: [],
    text: `/** The cosecant, 1 / sin x. */
function csc(x: number): number {
  return 1 / Math.sin(x);
}`,
  },
  csch: {
    needs: [],
    text: `/** The hyperbolic cosecant, 1 / sinh x, down to underflow. */
function csch(x: number): number {
  const a = Math.abs(x);
  const value = (2 * Math.exp(-a)) / -Math.expm1(-2 * a);
  return x < 0 ? -value : value;
}`,
  },
  erf: {
    needs: ['erfc'],
    text: `/**
 * The error function: erf(x) = 2/√π · ∫₀ˣ exp(−t²) dt, to full double precision.
 * Odd: x·P(x²)/Q(x²) up to |x| = 0.46875, and 1 − erfc beyond.
 * Coefficients: W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969) 631–637.
 */
function erf(x: number): number {
  const a = Math.abs(x);
  if (a > 0.46875) return (x < 0 ? -1 : 1) * (1 - erfc(a));
  const z = x * x;
  let top = 0.18577770618460315;
  top = top * z + 3.1611237438705655;
  top = top * z + 113.86415415105016;
  top = top * z + 377.485237685302;
  top = top * z + 3209.3775891384694;
  let bottom = z + 23.601290952344122;
  bottom = bottom * z + 244.02463793444417;
  bottom = bottom * z + 1282.6165260773723;
  bottom = bottom * z + 2844.236833439171;
  return x * (top / bottom);
}`,
  },
  erfc: {
    needs: ['erf', 'erfcx'],
    text: `/**
 * The complementary error function 1 − erf(x), with full relative precision down to underflow (x ≈ 26.5).
 * exp(−x²) is exp(−s²)·exp(−(x−s)(x+s)) with s = x cut to 4 binary places, so that the rounding of x² does no harm.
 */
function erfc(x: number): number {
  const a = Math.abs(x);
  if (a <= 0.46875) return 1 - erf(x);
  if (a > 27) return x < 0 ? 2 : 0;
  const s = Math.trunc(a * 16) / 16;
  const tail = Math.exp(-s * s) * Math.exp(-(a - s) * (a + s)) * erfcx(a);
  return x < 0 ? 2 - tail : tail;
}`,
  },
  erfcx: {
    needs: ['erf'],
    text: `/**
 * The scaled complementary error function exp(x²)·erfc(x), which is near 1 / (x·√π) for a large x, and overflows at −26.6.
 * Coefficients: W. J. Cody, Rational Chebyshev approximations for the error function, Math. Comp. 23 (1969) 631–637.
 */
function erfcx(x: number): number {
  const a = Math.abs(x);
  if (a <= 0.46875) return Math.exp(x * x) * (1 - erf(x));
  if (x < -27) return Infinity;
  let ratio: number;
  if (a <= 4) {
    let top = 2.1531153547440383e-8;
    top = top * a + 0.5641884969886701;
    top = top * a + 8.883149794388377;
    top = top * a + 66.11919063714163;
    top = top * a + 298.6351381974001;
    top = top * a + 881.952221241769;
    top = top * a + 1712.0476126340707;
    top = top * a + 2051.0783778260716;
    top = top * a + 1230.3393547979972;
    let bottom = a + 15.744926110709835;
    bottom = bottom * a + 117.6939508913125;
    bottom = bottom * a + 537.1811018620099;
    bottom = bottom * a + 1621.3895745666903;
    bottom = bottom * a + 3290.7992357334597;
    bottom = bottom * a + 4362.619090143247;
    bottom = bottom * a + 3439.3676741437216;
    bottom = bottom * a + 1230.3393548037495;
    ratio = top / bottom;
  } else {
    const z = 1 / (a * a);
    let top = 0.016315387137302097;
    top = top * z + 0.30532663496123236;
    top = top * z + 0.36034489994980445;
    top = top * z + 0.12578172611122926;
    top = top * z + 0.016083785148742275;
    top = top * z + 0.0006587491615298378;
    let bottom = z + 2.568520192289822;
    bottom = bottom * z + 1.8729528499234673;
    bottom = bottom * z + 0.5279051029514285;
    bottom = bottom * z + 0.06051834131244132;
    bottom = bottom * z + 0.0023352049762686918;
    // 1/√π less the correction, over x.
    ratio = (0.5641895835477563 - (z * top) / bottom) / a;
  }
  if (x > 0) return ratio;
  const s = Math.trunc(a * 16) / 16;
  return 2 * Math.exp(s * s) * Math.exp((a - s) * (a + s)) - ratio;
}`,
  },
  exp: {
    needs: ['powersOfTwo'],
    text: `/**
 * exp(x) for loops, to 0.51 ulp: a call of Math.exp takes twice as long. x = k · log(2) / 512 + r; a table has 2^(k / 512),
 * a polynomial exp(r) − 1. After P. T. P. Tang, _Table-driven implementation of the exponential function_ (1989). It is written
 * as short as it gets: an engine copies only so much into a loop.
 */
function exp(x: number): number {
  // The table ends before the result is subnormal or infinite, at 708; a NaN goes here too.
  if (!(x * x < 501264)) return Math.exp(x);
  const table = powersOfTwo;
  // Adding and subtracting 1.5 · 2^52 rounds to an integer.
  const k = x * 738.6598609351493 + 6755399441055744 - 6755399441055744;
  // log(2) / 512 in two parts, of which the first has so few digits that its product is exact.
  const r = x - k * 0.0013538030868858186 - k * 1.4532455292992963e-13;
  const at = 2 * (k & 511);
  const power = table[at]!;
  const rest = table[at + 1]! + r * (1 + r * (0.5 + r * (0.16666666666666666 + r * 0.041666666666666664)));
  return (power + power * rest) * table[(k >> 9) + 2046]!;
}`,
  },
  factorial: {
    needs: [],
    text: `/** n! for an integer n ≥ 0, correctly rounded: the product is carried in twice the precision (Dekker, 1971). */
function factorial(n: number): number {
  if (n > 170) return Infinity;
  // Scaled by 2⁻⁶⁴, because splitting a number into halves multiplies it by 2²⁷ + 1.
  let high = 2 ** -64;
  let low = 0;
  for (let k = 2; k <= n; k += 1) {
    const large = high * 134217729;
    const upper = large - (large - high);
    const product = high * k;
    const error = upper * k - product + (high - upper) * k + low * k;
    high = product + error;
    low = error - (high - product);
  }
  return high * 2 ** 64;
}`,
  },
  gamma: {
    needs: ['factorial', 'reciprocalGammaTail', 'sinPi', 'stirlingTail'],
    text: `/**
 * The gamma function, with a relative error of a few 1e-16; integers give factorials, correctly rounded.
 * The poles (0, −1, −2, …) give Infinity, as in mathjs. Overflows beyond 171.6.
 * Series about 1 below 16, Stirling's formula above, reflection (DLMF 5.5.3) for negative x.
 */
function gamma(x: number): number {
  if (Number.isInteger(x)) return x > 0 ? factorial(x - 1) : Infinity;
  if (x > 171.7) return Infinity;
  if (x < -170) return x < -190 ? 0 : gamma(x + 1) / x;
  if (x <= -0.5) return -Math.PI / x / sinPi(x) / gamma(-x);
  if (x > 16) {
    // In two halves: x^(x − 1/2) overflows before Γ does.
    const half = Math.pow(x, 0.5 * x - 0.25);
    return Math.sqrt(2 * Math.PI) * half * Math.exp(-x) * half * Math.exp(stirlingTail(x));
  }
  let product = 1;
  let rest = x;
  while (rest > 1.5) {
    rest -= 1;
    product *= rest;
  }
  return rest < 0.5 ? 1 / (rest * (1 + reciprocalGammaTail(rest))) : product / (1 + reciprocalGammaTail(rest - 1));
}`,
  },
  hypot: {
    needs: [],
    text: `/** √(x² + y² + z²). Where the squares are in range, this is several times as fast as Math.hypot, which is for elsewhere. */
function hypot(x: number, y: number, z = 0): number {
  const sum = x * x + y * y + z * z;
  return sum > 1e-280 && sum < 1e300 ? Math.sqrt(sum) : Math.hypot(x, y, z);
}`,
  },
  lgamma: {
    needs: ['gamma', 'reciprocalGammaTail', 'sinPi', 'stirlingTail'],
    text: `/**
 * log |Γ(x)|. The relative error is a few 1e-16 for x > 0, the zeros 1 and 2 included;
 * near the zeros at negative x it is the absolute error that is small. The poles give Infinity.
 */
function lgamma(x: number): number {
  if (x <= -0.5) {
    return Number.isInteger(x) ? Infinity : Math.log(Math.PI / Math.abs(x * sinPi(x))) - lgamma(-x);
  }
  if (x < 0.5) return -Math.log(Math.abs(x)) - Math.log1p(reciprocalGammaTail(x));
  if (x < 1.5) return -Math.log1p(reciprocalGammaTail(x - 1));
  if (x < 2.5) return Math.log1p(x - 2) - Math.log1p(reciprocalGammaTail(x - 2));
  if (x < 10) return Math.log(gamma(x));
  if (x === Infinity) return Infinity;
  // 0.4189… = (log 2π − 1) / 2.
  return (x - 0.5) * (Math.log(x) - 1) + 0.4189385332046727 + stirlingTail(x);
}`,
  },
  mod: {
    needs: [],
    text: `/** x − y·floor(x / y), of the sign of y, exact but for one rounding; x for y = 0. */
function mod(x: number, y: number): number {
  if (y === 0) return x;
  const rest = x % y;
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
}`,
  },
  normcdf: {
    needs: ['erfc', 'erfcx'],
    text: `/**
 * The standard normal distribution's cumulative function, erfc(−x / √2) / 2, with full relative precision down to underflow
 * (x ≈ −37.5): exp(−x² / 2) is a product of two as in erfc, and the rounding of x / √2 does no harm in erfcx.
 */
function normcdf(x: number): number {
  if (x > -1) return 0.5 * erfc(-x * Math.SQRT1_2);
  if (x < -39) return 0;
  const s = Math.trunc(x * 16) / 16;
  return 0.5 * Math.exp(-0.5 * s * s) * Math.exp(-0.5 * (x - s) * (x + s)) * erfcx(-x * Math.SQRT1_2);
}`,
  },
  nthRoot: {
    needs: [],
    text: `/** The real n-th root of x; x < 0 has one for odd n only. The power is refined by one step of Newton's method. */
function nthRoot(x: number, n: number): number {
  if (n < 0) return 1 / nthRoot(x, -n);
  if (n === 2) return Math.sqrt(x);
  if (n === 3) return Math.cbrt(x);
  if (x < 0) return n % 2 === 1 ? -nthRoot(-x, n) : NaN;
  const root = Math.pow(x, 1 / n);
  const power = Math.pow(root, n);
  return power > 1e-300 && power < Infinity ? root + (root * (x / power - 1)) / n : root;
}`,
  },
  polygamma: {
    needs: ['factorial'],
    text: `/**
 * polygamma(n, x), the (n + 1)-th derivative of log Γ(x): digamma for n = 0, trigamma for n = 1, …; 0 ≤ n ≤ 170.
 * A pole gives Infinity where both sides agree (n odd), else NaN.
 * n ≥ 1 is ± n!·ζ(n + 1, x): terms until x + k is large, the rest by Euler and Maclaurin (DLMF 5.11.2, 25.11.43);
 * for x ≤ 0 reflection (DLMF 5.15.6), where the n-th derivative of cot is a polynomial in cot.
 */
function polygamma(n: number, x: number): number {
  const sign = n % 2 === 0 ? -1 : 1;
  if (x <= 0) {
    if (Number.isInteger(x)) return n % 2 === 0 ? NaN : Infinity;
    const cot = 1 / Math.tan(Math.PI * (x - Math.round(x)));
    // Coefficients of (−1)ⁿ dⁿ cot(t) / dtⁿ by powers of cot(t): each step is p ↦ (1 + cot²)·p′.
    let powers: number[] = [0, 1];
    for (let step = 0; step < n; step += 1) {
      const next: number[] = [...powers, 0].map(() => 0);
      powers.forEach((coefficient, k) => {
        if (k > 0) next[k - 1] = (next[k - 1] ?? 0) + k * coefficient;
        next[k + 1] = (next[k + 1] ?? 0) + k * coefficient;
      });
      powers = next;
    }
    const derivative = powers.reduceRight((sum, coefficient) => sum * cot + coefficient, 0);
    return -sign * (polygamma(n, 1 - x) - Math.pow(Math.PI, n + 1) * derivative);
  }
  // n!·z^(−p), in two halves: the power may underflow where the product does not.
  const scaled = (z: number, p: number): number => {
    const half = Math.pow(z, -p / 2);
    return factorial(n) * half * half;
  };
  let sum = 0;
  let k = 0;
  while (x + k < n + 16) {
    sum += n === 0 ? 1 / (x + k) : scaled(x + k, n + 1);
    k += 1;
  }
  const z = x + k;
  // B₂ⱼ / (2j)! for j = 1, 2, …
  const bernoulli = [
    0.08333333333333333, -0.001388888888888889, 0.00003306878306878307, -8.267195767195768e-7, 2.08767569878681e-8,
    -5.284190138687493e-10, 1.3382536530684679e-11, -3.3896802963225827e-13, 8.586062056277845e-15,
    -2.174868698558062e-16,
  ];
  let power = (n + 1) / z;
  let tail = 0;
  bernoulli.forEach((coefficient, j) => {
    tail += coefficient * power;
    power *= ((n + 2 * j + 2) / z) * ((n + 2 * j + 3) / z);
  });
  if (n === 0) return Math.log(z) - (0.5 + tail) / z - sum;
  return sign * (sum + scaled(z, n) / n + scaled(z, n + 1) * (0.5 + tail));
}`,
  },
  powersOfTwo: {
    needs: ['tabulatePowersOfTwo'],
    text: `/** 2^(k / 512) for k from 0 to 511, each followed by the share that its double lacks; then 2^k for k from −1022 to 1023. */
const powersOfTwo = tabulatePowersOfTwo();`,
  },
  reciprocalGammaTail: {
    needs: [],
    text: `/** 1 / Γ(1 + z) − 1 for |z| ≤ ½: its Taylor series (DLMF 5.7.1; Wrench, Math. Comp. 22 (1968) 617–626). */
function reciprocalGammaTail(z: number): number {
  let sum = -3.696805618642206e-12;
  sum = sum * z + 7.782263439905071e-12;
  sum = sum * z + 1.0434267116911005e-10;
  sum = sum * z - 1.18127457048702e-9;
  sum = sum * z + 5.002007644469223e-9;
  sum = sum * z + 6.116095104481416e-9;
  sum = sum * z - 2.056338416977607e-7;
  sum = sum * z + 0.000001133027231981696;
  sum = sum * z - 0.0000012504934821426706;
  sum = sum * z - 0.00002013485478078824;
  sum = sum * z + 0.0001280502823881162;
  sum = sum * z - 0.00021524167411495098;
  sum = sum * z - 0.0011651675918590652;
  sum = sum * z + 0.0072189432466631;
  sum = sum * z - 0.009621971527876973;
  sum = sum * z - 0.04219773455554434;
  sum = sum * z + 0.16653861138229148;
  sum = sum * z - 0.04200263503409524;
  sum = sum * z - 0.6558780715202539;
  sum = sum * z + 0.5772156649015329;
  return sum * z;
}`,
  },
  round: {
    needs: [],
    text: `/** The nearest integer, half away from zero. */
function round(x: number): number {
  return Math.sign(x) * Math.round(Math.abs(x));
}`,
  },
  sec: {
    needs: [],
    text: `/** The secant, 1 / cos x. */
function sec(x: number): number {
  return 1 / Math.cos(x);
}`,
  },
  sech: {
    needs: [],
    text: `/** The hyperbolic secant, 1 / cosh x, down to underflow. */
function sech(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return (2 * e) / (1 + e * e);
}`,
  },
  sigmoid: {
    needs: [],
    text: `/** 1 / (1 + exp(−x)); exp never overflows. */
function sigmoid(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}`,
  },
  sinPi: {
    needs: [],
    text: `/** sin(πx), exact in the reduction of x. */
function sinPi(x: number): number {
  const nearest = Math.round(x);
  const value = Math.sin(Math.PI * (x - nearest));
  return nearest % 2 === 0 ? value : -value;
}`,
  },
  softplus: {
    needs: [],
    text: `/** log(1 + exp(x)); exp never overflows. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}`,
  },
  stirlingTail: {
    needs: [],
    text: `/** log Γ(x) − ((x − ½) log x − x + ½ log 2π) for x ≥ 10: Stirling's series (DLMF 5.11.1). */
function stirlingTail(x: number): number {
  const z = 1 / (x * x);
  let sum = -3617 / 122400;
  sum = sum * z + 1 / 156;
  sum = sum * z - 691 / 360360;
  sum = sum * z + 1 / 1188;
  sum = sum * z - 1 / 1680;
  sum = sum * z + 1 / 1260;
  sum = sum * z - 1 / 360;
  sum = sum * z + 1 / 12;
  return sum / x;
}`,
  },
  tabulatePowersOfTwo: {
    needs: [],
    text: `/** The root is multiplied in double-double arithmetic (T. J. Dekker 1971), so that every share is right to 10 digits. */
function tabulatePowersOfTwo(): Float64Array {
  const table = new Float64Array(3070);
  // 2^(1 / 512): 26 bits, the rest of the double, and what that lacks.
  const [high, low, lack] = [1.001354694366455, 2.552565314672961e-8, -1.8973728416792993e-17];
  for (let k = 0, power = 1, rest = 0; k < 512; k += 1) {
    table[2 * k] = power;
    table[2 * k + 1] = rest / power;
    const split = 134217729 * power;
    const upper = split - (split - power);
    const product = power * (high + low);
    const error = upper * high - product + upper * low + (power - upper) * high + (power - upper) * low;
    rest = error + power * lack + rest * (high + low);
    power = product + rest;
    rest += product - power;
  }
  for (let k = 0; k < 2046; k += 1) table[1024 + k] = 2 ** (k - 1022);
  return table;
}`,
  },
} as const;
