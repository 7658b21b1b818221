import type { NodeOp } from '../ir/op.ts';
import type { Node, Store } from '../ir/store.ts';

/** One named rewrite. It sees a node whose arguments are in normal form, and answers what equals it, or undefined. */
export interface Rule {
  readonly name: string;
  readonly on: readonly NodeOp[];
  readonly apply: (store: Store, node: Node) => Node | undefined;
}
