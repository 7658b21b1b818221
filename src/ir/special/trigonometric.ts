/** The secant, 1 / cos x. */
export function sec(x: number): number {
  return 1 / Math.cos(x);
}

/** The cosecant, 1 / sin x. */
export function csc(x: number): number {
  return 1 / Math.sin(x);
}

/** The cotangent, 1 / tan x. */
export function cot(x: number): number {
  return 1 / Math.tan(x);
}

/** The inverse secant, in [0, π]; NaN for |x| < 1. Unlike acos(1 / x) it keeps its digits near |x| = 1. */
export function asec(x: number): number {
  const a = Math.abs(x);
  return Math.atan2(Math.sqrt(a - 1) * Math.sqrt(a + 1), Math.sign(x));
}

/** The inverse cosecant, in [−π/2, π/2]; NaN for |x| < 1. Unlike asin(1 / x) it keeps its digits near |x| = 1. */
export function acsc(x: number): number {
  const a = Math.abs(x);
  return Math.sign(x) * Math.atan(1 / (Math.sqrt(a - 1) * Math.sqrt(a + 1)));
}

/** The inverse cotangent as mathjs has it: atan(1 / x), odd, with a jump at 0. */
export function acot(x: number): number {
  return Math.atan(1 / x);
}
