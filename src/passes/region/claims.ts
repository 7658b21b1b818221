import { addAffine, affineOf } from '../../ir/affine.ts';
import type { Affine } from '../../ir/affine.ts';
import type { Definition } from '../../ir/graph.ts';
import { times } from '../../ir/implies.ts';
import type { Node } from '../../ir/store.ts';

/**
 * Half-spaces of a definition's elements, as forms over its indices: where one is at least 0, something is said of the
 * element there (that it is 0, or that nobody needs it).
 */
export interface Claim {
  readonly indices: readonly Node[];
  readonly forms: readonly Affine[];
}

export type Claims = ReadonlyMap<string, Claim>;

/** The forms of a claim at the places of a read. */
export const formsAt = ({ indices, forms }: Claim, places: readonly Node[]): Affine[] =>
  forms.map(({ constant, terms }) => {
    let sum: Affine = { constant, terms: new Map() };
    for (const [term, factor] of terms) {
      const p = indices.indexOf(term);
      const at = p < 0 ? { constant: 0, terms: new Map([[term, 1]]) } : affineOf(places[p] as Node);
      sum = addAffine(sum, at, factor);
    }
    return sum;
  });

/** Claims and more of them. */
export function withClaims(
  claims: Claims,
  definitions: readonly Definition[],
  formOf: (name: string) => Affine,
): Claims {
  const all = new Map(claims);
  for (const { name, indices } of definitions)
    all.set(name, { indices, forms: [...(claims.get(name)?.forms ?? []), formOf(name)] });
  return all;
}

/** The half-space `sign · own > slope · other + constant`. */
export const beyond = (sign: 1 | -1, own: Node, slope: number, other: Node | undefined, constant: Affine): Affine => {
  const terms = new Map<Node, number>([[own, sign]]);
  if (other !== undefined && slope !== 0) terms.set(other, -slope);
  return addAffine(addAffine({ constant: -1, terms }, constant, -1), { constant: 0, terms: new Map() });
};

export const plus = (a: Affine, b: number): Affine => addAffine(a, times({ constant: 1, terms: new Map() }, b));
