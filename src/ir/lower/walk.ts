import type { Span } from '../../source.ts';
import type { Tree } from '../../syntax/tree.ts';

export type Call = Tree & { readonly kind: 'call' };

/** What a walk over a tree meets that has to do with names. */
export interface NameVisitor {
  /** A name that no binder inside the tree explains. `inRange`: it stands in the bounds of a range. */
  name?(name: string, span: Span, inRange: boolean): void;
  /** A function that is called. */
  call?(call: Call): void;
  /** A function that is handed to `map` by its name. */
  reference?(name: string, span: Span): void;
}

/** Names that are bound around a tree. */
export interface Bound {
  readonly names: ReadonlySet<string>;
  readonly outer?: Bound | undefined;
}

export const isBound = (name: string, bound: Bound | undefined): boolean => {
  for (let frame = bound; frame !== undefined; frame = frame.outer) if (frame.names.has(name)) return true;
  return false;
};

/** Inside subscripts `end` is the size of the dimension. */
const END: ReadonlySet<string> = new Set(['end']);

interface Item {
  readonly tree: Tree;
  readonly bound: Bound | undefined;
  readonly inRange: boolean;
}

/** Visits the names of a tree from left to right, knowing what `sum(i = …)`, `f(t) = …` and `x[end]` bind. Iterative. */
export function walkNames(root: Tree, bound: Bound | undefined, visitor: NameVisitor): void {
  const stack: Item[] = [{ tree: root, bound, inRange: false }];
  // The parser shares trees: in `a + 10%` the `a` stands twice.
  const seen = new Set<Tree>();
  while (stack.length > 0) {
    const { tree, bound, inRange } = stack.pop() as Item;
    if (tree.kind === 'name') {
      if (!isBound(tree.name, bound)) visitor.name?.(tree.name, tree.span, inRange);
      continue;
    }
    if (tree.kind === 'number' || tree.kind === 'boolean' || seen.has(tree)) continue;
    seen.add(tree);
    const items = parts(tree, bound, inRange);
    if (tree.kind === 'call') {
      visitor.call?.(tree);
      const mapped = tree.callee === 'map' ? tree.args[1] : undefined;
      if (mapped?.kind === 'name' && !isBound(mapped.name, bound)) {
        visitor.reference?.(mapped.name, mapped.span);
        items.splice(1, 1);
      }
    }
    for (let k = items.length - 1; k >= 0; k -= 1) stack.push(items[k] as Item);
  }
}

/** The parts of a tree from left to right, each with what is bound around it. */
function parts(tree: Tree, bound: Bound | undefined, inRange: boolean): Item[] {
  switch (tree.kind) {
    case 'number':
    case 'boolean':
    case 'name':
      return [];
    case 'array':
      return tree.items.map((item) => ({ tree: item, bound, inRange }));
    case 'conditional':
      return [tree.test, tree.then, tree.else].map((part) => ({ tree: part, bound, inRange }));
    case 'range':
      return [tree.start, tree.step, tree.end].flatMap((part) =>
        part === undefined ? [] : [{ tree: part, bound, inRange: true }],
      );
    case 'binding':
      return [{ tree: tree.value, bound, inRange }];
    case 'lambda':
      return [
        {
          tree: tree.body,
          bound: bind(
            bound,
            tree.params.map((param) => param.name),
          ),
          inRange,
        },
      ];
    case 'index': {
      const inside: Bound = { names: END, outer: bound };
      return [
        { tree: tree.target, bound, inRange },
        ...tree.subscripts.map((subscript) => ({ tree: subscript, bound: inside, inRange: false })),
      ];
    }
    case 'call': {
      const items: Item[] = [];
      let current = bound;
      for (const arg of tree.args) {
        items.push({ tree: arg, bound: current, inRange });
        if (arg.kind === 'binding') current = bind(current, [arg.name]);
      }
      return items;
    }
  }
}

const bind = (outer: Bound | undefined, names: readonly string[]): Bound => ({ names: new Set(names), outer });

/** Whether a name stands as an operand of `.*`, `./` or `.^` in a tree: it is meant to be an array. */
export function isDotOperand(root: Tree, name: string): boolean {
  const stack: Tree[] = [root];
  const seen = new Set<Tree>();
  while (stack.length > 0) {
    const tree = stack.pop() as Tree;
    if (seen.has(tree) || tree.kind !== 'call') continue;
    seen.add(tree);
    const isDot = tree.callee === 'dotMultiply' || tree.callee === 'dotDivide' || tree.callee === 'dotPow';
    if (isDot && tree.args.some((arg) => arg.kind === 'name' && arg.name === name)) return true;
    stack.push(...tree.args);
  }
  return false;
}
