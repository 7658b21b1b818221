import { affineOf } from '../../ir/affine.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';

/** What the passes over powers work with. */
export interface PowerContext {
  readonly store: Store;
  readonly freshName: (wanted: string) => string;
  readonly simplify: (node: Node) => Node;
}

/** The base of a power whose exponent steps with the index, if nothing in it changes in the loop. */
export function powerBase(node: Node, index: Node, written: ReadonlySet<string>): Node | undefined {
  const [base, exponent] = node.args as [Node, Node];
  if (node.op !== 'pow' || exponent.type !== 'int' || base.free.includes(index)) return undefined;
  const { terms } = affineOf(exponent);
  return terms.size === 1 && terms.get(index) === 1 && !readsAnyOf(base, written) ? base : undefined;
}

export const readsAnyOf = (node: Node, names: ReadonlySet<string>): boolean =>
  postorder([node]).some((part) => part.op === 'read' && names.has(part.name));
