import { affineNode, affineOf, provablyAtMost } from '../ir/affine.ts';
import type { Node, Store } from '../ir/store.ts';

type End = 'least' | 'greatest';

/**
 * The least or greatest that an int expression over indices gets to be, as one in which none of them occurs (but those
 * that are kept); undefined where that isn't known. The bounds of a triangle's inner index give those of its square.
 */
export function extreme(store: Store, node: Node, end: End, kept: ReadonlySet<Node> = new Set()): Node | undefined {
  if (node.free.every((index) => kept.has(index))) return node;
  const other: End = end === 'least' ? 'greatest' : 'least';
  const [a, b] = node.args as [Node, Node];
  const at = (arg: Node, which = end): Node | undefined => extreme(store, arg, which, kept);
  const plain = (result: Node): Node => affineNode(store, affineOf(result));
  const both = (x: Node | undefined, y: Node | undefined, join: (x: Node, y: Node) => Node): Node | undefined =>
    x === undefined || y === undefined ? undefined : join(x, y);
  switch (node.op) {
    case 'index': {
      const bound = at(end === 'least' ? a : b);
      return bound === undefined || end === 'least' ? bound : plain(store.op('sub', bound, store.const(1)));
    }
    case 'add':
      return both(at(a), at(b), (x, y) => plain(store.op('add', x, y)));
    case 'sub':
      return both(at(a), at(b, other), (x, y) => plain(store.op('sub', x, y)));
    case 'neg':
      return both(at(a, other), a, (x) => plain(store.op('neg', x)));
    case 'mul':
      if (a.op !== 'const') return undefined;
      return both(at(b, a.value < 0 ? other : end), a, (x) => plain(store.op('mul', a, x)));
    case 'max':
      return both(at(a), at(b), (x, y) =>
        provablyAtMost(x, y) ? y : provablyAtMost(y, x) ? x : store.op('max', x, y),
      );
    case 'min':
      return both(at(a), at(b), (x, y) =>
        provablyAtMost(x, y) ? x : provablyAtMost(y, x) ? y : store.op('min', x, y),
      );
    default:
      return undefined;
  }
}
