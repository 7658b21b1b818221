/** The hyperbolic secant, 1 / cosh x, down to underflow. */
export function sech(x: number): number {
  const e = Math.exp(-Math.abs(x));
  return (2 * e) / (1 + e * e);
}

/** The hyperbolic cosecant, 1 / sinh x, down to underflow. */
export function csch(x: number): number {
  const a = Math.abs(x);
  const value = (2 * Math.exp(-a)) / -Math.expm1(-2 * a);
  return x < 0 ? -value : value;
}

/** The hyperbolic cotangent, 1 / tanh x. */
export function coth(x: number): number {
  return 1 / Math.tanh(x);
}

/** The inverse hyperbolic secant, for 0 < x ≤ 1. Unlike acosh(1 / x) it keeps its digits near 1. */
export function asech(x: number): number {
  const s = Math.sqrt((1 - x) * (1 + x));
  return x < 0.5 ? Math.log(1 + s) - Math.log(x) : Math.log1p((1 - x + s) / x);
}

/** The inverse hyperbolic cosecant, asinh(1 / x), also where 1 / x overflows. */
export function acsch(x: number): number {
  if (Math.abs(x) > 1e-300) return Math.asinh(1 / x);
  const value = Math.LN2 - Math.log(Math.abs(x));
  return x < 0 ? -value : value;
}

/** The inverse hyperbolic cotangent, for |x| ≥ 1. Unlike atanh(1 / x) it keeps its digits near |x| = 1. */
export function acoth(x: number): number {
  return x < 0 ? -0.5 * Math.log1p(2 / (-x - 1)) : 0.5 * Math.log1p(2 / (x - 1));
}
