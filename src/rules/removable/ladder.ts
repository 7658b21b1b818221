import type { Node, Store } from '../../ir/store.ts';
import { isZero, toDouble } from '../series/number.ts';
import type { LogSeries } from '../series/logarithmic.ts';
import { CONDITION, horner, strideOf, TRUNCATION } from './polynomial.ts';
import type { Polynomial } from './polynomial.ts';

/** Σ Lᵏ·p_k(t) with L = log(1 / t), for 0 < t < radius. */
export interface Ladder {
  readonly rungs: readonly (readonly [power: number, polynomial: Polynomial])[];
  readonly radius: number;
}

/** Most coefficients, of all powers of L together. */
const MOST = 32;
const [LARGEST, SMALLEST] = [-1, -40];
/** How much smaller t is where it is tried, the logarithms being larger. */
const DEPTHS = [0, 1, 4, 16, 64, 256];

interface Term {
  readonly power: number;
  readonly order: number;
  readonly value: number;
}

/**
 * The polynomials that stand for a series with logarithms: on the largest interval 0 < t < 2^e on which at most 32 terms do. As for those
 * without, what is left out is below 2⁻⁵⁷ of the value, and the terms do not cancel.
 */
export function ladderOf(series: LogSeries): Ladder | undefined {
  const rungs = [...series].filter(([, { terms }]) => !terms.every(isZero));
  const terms = rungs.flatMap(([power, { low, terms: all }]) =>
    all.map((term, k): Term => ({ power, order: low + k, value: toDouble(term) })),
  );
  if (terms.length === 0 || terms.some(({ value }) => !Number.isFinite(value))) return undefined;
  const first = Math.min(...rungs.map(([, { low }]) => low));
  const end = Math.min(...Array.from(series.values(), ({ low, terms: all }) => low + all.length));
  for (let e = LARGEST; e >= SMALLEST; e -= 1) {
    const kept = ordersNeeded(terms, first, end, 2 ** e);
    if (kept === undefined) continue;
    const used = terms.filter(({ order, value }) => order < kept && value !== 0);
    if (used.length > MOST) continue;
    const polynomials = rungs.flatMap(([power]) => rungOf(series, power, kept, 2 ** e) ?? []);
    return { rungs: polynomials, radius: 2 ** e };
  }
  return undefined;
}

function rungOf(
  series: LogSeries,
  power: number,
  kept: number,
  radius: number,
): (readonly [number, Polynomial])[] | undefined {
  const { low, terms } = series.get(power) ?? { low: 0, terms: [] };
  const own = { low, terms: terms.slice(0, Math.max(kept - low, 0)) };
  if (own.terms.every(isZero)) return undefined;
  const stride = strideOf(own);
  return [[power, { low, stride, coefficients: own.terms.filter((_, k) => k % stride === 0).map(toDouble), radius }]];
}

/** Up to which order terms are needed for t ≤ w; undefined where all that are known are too few, or cancel. */
function ordersNeeded(terms: readonly Term[], first: number, end: number, w: number): number | undefined {
  let needed = first + 1;
  for (const depth of DEPTHS) {
    const at = w * 2 ** -depth;
    const log = -Math.log(at);
    // In units of the first power, which alone may be out of range.
    const values = terms.map(({ power, order, value }) => value * log ** power * at ** (order - first));
    const value = Math.abs(values.reduce((total, one) => total + one, 0));
    const size = values.reduce((total, one) => total + Math.abs(one), 0);
    if (!(size <= CONDITION * value)) return undefined;
    const weights = terms.map(({ order }, k) => Math.abs(values[k] as number) * (order - first + 1) ** 2);
    const from = (order: number): number =>
      weights.reduce((total, weight, k) => total + ((terms[k] as Term).order >= order ? weight : 0), 0);
    // The terms beyond are not known: the last four must be far below already.
    if (from(end - 4) > (TRUNCATION * value) / 8) return undefined;
    while (needed < end && from(needed) > TRUNCATION * value) needed += 1;
  }
  return needed;
}

/** The ladder at t, for the L given. */
export function ladderAt(store: Store, t: Node, log: Node, rooted: boolean, { rungs }: Ladder): Node {
  return [...rungs]
    .sort(([a], [b]) => a - b)
    .map(([power, polynomial]) => {
      const value = horner(store, t, rooted, polynomial);
      const size = Math.abs(power);
      const logs = size === 1 ? log : store.op('pow', log, store.const(size));
      if (power === 0) return value;
      return power < 0 ? store.op('div', value, logs) : store.op('mul', value, logs);
    })
    .reduce((a, b) => store.op('add', a, b));
}
