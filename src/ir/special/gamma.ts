/**
 * The gamma function, with a relative error of a few 1e-16; integers give factorials, correctly rounded.
 * The poles (0, −1, −2, …) give Infinity, as in mathjs. Overflows beyond 171.6.
 * Series about 1 below 16, Stirling's formula above, reflection (DLMF 5.5.3) for negative x.
 */
export function gamma(x: number): number {
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
}

/**
 * log |Γ(x)|. The relative error is a few 1e-16 for x > 0, the zeros 1 and 2 included;
 * near the zeros at negative x it is the absolute error that is small. The poles give Infinity.
 */
export function lgamma(x: number): number {
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
}

/**
 * polygamma(n, x), the (n + 1)-th derivative of log Γ(x): digamma for n = 0, trigamma for n = 1, …; 0 ≤ n ≤ 170.
 * A pole gives Infinity where both sides agree (n odd), else NaN.
 * n ≥ 1 is ± n!·ζ(n + 1, x): terms until x + k is large, the rest by Euler and Maclaurin (DLMF 5.11.2, 25.11.43);
 * for x ≤ 0 reflection (DLMF 5.15.6), where the n-th derivative of cot is a polynomial in cot.
 */
export function polygamma(n: number, x: number): number {
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
}

/** n! for an integer n ≥ 0, correctly rounded: the product is carried in twice the precision (Dekker, 1971). */
export function factorial(n: number): number {
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
}

/** sin(πx), exact in the reduction of x. */
export function sinPi(x: number): number {
  const nearest = Math.round(x);
  const value = Math.sin(Math.PI * (x - nearest));
  return nearest % 2 === 0 ? value : -value;
}

/** log Γ(x) − ((x − ½) log x − x + ½ log 2π) for x ≥ 10: Stirling's series (DLMF 5.11.1). */
export function stirlingTail(x: number): number {
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
}

/** 1 / Γ(1 + z) − 1 for |z| ≤ ½: its Taylor series (DLMF 5.7.1; Wrench, Math. Comp. 22 (1968) 617–626). */
export function reciprocalGammaTail(z: number): number {
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
}
