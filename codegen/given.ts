import { checkUnit } from '../src/check/compare.ts';
import type { Value } from '../src/check/compare.ts';
import type { CheckReport } from '../src/check/report.ts';
import { createReporter, didYouMean, throwIfErrors } from '../src/diagnostic.ts';
import { compileGraph } from '../src/ir/evaluate.ts';
import type { Graph } from '../src/ir/graph.ts';
import { compile } from '../src/pipeline.ts';
import type { Unit } from '../src/pipeline.ts';
import type { Source } from '../src/source.ts';
import { failFile } from './options.ts';

/** A derivative that a user claims to be right. */
export interface Given {
  readonly variable: string;
  readonly source: Source;
}

/**
 * Checks a user's own derivative of a unit by one of its inputs against numeric differentiation.
 *
 * @throws AdjointError when it does not compile, names what is no input of the unit, or is by no input.
 */
export async function checkGiven(unit: Unit, given: Given, points?: number): Promise<CheckReport> {
  const { variable, source } = given;
  const input = unit.value.inputs.find(({ name }) => name === variable);
  if (input === undefined || !unit.wrt.includes(variable)) {
    const near = didYouMean(variable, unit.wrt);
    const hint = near === undefined ? `the inputs are ${unit.wrt.join(', ')}` : `did you mean '${near}'?`;
    failFile(source.name, 'unknown-wrt', `'${variable}' is no input of ${unit.name}`, hint);
  }
  if (unit.derived.get('grad') === undefined) {
    failFile(source.name, 'not-scalar', `${unit.name} is an array: a derivative can be given for a scalar`);
  }
  const graph = await graphOf(source, unit);
  const evaluateDerivative = evaluatorOf(graph);
  const evaluateValue = evaluatorOf(unit.value);
  const point = (inputs: readonly Value[]): ReadonlyMap<string, Value> =>
    new Map(unit.value.inputs.map(({ name }, k) => [name, inputs[k] as Value]));
  const wanted = (inputs: readonly Value[]): ReadonlyMap<string, Value> => {
    const found = evaluateDerivative(point(inputs));
    return new Map([[variable, input.shape.length === 0 ? (found[0] as number) : found]]);
  };
  return checkUnit({
    graph: { ...unit.value, name: `${unit.name}, given derivative by ${variable}` },
    wrt: [variable],
    emitted: {
      value: (inputs) => valueOf(unit.value, evaluateValue(point(inputs))),
      // Of a scalar value: the seed is 1.
      backward: (inputs) => wanted(inputs),
    },
    ...(points === undefined ? {} : { count: points }),
  });
}

/** The graph of a derivative that is written in the inputs of a unit. */
async function graphOf(source: Source, unit: Unit): Promise<Graph> {
  const [compiled] = await compile(source, { wrt: [] });
  const graph = (compiled as Unit).value;
  const reporter = createReporter(source);
  const known = unit.value.inputs.map(({ name }) => name);
  for (const { name, span } of graph.inputs) {
    if (known.includes(name)) continue;
    const near = didYouMean(name, known);
    const hint = near === undefined ? `the inputs are ${known.join(', ')}` : `did you mean '${near}'?`;
    reporter.error('unknown-name', `'${name}' is no input of ${unit.name}`, span, hint);
  }
  throwIfErrors(reporter);
  return graph;
}

function evaluatorOf(graph: Graph): (point: ReadonlyMap<string, Value>) => Float64Array {
  const evaluate = compileGraph(graph);
  const output = graph.outputs.find(({ role }) => role === 'value')?.definition as string;
  const needed = graph.inputs.map(({ name }) => name);
  return (point) =>
    evaluate(new Map(needed.map((name) => [name, point.get(name) as Value]))).get(output) as Float64Array;
}

function valueOf(graph: Graph, elements: Float64Array): Value {
  const output = graph.outputs.find(({ role }) => role === 'value')?.definition;
  const definition = graph.definitions.find(({ name }) => name === output);
  return definition?.indices.length === 0 ? (elements[0] as number) : elements;
}
