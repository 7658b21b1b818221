import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { only, squareRootOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isValue, termsOf, withCoefficient } from '../simplify/terms.ts';
import { ifInside } from './element.ts';
import { quotientNode, quotientOf } from './quotient.ts';
import { isWhole, partOf, rootOf, shareIn, shareWithin, slopesOf, withSlopes } from './share.ts';
import type { Part, Share } from './share.ts';
import { settled } from './values.ts';

/** The logarithms of one sum, or its root, and of one number. */
const argumentOf = (log: Node | undefined): Node | undefined => (log?.op === 'log' ? only(log) : undefined);

/**
 * log(x / S), or log(x / √S) for a term x²: −log1p(R / x), or half of −log1p(R / x²), where x is more than the others together, else as it
 * is written. Its derivative by x is R / S / x.
 */
function logOfPart(k: Kit, part: Part, sum: Node, written: Node): Node {
  const { rest, term, element } = part;
  const x = settled(k.store, part.x);
  const isSquare = term === 'square';
  const [own, whole] = isSquare ? [k.sqrt(rest), k.sqrt(sum)] : [rest, sum];
  const beside = k.div(own, x);
  const near = isSquare ? k.mul(-0.5, k.log1p(k.sq(beside))) : k.neg(k.log1p(beside));
  const value = k.select(
    ifInside(k.store, element, k.lt(own, x), k.store.bool(false)),
    near,
    settled(k.store, written),
  );
  const ratio = k.div(own, whole);
  const byOwn = isSquare ? k.mul(k.div(ratio, x), ratio) : k.div(ratio, x);
  const byRest = isSquare ? k.div(k.div(-0.5, whole), whole) : k.div(-1, whole);
  return withSlopes(k, part, { value, byOwn, byRest });
}

/** The share x / S or x² / S that a term is, perhaps as the square of x / √S. */
function plainShareOf(store: Store, term: Node): Share | undefined {
  const root = squareRootOf(term);
  const base = shareWithin(store, root ?? term);
  const share = base && root ? { ...base, p: 2 * base.p, h: 2 * base.h } : base;
  const isPlain = share && isWhole(share) && share.p === (share.term === 'square' ? 2 : 1) && share.term !== 'size';
  return isPlain ? share : undefined;
}

export const shares: readonly Rule[] = [
  {
    name: 'x[k] / Σ x, x[k] / √Σ x², …, whose derivative is as 1 − p, with the other terms for it: no digits near p = 1',
    phase: 'elements',
    on: ['div'],
    apply: (store, node) => {
      const quotient = quotientOf(node);
      const found = quotient && shareIn(store, quotient);
      if (found === undefined) return undefined;
      const k = createKit(store);
      const share = withSlopes(k, found.share, slopesOf(k, found.share));
      const others = quotientNode(store, { ...found.others, factor: 1 });
      return withCoefficient(store, found.others.factor, isValue(others, 1) ? share : k.mul(others, share));
    },
  },
  {
    name: '1 − x[k] / Σ x → Σ x over the others / Σ x: the digits cancel near 1',
    phase: 'elements',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      const [one, p] = terms[0]?.rest === undefined ? terms : [...terms].reverse();
      const share = p?.rest === undefined ? undefined : plainShareOf(store, p.rest);
      if (terms.length !== 2 || one === undefined || p === undefined || share === undefined) return undefined;
      if (one.rest !== undefined || one.factor !== -p.factor) return undefined;
      const k = createKit(store);
      const slopes = slopesOf(k, share);
      const { sum, isRoot } = rootOf(share.below);
      const ratio =
        share.term === 'square'
          ? k.sq(k.div(k.sqrt(share.rest), isRoot ? share.below : k.sqrt(sum)))
          : k.div(settled(store, share.rest), sum);
      const value = ifInside(store, share.element, ratio, k.sub(1, slopes.value));
      return withCoefficient(store, one.factor, withSlopes(k, share, { ...slopes, value }, -1));
    },
  },
  {
    name: 'log(x[k] / Σ x) → −log1p(Σ x over the others / x[k]) where x[k] is the greatest: the quotient has lost what it lacks of 1',
    phase: 'elements',
    on: ['log'],
    apply: (store, node) => {
      const share = shareWithin(store, only(node));
      if (share === undefined || !isWhole(share)) return undefined;
      const k = createKit(store);
      const { value } = slopesOf(k, { ...share, p: 1, h: share.h / share.p });
      return withCoefficient(store, share.p, logOfPart(k, share, rootOf(share.below).sum, k.log(value)));
    },
  },
  {
    name: 'log(Σ x) − log(x[k]) → log1p(Σ x over the others / x[k]) where x[k] is the greatest: the digits cancel',
    phase: 'elements',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      for (const whole of terms) {
        const below = argumentOf(whole.rest);
        const root = below && rootOf(below);
        for (const own of terms) {
          const x = argumentOf(own.rest);
          const part = root && x && own !== whole ? partOf(store, root.sum, x) : undefined;
          if (root === undefined || part === undefined) continue;
          if (-whole.factor * (root.isRoot ? 1 : 2) * (part.term === 'square' ? 1 : 0.5) !== own.factor) continue;
          const k = createKit(store);
          const scale = root.isRoot && part.term !== 'square' ? 0.5 : !root.isRoot && part.term === 'square' ? 0.5 : 1;
          const written = k.sub(
            settled(store, own.rest as Node),
            withCoefficient(store, scale, settled(store, whole.rest as Node)),
          );
          const log = logOfPart(k, part, root.sum, written);
          return terms.reduce<Node>(
            (sum, term) =>
              term === own || term === whole ? sum : k.add(sum, withCoefficient(store, term.factor, term.rest)),
            withCoefficient(store, own.factor, log),
          );
        }
      }
      return undefined;
    },
  },
];
