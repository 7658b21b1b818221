import { addAffine, affineNode, affineOf, normalizeInt } from '../affine.ts';
import type { Affine } from '../affine.ts';
import { printNode } from '../print.ts';
import type { Node } from '../store.ts';
import { holds, plus } from './bounds.ts';
import { comparePlaces } from './clauses.ts';
import type { Clause, Pattern } from './clauses.ts';
import type { Lowering } from './context.ts';
import type { Reach } from './extents.ts';
import type { Growing } from './growing.ts';

/** A place that stands for others like it: a literal one, one from the end, or any other. */
type Sample = Node | 'other';

const MOST_SAMPLES = 4096;

/**
 * An element that no clause gives, in the user's words; undefined if there is none. Tries in each dimension the literal
 * places that occur, those near the end, and one that stands for all others.
 */
export function findUncovered(
  { store }: Lowering,
  clauses: readonly Clause[],
  extents: readonly Node[],
  reaches: ReadonlyMap<Clause, readonly (Reach | undefined)[]>,
): string[] | undefined {
  const samples = extents.map((extent, d): Sample[] => {
    const patterns = clauses.map((clause) => clause.patterns[d]);
    if (patterns.every((pattern) => pattern === undefined || pattern.kind === 'slice')) return ['other'];
    const found = new Map<string, Node>();
    const add = (form: Affine): void => {
      const node = affineNode(store, form);
      found.set(String(node.id), node);
    };
    let first = 0;
    for (const clause of clauses) {
      const pattern = clause.patterns[d];
      const reach = reaches.get(clause)?.[d];
      if (pattern?.kind === 'place' && pattern.place.op === 'const') first = Math.max(first, pattern.place.value + 1);
      else if (pattern?.kind === 'place') add(affineOf(pattern.place));
      if (reach !== undefined && reach.lo.terms.size === 0) first = Math.max(first, reach.lo.constant);
      const gap = reach && addAffine(affineOf(extent), reach.hi, -1);
      if (gap !== undefined && gap.terms.size === 0) {
        for (let k = 1; k <= Math.min(gap.constant, 8); k += 1) add(plus(affineOf(extent), -k));
      }
    }
    const literal = extent.op === 'const' ? extent.value : Infinity;
    const count = literal <= 64 ? literal : Math.min(literal, first);
    for (let k = 0; k < count; k += 1) found.set(String(store.const(k).id), store.const(k));
    return count >= literal ? [...found.values()] : [...found.values(), 'other'];
  });
  let places: Sample[][] = [[]];
  for (const choices of samples) {
    places = places.flatMap((prefix) => choices.map((choice) => [...prefix, choice]));
    if (places.length > MOST_SAMPLES) return undefined;
  }
  // Clauses of literal places only are looked up: there may be thousands.
  const literal = new Set<string>();
  const general = clauses.filter(({ patterns }) => {
    const ids = patterns.map((pattern) => (pattern.kind === 'place' ? pattern.place.id : undefined));
    if (!ids.includes(undefined)) literal.add(ids.join());
    return ids.includes(undefined);
  });
  const isGiven = (place: readonly Sample[]): boolean =>
    literal.has(place.map((sample) => (sample === 'other' ? '' : sample.id)).join()) ||
    general.some((clause) =>
      clause.patterns.every((pattern, d) => gives(pattern, place[d] as Sample, reaches.get(clause)?.[d])),
    );
  const missing = places.find((place) => !isGiven(place));
  return missing?.map((sample) =>
    sample === 'other' ? '…' : printNode(normalizeInt(store, store.op('add', sample, store.const(1))), store),
  );
}

function gives(pattern: Pattern, sample: Sample, reach: Reach | undefined): boolean {
  if (pattern.kind === 'slice') return true;
  if (pattern.kind === 'place') return sample !== 'other' && comparePlaces(pattern.place, sample) === 'same';
  if (sample === 'other' || reach === undefined) return true;
  const place = affineOf(sample);
  const below = addAffine(reach.lo, place, -1);
  const above = addAffine(place, reach.hi, -1);
  // Only what is surely out of reach is missing.
  return !holds(plus(below, -1)) && !holds(above);
}

/** The range in which a clause is used: without the literal places at the ends that other clauses give. */
export function rangeOf(
  lowering: Lowering,
  array: Growing,
  clause: Clause,
  dimension: number,
  reach: Reach | undefined,
): [Node, Node] {
  const { store } = lowering;
  const places = array.clauses.flatMap((other): Node[] => {
    const pattern = other.patterns[dimension];
    if (other === clause || pattern?.kind !== 'place') return [];
    const covers = other.patterns.every((theirs, d) => {
      const ours = clause.patterns[d];
      if (d === dimension || theirs.kind !== 'place') return true;
      return ours?.kind === 'place' && comparePlaces(ours.place, theirs.place) === 'same';
    });
    return covers ? [pattern.place] : [];
  });
  const literal = new Set(places.flatMap((place) => (place.op === 'const' ? [place.value] : [])));
  let first = 0;
  while (literal.has(first)) first += 1;
  let hi = array.extents[dimension] as Node;
  for (
    let next = before(lowering, hi);
    places.some((place) => comparePlaces(place, next) === 'same');
    next = before(lowering, hi)
  ) {
    hi = next;
    if (hi.op === 'const' && hi.value <= 0) break;
  }
  const lo = store.const(first);
  if (reach === undefined) return [lo, hi];
  const from = holds(addAffine(affineOf(lo), reach.lo, -1)) ? lo : affineNode(store, reach.lo);
  const to = holds(addAffine(reach.hi, affineOf(hi), -1)) ? hi : affineNode(store, reach.hi);
  return [from, to];
}

const before = ({ store }: Lowering, node: Node): Node => normalizeInt(store, store.op('sub', node, store.const(1)));
