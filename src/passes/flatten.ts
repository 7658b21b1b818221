import { isReduction } from '../ir/op.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { inline } from './inline.ts';
import { prune, sortDefinitions } from './prune.ts';

/**
 * For reading: puts scalars into their users, and arrays and sums where that repeats no work. Equal parts stay one
 * node, so the graph doesn't grow. What is left are recurrences, arrays that are read in several places, and outputs.
 */
export function flatten(graph: Graph): Graph {
  const { store } = graph;
  const outputs = new Set(graph.outputs.map((output) => output.definition));
  const values = new Map<string, Node>();
  const expand = (root: Node): Node => {
    const reads = postorder([root]).filter((node) => node.op === 'read' && values.has(node.name));
    return store.substitute(root, new Map(reads.map((read) => [read, values.get(read.name) as Node])));
  };
  const kept: Definition[] = [];
  for (const before of sortDefinitions(graph).definitions) {
    const definition = { ...before, body: expand(before.body) };
    const isPlain = definition.indices.length === 0 && isExpression(definition);
    if (isPlain) values.set(definition.name, definition.body);
    if (!isPlain || outputs.has(definition.name)) kept.push(definition);
  }
  return prune(inline({ ...graph, definitions: kept }, () => true));
}

/** Neither a recurrence nor a sum, which would be summed again in every user. */
const isExpression = ({ name, body }: Definition): boolean =>
  postorder([body]).every((node) => !isReduction(node.op) && !(node.op === 'read' && node.name === name));
