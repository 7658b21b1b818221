import { addAffine, affineOf, difference, provablyNonNegative } from '../../ir/affine.ts';
import type { Affine } from '../../ir/affine.ts';
import type { Node, Store } from '../../ir/store.ts';
import { withoutData } from './data-places.ts';
import type { Known } from './data-places.ts';
import type { Dim, Task } from './task.ts';

/**
 * How an iteration of a loop that two tasks may share relates to the one that wrote what it reads:
 * 0 the same, negative an earlier one, positive a later one; undefined where that isn't known.
 */
export type Distance = number | undefined;

export interface DistanceContext {
  readonly store: Store;
  readonly facts: readonly Known[];
}

/** ±∞ for "some earlier" and "some later" iteration. */
const EARLIER = -Infinity;
const LATER = Infinity;

/** The distance from `consumer`'s iteration of `consumerDim` to the iteration of `producerDim` that wrote the read element. */
export function distance(
  { store, facts }: DistanceContext,
  producer: Task,
  producerDim: Dim,
  consumerDim: Dim,
  readPlaces: readonly Node[],
): Distance {
  if (producerDim.reduces) return undefined;
  const here = affineOf(isSingle(consumerDim.index) ? (consumerDim.index.args[0] as Node) : consumerDim.index);
  // Elements before those that a fact is checked for are computed at most because others are, and read by nothing.
  const known = facts.map((fact): Known => {
    if (fact.kind !== 'earlier') return fact;
    const { from: _, ...everywhere } = fact;
    return everywhere;
  });
  const most = (place: Node): Affine => affineOf(withoutData(store, known, place, 'greatest'));
  const least = (place: Node): Affine => affineOf(withoutData(store, known, place, 'least'));
  for (const [p, written] of producer.places.entries()) {
    const read = readPlaces[p];
    if (read === undefined) continue;
    const writes = offsetFrom(written, producerDim.index);
    if (writes !== undefined) {
      // The element at `read` was written when the producer's index was that less the offset.
      const gapOf = (place: Affine): Affine => addAffine(addAffine(place, writes, -1), here, -1);
      const gap = gapOf(affineOf(read));
      if (gap.terms.size === 0) return gap.constant;
      if (isAtLeastOne(gapOf(least(read)))) return LATER;
      if (isAtLeastOne(addAffine(NOTHING, gapOf(most(read)), -1))) return EARLIER;
      continue;
    }
    // Written at a place that is at most its own index, so at an index that is no earlier than the place.
    const reads = offsetFrom(read, consumerDim.index);
    if (reads === undefined) continue;
    const ahead = addAffine(affineOf(producerDim.index), most(written), -1);
    if (isAtLeastOne(addAffine(ahead, reads))) return LATER;
  }
  return undefined;
}

/** Whether an index has one value only. */
export function isSingle({ args: [lo, hi] }: Node): boolean {
  const { constant, terms } = difference(hi as Node, lo as Node);
  return terms.size === 0 && constant === 1;
}

const NOTHING: Affine = { constant: 0, terms: new Map() };
const isAtLeastOne = (form: Affine): boolean =>
  provablyNonNegative(addAffine({ constant: -1, terms: new Map() }, form));

/** place − index, if the index occurs in the place once and plainly. */
function offsetFrom(place: Node, index: Node): Affine | undefined {
  const form = affineOf(place);
  if (form.terms.get(index) !== 1) return undefined;
  const terms = new Map(form.terms);
  terms.delete(index);
  if ([...terms.keys()].some((term) => term.free.includes(index))) return undefined;
  return { constant: form.constant, terms };
}
