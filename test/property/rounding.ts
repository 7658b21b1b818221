import { evaluateGraph } from '../../src/ir/evaluate.ts';
import type { Graph } from '../../src/ir/graph.ts';
import { toNumber } from '../../src/check/precise/big.ts';
import { createProver } from '../../src/check/precise/truth.ts';
import type { Inputs } from '../compiled.ts';

/**
 * How far the interpreter is from the true values of a graph's outputs, in parts of the largest element of each (or of 1):
 * what rounding does at this point, however right the graph is. Elements without a true value in range say nothing.
 */
export function roundingOf(graph: Graph, inputs: Inputs): number {
  const names = graph.outputs.map(({ definition }) => definition);
  const { truths } = createProver().prove(graph, inputs, names);
  const values = evaluateGraph(graph, inputs);
  let most = 0;
  for (const name of names) {
    const found = values.get(name);
    const elements = typeof found === 'number' ? [found] : [...(found ?? [])];
    const size = elements.reduce((max, one) => (Number.isFinite(one) ? Math.max(max, Math.abs(one)) : max), 1);
    truths.get(name)?.forEach((truth, k) => {
      if (truth.kind !== 'number') return;
      const gap = Math.abs((elements[k] as number) - toNumber(truth.value)) / size;
      if (Number.isFinite(gap)) most = Math.max(most, gap);
    });
  }
  return most;
}
