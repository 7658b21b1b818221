import { numericDerivative, sideDerivatives } from './numeric.ts';

/** What numeric differentiation says of a derivative. */
export type Judgement =
  | { readonly kind: 'compared'; readonly numeric: number; readonly tolerance: number }
  /** Left and right derivatives differ, and the given one is between them. */
  | { readonly kind: 'kink' }
  /** The numeric derivative has too few digits to tell. */
  | { readonly kind: 'inconclusive' };

/** Errors are estimates: this many of them are allowed for. */
const SAFETY = 10;
/** And where the estimate is very small, this relative difference. */
const RELATIVE = 1e-8;
/** A numeric derivative decides when its error is below this, relative to the scale. */
const DECIDES = 1e-4;

/**
 * Compares a derivative of f at x with the numeric one. `scale` is the size below which differences don't matter (from
 * the other components of the gradient), and `rounding` how far off a value of f may be, so that a derivative of 0 can be confirmed in the presence of rounding.
 * A disagreement counts only when a second estimate, from other steps, confirms it, and there is no kink at x.
 */
export function judgeDerivative(
  symbolic: number,
  f: (x: number) => number,
  x: number,
  scale: number,
  rounding: number,
): Judgement {
  const width = Math.max(1, Math.abs(x));
  let decided: Judgement = { kind: 'inconclusive' };
  for (const steps of [width, 0.03 * width, 0.4 * width, 1e-3 * width]) {
    const { value, error } = numericDerivative(f, x, steps, rounding);
    const size = Math.max(Number.isFinite(symbolic) ? Math.abs(symbolic) : 0, Math.abs(value));
    if (!(error <= DECIDES * Math.max(size, scale))) continue;
    const tolerance = SAFETY * error + RELATIVE * size + Number.MIN_VALUE;
    const judgement: Judgement = { kind: 'compared', numeric: value, tolerance };
    if (Math.abs(symbolic - value) <= tolerance) return judgement;
    if (decided.kind === 'inconclusive') decided = judgement;
  }
  if (decided.kind === 'inconclusive' && Number.isFinite(symbolic)) return decided;
  const { left, right, differ } = sideDerivatives(f, x, width, rounding);
  if (!Number.isFinite(symbolic)) {
    // No derivative was given: wrong wherever there is one, be it from one side.
    const side = [left, right].find(({ value, error }) => error <= DECIDES * Math.abs(value));
    return side === undefined ? decided : { kind: 'compared', numeric: side.value, tolerance: SAFETY * side.error };
  }
  if (!differ) return decided;
  const slack = SAFETY * (left.error + right.error) + RELATIVE * Math.max(Math.abs(left.value), Math.abs(right.value));
  const between =
    symbolic >= Math.min(left.value, right.value) - slack && symbolic <= Math.max(left.value, right.value) + slack;
  if (between) return { kind: 'kink' };
  const near = Math.abs(symbolic - left.value) < Math.abs(symbolic - right.value) ? left : right;
  return { kind: 'compared', numeric: near.value, tolerance: slack + Number.MIN_VALUE };
}
