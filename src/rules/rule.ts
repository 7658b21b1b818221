import type { NodeOp } from '../ir/op.ts';
import type { Node, Store } from '../ir/store.ts';

/** One named rewrite. It sees a node whose arguments are in normal form, and answers what equals it, or undefined. */
export interface Rule {
  readonly name: string;
  readonly on: readonly NodeOp[];
  /**
   * Whether it is for what will be differentiated (it brings a derivative of its own, or changes what one is taken of),
   * or for values alone, whose derivatives are better taken of the form that it replaces. Default: both. `elements` is a row for
   * elements of arrays, before differentiation too, but after those that need to see what the elements are made of.
   */
  readonly phase?: 'before' | 'elements' | 'after';
  readonly apply: (store: Store, node: Node) => Node | undefined;
}
