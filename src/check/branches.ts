import { postorder } from '../ir/store.ts';
import type { Graph } from '../ir/graph.ts';
import type { NodeOp } from '../ir/op.ts';
import type { Node } from '../ir/store.ts';

/** A test or kink in a body, with what has been seen of it. */
export interface Branch {
  readonly definition: string;
  readonly node: Node;
}

type Outcome = (value: number, first: number) => boolean;

const holds: Outcome = (value) => value !== 0;
const positive: Outcome = (_, first) => first > 0;
const isFirst: Outcome = (value, first) => value === first;

/** On which side of its branch an operation is. */
const outcomes: Partial<Record<NodeOp, Outcome>> = {
  lt: holds,
  le: holds,
  gt: holds,
  ge: holds,
  eq: holds,
  ne: holds,
  abs: positive,
  relu: positive,
  sign: positive,
  min: isFirst,
  max: isFirst,
};

export const outcomeOf = (node: Node, value: number, first: number): boolean | undefined =>
  Number.isNaN(first) ? undefined : outcomes[node.op]?.(value, first);

/**
 * The places where a graph takes one of two ways depending on its inputs: comparisons, and the operations with a kink.
 * Tests of indices and sizes alone do not depend on the point and are left out.
 */
export function branchesOf(graph: Graph): Branch[] {
  const found = new Map<Node, Branch>();
  for (const { name, body } of graph.definitions) {
    const reads = new Set<Node>();
    for (const node of postorder([body])) {
      if (node.op === 'read' || node.args.some((arg) => reads.has(arg))) reads.add(node);
      if (outcomes[node.op] === undefined || !reads.has(node) || found.has(node)) continue;
      if ((node.op === 'min' || node.op === 'max') && node.type === 'int') continue;
      found.set(node, { definition: name, node });
    }
  }
  return [...found.values()];
}

/** Literals in a graph: a threshold is crossed near one of them. */
export function literalsOf(graph: Graph): number[] {
  const nodes = postorder(graph.definitions.map(({ body }) => body));
  return [...new Set(nodes.filter((node) => node.op === 'const' && node.type !== 'bool').map((node) => node.value))];
}
