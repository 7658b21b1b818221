import { ops } from '../ir/op.ts';
import type { OpName } from '../ir/op.ts';
import type { Node, Store } from '../ir/store.ts';

/**
 * What rules write expressions with: a method for each primitive operation, where a number stands for its constant.
 * Nothing is simplified here, a pass of its own does that.
 */
export type Kit = { readonly [Name in OpName]: (...args: readonly (Node | number)[]) => Node } & {
  readonly store: Store;
  readonly num: (value: number) => Node;
  /** x·x. */
  readonly sq: (x: Node) => Node;
};

const kits = new WeakMap<Store, Kit>();

export function createKit(store: Store): Kit {
  const known = kits.get(store);
  if (known !== undefined) return known;
  const lift = (arg: Node | number): Node => (typeof arg === 'number' ? store.const(arg) : arg);
  const methods = Object.fromEntries(
    Object.keys(ops).map((name) => [
      name,
      (...args: readonly (Node | number)[]) => store.op(name as OpName, ...args.map(lift)),
    ]),
  ) as { readonly [Name in OpName]: Kit[Name] };
  const kit = { ...methods, store, num: store.const, sq: (x: Node) => store.op('mul', x, x) };
  kits.set(store, kit);
  return kit;
}
