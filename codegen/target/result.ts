import type { Graph, Output } from '../../src/ir/graph.ts';
import type { Role, Routine } from '../../src/pipeline.ts';
import { member, property } from './names.ts';

/** A tree of what a function returns: outputs at the leaves. */
export type Shape = Output | ReadonlyMap<string, Shape>;

/** Where an output stands in the result: `gradient.x`, `hessian.x.y`; the backward function returns the gradients bare. */
function pathOf(role: Role, output: Output): string[] {
  const by = [...(output.by ?? [])];
  return role === 'backward' ? by : [output.role, ...by];
}

/** The result's shape; a value that stands alone is returned as it is. */
export function resultShape({ role, graph }: Routine): Shape {
  const [first] = graph.outputs;
  if (role === 'value' && first !== undefined) return first;
  const root = new Map<string, Shape>();
  for (const output of graph.outputs) {
    let at: Map<string, Shape> = root;
    const path = pathOf(role, output).concat(output.role === 'saved' ? [output.definition] : []);
    for (const step of path.slice(0, -1)) {
      if (!at.has(step)) at.set(step, new Map());
      at = at.get(step) as Map<string, Shape>;
    }
    at.set(path[path.length - 1] as string, output);
  }
  return root;
}

const isOutput = (shape: Shape): shape is Output => !(shape instanceof Map);

export const isArray = (graph: Graph, output: Output): boolean =>
  (graph.definitions.find(({ name }) => name === output.definition)?.indices.length ?? 0) > 0;

/** The array that holds an output: ints where it is places in a sparse matrix. */
export const arrayType = ({ role }: Output): 'Int32Array' | 'Float64Array' =>
  role === 'rows' || role === 'columns' ? 'Int32Array' : 'Float64Array';

/** The type of a result. */
export function printType(graph: Graph, shape: Shape): string {
  if (isOutput(shape)) return isArray(graph, shape) ? arrayType(shape) : 'number';
  return `{ ${[...shape].map(([name, inner]) => `${property(name)}: ${printType(graph, inner)}`).join('; ')} }`;
}

/** The result as an object literal, or the value itself. */
export function printResult(shape: Shape, nameOf: (output: Output) => string): string {
  if (isOutput(shape)) return nameOf(shape);
  const fields = [...shape].map(([name, inner]) => field(name, printResult(inner, nameOf)));
  return `{ ${fields.join(', ')} }`;
}

/** `name: value`, or the name alone where both are the same. */
export const field = (name: string, value: string): string =>
  property(name) === value ? value : `${property(name)}: ${value}`;

/** Every output with its place in a result object: `out.gradient.x`, or `out?.gradient.x`. */
export function outputPlaces(shape: Shape, root: string, optional = false): [Output, string][] {
  if (isOutput(shape)) return [[shape, root]];
  return [...shape].flatMap(([name, inner]) => {
    const place = optional ? optionalMember(root, name) : member(root, name);
    return outputPlaces(inner, place);
  });
}

function optionalMember(root: string, name: string): string {
  const plain = member(root, name).slice(root.length);
  return plain.startsWith('.') ? `${root}?${plain}` : `${root}?.${plain}`;
}
