import { provablyAtMost } from '../../ir/affine.ts';
import { extentsOf } from '../../ir/graph.ts';
import type { Graph } from '../../ir/graph.ts';
import { isReduction } from '../../ir/op.ts';
import type { Program, Statement } from '../../ir/program.ts';
import { postorder } from '../../ir/store.ts';
import type { Node } from '../../ir/store.ts';
import { isConst } from '../../rules/simplify/terms.ts';

/**
 * The sizes that must not be 0: without elements there, an array would be read or written all the same. So it is where a formula
 * asks for a fixed place, and where the program has an iteration before or after the loop that it is one of.
 */
export function nonEmptySizes(
  graph: Graph,
  { arrays, body }: Omit<Program, 'nonEmpty'>,
  simplify: (node: Node) => Node,
): string[] {
  const { store, definitions, inputs, facts } = graph;
  const zero = store.const(0);
  const product = (extents: readonly Node[]): Node => extents.reduce((a, b) => store.op('mul', a, b));
  const shapes = [
    ...inputs.map(({ name, shape }) => [name, shape] as const),
    ...definitions.map((definition) => [definition.name, extentsOf(definition)] as const),
  ].filter(([, shape]) => shape.length > 0);
  const lengths = new Map(shapes.map(([name, shape]) => [name, product(shape)]));
  for (const { name, length } of arrays) if (!lengths.has(name)) lengths.set(name, length);
  const isChecked = (size: Node): boolean =>
    facts.some((fact) => fact.kind === 'atMost' && fact.right === size && isConst(fact.left) && fact.left.value >= 1);

  const isNeeded = (size: Node): boolean => {
    const without = (node: Node): Node => simplify(store.substitute(node, new Map([[size, zero]])));
    const isEmpty = (lo: Node, hi: Node): boolean => provablyAtMost(without(hi), without(lo));
    const empty = new Set([...lengths].filter(([, length]) => isEmpty(zero, length)).map(([name]) => name));
    const isRun = ({ args: [lo, hi] }: Node): boolean => !isEmpty(lo as Node, hi as Node);
    const asked = definitions
      .filter(({ name }) => !empty.has(name))
      .flatMap(({ body }) => postorder([body], (node) => !isReduction(node.op) || isRun(node.args[0] as Node)));
    return (
      asked.some(({ op, name }) => op === 'read' && empty.has(name)) ||
      isAccessed(body, empty, ({ lo, hi }) => !isEmpty(lo, hi))
    );
  };
  const sizes = postorder([...lengths.values()]).filter(({ op }) => op === 'size');
  return sizes.filter((size) => !isChecked(size) && isNeeded(size)).map(({ name }) => name);
}

type Loop = Extract<Statement, { kind: 'loop' }>;

/** Whether an element of one of the arrays is read or written, where only some loops run. */
const isAccessed = (
  statements: readonly Statement[],
  arrays: ReadonlySet<string>,
  runs: (loop: Loop) => boolean,
): boolean => {
  const reads = (...roots: readonly Node[]): boolean =>
    postorder(roots).some(({ op, name, args }) => op === 'read' && args.length > 0 && arrays.has(name));
  return statements.some((one) => {
    switch (one.kind) {
      case 'loop':
        return runs(one) && (reads(one.lo, one.hi) || isAccessed(one.body, arrays, runs));
      case 'if':
        return reads(one.test) || isAccessed(one.body, arrays, runs);
      case 'fill':
        return false;
      case 'store':
        return arrays.has(one.array) || reads(one.at, one.value);
      default:
        return reads(one.value);
    }
  });
};
