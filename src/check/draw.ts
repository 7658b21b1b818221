import { placeOf } from '../ir/evaluate.ts';
import { evaluateInt, evaluateShape } from '../ir/sizes.ts';
import { postorder } from '../ir/store.ts';
import type { Graph, Input } from '../ir/graph.ts';
import type { Node } from '../ir/store.ts';
import type { Random } from './random.ts';

/** Values for the inputs of a function: arrays are flat and row-major. */
export type Point = Map<string, number | Float64Array>;

/** Where an element of an input comes from; whole arrays may need a structure that no single element has. */
type Fill = (random: Random, extents: readonly number[]) => Float64Array;

const each =
  (draw: (random: Random) => number): Fill =>
  (random, extents) =>
    Float64Array.from({ length: lengthOf(extents) }, () => draw(random));

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
  /** The sizes that it draws for, and the int inputs that act as sizes. */
  readonly sizes: ReadonlyMap<string, number>;
  readonly counts: ReadonlyMap<string, number>;
  /** One value for each input, real ones by their fill. */
  draw(random: Random, fillOf: (input: Input) => FillName): Point;
  /** One value for one input. */
  drawInput(random: Random, input: Input, fill: FillName): number | Float64Array;
}

/**
 * Draws values of the right shapes. Distinct size names get distinct small sizes from `least` on, so that swapped
 * dimensions show; sizes and int inputs are small positive numbers that satisfy what the graph states about them.
 */
export function createDrawer(graph: Graph, least: number): Drawer {
  const { sizes, counts } = chooseSizes(graph, least);
  const extentsOf = (input: Input): number[] => evaluateShape(input.shape, sizes, counts);

  const drawInput = (random: Random, input: Input, fill: FillName): number | Float64Array => {
    const extents = extentsOf(input);
    const values = input.kind === 'int' ? drawInts(random, input, extents) : fills[fill](random, extents);
    return input.shape.length === 0 ? (values[0] as number) : values;
  };

  /** Entries count from 1, as the user's do. */
  const drawInts = (random: Random, input: Input, extents: readonly number[]): Float64Array => {
    const fixed = counts.get(input.name);
    let limit = Infinity;
    const earlier: { readonly dimension: number; readonly from: number }[] = [];
    for (const fact of graph.facts) {
      if (fact.kind === 'atMost' || fact.input !== input.name) continue;
      if (fact.kind === 'within') limit = Math.min(limit, evaluateInt(fact.limit, sizes, counts));
      else {
        const from = fact.from === undefined ? 0 : evaluateInt(fact.from, sizes, counts);
        earlier.push({ dimension: fact.dimension, from });
      }
    }
    return Float64Array.from({ length: lengthOf(extents) }, (_, offset) => {
      if (fixed !== undefined) return fixed;
      const place = placeOf(offset, extents);
      const below = earlier.map(({ dimension }) => place[dimension] as number);
      // Where a recurrence starts there is nothing earlier: by custom 0, unless the entry has to be a subscript.
      const starts = earlier.some(({ from }, k) => (below[k] as number) < Math.max(1, from));
      if (starts) return limit === Infinity ? 0 : 1;
      return random.int(1, Math.max(1, Math.min(limit === Infinity ? 4 : limit, ...below)));
    });
  };

  return {
    sizes,
    counts,
    drawInput,
    draw: (random, fillOf) =>
      new Map(graph.inputs.map((input) => [input.name, drawInput(random, input, fillOf(input))] as const)),
  };
}

const lengthOf = (extents: readonly number[]): number => extents.reduce((a, b) => a * b, 1);

/** Sizes, and the int inputs that extents or facts about sizes mention. */
interface Sizes {
  readonly sizes: Map<string, number>;
  readonly counts: Map<string, number>;
}

/** Enough for any chain of inequalities between a few sizes. */
const REPAIRS = 200;

function chooseSizes(graph: Graph, least: number): Sizes {
  const limits = graph.facts.flatMap((fact) => (fact.kind === 'atMost' ? [fact] : []));
  const chosen: Sizes = { sizes: new Map(), counts: new Map() };
  const mapOf = (node: Node): Map<string, number> => (node.op === 'size' ? chosen.sizes : chosen.counts);
  const namesIn = (roots: readonly Node[]): Node[] =>
    postorder(roots).filter(({ op }) => op === 'size' || op === 'read');
  const roots = [...graph.inputs.flatMap(({ shape }) => shape), ...limits.flatMap(({ left, right }) => [left, right])];
  namesIn(roots).forEach((node, k) => mapOf(node).set(node.name, least + k));

  // Where left ≤ right does not hold yet, the right side grows; where it is a literal, the left side shrinks.
  for (let repair = 0; repair < REPAIRS; repair += 1) {
    const { sizes, counts } = chosen;
    const broken = limits.find(
      ({ left, right }) => evaluateInt(left, sizes, counts) > evaluateInt(right, sizes, counts),
    );
    if (broken === undefined) break;
    const right = namesIn([broken.right]);
    const step = right.length > 0 ? 1 : -1;
    for (const node of right.length > 0 ? right : namesIn([broken.left])) {
      mapOf(node).set(node.name, Math.max(0, (mapOf(node).get(node.name) as number) + step));
    }
  }
  return chosen;
}
