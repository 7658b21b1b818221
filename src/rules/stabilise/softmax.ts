import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import { only, pair } from '../match.ts';
import type { Rule } from '../rule.ts';
import { termsOf, withCoefficient } from '../simplify/terms.ts';
import { placeOf } from './cross-entropy.ts';
import { settled } from './values.ts';

/** One element of a softmax: exp(y − m) / Σ exp(x − m) for y = x[k], with a detached m. */
interface Element {
  /** In a form that no row matches. */
  readonly quotient: Node;
  /** y. */
  readonly own: Node;
  /** Σ exp(x − m) over all but y. */
  readonly rest: Node;
}

function elementOf(store: Store, written: Node): Element | undefined {
  const [above, sum] = pair(written);
  const quotient = store.op('div', settled(store, above), sum);
  if (written.op !== 'div' || above.op !== 'exp' || sum.op !== 'sumOver' || only(above).op !== 'sub') return undefined;
  const [own, shift] = pair(only(above));
  const { index, body } = store.open(sum);
  const [x, other] = body.op === 'exp' && only(body).op === 'sub' ? pair(only(body)) : [];
  if (shift.op !== 'detach' || other !== shift || x === undefined) return undefined;
  const place = placeOf(x, index, own);
  // One for each of many elements would be as many sums.
  if (place === undefined || !place.free.every((one) => sum.free.includes(one))) return undefined;
  const k = createKit(store);
  const rest = store.reduce('sumOver', index, k.select(k.eq(index, place), 0, k.exp(k.sub(x, shift))));
  return { quotient, own, rest };
}

/** ±p with its derivatives beside it: p·(1 − p) by y, where 1 − p is the rest over the sum, and −p / Σ by the rest. */
function withSlopes(store: Store, { quotient, own, rest }: Element, value: Node, sign: 1 | -1): Node {
  const k = createKit(store);
  const sum = pair(quotient)[1];
  const bySelf = withCoefficient(store, sign, k.mul(quotient, k.div(settled(store, rest), sum)));
  const byRest = withCoefficient(store, -sign, k.div(quotient, sum));
  return k.given(k.given(k.detach(value), own, bySelf), rest, byRest);
}

/** The element that `withSlopes` has made p of. */
function elementWithin(store: Store, node: Node): Element | undefined {
  const inner = node.op === 'given' ? only(node) : node;
  const detached = inner.op === 'given' ? only(inner) : inner;
  if (detached.op !== 'detach' || inner === node) return undefined;
  const quotient = only(detached);
  const above = quotient.op === 'div' ? only(quotient) : quotient;
  if (above.op !== 'given' || settled(store, only(above)) !== above) return undefined;
  return elementOf(store, store.op('div', only(above), pair(quotient)[1]));
}

export const softmaxes: readonly Rule[] = [
  {
    name: 'exp(x[k]) / Σ exp(x), whose derivative is p·(1 − p), with the other terms for 1 − p: no digits near p = 1',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const element = elementOf(store, node);
      return element && withSlopes(store, element, element.quotient, 1);
    },
  },
  {
    name: '1 − exp(x[k]) / Σ exp(x) → Σ exp(x) over the others / Σ exp(x): the digits cancel near p = 1',
    phase: 'before',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      const [one, p] = terms[0]?.rest === undefined ? terms : [...terms].reverse();
      const element = p?.rest === undefined ? undefined : elementWithin(store, p.rest);
      if (terms.length !== 2 || one === undefined || p === undefined || element === undefined) return undefined;
      if (one.rest !== undefined || one.factor !== -p.factor) return undefined;
      const others = createKit(store).div(settled(store, element.rest), pair(element.quotient)[1]);
      return withCoefficient(store, one.factor, withSlopes(store, element, others, -1));
    },
  },
  {
    name: 'log(exp(x[k]) / Σ exp(x)) by the logs above and below, though the quotient has its derivatives beside it: log of an underflow',
    phase: 'before',
    on: ['log', 'log2', 'log10'],
    apply: (store, node) => {
      const element = elementWithin(store, only(node));
      if (element === undefined) return undefined;
      const [above, below] = pair(element.quotient);
      const k = createKit(store);
      const scale = node.op === 'log' ? 1 : node.op === 'log2' ? Math.LOG2E : Math.LOG10E;
      return withCoefficient(store, scale, k.sub(only(only(above)), k.log(below)));
    },
  },
];
