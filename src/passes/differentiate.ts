import { extentsOf, freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph, Input, Output } from '../ir/graph.ts';
import type { Node } from '../ir/store.ts';
import { withoutPattern } from './entries.ts';
import { forward } from './forward.ts';
import { sortDefinitions } from './prune.ts';
import { reverse } from './reverse.ts';
import type { Calculus } from './reverse.ts';
import { sparseJacobian } from './sparse.ts';

/** A derivative of a graph by some of its inputs, as a graph with more outputs. */
export type Differentiator = (
  graph: Graph,
  wrt: readonly string[],
  calculus: Calculus,
  seed?: (places: readonly Node[]) => Node,
) => Graph;

const valueOf = (graph: Graph): Output => graph.outputs.find(({ role }) => role === 'value') as Output;

/** Value and gradient: reverse mode, with 1 for the seed unless one is given. */
const gradient: Differentiator = (graph, wrt, calculus, seed = () => graph.store.const(1)) => {
  const { graph: reversed, adjoints } = reverse(graph, valueOf(graph).definition, { wrt, seed, ...calculus });
  const outputs = wrt.map((name): Output => ({
    role: 'gradient',
    by: [name],
    definition: adjoints.get(name) as string,
  }));
  return sortDefinitions({ ...reversed, outputs: [...graph.outputs, ...outputs] });
};

/** Value and directional derivative; the tangents are inputs, in the order of the inputs that they belong to. */
const jvp: Differentiator = (graph, wrt, calculus) => {
  const { store } = graph;
  const taken = namesOf(graph);
  const tangents = new Map<string, Input>();
  for (const input of graph.inputs) {
    if (!wrt.includes(input.name)) continue;
    const name = freshName(`${input.name}Dot`, taken);
    taken.add(name);
    tangents.set(input.name, { name, kind: 'data', shape: input.shape });
  }
  const seeds = new Map(
    [...tangents].map(([name, tangent]) => [name, (places: readonly Node[]) => store.read(tangent.name, places)]),
  );
  const { graph: pushed, tangents: dots } = forward(
    { ...graph, inputs: [...graph.inputs, ...tangents.values()] },
    {
      seeds,
      directions: [],
      directional: [...tangents.values()].map(({ name }) => name),
      nameOf: (name) => `${name}Dot`,
      kind: 'tangent',
      ...calculus,
    },
  );
  const missing: Definition[] = [];
  const outputs = graph.outputs.map((output): Output => {
    let definition = dots.get(output.definition);
    if (definition === undefined) {
      definition = freshName(`${output.definition}Dot`, taken);
      missing.push(zeros(graph, definition, shapeOf(graph, output.definition)));
    }
    return output.role === 'value' ? { role: 'tangent', definition } : { ...output, role: 'hvp', definition };
  });
  return { ...pushed, definitions: [...pushed.definitions, ...missing], outputs: [...graph.outputs, ...outputs] };
};

/** The derivatives of some definitions by each input, by forward mode in all unit directions at once. */
function jacobians(
  graph: Graph,
  wrt: readonly string[],
  calculus: Calculus,
  nameOf: (name: string, by: string) => string,
): { graph: Graph; names: ReadonlyMap<string, ReadonlyMap<string, string>> } {
  const { store } = graph;
  const names = new Map<string, ReadonlyMap<string, string>>();
  const added: Definition[] = [];
  for (const by of wrt) {
    const input = graph.inputs.find(({ name }) => name === by) as Input;
    const directions = input.shape.map((extent) => store.freshIndex(store.const(0), extent));
    const seed = (places: readonly Node[]): Node =>
      places.reduce<Node>(
        (inner, place, p) => store.op('select', store.op('eq', place, directions[p] as Node), inner, store.const(0)),
        store.const(1),
      );
    const pushed = forward(
      { ...graph, definitions: [...graph.definitions] },
      { seeds: new Map([[by, seed]]), directions, nameOf: (name) => nameOf(name, by), kind: 'jacobian', ...calculus },
    );
    added.push(...pushed.graph.definitions.slice(graph.definitions.length));
    names.set(by, pushed.tangents);
  }
  return { graph: { ...graph, definitions: [...graph.definitions, ...added] }, names };
}

/** A definition of zeros, for what does not depend on an input. */
function zeros(graph: Graph, name: string, shape: readonly Node[]): Definition {
  const { store } = graph;
  return { name, indices: shape.map((extent, p) => store.definitionIndex(p, extent)), body: store.const(0) };
}

const shapeOf = (graph: Graph, name: string): readonly Node[] => {
  const definition = graph.definitions.find((one) => one.name === name);
  if (definition !== undefined) return extentsOf(definition);
  return graph.inputs.find((one) => one.name === name)?.shape ?? [];
};

/** Value and Jacobian: for each input an array of the value's shape followed by the input's. */
const jacobian: Differentiator = (graph, wrt, calculus) => {
  const value = valueOf(graph).definition;
  const { graph: pushed, names } = jacobians(graph, wrt, calculus, (name, by) => `d${name}_d${by}`);
  const missing: Definition[] = [];
  const outputs = wrt.map((by): Output => {
    let definition = names.get(by)?.get(value);
    if (definition === undefined) {
      definition = `d${value}_d${by}`;
      missing.push(zeros(graph, definition, [...shapeOf(graph, value), ...shapeOf(graph, by)]));
    }
    return { role: 'jacobian', by: [by], definition };
  });
  return { ...pushed, definitions: [...pushed.definitions, ...missing], outputs: [...graph.outputs, ...outputs] };
};

/** Value, gradient and Hessian: forward over reverse, a block for each pair of inputs. */
const hessian: Differentiator = (graph, wrt, calculus) => {
  const first = gradient(graph, wrt, calculus);
  const { graph: pushed, names } = jacobians(first, wrt, calculus, (name, by) => `d${name}_d${by}`);
  const missing: Definition[] = [];
  const blocks = wrt.flatMap((row) => {
    const bar = first.outputs.find(({ role, by }) => role === 'gradient' && by?.[0] === row)?.definition as string;
    return wrt.map((column): Output => {
      let definition = names.get(column)?.get(bar);
      if (definition === undefined) {
        definition = `d${bar}_d${column}`;
        missing.push(zeros(graph, definition, [...shapeOf(graph, row), ...shapeOf(graph, column)]));
      }
      return { role: 'hessian', by: [row, column], definition };
    });
  });
  return { ...pushed, definitions: [...pushed.definitions, ...missing], outputs: [...first.outputs, ...blocks] };
};

/** Value, gradient and Hessian-vector product: the directional derivative of the gradient. */
const hvp: Differentiator = (graph, wrt, calculus) => {
  const pushed = jvp(gradient(graph, wrt, calculus), wrt, calculus);
  return { ...pushed, outputs: pushed.outputs.filter(({ role }) => role !== 'tangent') };
};

/** Value and Jacobian in compressed sparse rows. */
const sparse: Differentiator = (graph, wrt, calculus) => sparseJacobian(graph, wrt, calculus);

/** Value and Jacobian in compressed sparse rows, without the pattern. */
const entries: Differentiator = (graph, wrt, calculus) => withoutPattern(sparseJacobian(graph, wrt, calculus));

export const differentiators = {
  grad: gradient,
  backward: gradient,
  jvp,
  jacobian,
  sparse,
  entries,
  hessian,
  hvp,
} as const;
