/** A numeric value and how far it may be off, estimated from the computation itself. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** The derivatives from below and from above, and whether they differ by more than their errors: a kink, or a jump. */
export interface SideDerivatives {
  readonly left: Estimate;
  readonly right: Estimate;
  readonly differ: boolean;
}

type Side = 'both' | 'left' | 'right';

const NOTHING: Estimate = { value: Number.NaN, error: Infinity };
/** Steps shrink by this from row to row: near Ridders' 1.4, and irrational, so that steps don't fall in with a staircase. */
const RATIO = Math.SQRT2;
const ROWS = 10;
/** A relative error below which no further initial step is tried. */
const GOOD = 1e-11;

/**
 * The derivative of f at x by differences with ever smaller steps, extrapolated to step 0, with an estimate of its own
 * error: C. J. F. Ridders, Accurate computation of F′(x) and F′(x)F″(x), Advances in Engineering Software 4 (1982) 75–76.
 * Several initial steps are tried, below `scale` (the distance over which f changes; the size of x unless given), and
 * the least error estimate wins. Where f is not finite on one side of x, the differences are one-sided.
 * `rounding` is how far off a value of f may be, where that is more than its last bits (terms that cancel in it).
 * The error is infinite where nothing could be found.
 */
export function numericDerivative(
  f: (x: number) => number,
  x: number,
  scale = Math.max(1, Math.abs(x)),
  rounding = 0,
): Estimate {
  const central = bestOver('both', f, x, scale, rounding);
  if (central.error <= 1e-6 * Math.abs(central.value)) return central;
  if (Number.isFinite(central.error) && isTwoSided(f, x, scale)) return central;
  const sides = [bestOver('left', f, x, scale, rounding), bestOver('right', f, x, scale, rounding)];
  return sides.reduce((best, side) => (side.error < best.error ? side : best), central);
}

/** The one-sided derivatives of f at x. They differ at a kink; they never compare when one side has no value. */
export function sideDerivatives(
  f: (x: number) => number,
  x: number,
  scale = Math.max(1, Math.abs(x)),
  rounding = 0,
): SideDerivatives {
  const left = bestOver('left', f, x, scale, rounding);
  const right = bestOver('right', f, x, scale, rounding);
  const size = Math.max(Math.abs(left.value), Math.abs(right.value));
  const gap = Math.abs(left.value - right.value);
  return { left, right, differ: gap > 10 * (left.error + right.error) + 1e-7 * size };
}

const isTwoSided = (f: (x: number) => number, x: number, scale: number): boolean =>
  Number.isFinite(f(x - 1e-3 * scale)) && Number.isFinite(f(x + 1e-3 * scale));

function bestOver(side: Side, f: (x: number) => number, x: number, scale: number, rounding: number): Estimate {
  let best = NOTHING;
  for (const step of initialSteps(x, scale)) {
    const { estimate, exhausted } = extrapolate(side, f, x, step, rounding);
    if (estimate.error < best.error) best = estimate;
    // Smaller steps only add rounding once rounding is all that is left.
    if (exhausted || best.error <= GOOD * Math.abs(best.value)) break;
  }
  return best;
}

/** Downwards from the scale; near zero down to a fraction of x itself, where a domain may end. */
function initialSteps(x: number, scale: number): number[] {
  const smallest = Math.min(1e-7 * Math.min(1, scale), x === 0 ? Infinity : 0.05 * Math.abs(x));
  const steps: number[] = [];
  for (let step = scale / 2; step >= smallest && steps.length < 40; step /= 8) steps.push(step);
  return steps;
}

/** Neville's extrapolation of the difference quotient to step 0; `exhausted` when rounding limits its error. */
function extrapolate(
  side: Side,
  f: (x: number) => number,
  x: number,
  step: number,
  rounding: number,
): { readonly estimate: Estimate; readonly exhausted: boolean } {
  // The error of a central difference is a series in h², that of a one-sided one in h.
  const ratio = side === 'both' ? RATIO ** 2 : RATIO;
  const middle = side === 'both' ? 0 : f(x);
  let best = NOTHING;
  let exhausted = false;
  let previous: number[] = [];
  for (let i = 0, h = step; i < ROWS; i += 1, h /= RATIO) {
    // The steps that the rounding of x leaves, rather than those asked for.
    const [low, high] = [side === 'right' ? x : x - h, side === 'left' ? x : x + h];
    const below = side === 'right' ? middle : f(low);
    const above = side === 'left' ? middle : f(high);
    const quotient = (above - below) / (high - low);
    if (!Number.isFinite(quotient)) {
      if (i === 0) return { estimate: NOTHING, exhausted };
      break;
    }
    const bits = 2 ** -50 * Math.max(Math.abs(above), Math.abs(below), Number.MIN_VALUE);
    const noise = Math.max(bits, 4 * rounding) / (high - low);
    const row = [quotient];
    let factor = 1;
    for (let j = 1; j <= i; j += 1) {
      factor *= ratio;
      const [last, other] = [row[j - 1] as number, previous[j - 1] as number];
      const value = (last * factor - other) / (factor - 1);
      const spread = Math.max(Math.abs(value - last), Math.abs(value - other));
      row.push(value);
      // Two differences may agree by chance, as on a staircase: three have to.
      if (j === 1) continue;
      const floor = Math.max(noise, 1e-14 * Math.abs(value));
      if (Math.max(spread, floor) > best.error) continue;
      best = { value, error: Math.max(spread, floor) };
      exhausted = spread <= floor;
    }
    if (exhausted && i > 3) break;
    if (i > 2 && Math.abs((row[i] as number) - (previous[i - 1] as number)) >= 2 * best.error) break;
    previous = row;
  }
  return { estimate: best, exhausted };
}
