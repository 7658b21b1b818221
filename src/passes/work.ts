import { evaluators } from '../ir/evaluate-op.ts';
import { extentsOf } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { isPrimitive, isReduction } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { costOfNode } from './inline.ts';

/** What every size, and every number that a size is made of, is taken to be. */
const SAMPLE = 100;

/**
 * Weighted operations of a graph where every size is 100: for comparing two ways to the same. A place counts one
 * operation at least, for it is stored. Equal expressions are computed once, in one loop; of an output that is given case by
 * case each case is.
 */
export function workOf(graph: Graph): number {
  const seen = new Set<Node>();
  let work = 0;
  for (const definition of graph.definitions) {
    const extents = extentsOf(definition).map((extent) => Math.max(0, sampled(extent)));
    const places = extents.reduce((a, b) => a * b, 1);
    const cases = casesOf(definition);
    const rows = extents.filter((_, p) => !cases.has(definition.indices[p] as Node)).reduce((a, b) => a * b, 1);
    work += places + rows * workOfBody(definition.body, seen);
  }
  return work;
}

/** The indices of literal range that a body distinguishes from the outside in: `select(a = 0, …, …)`. */
function casesOf({ indices, body }: Definition): Set<Node> {
  const found = new Set<Node>();
  for (let node = body; node.op === 'select'; node = node.args[1] as Node) {
    const [test] = node.args as [Node];
    const index = test.op === 'eq' ? test.args.find((arg) => indices.includes(arg)) : undefined;
    if (index === undefined || index.args[1]?.op !== 'const') break;
    found.add(index);
  }
  return found;
}

/** An expression's operations, each node once, those inside of a reduction as often as it goes round. */
function workOfBody(root: Node, seen: Set<Node>): number {
  const stack: [Node, number][] = [[root, 1]];
  let work = 0;
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [node, times] = top;
    if (seen.has(node)) continue;
    seen.add(node);
    work += times * costOfNode(node);
    if (!isReduction(node.op)) {
      for (const arg of node.args) stack.push([arg, times]);
      continue;
    }
    const [index, body] = node.args as [Node, Node];
    const [lo, hi] = index.args as [Node, Node];
    stack.push([body, times * Math.max(0, sampled(hi) - sampled(lo))]);
    work += times;
  }
  return work;
}

function sampled(root: Node): number {
  const values = new Map<Node, number>();
  for (const node of postorder([root])) {
    const at = node.args.map((arg) => values.get(arg) as number);
    const [a = 0, b = 0] = at;
    if (node.op === 'const') values.set(node, node.value);
    // Between its bounds.
    else if (node.op === 'index') values.set(node, (a + b) / 2);
    else values.set(node, isPrimitive(node.op) ? evaluators[node.op](...at) : SAMPLE);
  }
  return values.get(root) as number;
}
