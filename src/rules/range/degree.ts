import { postorder } from '../../ir/store.ts';
import type { Node } from '../../ir/store.ts';
import { isConst } from '../simplify/terms.ts';

/** How many inputs are multiplied at most in an algebraic expression; Infinity for what is none. */
export function degreeOf(root: Node, isInput: (name: string) => boolean): number {
  const degrees = new Map<Node, number>();
  for (const node of postorder([root])) {
    const [a = 0, b = 0] = node.type === 'real' ? node.args.map((arg) => degrees.get(arg) ?? 0) : [];
    degrees.set(node, degreeBy(node, a, b, isInput));
  }
  return degrees.get(root) as number;
}

function degreeBy(node: Node, a: number, b: number, isInput: (name: string) => boolean): number {
  if (node.type !== 'real' || node.op === 'const') return 0;
  switch (node.op) {
    case 'read':
      return isInput(node.name) ? 1 : Infinity;
    case 'mul':
    case 'div':
      return a + b;
    case 'pow':
      return isConst(node.args[1]) ? a * Math.abs(node.args[1].value) : Infinity;
    case 'add':
    case 'sub':
    case 'hypot':
    case 'min':
    case 'max':
      return Math.max(a, b);
    case 'neg':
    case 'abs':
    case 'sqrt':
    case 'sign':
      return a;
    default:
      return Infinity;
  }
}
