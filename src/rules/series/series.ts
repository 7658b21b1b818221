import { exactly, isZero, negated, over, ratio, sum, times, toDouble, zero } from './number.ts';
import type { Big } from './number.ts';

/**
 * terms[0] t^low + terms[1] t^(low + 1) + … + O(t^(low + terms.length)), with terms[0] ≠ 0: a truncated Laurent series.
 * Without terms it is O(t^low): everything that is known of it cancelled.
 *
 * The arithmetic is that of A. Griewank, A. Walther, Evaluating Derivatives (2008), chapter 13: the terms of f(u) follow
 * one by one from the differential equation that f obeys. undefined: there is no such series, or none is known.
 */
export interface Series {
  readonly low: number;
  readonly terms: readonly Big[];
}

export function seriesOf(low: number, terms: readonly Big[]): Series {
  const first = terms.findIndex((term) => !isZero(term));
  if (first < 0) return { low: low + terms.length, terms: [] };
  return first === 0 ? { low, terms } : { low: low + first, terms: terms.slice(first) };
}

/** How far series go, and whether t is not negative, being a root. */
export interface Setting {
  readonly count: number;
  readonly positive: boolean;
}

/** c·t^low. */
export function monomial(c: Big, low: number, { count }: Setting): Series {
  const terms = Array.from({ length: count }, (_, k) => (k === 0 ? c : zero));
  return seriesOf(low, terms);
}

export const constant = (c: Big, setting: Setting): Series => monomial(c, 0, setting);

const endOf = ({ low, terms }: Series): number => low + terms.length;
const at = ({ low, terms }: Series, order: number): Big => terms[order - low] ?? zero;
const firstOf = ({ terms }: Series): Big => terms[0] ?? zero;

/** Σ a[j]·b[k − j] for j from `from` to `to`, weighted. */
function convolved(a: readonly Big[], b: readonly Big[], k: number, from: number, weigh?: (j: number) => Big): Big {
  const products: Big[] = [];
  for (let j = from; j <= k; j += 1) {
    const [x, y] = [a[j], b[k - j]];
    if (x === undefined || y === undefined || isZero(x) || isZero(y)) continue;
    const product = times(x, y);
    products.push(weigh === undefined ? product : times(product, weigh(j)));
  }
  return sum(products);
}

export const scale = (a: Series, c: Big): Series => ({ low: a.low, terms: a.terms.map((term) => times(term, c)) });
export const negate = (a: Series): Series => ({ low: a.low, terms: a.terms.map(negated) });

export function add(a: Series, b: Series): Series {
  const low = Math.min(a.low, b.low);
  const end = Math.min(endOf(a), endOf(b));
  const terms = Array.from({ length: Math.max(end - low, 0) }, (_, k) => sum([at(a, low + k), at(b, low + k)]));
  return seriesOf(low, terms);
}

export const subtract = (a: Series, b: Series): Series => add(a, negate(b));

export function multiply(a: Series, b: Series): Series {
  const count = Math.min(a.terms.length, b.terms.length);
  const terms = Array.from({ length: count }, (_, k) => convolved(a.terms, b.terms, k, 0));
  return { low: a.low + b.low, terms };
}

export function divide(a: Series, b: Series): Series | undefined {
  if (b.terms.length === 0) return undefined;
  const terms: Big[] = [];
  const first = firstOf(b);
  for (let k = 0; k < Math.min(a.terms.length, b.terms.length); k += 1) {
    const rest = sum([a.terms[k] as Big, negated(convolved(b.terms, terms, k, 1))]);
    terms.push(over(rest, first));
  }
  return { low: a.low - b.low, terms };
}

/** Beyond this order nothing is asked for. */
const LATEST = 80;

/** The terms from t⁰ on of what has no pole, as many as are known; undefined of what has one. */
export function regular(a: Series): Big[] | undefined {
  if (a.low < 0 || a.low > LATEST) return undefined;
  return Array.from({ length: endOf(a) }, (_, k) => at(a, k));
}

/** y with y(0) = `start` and y′ = `slope`, which is known from t⁰ on to the order before y's. */
export const integral = (start: Big, slope: readonly Big[]): Series =>
  seriesOf(0, [start, ...slope.map((term, k) => over(term, exactly(k + 1)))]);

export const derivative = (a: readonly Big[]): Big[] => a.slice(1).map((term, k) => times(term, exactly(k + 1)));

/** aᵖ, of which the first coefficient is given: k·a₀·y_k = Σ (p·j − (k − j))·a_j·y_{k−j}. */
export function power(a: Series, p: Big, start: Big | undefined): Series | undefined {
  const low = a.low * toDouble(p);
  if (a.terms.length === 0 || start === undefined || !Number.isInteger(low)) return undefined;
  const first = firstOf(a);
  const terms = [start];
  for (let k = 1; k < a.terms.length; k += 1) {
    const weigh = (j: number): Big => sum([times(p, exactly(j)), exactly(j - k)]);
    terms.push(over(convolved(a.terms, terms, k, 1, weigh), times(exactly(k), first)));
  }
  return { low, terms };
}

/** y with y′·a = slope, for the a that begins with t⁰. */
export function quotientIntegral(start: Big, slope: readonly Big[], a: readonly Big[]): Series | undefined {
  if (slope.length === 0) return integral(start, []);
  const rate = divide({ low: 0, terms: slope }, { low: 0, terms: a.slice(0, slope.length) });
  return rate === undefined || isZero(a[0] ?? zero) ? undefined : integral(start, rate.terms);
}

/** y with y′ = u′·y. */
export function exponentialOf(start: Big, u: readonly Big[]): Big[] {
  const y = [start];
  for (let k = 1; k < u.length; k += 1) y.push(times(convolved(u, y, k, 1, exactly), ratio(1, k)));
  return y;
}

/** (s, c) with s′ = u′·c and c′ = sign·u′·s: sine and cosine for −1, the hyperbolic ones for 1. */
export function circular(start: readonly [Big, Big], u: readonly Big[], sign: 1 | -1): [Big[], Big[]] {
  const s = [start[0]];
  const c = [start[1]];
  for (let k = 1; k < u.length; k += 1) {
    const inverse = ratio(1, k);
    const ofSine = times(convolved(u, c, k, 1, exactly), inverse);
    c.push(
      times(
        convolved(u, s, k, 1, (j) => exactly(sign * j)),
        inverse,
      ),
    );
    s.push(ofSine);
  }
  return [s, c];
}
