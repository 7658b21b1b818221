import { evaluateGraph } from '../../src/ir/evaluate.ts';
import type { OutOfRange } from '../../src/ir/evaluate.ts';
import type { Graph } from '../../src/ir/graph.ts';
import type { Inputs } from '../compiled.ts';

/** The reads of a graph outside of its arrays. */
export function readsOutside(graph: Graph, inputs: Inputs): OutOfRange[] {
  const found: OutOfRange[] = [];
  evaluateGraph(graph, inputs, { onOutOfRange: (read) => found.push(read) });
  return found;
}
