import { addAffine, affineNode, affineOf } from '../affine.ts';
import type { Affine } from '../affine.ts';
import type { Node } from '../store.ts';
import { constant, greatest, holds, plus, smallest } from './bounds.ts';
import type { Clause } from './clauses.ts';
import type { Lowering, ScanBound } from './context.ts';
import type { Unit } from './program.ts';

/** The indices for which a clause can be evaluated, in each dimension: below `hi` and from `lo`. */
export interface Reach {
  readonly lo: Affine;
  readonly hi: Affine;
}

/** What a scan of a clause has found about one of its index variables. */
export interface Scanned {
  /** The index variable of each dimension; undefined where the clause has a place or a slice. */
  readonly indices: readonly (Node | undefined)[];
  readonly bounds: readonly ScanBound[];
}

const boundsOf = (scanned: Scanned, dimension: number, side: ScanBound['side']): ScanBound[] =>
  scanned.bounds.filter((bound) => bound.index === scanned.indices[dimension] && bound.side === side);

/** The least of several upper bounds; undeclared sizes among them are made to fit. Undefined if they can't be compared. */
function least(lowering: Lowering, forms: readonly Affine[]): Affine | undefined {
  const { store, knowledge } = lowering;
  const known = smallest(forms);
  if (known !== undefined || forms.length === 0) return known;
  const nodes = forms.map((form) => affineNode(store, form));
  const [first, ...others] = nodes as [Node, ...Node[]];
  for (const other of others) knowledge.unify(first, other);
  return smallest(nodes.map((node) => affineOf(knowledge.resolve(node))));
}

/** Why no extent was found. */
export type NoExtent =
  { readonly problem: 'open' } | { readonly problem: 'unclear'; readonly bounds: readonly ScanBound[] };

/**
 * The extent of a dimension of an array given by its elements. It comes from the arrays that the index variable
 * subscripts: the greatest range in which all reads exist. Reads of the array itself say nothing about it, reads of
 * others that are being defined only if nothing else does. Literal places count too.
 */
export function extentOf(
  lowering: Lowering,
  unit: Unit,
  clauses: readonly Clause[],
  scans: ReadonlyMap<Clause, Scanned>,
  dimension: number,
  own: Node,
): Node | NoExtent {
  const { store, knowledge } = lowering;
  const resolved = (bounds: readonly ScanBound[]): Affine[] => bounds.map(({ form }) => knowledge.resolveForm(form));
  const found: Affine[] = [];
  const places: Affine[] = [];
  let open = false;
  let descends = false;
  for (const clause of clauses) {
    const pattern = clause.patterns[dimension];
    if (pattern?.kind === 'place') places.push(plus(affineOf(pattern.place), 1));
    const scanned = scans.get(clause);
    if (pattern?.kind !== 'index' || scanned === undefined) continue;
    const above = boundsOf(scanned, dimension, 'upper');
    const outside = above.filter((bound) => bound.source === undefined);
    const strong = outside.filter((bound) => bound.strong);
    const peers = above.filter((bound) => bound.source !== undefined && bound.source !== unit && bound.exact);
    descends ||= above.some((bound) => bound.source === unit && isBelow(addAffine(bound.form, affineOf(own), -1)));
    let extent: Affine | undefined;
    if (strong.length > 0) {
      extent = least(lowering, resolved(strong));
      if (extent === undefined) return { problem: 'unclear', bounds: strong };
    } else if (outside.length > 0) {
      extent = greatest(resolved(outside));
      if (extent === undefined) return { problem: 'unclear', bounds: outside };
    } else if (peers.length > 0) {
      extent = least(lowering, resolved(peers));
    }
    if (extent === undefined) open = true;
    else {
      knowledge.useWhole(affineNode(store, extent));
      found.push(extent);
    }
  }
  // Without another bound, `b[n] = …` above `b[t] = … b[t+1] …` ends the array.
  const ended = descends || places.some((place) => place.terms.size > 0);
  if (open && found.length === 0 && !ended) return { problem: 'open' };
  const extent = greatest([...found, ...places]) ?? found[0] ?? places[places.length - 1];
  return extent === undefined ? { problem: 'open' } : affineNode(store, extent);
}

const isBelow = (form: Affine): boolean => form.terms.size === 0 && form.constant < 0;

/**
 * Where a clause can be evaluated along a dimension: where all its reads exist. A read in a branch that the branch's
 * condition does not keep inside is a mistake of its own, reported where it stands.
 */
export function reachOf(lowering: Lowering, scanned: Scanned, dimension: number, extent: Node): Reach {
  const { knowledge } = lowering;
  const forms = (side: ScanBound['side']): Affine[] =>
    boundsOf(scanned, dimension, side)
      .filter((bound) => bound.strong && !bound.guarded)
      .map(({ form }) => knowledge.resolveForm(form));
  const lo = greatest([constant(0), ...forms('lower')]) ?? constant(0);
  const whole = affineOf(extent);
  // Bounds that cannot be compared with the extent are checked where the reads are, and may be left to run time.
  const hi = smallest([whole, ...forms('upper').filter((form) => holds(addAffine(whole, form, -1)))]) ?? whole;
  return { lo, hi };
}

/** The read that keeps an index variable from the end of its dimension, if it is a later place of the array itself. */
export const futureRead = (scanned: Scanned, dimension: number, unit: Unit, extent: Node): ScanBound | undefined =>
  boundsOf(scanned, dimension, 'upper').find(
    (bound) => bound.source === unit && isBelow(addAffine(bound.form, affineOf(extent), -1)),
  );
