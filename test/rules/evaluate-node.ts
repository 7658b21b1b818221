import { evaluators } from '../../src/ir/evaluate-op.ts';
import { isPrimitive } from '../../src/ir/op.ts';
import { postorder } from '../../src/ir/store.ts';
import type { Node } from '../../src/ir/store.ts';

/** The value of an expression of primitives over scalar reads. */
export function evaluateNode(root: Node, inputs: Readonly<Record<string, number>>): number {
  const values = new Map<Node, number>();
  for (const node of postorder([root])) {
    if (node.op === 'const') values.set(node, node.value);
    else if (node.op === 'read') values.set(node, inputs[node.name] as number);
    else if (isPrimitive(node.op))
      values.set(node, evaluators[node.op](...node.args.map((arg) => values.get(arg) as number)));
    else throw new Error(`no value for ${node.op}`);
  }
  return values.get(root) as number;
}
