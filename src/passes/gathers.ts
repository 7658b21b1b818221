import { affineOf, provablyAtMost } from '../ir/affine.ts';
import { extentsOf } from '../ir/graph.ts';
import type { Graph } from '../ir/graph.ts';
import { isReduction } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { recurrences } from './prune.ts';

/** A place that data choose: `k[i] − 1`, where every k[i] is known to be within 1 … limit. */
export interface Gather {
  readonly place: Node;
  readonly index: Node;
  /** The name of the input that holds the choices. */
  readonly input: string;
  readonly limit: Node;
}

export interface Gathers {
  /**
   * For each expression of a definition the gather through which alone it depends on the gather's index: it reads elements
   * at that place, and may have other indices. Undefined where there is none, or more than one.
   */
  of(definition: string): (node: Node) => Gather | undefined;
}

export function gathersIn({ inputs, definitions, facts }: Graph): Gathers {
  const extents = new Map<string, readonly Node[]>([
    ...inputs.map(({ name, shape }) => [name, shape] as const),
    ...definitions.map((definition) => [definition.name, extentsOf(definition)] as const),
  ]);
  const recurrent = recurrences(definitions);

  /** The gather that a place of an array of this extent is. */
  const gatherAt = (place: Node, extent: Node | undefined): Gather | undefined => {
    const { constant, terms } = affineOf(place);
    const [[term, factor] = []] = [...terms];
    if (term?.op !== 'read' || terms.size !== 1 || factor !== 1 || constant !== -1) return undefined;
    const [index] = term.args;
    const { name: input } = term;
    if (index?.op !== 'index' || term.args.length !== 1) return undefined;
    const [lo, hi] = index.args as [Node, Node];
    // All of the choices, so that an index of its own has as many.
    if (lo.op !== 'const' || lo.value !== 0 || extents.get(input)?.[0] !== hi) return undefined;
    const fact = facts.find((one) => one.kind === 'within' && one.input === input && one.limit === extent);
    // With as many elements as choices nothing would be saved.
    if (fact === undefined || extent === undefined || provablyAtMost(hi, extent)) return undefined;
    return { place, index, input, limit: extent };
  };

  const known = new Map<string, Map<Node, Gather | undefined>>();
  return {
    of(definition) {
      const own = new Set((recurrent.get(definition) ?? []).map(({ name }) => name));
      // What reads a recurrence from within it can't be computed before it.
      const key = [...own].join();
      const found = known.get(key) ?? new Map<Node, Gather | undefined>();
      known.set(key, found);
      const ofRead = ({ name, args }: Node): Gather | undefined => {
        if (own.has(name)) return undefined;
        const at = args.map((place, p) => gatherAt(place, extents.get(name)?.[p]));
        const gather = at.find((one) => one !== undefined);
        return gather !== undefined && isAlone(gather, args) ? gather : undefined;
      };
      const ofOther = (node: Node): Gather | undefined => {
        const gathers = node.args.map((arg) => found.get(arg));
        const gather = gathers.find((one) => one !== undefined);
        if (gather === undefined) return undefined;
        const rest = node.args.filter((_, k) => gathers[k] === undefined);
        const same = gathers.every((one) => one === undefined || one.place === gather.place);
        // A reduction over the choices is no longer about one of them.
        const isClosed = isReduction(node.op) && (node.args[0] as Node).free.includes(gather.index);
        return same && !isClosed && rest.every(({ free }) => !free.includes(gather.index)) ? gather : undefined;
      };
      return (root) => {
        if (!found.has(root))
          for (const node of postorder([root], (n) => !found.has(n)))
            found.set(node, node.op === 'read' ? ofRead(node) : ofOther(node));
        return found.get(root);
      };
    },
  };
}

/** Whether the gather is one of the places, and its index is in no other. */
const isAlone = ({ place, index }: Gather, places: readonly Node[]): boolean =>
  places.filter((one) => one === place).length === 1 &&
  places.every((one) => one === place || !one.free.includes(index));
