import { addAffine, affineOf, provablyLess, provablyNonNegative } from '../ir/affine.ts';
import type { Fact, Graph } from '../ir/graph.ts';
import { extentsOf } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';

export interface Inside {
  /**
   * Whether a read is known to be of an element of its array wherever its indices are within their bounds. Of one that
   * is not, only the guards around it may say so: without them it reads beside the array, and what it gives is no number.
   */
  reads(read: Node): boolean;
  /** Whether a guard means the same wherever its indices are within their bounds: its data are then checked too. */
  holdsAlone(guard: Node): boolean;
}

export function createInside({ inputs, definitions, facts }: Graph): Inside {
  const extents = new Map<string, readonly Node[]>([
    ...inputs.map(({ name, shape }) => [name, shape] as const),
    ...definitions.map((definition) => [definition.name, extentsOf(definition)] as const),
  ]);
  const reads = ({ name, args }: Node): boolean => {
    const own = extents.get(name) ?? [];
    return args.every((place, p) => {
      const extent = own[p];
      return extent !== undefined && (isWithin(place, extent) || isChecked(place, extent, facts));
    });
  };
  const isCheckedEverywhere = (name: string): boolean =>
    facts.some((fact) => fact.kind !== 'atMost' && fact.input === name && !('from' in fact));
  return {
    reads,
    holdsAlone: (guard) =>
      postorder([guard]).every(
        (node) => node.op !== 'read' || (reads(node) && (node.type !== 'int' || isCheckedEverywhere(node.name))),
      ),
  };
}

const isWithin = (place: Node, extent: Node): boolean =>
  provablyNonNegative(affineOf(place)) && provablyLess(place, extent);

/** `k[i] − 1`, of which a fact says that it is a place of an array of this extent. */
function isChecked(place: Node, extent: Node, facts: readonly Fact[]): boolean {
  const { constant, terms } = affineOf(place);
  const [[term, factor] = []] = [...terms];
  if (term?.op !== 'read' || terms.size !== 1 || factor !== 1 || constant !== -1) return false;
  return facts.some((fact) => {
    if (fact.kind === 'within') return fact.input === term.name && fact.limit === extent;
    // Below its own place, which is one of the array's.
    if (fact.kind !== 'earlier' || fact.input !== term.name || fact.from !== undefined) return false;
    const own = term.args[fact.dimension];
    return own !== undefined && provablyNonNegative(addAffine(affineOf(extent), affineOf(own), -1));
  });
}
