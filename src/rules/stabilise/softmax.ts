import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import { only, pair } from '../match.ts';
import type { Rule } from '../rule.ts';
import { termsOf, withCoefficient } from '../simplify/terms.ts';
import { elementIn, ifInside } from './element.ts';
import type { Element } from './element.ts';
import { settled } from './values.ts';

/** One element of a softmax: exp(y − m) / Σ exp(x − m) for y = x[k], with a detached m. */
interface Share {
  /** In a form that no row matches. */
  readonly quotient: Node;
  /** y. */
  readonly own: Node;
  /** Σ exp(x − m) over all but y. */
  readonly rest: Node;
  readonly element: Element;
}

function shareOf(store: Store, written: Node): Share | undefined {
  const [above, sum] = pair(written);
  const quotient = store.op('div', settled(store, above), sum);
  if (written.op !== 'div' || above.op !== 'exp' || sum.op !== 'sumOver' || only(above).op !== 'sub') return undefined;
  const [own, shift] = pair(only(above));
  const { index, body } = store.open(sum);
  const [x, other] = body.op === 'exp' && only(body).op === 'sub' ? pair(only(body)) : [];
  if (shift.op !== 'detach' || other !== shift || x === undefined) return undefined;
  const element = elementIn(store, x, index, own);
  // One for each of many elements would be as many sums.
  if (element === undefined || !element.place.free.every((one) => sum.free.includes(one))) return undefined;
  const k = createKit(store);
  const rest = store.reduce('sumOver', index, k.select(k.eq(index, element.place), 0, k.exp(k.sub(x, shift))));
  return { quotient, own, rest, element };
}

/** ±p with its derivatives beside it: p·(1 − p) by y, where 1 − p is the rest over the sum, and −p / Σ by the rest. */
function withSlopes(store: Store, { quotient, own, rest }: Share, value: Node, sign: 1 | -1): Node {
  const k = createKit(store);
  const sum = pair(quotient)[1];
  const bySelf = withCoefficient(store, sign, k.mul(quotient, k.div(settled(store, rest), sum)));
  const byRest = withCoefficient(store, -sign, k.div(quotient, sum));
  return k.given(k.given(k.detach(value), own, bySelf), rest, byRest);
}

/** The element that `withSlopes` has made p of. */
function shareWithin(store: Store, node: Node): Share | undefined {
  const inner = node.op === 'given' ? only(node) : node;
  const detached = inner.op === 'given' ? only(inner) : inner;
  if (detached.op !== 'detach' || inner === node) return undefined;
  const quotient = only(detached);
  const above = quotient.op === 'div' ? only(quotient) : quotient;
  if (above.op !== 'given' || settled(store, only(above)) !== above) return undefined;
  return shareOf(store, store.op('div', only(above), pair(quotient)[1]));
}

export const softmaxes: readonly Rule[] = [
  {
    name: 'exp(x[k]) / Σ exp(x), whose derivative is p·(1 − p), with the other terms for 1 − p: no digits near p = 1',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const share = shareOf(store, node);
      return share && withSlopes(store, share, share.quotient, 1);
    },
  },
  {
    name: '1 − exp(x[k]) / Σ exp(x) → Σ exp(x) over the others / Σ exp(x): the digits cancel near p = 1',
    phase: 'before',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      const [one, p] = terms[0]?.rest === undefined ? terms : [...terms].reverse();
      const share = p?.rest === undefined ? undefined : shareWithin(store, p.rest);
      if (terms.length !== 2 || one === undefined || p === undefined || share === undefined) return undefined;
      if (one.rest !== undefined || one.factor !== -p.factor) return undefined;
      const k = createKit(store);
      const others = k.div(settled(store, share.rest), pair(share.quotient)[1]);
      const value = ifInside(store, share.element, others, k.sub(1, share.quotient));
      return withCoefficient(store, one.factor, withSlopes(store, share, value, -1));
    },
  },
  {
    name: 'log(exp(x[k]) / Σ exp(x)) by the logs above and below, though the quotient has its derivatives beside it: log of an underflow',
    phase: 'before',
    on: ['log', 'log2', 'log10'],
    apply: (store, node) => {
      const share = shareWithin(store, only(node));
      if (share === undefined) return undefined;
      const [above, below] = pair(share.quotient);
      const k = createKit(store);
      const scale = node.op === 'log' ? 1 : node.op === 'log2' ? Math.LOG2E : Math.LOG10E;
      return withCoefficient(store, scale, k.sub(only(only(above)), k.log(below)));
    },
  },
];
