import { uniform } from '../eval.ts';
import type { Eval } from '../eval.ts';

interface Input {
  readonly n: number;
  readonly m: number;
  readonly p: number;
  readonly cam: readonly number[];
  readonly x: readonly number[];
  readonly w: number;
  readonly feat: readonly number[];
}

/** A Jacobian in compressed sparse rows, and the value beside it. */
interface Sparse {
  readonly value: Float64Array;
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

const repeated = (count: number, part: readonly number[]): Float64Array =>
  Float64Array.from({ length: count * part.length }, (_, k) => part[k % part.length]!);

/** GradBench sends one camera, point and feature for all; observation i is of camera i and of point i, over and over. */
const around = (count: number, limit: number): Int32Array =>
  Int32Array.from({ length: count }, (_, i) => 1 + (i % limit));

/** Of the many equal entries GradBench wants the first 30 and the last. */
const some = (first: ArrayLike<number>, last: ArrayLike<number>): number[] => [
  ...Array.from({ length: 30 }, (_, k) => first[k]!),
  last[last.length - 1]!,
];

const ofSize = (n: number, m: number, p: number) => ({
  size: `n = ${n}, m = ${m}, p = ${p}`,
  make: (random: () => number): Input => {
    const cam = uniform(11, random);
    const [w = 0] = uniform(1, random);
    return { n, m, p, cam, x: uniform(3, random), w, feat: uniform(2, random) };
  },
});

/** 11 parameters of a camera, 3 of a point and the weight: what a row of the residuals depends on. */
const WIDTH = 15;

/** Space for the rows of the residuals and for those of the weights after them, both parts of one matrix. */
function oneMatrix({ p }: Input): Sparse[] {
  const entries = 2 * p * WIDTH;
  const rows = new Int32Array(3 * p + 1);
  const columns = new Int32Array(entries + p);
  const values = new Float64Array(entries + p);
  const part = (from: number, to: number, first: number, last: number): Sparse => ({
    value: new Float64Array(to - from),
    rows: rows.subarray(from, to + 1),
    columns: columns.subarray(first, last),
    values: values.subarray(first, last),
  });
  return [part(0, 2 * p, 0, entries), part(2 * p, 3 * p, entries, entries + p)];
}

/** The rows of the weights begin where those of the residuals end, their columns after those of cameras and points. */
function joinRows([, { rows, columns }]: readonly [Sparse, Sparse], { n, m, p }: Input): void {
  shift(rows, 2 * p * WIDTH);
  shift(columns, 11 * n + 3 * m);
}

function shift(places: Int32Array, by: number): void {
  const { length } = places;
  for (let k = 0; k < length; k += 1) places[k]! += by;
}

export const ba: Eval<Input> = {
  name: 'ba',
  sizes: ({ n, m, p }) => ({ n, m, p }),
  args: ({ n, m, p, cam, x, w, feat }) => [
    repeated(n, cam),
    repeated(m, x),
    repeated(p, [w]),
    around(p, n),
    around(p, m),
    repeated(p, feat),
  ],
  functions: {
    objective: {
      output: 'residual',
      second: { output: 'offset', args: ({ p, w }) => [repeated(p, [w])] },
      role: 'value',
      send: ([residual, offset]: readonly [Float64Array, Float64Array], { p }) => ({
        reproj_error: { elements: [...residual.subarray(0, 2)], repeated: p },
        w_err: { element: offset[0]!, repeated: p },
      }),
    },
    jacobian: {
      output: 'residual',
      second: { output: 'offset', args: ({ p, w }) => [repeated(p, [w])] },
      role: 'sparse',
      into: oneMatrix,
      join: joinRows,
      send: ([first, last]: readonly [Sparse, Sparse]) => ({
        rows: some(first.rows, last.rows),
        cols: some(first.columns, last.columns),
        vals: some(first.values, last.values),
      }),
    },
  },
  cases: [ofSize(2, 3, 40), ofSize(49, 7776, 31_843), ofSize(257, 65_132, 225_911)],
};
