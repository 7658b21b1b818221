import { evaluators } from './evaluate-op.ts';
import { isPrimitive, isReduction } from './op.ts';
import { postorder } from './store.ts';
import type { NodeOp } from './op.ts';
import type { Node } from './store.ts';

/** How an instruction is carried out. */
export type Kind = 'fixed' | 'size' | 'index' | 'read' | 'strict' | 'first' | 'select' | 'and' | 'or' | 'reduce';

/** A body as a list of instructions, one a node, arguments before users; slots are places in the list. */
export interface Code {
  readonly nodes: readonly Node[];
  readonly kinds: readonly Kind[];
  /** What computes a strict operation from its arguments. */
  readonly functions: readonly (((a: number, b: number, c: number) => number) | undefined)[];
  readonly args: readonly (readonly number[])[];
  /** The slots of the indices that an instruction's value depends on. */
  readonly free: readonly (readonly number[])[];
  /** For a reduction whose body is straight-line: the slots to recompute for each step; and what they need beforehand. */
  readonly loops: ReadonlyMap<number, { readonly steps: readonly number[]; readonly needs: readonly number[] }>;
  /** The reductions that stand inside a loop over an index that they don't depend on: their values are kept. */
  readonly repeated: ReadonlySet<number>;
  /** The slots of the definition's own indices, -1 where the body does not mention one. */
  readonly indices: readonly number[];
}

const kindOf = (op: NodeOp): Kind => {
  if (op === 'const') return 'fixed';
  if (op === 'size' || op === 'index' || op === 'read' || op === 'select' || op === 'and' || op === 'or') return op;
  if (op === 'detach' || op === 'given') return 'first';
  return isReduction(op) ? 'reduce' : 'strict';
};

// prettier-ignore
/** Operations whose result is one of their arguments, or exact: nothing is rounded. */
export const EXACT: ReadonlySet<NodeOp> = new Set<NodeOp>([
  'const', 'size', 'index', 'read', 'neg', 'min', 'max', 'abs', 'relu', 'sign', 'floor', 'ceil', 'round', 'fix',
  'select', 'detach', 'given', 'maxOver', 'minOver', 'argmaxOver', 'argminOver',
]);

/** The instructions of a body whose definition has these indices. */
export function compileBody(body: Node, indices: readonly Node[]): Code {
  const nodes = postorder([body]);
  const slots = new Map(nodes.map((node, slot) => [node, slot]));
  const slotOf = (node: Node): number => slots.get(node) ?? -1;
  const kinds = nodes.map((node) => kindOf(node.op));
  const functions = nodes.map(({ op }) => (isPrimitive(op) ? evaluators[op] : undefined));
  const args = nodes.map((node) => node.args.map(slotOf));
  const free = nodes.map((node) => node.free.map(slotOf));
  const loops = new Map<number, { steps: number[]; needs: number[] }>();
  nodes.forEach((node, slot) => {
    if (kinds[slot] !== 'reduce') return;
    const [index, inner] = node.args as [Node, Node];
    const varies = (other: Node): boolean => other.free.includes(index);
    if (!varies(inner)) return;
    const steps = postorder([inner], varies)
      .filter((other) => other !== index)
      .map(slotOf);
    if (!steps.every((step) => kinds[step] === 'strict' || kinds[step] === 'read')) return;
    const own = new Set([...steps, slotOf(index)]);
    const needs = new Set(steps.flatMap((step) => args[step] as number[]).filter((arg) => !own.has(arg)));
    loops.set(slot, { steps, needs: [...needs] });
  });
  return {
    nodes,
    kinds,
    functions,
    args,
    free,
    loops,
    repeated: repeatedIn(nodes, indices),
    indices: indices.map(slotOf),
  };
}

function repeatedIn(nodes: readonly Node[], indices: readonly Node[]): Set<number> {
  const repeated = new Set<number>();
  // The indices that loops around a node may move; users come after their arguments in the list.
  const around = new Map<Node, ReadonlySet<Node>>();
  const enclose = (node: Node, loops: ReadonlySet<Node>): void => {
    const known = around.get(node);
    if (known === undefined) around.set(node, loops);
    else if (known !== loops && [...loops].some((index) => !known.has(index))) {
      around.set(node, new Set([...known, ...loops]));
    }
  };
  for (let slot = nodes.length - 1; slot >= 0; slot -= 1) {
    const node = nodes[slot] as Node;
    const loops = around.get(node) ?? new Set(indices);
    if (isReduction(node.op)) {
      const [index, body] = node.args as [Node, Node];
      if ([...loops].some((outer) => !node.free.includes(outer))) repeated.add(slot);
      enclose(index, loops);
      enclose(body, new Set([...loops, index]));
    } else for (const arg of node.args) enclose(arg, loops);
  }
  return repeated;
}
