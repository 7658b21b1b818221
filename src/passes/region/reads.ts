import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';

/** An expression with its reads changed, those in places too. */
export function mapReads(store: Store, root: Node, change: (read: Node) => Node): Node {
  const done = new Map<Node, Node>();
  for (const node of postorder([root])) {
    const args = node.args.map((arg) => done.get(arg) as Node);
    const same = node.args.length === 0 ? node : store.with(node, args);
    done.set(node, node.op === 'read' ? change(same) : same);
  }
  return done.get(root) as Node;
}
