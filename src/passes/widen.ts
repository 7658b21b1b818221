import { affineNode, affineOf, provablyAtMost, provablyLess, provablyNonNegative } from '../ir/affine.ts';
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
      if (isFixed(a)) return both(at(b), a, (x) => plain(store.op('mul', a, x)));
      if (isFixed(b)) return both(at(a), b, (x) => plain(store.op('mul', x, b)));
      return a.op === 'const' ? both(at(b, other), a, (x) => plain(store.op('mul', a, x))) : undefined;
    case 'idiv':
      return isFixed(b) ? both(at(a), b, (x) => plain(store.op('idiv', x, b))) : undefined;
    case 'mod':
      // A remainder, whatever it is one of.
      if (!isFixed(b) || !provablyLess(store.const(0), b)) return undefined;
      return end === 'least' ? store.const(0) : plain(store.op('sub', b, store.const(1)));
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

/** Whether it depends on no index and is not below 0: what it multiplies or divides grows with it. */
const isFixed = (node: Node): boolean => node.free.length === 0 && provablyNonNegative(affineOf(node));

/** A place is never below 0, be the bounds of its index what they are where a guard keeps it from being used. */
function notBelow0(store: Store, least: Node): Node {
  const zero = store.const(0);
  if (provablyAtMost(zero, least)) return least;
  return provablyAtMost(least, zero) ? zero : store.op('max', zero, least);
}

/**
 * Indices for a definition of an expression over `free`, and what each of these is called there. An extent cannot depend
 * on another index: a triangle is stored as its square. Where it begins may depend on the indices before it.
 */
export function definitionIndices(
  store: Store,
  free: readonly Node[],
): { readonly indices: Node[]; readonly renamed: ReadonlyMap<Node, Node> } {
  const renamed = new Map<Node, Node>();
  const indices = free.map((index, position) => {
    const [lo, hi] = index.args as [Node, Node];
    const least = notBelow0(
      store,
      store.substitute(extreme(store, lo, 'least', new Set(renamed.keys())) ?? lo, renamed),
    );
    const own = store.definitionIndex(position, extreme(store, hi, 'greatest') ?? hi, least);
    const hint = store.indexName(index);
    if (hint !== undefined) store.nameIndex(own, hint);
    renamed.set(index, own);
    return own;
  });
  return { indices, renamed };
}
