import { affineNode } from '../../ir/affine.ts';
import type { Affine } from '../../ir/affine.ts';
import type { Definition } from '../../ir/graph.ts';
import { contradict } from '../../ir/implies.ts';
import type { Node } from '../../ir/store.ts';
import { guardedTerms } from '../compress.ts';
import type { Band, BandContext, Link, Source } from './band.ts';
import { outside, ownReads, proposeBands } from './band.ts';
import { formsAt, withClaims } from './claims.ts';
import type { Claims } from './claims.ts';
import { mapReads } from './reads.ts';
import { formsOfTest } from './tests.ts';
import type { Vanishing } from './vanish.ts';

/**
 * The bands outside of which the elements of a recurrence are 0: what is not 0 begins at a few places and spreads by so many
 * places a step. `zeros` says where those of other definitions are.
 */
export function findZeros(
  context: BandContext,
  component: readonly Definition[],
  zeros: Claims,
  { isZero }: Vanishing,
): { readonly bands: readonly Band[]; readonly zeros: Claims } {
  const none = { bands: [], zeros };
  if (component.some(({ indices, body }) => indices.length === 0 || body.type !== 'real')) return none;
  const sources = new Map<string, Source[]>();
  for (const definition of component) {
    const own = sourcesOf(context, definition, component, zeros);
    if (own.some(({ where }) => where.length === 0)) return none;
    sources.set(definition.name, own);
  }
  const byName = new Map(component.map((one) => [one.name, one]));
  const links = ownReads(component).map(({ reader, read }): Link => ({
    from: byName.get(read.name) as Definition,
    to: reader,
    read,
  }));
  const bands: Band[] = [];
  let known = zeros;
  for (const band of proposeBands(context, component, links, sources)) {
    const formOf = (name: string): Affine => outside(band, byName.get(name) as Definition) as Affine;
    const claimed = withClaims(known, component, formOf);
    if (!component.every((one) => isZero(one, [formOf(one.name)], claimed))) continue;
    known = claimed;
    bands.push(band);
  }
  return { bands, zeros: known };
}

/** Where a definition is other than 0 by itself, were all others of its recurrence 0. */
function sourcesOf(
  { store, facts, simplify }: BandContext,
  { body, indices }: Definition,
  component: readonly Definition[],
  zeros: Claims,
): Source[] {
  const names = new Set(component.map(({ name }) => name));
  const zero = store.const(0);
  const rest = mapReads(store, body, (read): Node => {
    if (names.has(read.name)) return zero;
    const claim = zeros.get(read.name);
    if (claim === undefined) return read;
    return formsAt(claim, read.args).reduce(
      (inner, form) => store.op('select', store.op('lt', affineNode(store, form), zero), inner, zero),
      read,
    );
  });
  const terms = guardedTerms(store, simplify(rest));
  const sources = terms.map(({ guards }) => ({
    places: indices,
    where: guards.flatMap((guard) => formsOfTest(guard)),
  }));
  // What stands under tests that contradict each other is nowhere.
  return sources.filter(({ where }) => !contradict([...facts, ...where]));
}
