import { provablyAtMost, provablyLess } from '../../ir/affine.ts';
import { isReduction } from '../../ir/op.ts';
import type { Node, Store } from '../../ir/store.ts';

/** Largest expression whose element is looked for. */
const LARGEST = 40;

/** k of f(x[k]), where the body is f(x[i]) for the index i; undefined where they are not of one form, or the same. */
function placeOf(body: Node, index: Node, element: Node): Node | undefined {
  let place: Node | undefined;
  const stack: [Node, Node][] = [[body, element]];
  for (let steps = 0; stack.length > 0; steps += 1) {
    const [a, b] = stack.pop() as [Node, Node];
    if (steps > LARGEST) return undefined;
    if (a === index) {
      if (place !== undefined && place !== b) return undefined;
      place = b;
    } else if (a !== b) {
      const isAlike = a.op === b.op && a.name === b.name && Object.is(a.value, b.value) && a.type === b.type;
      if (!isAlike || isReduction(a.op) || a.op === 'index' || a.args.length !== b.args.length) return undefined;
      a.args.forEach((arg, k) => stack.push([arg, b.args[k] as Node]));
    }
  }
  return place;
}

/** f(x[k]), which is like the terms f(x[i]) of a sum. */
export interface Element {
  readonly place: Node;
  /** Whether it is among them, where that is not known: it may be beyond the bounds of the sum. */
  readonly isInside: Node | undefined;
}

/** Where an element stands among the terms of a sum over an index; undefined where it is none of them. */
export function elementIn(store: Store, body: Node, index: Node, element: Node): Element | undefined {
  const place = placeOf(body, index, element);
  if (place === undefined) return undefined;
  const [lo, hi] = index.args as [Node, Node];
  if (provablyLess(place, lo) || provablyAtMost(hi, place)) return undefined;
  const isBelow = provablyLess(place, hi) ? undefined : store.op('lt', place, hi);
  const isAbove = provablyAtMost(lo, place) ? undefined : store.op('le', lo, place);
  const isInside =
    isBelow === undefined || isAbove === undefined ? (isBelow ?? isAbove) : store.op('and', isAbove, isBelow);
  return { place, isInside };
}

/** What holds of an element that is among the terms, and else what does for any. */
export const ifInside = (store: Store, { isInside }: Element, inside: Node, outside: Node): Node =>
  isInside === undefined ? inside : store.op('select', isInside, inside, outside);
