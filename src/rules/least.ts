import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';

/**
 * Whether an expression is a sum of squares, absolute values and their like: where it is 0 it is at its least, so
 * that its own derivative is 0 there. A root of it has a kink and no slope: its derivative at 0 is chosen to be 0.
 */
export function isLeastAtZero(root: Node): boolean {
  const known = new Map<Node, boolean>();
  const at = (node: Node | undefined): boolean => node !== undefined && known.get(node) === true;
  for (const node of postorder([root], isInside)) known.set(node, isLeast(node, at));
  return at(root);
}

/** What is looked into; the rest says by itself what it is. */
const isInside = ({ op }: Node): boolean => op !== 'index' && op !== 'read';

function isLeast(node: Node, at: (node: Node | undefined) => boolean): boolean {
  const [a, b] = node.args;
  switch (node.op) {
    case 'abs':
    case 'relu':
    case 'hypot':
      return true;
    case 'pow':
      if (b?.op !== 'const') return false;
      return b.value > 0 && (b.value % 2 === 0 || (b.value >= 1 && at(a)));
    case 'mul':
      return a === b || (at(a) && (at(b) || isPositive(b))) || (isPositive(a) && at(b));
    case 'div':
      return at(a) && isPositive(b);
    case 'add':
      return at(a) && at(b);
    case 'sumOver':
      return at(b);
    case 'select':
      return at(b) && at(node.args[2]);
    default:
      return false;
  }
}

const isPositive = (node: Node | undefined): boolean =>
  node?.op === 'size' || node?.op === 'exp' || (node?.op === 'const' && node.value > 0);
