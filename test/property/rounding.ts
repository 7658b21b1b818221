import { evaluateGraph } from '../../src/ir/evaluate.ts';
import type { Graph } from '../../src/ir/graph.ts';
import { toNumber } from '../../src/check/precise/big.ts';
import { doubles, trace } from '../../src/check/precise/evaluate.ts';
import { createProver } from '../../src/check/precise/truth.ts';
import type { Truth } from '../../src/check/precise/truth.ts';
import type { Inputs } from '../compiled.ts';

/** The point itself and some next to it, at which errors that happen to cancel here do not. */
const NEAR = [0, 1, 2, 3].map((k) => k * 2 ** -24);

/** What rounding does at a point and next to it: the most of `roundingAt`. */
export function roundingOf(graph: Graph, inputs: Inputs): number {
  const beside = (change: number): Inputs =>
    new Map(
      [...inputs].map(([name, x]) => {
        const isReal = graph.inputs.find((input) => input.name === name)?.kind === 'real';
        const move = (one: number): number => (isReal ? one * (1 + change) : one);
        return [name, typeof x === 'number' ? move(x) : x.map(move)];
      }),
    );
  return Math.max(...NEAR.map((change) => roundingAt(graph, beside(change))));
}

/** Whether something on the way to the outputs overflows. */
export function overflowsIn(graph: Graph, inputs: Inputs): boolean {
  const names = graph.outputs.map(({ definition }) => definition);
  const { occurrences } = trace(graph, inputs, names, doubles);
  return [...occurrences.values()].some(({ value }) => Math.abs(value) === Infinity);
}

/**
 * How far the interpreter is from the true values of a graph's outputs, in parts of the largest element of each (or of 1):
 * what rounding does at this point, however right the graph is. Elements without a true value in range say nothing.
 */
function roundingAt(graph: Graph, inputs: Inputs): number {
  const names = graph.outputs.map(({ definition }) => definition);
  const { truths } = createProver().prove(graph, inputs, names);
  const values = evaluateGraph(graph, inputs);
  let most = 0;
  for (const name of names) {
    const found = values.get(name);
    const elements = typeof found === 'number' ? [found] : [...(found ?? [])];
    const doubleOf = (truth: Truth): number =>
      truth.kind === 'number' ? toNumber(truth.value) : truth.kind === 'underflow' ? 0 : NaN;
    const known = truths.get(name)?.map(doubleOf) ?? [];
    // What was found may be large by error alone.
    const size = known.reduce((max, one) => (Number.isFinite(one) ? Math.max(max, Math.abs(one)) : max), 1);
    known.forEach((truth, k) => {
      const gap = Math.abs((elements[k] as number) - truth) / size;
      if (Number.isFinite(gap)) most = Math.max(most, gap);
    });
  }
  return most;
}
