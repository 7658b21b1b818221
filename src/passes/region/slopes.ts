import { addAffine, affineNode, affineOf } from '../../ir/affine.ts';
import type { Affine } from '../../ir/affine.ts';
import { implies } from '../../ir/implies.ts';
import type { Node, Store } from '../../ir/store.ts';
import { extreme } from '../widen.ts';
import { plus } from './claims.ts';

/** A reach of so many places a step is looked for. */
const STEEPEST = 16;

/** The slopes that are tried, the flattest first. */
export const slopes: readonly number[] = Array.from({ length: 2 * STEEPEST }, (_, k) =>
  k % 2 === 0 ? k / 2 + 1 : -(k + 1) / 2,
);

/** That what holds at one definition's elements holds at another's, so many places on along two dimensions. */
export interface Step {
  readonly from: string;
  readonly to: string;
  /** How far it moves at most, in the direction that is looked at. */
  readonly own: number;
  /** How far along the other dimension. */
  readonly other: number;
}

/**
 * How far the read of another element of a recurrence moves along a dimension, between a least and a greatest number of places;
 * undefined where that is not a matter of constants.
 */
export function shiftOf(
  store: Store,
  place: Node,
  index: Node,
): readonly [least: number, greatest: number] | undefined {
  const form = affineOf(place);
  if (form.terms.get(index) !== 1) return undefined;
  const terms = new Map(form.terms);
  terms.delete(index);
  const rest = affineNode(store, { ...form, terms });
  const ends = (['least', 'greatest'] as const).map((end) => extreme(store, rest, end));
  const [least, greatest] = ends;
  return least?.op === 'const' && greatest?.op === 'const' ? [least.value, greatest.value] : undefined;
}

/**
 * For each definition of a recurrence the least constant c such that an element at own > slope · other + c is reached neither
 * from the sources nor by steps from elements that are: the longest path. Undefined where there is none, for a
 * cycle leads further and further.
 */
export function reach(
  store: Store,
  sources: ReadonlyMap<string, readonly Affine[]>,
  steps: readonly Step[],
  slope: number,
  facts: readonly Affine[],
): Map<string, Affine> | undefined {
  const constants = new Map<string, Affine>();
  const raise = (name: string, to: Affine): boolean => {
    const before = constants.get(name);
    const next = before === undefined ? to : greater(store, before, to, facts);
    if (before !== undefined && isSame(before, next)) return false;
    constants.set(name, next);
    return true;
  };
  for (const [name, starts] of sources) for (const start of starts) raise(name, start);
  const names = new Set(steps.flatMap(({ from, to }) => [from, to]));
  for (let round = 0; round <= names.size; round += 1) {
    let changed = false;
    for (const { from, to, own, other } of steps) {
      const start = constants.get(from);
      if (start !== undefined) changed = raise(to, plus(start, own - slope * other)) || changed;
    }
    if (!changed) return constants;
  }
  return undefined;
}

const isSame = (a: Affine, b: Affine): boolean => {
  const { constant, terms } = addAffine(a, b, -1);
  return constant === 0 && terms.size === 0;
};

/** The greater of two forms, or the form of their maximum. */
export function greater(store: Store, a: Affine, b: Affine, facts: readonly Affine[]): Affine {
  const gap = addAffine(a, b, -1);
  if (gap.terms.size === 0) return gap.constant >= 0 ? a : b;
  if (implies(facts, gap)) return a;
  if (implies(facts, addAffine(b, a, -1))) return b;
  return affineOf(store.op('max', affineNode(store, a), affineNode(store, b)));
}
