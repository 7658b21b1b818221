import { placeOf } from '../ir/evaluate.ts';
import { evaluateInt, evaluateShape } from '../ir/sizes.ts';
import { postorder } from '../ir/store.ts';
import type { Graph, Input } from '../ir/graph.ts';
import type { Random } from './random.ts';

/** Values for the inputs of a function: arrays are flat and row-major. */
export type Point = Map<string, number | Float64Array>;

/** Where an element of an input comes from; whole arrays may need a structure that no single element has. */
type Fill = (random: Random, extents: readonly number[]) => Float64Array;

const each =
  (draw: (random: Random) => number): Fill =>
  (random, extents) =>
    Float64Array.from({ length: extents.reduce((a, b) => a * b, 1) }, () => draw(random));

/** Symmetric, with a dominant positive diagonal where the array is a square matrix: for Cholesky factors and the like. */
const dominant: Fill = (random, extents) => {
  const values = each((r) => 0.3 * r.normal())(random, extents);
  const [n, m] = extents;
  if (extents.length !== 2 || n === undefined || n !== m) return each((r) => r.uniform(0.5, 2))(random, extents);
  for (let i = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1) values[i * n + j] = values[j * n + i] as number;
    values[i * n + i] = n + random.uniform();
  }
  return values;
};

/** Strictly increasing along the array: for knots, times, interval ends. */
const increasing: Fill = (random, extents) => {
  let last = random.uniform(-1, 1);
  return each((r) => (last += r.uniform(0.1, 1)))(random, extents);
};

/** The ways to draw a real input, in the order in which they are tried. */
export const fills = {
  'around ±1': each((r) => r.normal()),
  'in (0, 1)': each((r) => r.uniform(0.02, 0.98)),
  small: each((r) => 0.1 * r.normal()),
  positive: each((r) => 0.1 + Math.abs(r.normal())),
  'above 1': each((r) => 1 + Math.abs(r.normal())),
  large: each((r) => 10 * r.normal()),
  'in (-1, 0)': each((r) => -r.uniform(0.02, 0.98)),
  'whole numbers': each((r) => r.int(0, 3)),
  dominant,
  increasing,
  'large and positive': each((r) => r.uniform(10, 1000)),
} satisfies Record<string, Fill>;

export type FillName = keyof typeof fills;
export const fillNames = Object.keys(fills) as readonly FillName[];

export interface Drawer {
  /** One value for each input, real ones by their fill. */
  draw(random: Random, fillOf: (input: Input) => FillName): Point;
  /** One value for one input. */
  drawInput(random: Random, input: Input, fill: FillName): number | Float64Array;
  readonly elements: number;
}

/**
 * Draws values of the right shapes. Distinct size names get distinct small sizes from `least` on, so that swapped
 * dimensions show; int inputs are small positive numbers that satisfy what the graph states about them.
 */
export function createDrawer(graph: Graph, least: number): Drawer {
  const sizes = new Map<string, number>();
  const counts: Point = new Map();
  for (const node of postorder(graph.inputs.flatMap((input) => [...input.shape]))) {
    const known = sizes.size + counts.size;
    if (node.op === 'size') sizes.set(node.name, least + known);
    else if (node.op === 'read') counts.set(node.name, least + known);
  }
  const extentsOf = (input: Input): number[] => evaluateShape(input.shape, sizes, counts);
  const elements = graph.inputs.reduce((sum, input) => sum + extentsOf(input).reduce((a, b) => a * b, 1), 0);

  const drawInput = (random: Random, input: Input, fill: FillName): number | Float64Array => {
    const extents = extentsOf(input);
    const values = input.kind === 'int' ? drawInts(random, input, extents) : fills[fill](random, extents);
    return input.shape.length === 0 ? (values[0] as number) : values;
  };

  /** Entries count from 1, as the user's do. */
  const drawInts = (random: Random, input: Input, extents: readonly number[]): Float64Array => {
    const fixed = counts.get(input.name);
    const own = graph.facts.filter((fact) => fact.input === input.name);
    const limits = own.flatMap((fact) => (fact.kind === 'within' ? evaluateInt(fact.limit, sizes, counts) : []));
    const limit = limits.length === 0 ? 4 : Math.max(1, Math.min(...limits));
    const earlier = own.flatMap((fact) => (fact.kind === 'earlier' ? fact.dimension : []));
    const length = extents.reduce((a, b) => a * b, 1);
    return Float64Array.from({ length }, (_, offset) => {
      if (typeof fixed === 'number') return fixed;
      const place = placeOf(offset, extents);
      const below = earlier.map((dimension) => place[dimension] as number);
      const most = Math.min(limit, ...below);
      return random.int(Math.min(1, most), most);
    });
  };

  return {
    elements,
    drawInput,
    draw: (random, fillOf) =>
      new Map(graph.inputs.map((input) => [input.name, drawInput(random, input, fillOf(input))] as const)),
  };
}
