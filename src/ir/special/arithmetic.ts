/** x − y·floor(x / y), of the sign of y, exact but for one rounding; x for y = 0. */
export function mod(x: number, y: number): number {
  if (y === 0) return x;
  const rest = x % y;
  return rest !== 0 && rest < 0 !== y < 0 ? rest + y : rest;
}

/** The nearest integer, half away from zero. */
export function round(x: number): number {
  return Math.sign(x) * Math.round(Math.abs(x));
}

/** The real n-th root of x; x < 0 has one for odd n only. The power is refined by one step of Newton's method. */
export function nthRoot(x: number, n: number): number {
  if (n < 0) return 1 / nthRoot(x, -n);
  if (n === 2) return Math.sqrt(x);
  if (n === 3) return Math.cbrt(x);
  if (x < 0) return n % 2 === 1 ? -nthRoot(-x, n) : NaN;
  const root = Math.pow(x, 1 / n);
  const power = Math.pow(root, n);
  return power > 1e-300 && power < Infinity ? root + (root * (x / power - 1)) / n : root;
}

/** √(x² + y² + z²). Where the squares are in range, this is several times as fast as Math.hypot, which is for elsewhere. */
export function hypot(x: number, y: number, z = 0): number {
  const sum = x * x + y * y + z * z;
  return sum > 1e-280 && sum < 1e300 ? Math.sqrt(sum) : Math.hypot(x, y, z);
}
