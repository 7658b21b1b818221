import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { only, squareRootOf } from '../match.ts';
import { isConst, isValue, termsOf, withCoefficient } from '../simplify/terms.ts';
import { elementIn, ifInside } from './element.ts';
import type { Element } from './element.ts';
import { quotientNode, quotientOf } from './quotient.ts';
import type { Quotient } from './quotient.ts';
import { settled } from './values.ts';

/** An element x of a sum S over an index, perhaps with other terms beside it. */
export interface Part {
  readonly x: Node;
  readonly element: Element;
  /** Which term of the sum it stands for: x itself, |x| or x². */
  readonly term: 'own' | 'size' | 'square';
  /** R, the sum without that term. */
  readonly rest: Node;
}

/** S and whether a node is √S, which for a norm is S > 0 ? √S : 0. */
export function rootOf(node: Node): { sum: Node; isRoot: boolean } {
  const [test, then, otherwise] = node.op === 'select' ? node.args : [];
  if (then?.op === 'sqrt' && test?.op === 'gt' && only(test) === only(then) && isValue(otherwise, 0))
    return { sum: only(then), isRoot: true };
  return node.op === 'sqrt' ? { sum: only(node), isRoot: true } : { sum: node, isRoot: false };
}

/** x as a part of a sum: x[k] of c + Σ x[i], of c + Σ |x[i]| or of c + Σ x[i]². */
export function partOf(store: Store, sum: Node, x: Node): Part | undefined {
  const terms = termsOf(sum);
  const [own, ...more] = terms.filter(({ factor, rest }) => rest?.op === 'sumOver' && factor === 1);
  if (own?.rest === undefined || more.length > 0) return undefined;
  const { index, body } = store.open(own.rest);
  const root = squareRootOf(body);
  const size = root ?? (body.op === 'abs' ? only(body) : undefined);
  const element =
    elementIn(store, body, index, x) ?? (size && elementIn(store, size, index, x.op === 'abs' ? only(x) : x));
  // One for each of many elements would be as many sums.
  if (element === undefined || !element.place.free.every((one) => sum.free.includes(one))) return undefined;
  const isOwn = elementIn(store, body, index, x) !== undefined;
  const k = createKit(store);
  const without = (term: Node): Node => k.select(k.eq(index, element.place), 0, term);
  const others = store.reduce('sumOver', index, root === undefined ? without(body) : k.sq(without(root)));
  const rest = terms
    .filter((term) => term !== own)
    .reduce<Node>((total, { factor, rest: term }) => k.add(withCoefficient(store, factor, term), total), others);
  return { x, element, term: isOwn ? 'own' : root === undefined ? 'size' : 'square', rest };
}

/** x^p over the h-th power of `below`, which is S or √S. */
export interface Share extends Part {
  readonly p: number;
  readonly below: Node;
  readonly h: number;
}

const without = (powers: ReadonlyMap<Node, number>, base: Node): Map<Node, number> =>
  new Map([...powers].filter(([other]) => other !== base));

/** The first share in a quotient, and the other factors. */
export function shareIn(store: Store, quotient: Quotient): { share: Share; others: Quotient } | undefined {
  for (const [below, h] of quotient.below) {
    if (below.type === 'int' || isConst(below)) continue;
    for (const [x, p] of quotient.above) {
      const part = x.type === 'int' || isConst(x) ? undefined : partOf(store, rootOf(below).sum, x);
      if (part === undefined) continue;
      const others = { ...quotient, above: without(quotient.above, x), below: without(quotient.below, below) };
      return { share: { ...part, p, below, h }, others };
    }
  }
  return undefined;
}

/** The value of a share, and its derivatives by x and by the others' sum. */
export interface Slopes {
  readonly value: Node;
  readonly byOwn: Node;
  readonly byRest: Node;
}

/** Whether it is the same for all multiples of the array: it is a power of what lacks the share of the others of 1. */
export const isWhole = ({ below, p, h, term }: Share): boolean =>
  p === h * (rootOf(below).isRoot ? 0.5 : 1) * (term === 'square' ? 2 : 1);

/** a·base^n for a whole number n. */
function timesPower(k: Kit, a: Node, base: Node, n: number): Node {
  let product = a;
  for (let left = Math.abs(n); left > 0; left -= 1) product = n < 0 ? k.div(product, base) : k.mul(product, base);
  return product;
}

/**
 * Of a share whose term is x², with N = √S, ρ² = R / S and η = x / N: its derivative by x is
 * η^(p − 1)·(p·ρ² + (p − h)·η²) / N^(h − p + 1), where for p = h nothing cancels; by R it is −h / 2 · x^p / N^h / N².
 */
function squareSlopes(k: Kit, share: Share, value: Node): Slopes {
  const { x, p, below, rest } = share;
  const { isRoot } = rootOf(below);
  const [root, h] = [isRoot ? below : k.sqrt(below), isRoot ? share.h : 2 * share.h];
  const [rho, eta] = [k.div(k.sqrt(rest), root), k.div(settled(k.store, x), root)];
  const own =
    h === p
      ? k.mul(p, k.mul(k.div(rho, root), rho))
      : h === 2 * p
        ? k.mul(p, k.mul(k.div(k.sub(rho, eta), root), k.add(rho, eta)))
        : k.div(k.add(k.mul(p, k.sq(rho)), k.mul(p - h, k.sq(eta))), root);
  const byOwn = timesPower(k, timesPower(k, own, eta, p - 1), root, p - h);
  return { value, byOwn, byRest: k.mul(-h / 2, k.div(k.div(value, root), root)) };
}

/** The same for a term x or |x|, where by x it is x^(p − 1) / S^q·(p·R + (p − q)·|x|) / S. */
function plainSlopes(k: Kit, share: Share, value: Node): Slopes {
  const { x: own, p, below, h, rest } = share;
  const x = settled(k.store, own);
  const { sum, isRoot } = rootOf(below);
  const q = isRoot ? h / 2 : h;
  const byRest = k.mul(-q, k.div(value, sum));
  const ratio = k.div(rest, sum);
  if (isWhole(share)) return { value, byOwn: timesPower(k, k.mul(p, k.div(ratio, sum)), k.div(x, sum), p - 1), byRest };
  const part = share.term === 'size' ? k.abs(x) : x;
  const above = k.add(k.mul(p, ratio), k.mul(p - q, k.div(part, sum)));
  return { value, byOwn: timesPower(k, timesPower(k, above, x, p - 1), below, -h), byRest };
}

export function slopesOf(k: Kit, share: Share): Slopes {
  const { x, p, below, h, term, element } = share;
  const x0 = settled(k.store, x);
  const value = quotientNode(k.store, { factor: 1, above: new Map([[x0, p]]), below: new Map([[below, h]]) });
  const slopes = term === 'square' ? squareSlopes(k, share, value) : plainSlopes(k, share, value);
  if (isWhole(share)) return slopes;
  const alone = timesPower(k, timesPower(k, k.num(p), x0, p - 1), below, -h);
  return { ...slopes, byOwn: ifInside(k.store, element, slopes.byOwn, alone) };
}

/** A value with the derivatives of a share, or their opposites, beside it. */
export function withSlopes(k: Kit, { x, rest }: Part, { value, byOwn, byRest }: Slopes, sign: 1 | -1 = 1): Node {
  const by = (slope: Node): Node => (sign < 0 ? k.neg(slope) : slope);
  return k.given(k.given(k.detach(value), x, by(byOwn)), rest, by(byRest));
}

/** The share that `withSlopes` has made this of. */
export function shareWithin(store: Store, node: Node): Share | undefined {
  const inner = node.op === 'given' ? only(node) : node;
  const [detached, x] = inner.op === 'given' ? inner.args : [];
  if (detached?.op !== 'detach' || x === undefined) return undefined;
  const quotient = quotientOf(store.substitute(only(detached), new Map([[settled(store, x), x]])));
  const share = quotient && shareIn(store, quotient)?.share;
  // The others' sum has come to its normal form.
  return share?.x === x ? { ...share, rest: node.args[1] as Node } : undefined;
}
