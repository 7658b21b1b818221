import type { Node, Store } from '../ir/store.ts';

/** From a reduction's index and body to a node: what its derivatives need. */
type Part = (store: Store, index: Node, body: Node) => Node;

/**
 * What the derivatives of reductions are made of; both modes read it. An extremum passes all to the first index that attains it,
 * and a sum everything to each of its terms.
 */
export interface Reductions {
  /** The factors of a product other than that at the index. */
  readonly prodOver: Part;
  /** The index of the extremum. */
  readonly maxOver: Part;
  readonly minOver: Part;
}

export const reductionDerivatives: Reductions = {
  // Π over l ≠ index of body(l): exact where a factor is zero.
  prodOver: (store, index, body) => {
    const other = store.freshIndex(index.args[0] as Node, index.args[1] as Node);
    const factor = store.substitute(body, new Map([[index, other]]));
    return store.reduce('prodOver', other, store.op('select', store.op('eq', other, index), store.const(1), factor));
  },
  maxOver: (store, index, body) => store.reduce('argmaxOver', index, body),
  minOver: (store, index, body) => store.reduce('argminOver', index, body),
};
