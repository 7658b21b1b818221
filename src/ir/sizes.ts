import { evaluators } from './evaluate-op.ts';
import { isPrimitive } from './op.ts';
import { postorder } from './store.ts';
import type { Graph, Input } from './graph.ts';
import type { Node } from './store.ts';

/** What a function is called with: scalars are numbers, arrays flat and row-major. */
export type InputValues = ReadonlyMap<string, number | ArrayLike<number>>;

/** The value of a scalar input. */
export const scalarOf = (value: number | ArrayLike<number>): number =>
  typeof value === 'number' ? value : (value[0] ?? Number.NaN);

/**
 * The value of an int expression over sizes, literals and scalar int inputs (an extent, a limit).
 * Throws an Error for a node that has no value before the program runs (an index, an element of an array).
 */
export function evaluateInt(root: Node, sizes: ReadonlyMap<string, number>, inputs: InputValues): number {
  if (root.op === 'const') return root.value;
  const values = new Map<Node, number>();
  for (const node of postorder([root])) {
    if (node.op === 'const') values.set(node, node.value);
    else if (node.op === 'size') values.set(node, sizes.get(node.name) ?? Number.NaN);
    else if (node.op === 'read' && node.args.length === 0)
      values.set(node, scalarOf(inputs.get(node.name) ?? Number.NaN));
    else if (isPrimitive(node.op))
      values.set(node, evaluators[node.op](...node.args.map((arg) => values.get(arg) as number)));
    else throw new Error(`a size cannot depend on '${node.op}'`);
  }
  return values.get(root) as number;
}

/** The extents of a shape; an extent below 0 is an empty one. */
export const evaluateShape = (
  shape: readonly Node[],
  sizes: ReadonlyMap<string, number>,
  inputs: InputValues,
): number[] => shape.map((extent) => Math.max(0, evaluateInt(extent, sizes, inputs)));

/**
 * The symbolic sizes of a graph, from the lengths of the arrays that are passed: the length of each is the product of
 * its extents. Whichever input has one unknown size left determines it, until nothing is left.
 *
 * Throws a RangeError that names the input when one is missing, has the wrong length, or leaves a size open.
 */
export function solveSizes(graph: Pick<Graph, 'inputs'>, inputs: InputValues): Map<string, number> {
  const sizes = new Map<string, number>();
  const unknowns = new Map(graph.inputs.map((input) => [input, sizeNames(input)] as const));
  for (let progress = true; progress;) {
    progress = false;
    for (const [input, names] of unknowns) {
      const open = names.filter((name) => !sizes.has(name));
      const [name] = open;
      if (name === undefined || open.length > 1) continue;
      const size = solveOne(input, name, lengthOf(input, inputs), sizes, inputs);
      if (size === undefined) continue;
      sizes.set(name, size);
      progress = true;
    }
  }
  for (const [input, names] of unknowns) {
    for (const name of names) {
      if (sizes.has(name)) continue;
      // An array without elements leaves its other extents open, and nothing will ask for them.
      if (lengthOf(input, inputs) > 0)
        throw new RangeError(`${input.name}: the lengths passed do not determine ${name}`);
      sizes.set(name, 0);
    }
    checkLength(input, sizes, inputs);
  }
  return sizes;
}

const sizeNames = (input: Input): string[] => [
  ...new Set(
    postorder(input.shape)
      .filter((node) => node.op === 'size')
      .map((node) => node.name),
  ),
];

function lengthOf(input: Input, inputs: InputValues): number {
  const value = inputs.get(input.name);
  if (value === undefined) throw new RangeError(`${input.name}: no value was passed`);
  return typeof value === 'number' ? 1 : value.length;
}

function checkLength(input: Input, sizes: ReadonlyMap<string, number>, inputs: InputValues): void {
  const length = lengthOf(input, inputs);
  const extents = evaluateShape(input.shape, sizes, inputs);
  const expected = extents.reduce((product, extent) => product * extent, 1);
  if (length === expected) return;
  const shape = extents.length === 0 ? 'a scalar' : `${extents.join(' × ')} = ${expected} elements`;
  throw new RangeError(`${input.name}: expected ${shape}, got ${length}`);
}

/**
 * The value of one size for which an input has the given length; undefined when the length leaves it open.
 * Extents grow with their sizes, so the length is a monotone function of the size: double, then bisect.
 */
function solveOne(
  input: Input,
  name: string,
  length: number,
  sizes: ReadonlyMap<string, number>,
  inputs: InputValues,
): number | undefined {
  const lengthFor = (size: number): number => {
    const trial = new Map(sizes).set(name, size);
    let product = 1;
    for (const extent of input.shape) {
      const value = evaluateInt(extent, trial, inputs);
      if (value < 0) return -1;
      product *= value;
    }
    return product;
  };
  let high = 1;
  while (lengthFor(high) < length && high < Number.MAX_SAFE_INTEGER / 2) high *= 2;
  let low = 0;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (lengthFor(middle) < length) low = middle + 1;
    else high = middle;
  }
  const found = lengthFor(low);
  if (found === length) return lengthFor(low + 1) === found ? undefined : low;
  // A length that is 0 whatever the size: another extent is 0, and the mismatch is reported with the known sizes.
  if (lengthFor(1) === 0 && lengthFor(2) === 0) return undefined;
  const shape = input.shape.length === 1 ? `a value of ${name}` : `any ${name}`;
  throw new RangeError(`${input.name}: a length of ${length} does not fit ${shape}`);
}
