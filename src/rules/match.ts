import type { Node, Store } from '../ir/store.ts';
import { isConst, splitCoefficient, termsOf, withCoefficient } from './simplify/terms.ts';

/** factor · rest, or factor alone where rest is undefined. */
export interface Term {
  readonly factor: number;
  readonly rest: Node | undefined;
}

export const only = (node: Node): Node => node.args[0] as Node;
export const pair = (node: Node): [Node, Node] => node.args as [Node, Node];

/** x of x² as `x^2` or `x · x`. */
export function squareRootOf(node: Node): Node | undefined {
  const [a, b] = node.args;
  if (node.op === 'pow' && isConst(b) && b.value === 2) return a;
  return node.op === 'mul' && a === b ? a : undefined;
}

/** The sum as terms with like parts collected, 0 left out. Division by a literal counts as a factor. */
export function collected(root: Node): Map<Node | undefined, number> {
  const sum = new Map<Node | undefined, number>();
  for (const term of termsOf(root)) {
    const { factor, rest } = overLiteral(term);
    const total = (sum.get(rest) ?? 0) + factor;
    if (total === 0) sum.delete(rest);
    else sum.set(rest, total);
  }
  return sum;
}

/** With a division by a literal as part of the factor. */
export function overLiteral({ factor, rest }: Term): Term {
  if (rest?.op !== 'div' || !isConst(rest.args[1])) return { factor, rest };
  const [above, x] = splitCoefficient(rest.args[0] as Node);
  return { factor: (factor * above) / rest.args[1].value, rest: x };
}

export function sumOf(store: Store, terms: ReadonlyMap<Node | undefined, number>): Node {
  let sum: Node | undefined;
  for (const [rest, factor] of terms) {
    if (sum === undefined) sum = withCoefficient(store, factor, rest);
    else if (factor < 0 && rest !== undefined) sum = store.op('sub', sum, withCoefficient(store, -factor, rest));
    else sum = store.op('add', sum, withCoefficient(store, factor, rest));
  }
  return sum ?? store.const(0);
}

/** a − b where like terms cancel until one is left; undefined where nothing is gained, or all cancel. */
export function gap(store: Store, a: Node, b: Node): Node | undefined {
  const terms = collected(store.op('sub', a, b));
  return terms.size === 1 ? sumOf(store, terms) : undefined;
}

/** Whether a = −b, term by term. */
export const areOpposite = (store: Store, a: Node, b: Node): boolean => collected(store.op('add', a, b)).size === 0;
