import type { Node } from '../ir/store.ts';

/** Text of more nodes than this, and much more than there are distinct ones, is not printed inline. */
const INLINE_LIMIT = 2000;
const BLOW_UP = 4;
/** What is worth a name of its own: nodes in its text. */
const SHARE_FROM = 6;

export interface ShareOptions {
  /** Names every large expression that is used more than once; otherwise only where the text would explode. */
  readonly share?: boolean;
  /** Largest number of nodes that is printed inline although most of them are repetitions. */
  readonly limit?: number;
}

/**
 * The nodes that get a name of their own, arguments first. A graph of n shared nodes may stand for a text of 2^n
 * (`y1 = x * x; y2 = y1 * y1; …`), so this is decided before any text is made.
 */
export function sharedNodes(
  roots: readonly Node[],
  order: readonly Node[],
  { share = false, limit = INLINE_LIMIT }: ShareOptions = {},
): Node[] {
  if (!share) {
    const sizes = textSizes(order, () => false);
    const total = roots.reduce((sum, root) => sum + (sizes.get(root) ?? 0), 0);
    if (total <= Math.max(limit, BLOW_UP * order.length)) return [];
  }
  const uses = new Map<Node, number>();
  for (const node of order) for (const arg of node.args) uses.set(arg, (uses.get(arg) ?? 0) + 1);
  const chosen: Node[] = [];
  textSizes(order, (node, size) => {
    // Ints are subscripts, which are printed in a normal form of their own.
    const named = node.type !== 'int' && size >= SHARE_FROM && (uses.get(node) ?? 0) > 1 && !roots.includes(node);
    if (named) chosen.push(node);
    return named;
  });
  return chosen;
}

/** Nodes in the text of each node, where what is named counts as one. Sizes may reach Infinity. */
function textSizes(order: readonly Node[], isNamed: (node: Node, size: number) => boolean): Map<Node, number> {
  const sizes = new Map<Node, number>();
  for (const node of order) {
    let size = 1;
    // The bounds of an index are printed where it is bound, not where it is used.
    if (node.op !== 'index') for (const arg of node.args) size += sizes.get(arg) ?? 1;
    sizes.set(node, isNamed(node, size) ? 1 : size);
  }
  return sizes;
}
