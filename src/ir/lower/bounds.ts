import { addAffine, affineNode, affineOf, difference, provablyNonNegative } from '../affine.ts';
import type { Affine } from '../affine.ts';
import type { Node, Store } from '../store.ts';
import { isNeverNegative, isNeverNegativeByTrial, polynomialOfAffine } from './polynomial.ts';

/**
 * What is known about places: proofs that an int form is never negative, and its least value over all indices.
 * Everything is about forms `≥ 0`: a place p is inside an extent e when p ≥ 0 and e − 1 − p ≥ 0.
 */

export const constant = (value: number): Affine => ({ constant: value, terms: new Map() });

export const plus = (form: Affine, value: number): Affine => ({ constant: form.constant + value, terms: form.terms });

export const negated = (form: Affine): Affine => addAffine(constant(0), form, -1);

/** Whether a form is at least 0 under one of the conditions that hold where it stands. */
export function proves(form: Affine, assumptions: readonly Affine[]): boolean {
  if (holds(form)) return true;
  return assumptions.some((assumed) => holds(addAffine(form, assumed, -1)));
}

/** Like `provablyNonNegative`, and looks into min, max, mod, products and int divisions. */
export const holds = (form: Affine): boolean => holdsLinearly(form, 8) || holdsAsPolynomial(form);

/** The places of a packed triangle are not affine, and still within it. */
function holdsAsPolynomial(form: Affine): boolean {
  const products = [...form.terms.keys()].filter(({ op }) => op === 'mul' || op === 'idiv');
  if (products.length === 0) return false;
  const polynomial = polynomialOfAffine(form);
  return polynomial !== undefined && (isNeverNegative(polynomial) || isNeverNegativeByTrial(polynomial));
}

function holdsLinearly(form: Affine, depth: number): boolean {
  if (depth > 0) {
    for (const [term, factor] of form.terms) {
      const rest = (node: Node): Affine => addAffine(without(form, term), affineOf(node), factor);
      if (term.op === 'min' || term.op === 'max') {
        const every = (term.op === 'min') === factor > 0;
        const parts = term.args.map((arg) => holdsLinearly(rest(arg), depth - 1));
        return every ? parts.every(Boolean) : parts.some(Boolean);
      }
      const [value, divisor] = term.args as [Node, Node];
      if (term.op === 'mod' && isPositive(divisor)) {
        // 0 ≤ mod(a, m) ≤ m − 1
        const others = without(form, term);
        return holdsLinearly(factor > 0 ? others : addAffine(others, plus(affineOf(divisor), -1), factor), depth - 1);
      }
      if (term.op === 'idiv' && divisor.op === 'const' && divisor.value > 0) {
        const less = factor > 0 ? smallerQuotient(form, value, divisor, factor) : undefined;
        if (less !== undefined) return holdsLinearly(without(without(form, term), less), depth - 1);
        // d · floor(a / d) ≤ a
        if (factor % divisor.value === 0 && factor < 0) {
          const bound = addAffine(without(form, term), affineOf(value), factor / divisor.value);
          if (holdsLinearly(bound, depth - 1)) return true;
        }
        const least = leastOf(factor > 0 ? affineOf(value) : negated(affineOf(value)));
        if (least === undefined || least.terms.size > 0) continue;
        const bound = Math.floor((factor > 0 ? least.constant : -least.constant) / divisor.value);
        return holdsLinearly(plus(without(form, term), factor * bound), depth - 1);
      }
    }
  }
  return provablyNonNegative(form);
}

/** A literal, or a size or count, which is at least 1 where there is anything to read. */
const isPositive = (node: Node): boolean =>
  node.op === 'size' || (node.op === 'read' && node.args.length === 0) || (node.op === 'const' && node.value > 0);

/** A term −factor · floor(a / divisor) with a ≤ value: against floor(value / divisor) it is never more. */
const smallerQuotient = (form: Affine, value: Node, divisor: Node, factor: number): Node | undefined =>
  [...form.terms].find(
    ([other, k]) =>
      other.op === 'idiv' &&
      k === -factor &&
      other.args[1] === divisor &&
      holds(difference(value, other.args[0] as Node)),
  )?.[0];

/**
 * The least value of a form over the indices in it, each replaced by the bound that makes it smallest, the innermost
 * first; `keep` names indices to leave. Undefined where something else than an index varies.
 */
export function leastOf(form: Affine, keep: ReadonlySet<Node> = NOTHING): Affine | undefined {
  let current = form;
  for (let step = 0; step < 64; step += 1) {
    const inner = [...current.terms.keys()]
      .filter((term) => term.op === 'index' && !keep.has(term))
      .sort((a, b) => b.free.length - a.free.length || b.id - a.id)[0];
    if (inner === undefined) {
      const open = [...current.terms.keys()].some((term) => term.op !== 'index' && term.free.length > 0);
      return open ? undefined : current;
    }
    const factor = current.terms.get(inner) as number;
    const [lo, hi] = inner.args as [Node, Node];
    const bound = factor > 0 ? affineOf(lo) : plus(affineOf(hi), -1);
    current = addAffine(without(current, inner), bound, factor);
  }
  return undefined;
}

const NOTHING: ReadonlySet<Node> = new Set();

export function without(form: Affine, term: Node): Affine {
  const terms = new Map(form.terms);
  terms.delete(term);
  return { constant: form.constant, terms };
}

/** The greatest of several forms, if they can be compared. */
export const greatest = (forms: readonly Affine[]): Affine | undefined =>
  extreme(forms, (a, b) => holds(addAffine(a, b, -1)));

/** The least of several forms, if they can be compared. */
export const smallest = (forms: readonly Affine[]): Affine | undefined =>
  extreme(forms, (a, b) => holds(addAffine(b, a, -1)));

/** The form that beats all others. */
function extreme(forms: readonly Affine[], beats: (a: Affine, b: Affine) => boolean): Affine | undefined {
  const [first, ...others] = forms;
  if (first === undefined) return undefined;
  const best = others.reduce((winner, form) => (beats(form, winner) ? form : winner), first);
  return forms.every((form) => beats(best, form)) ? best : undefined;
}

/** floor(form / divisor) for a literal divisor, with what is divisible taken out: floor((2n − 3) / 2) is n − 2 + floor(1 / 2). */
export function floorDivide(store: Store, form: Affine, divisor: number): Affine {
  const split = (value: number): [quotient: number, rest: number] => {
    const quotient = Math.floor(value / divisor);
    return [quotient, value - quotient * divisor];
  };
  const [outside, rest] = split(form.constant);
  const whole = new Map<Node, number>();
  const part = new Map<Node, number>();
  for (const [term, factor] of form.terms) {
    const [quotient, remainder] = split(factor);
    if (quotient !== 0) whole.set(term, quotient);
    if (remainder !== 0) part.set(term, remainder);
  }
  const quotient = { constant: outside, terms: whole };
  if (part.size === 0) return quotient;
  const inside = affineNode(store, { constant: rest, terms: part });
  return addAffine(quotient, affineOf(store.op('idiv', inside, store.const(divisor))));
}
