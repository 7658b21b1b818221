import { postorder } from '../ir/store.ts';
import type { Graph } from '../ir/graph.ts';

/** About how much work one evaluation by the interpreter is: expressions, and elements of inputs of literal size. */
export function weightOf(graph: Graph): number {
  const nodes = postorder(graph.definitions.map(({ body }) => body)).length;
  const lengths = graph.inputs.map(({ shape }) =>
    shape.reduce((product, extent) => product * (extent.op === 'const' ? extent.value : 3), 1),
  );
  return lengths.reduce((sum, length) => sum + length, nodes);
}

/** Of a heavy function a few points must do; it has many elements or terms, which differ at each of them. */
export const isHeavy = (graph: Graph): boolean => weightOf(graph) > 4000;
