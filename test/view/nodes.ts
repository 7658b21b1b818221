import { createStore } from '../../src/ir/store.ts';
import type { Node } from '../../src/ir/store.ts';
import type { OpName, ReductionName } from '../../src/ir/op.ts';

/** Short names for building nodes by hand. Places and bounds count from 0, as everything in the graph does. */
export function builder() {
  const store = createStore();
  type Part = Node | number;
  const node = (part: Part): Node => (typeof part === 'number' ? store.const(part) : part);
  const op = (name: OpName, ...args: Part[]): Node => store.op(name, ...args.map(node));
  return {
    store,
    op,
    node,
    n: store.size('n'),
    read: (name: string, ...places: Part[]): Node => store.read(name, places.map(node)),
    readInt: (name: string, ...places: Part[]): Node => store.read(name, places.map(node), 'int'),
    over(kind: ReductionName, lo: Part, hi: Part, body: (index: Node) => Node, name?: string): Node {
      const index = store.freshIndex(node(lo), node(hi));
      if (name !== undefined) store.nameIndex(index, name);
      return store.reduce(kind, index, body(index));
    },
  };
}
