import { compileGraph } from '../ir/evaluate.ts';
import { isPrimitive } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import { branchesOf, outcomeOf } from './branches.ts';
import type { Graph } from '../ir/graph.ts';
import type { Node } from '../ir/store.ts';
import type { Point } from './draw.ts';

/** What one evaluation shows of a point. */
export interface Trial {
  readonly point: Point;
  readonly finite: boolean;
  /** The largest element of the value. */
  readonly size: number;
  /** Whether a read fell outside its array: the sizes are too small. */
  readonly outside: boolean;
  /** How many results on the way were not finite: the fewer, the nearer to the domain. */
  readonly failures: number;
  /** The sides of branches that were taken, as `sideOf` names them. */
  readonly sides: ReadonlySet<string>;
  /** For each branch, how near it came to turning. */
  readonly margins: ReadonlyMap<Node, number>;
}

export const sideOf = (node: Node, outcome: boolean): string => `${outcome}:${node.id}`;

/** Evaluates a graph at points by the reference interpreter, and says what happened. */
export function createTrial(graph: Graph): (point: Point) => Trial {
  const evaluate = compileGraph(graph);
  const branches = new Set(branchesOf(graph).map(({ node }) => node));
  const nodes = postorder(graph.definitions.map(({ body }) => body));
  const watch = new Set(nodes.filter((node) => branches.has(node) || (isPrimitive(node.op) && node.type === 'real')));
  const outputs = graph.outputs.filter(({ role }) => role === 'value').map(({ definition }) => definition);
  return (point) => {
    let failures = 0;
    let outside = false;
    const sides = new Set<string>();
    const margins = new Map<Node, number>();
    const values = evaluate(point, {
      watch,
      onOutOfRange: () => (outside = true),
      onNode(node, value, first, second) {
        if (!Number.isFinite(value)) failures += 1;
        if (!branches.has(node)) return;
        const outcome = outcomeOf(node, value, first);
        if (outcome !== undefined) sides.add(sideOf(node, outcome));
        const margin = node.args.length === 1 ? Math.abs(first) : Math.abs(first - second);
        if (!(margin >= (margins.get(node) ?? Infinity))) margins.set(node, margin);
      },
    });
    let size = 0;
    for (const name of outputs) for (const value of values.get(name) ?? []) size = Math.max(size, Math.abs(value));
    return { point, finite: Number.isFinite(size), size, outside, failures, sides, margins };
  };
}
