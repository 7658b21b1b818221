import { addAffine, affineOf, provablyNonNegative } from '../../ir/affine.ts';
import type { Affine } from '../../ir/affine.ts';
import type { Fact } from '../../ir/graph.ts';
import type { Node } from '../../ir/store.ts';
import type { Dim, Task } from './task.ts';

/**
 * How an iteration of a loop that two tasks may share relates to the one that wrote what it reads:
 * 0 the same, negative an earlier one, positive a later one; undefined where that isn't known.
 */
export type Distance = number | undefined;

/** ±∞ for "some earlier" and "some later" iteration. */
const EARLIER = -Infinity;
const LATER = Infinity;

/** The distance from `consumer`'s iteration of `consumerDim` to the iteration of `producerDim` that wrote the read element. */
export function distance(
  producer: Task,
  producerDim: Dim,
  consumerDim: Dim,
  readPlaces: readonly Node[],
  facts: readonly Fact[],
): Distance {
  if (producerDim.reduces) return undefined;
  for (const [p, written] of producer.places.entries()) {
    const read = readPlaces[p];
    if (read === undefined) continue;
    const writes = offsetFrom(written, producerDim.index);
    const reads = offsetFrom(read, consumerDim.index);
    if (writes !== undefined && reads !== undefined) {
      const gap = addAffine(reads, writes, -1);
      if (gap.terms.size === 0) return gap.constant;
      if (provablyNonNegative(addAffine({ constant: -1, terms: new Map() }, gap))) return LATER;
      if (provablyNonNegative(addAffine({ constant: -1, terms: new Map() }, gap, -1))) return EARLIER;
      continue;
    }
    if (
      writes !== undefined &&
      isEarlierPlace(read, consumerDim.index, facts) &&
      writes.terms.size === 0 &&
      writes.constant >= 0
    )
      return EARLIER;
    if (
      reads !== undefined &&
      isEarlierPlace(written, producerDim.index, facts) &&
      reads.terms.size === 0 &&
      reads.constant >= 0
    )
      return LATER;
  }
  return undefined;
}

/** place − index, if the index occurs in the place once and plainly. */
function offsetFrom(place: Node, index: Node): Affine | undefined {
  const form = affineOf(place);
  if (form.terms.get(index) !== 1) return undefined;
  const terms = new Map(form.terms);
  terms.delete(index);
  if ([...terms.keys()].some((term) => term.free.includes(index))) return undefined;
  return { constant: form.constant, terms };
}

/** `parent[i] − 1`, where a fact says that it is below i. */
function isEarlierPlace(place: Node, index: Node, facts: readonly Fact[]): boolean {
  const form = affineOf(place);
  const [[term, factor] = []] = [...form.terms];
  if (form.terms.size !== 1 || factor !== 1 || term === undefined || term.op !== 'read' || form.constant > -1)
    return false;
  return facts.some(
    (fact) => fact.kind === 'earlier' && fact.input === term.name && term.args[fact.dimension] === index,
  );
}
