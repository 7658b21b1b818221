import { flat, uniform, uniformRows } from '../eval.ts';
import type { Argument, Eval } from '../eval.ts';

type Rows = readonly (readonly number[])[];

interface Input {
  readonly theta: readonly number[];
  /** Two coordinates within a triangle for each point; empty where points are compared with vertices. */
  readonly us: Rows;
  readonly data: {
    readonly correspondences: readonly number[];
    readonly points: Rows;
    readonly model: {
      readonly bone_count: number;
      readonly bone_names: readonly string[];
      readonly parents: readonly number[];
      readonly base_relatives: readonly Rows[];
      readonly inverse_base_absolutes: readonly Rows[];
      readonly base_positions: Rows;
      readonly weights: Rows;
      readonly triangles: Rows;
      readonly is_mirrored: boolean;
    };
  };
}

interface Entries {
  readonly values: Float64Array;
}

const ints = (values: readonly number[], plus: number): Int32Array => Int32Array.from(values, (value) => value + plus);

/** Subscripts count from 1; the root, which has no parent, may name any. */
function args({ theta, us, data: { correspondences, points, model } }: Input): readonly Argument[] {
  const corners = us.length === 0 ? [] : [ints(model.triangles.flat(), 1)];
  return [
    model.bone_count,
    ...(us.length === 0 ? [] : [flat(us)]),
    Float64Array.from(theta),
    ints(model.parents, 1),
    flat(model.base_relatives.flat()),
    flat(model.inverse_base_absolutes.flat()),
    flat(model.base_positions),
    flat(model.weights),
    ...corners,
    ints(correspondences, 1),
    flat(points),
  ];
}

const BONES = 22;

/** A turn about an axis and a shift, as a matrix of four rows. */
function placed(random: () => number): number[][] {
  const [angle = 0, x = 0, y = 0, z = 0] = uniform(4, random).map((value) => 2 * value - 1);
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [
    [c, -s, 0, x],
    [s, c, 0, y],
    [0, 0, 1, z],
    [0, 0, 0, 1],
  ];
}

/** A hand of its own: five fingers of four bones at a wrist, and vertices that hang on one to three bones each. */
const ofSize = (kind: 'simple' | 'complicated', vertices: number, c: number) => ({
  size: `${kind}, ${vertices} vertices, c = ${c}`,
  make: (random: () => number): Input => {
    const below = (limit: number): number => Math.floor(limit * random());
    const bones = Array.from({ length: BONES }, (_, b) => b);
    const triangles = Array.from({ length: 2 * vertices }, () => [below(vertices), below(vertices), below(vertices)]);
    const weights = Array.from({ length: vertices }, () => {
      const row = Array<number>(BONES).fill(0);
      const hangsOn = uniform(1 + below(3), random);
      for (const weight of hangsOn) row[below(BONES)]! += weight / hangsOn.length;
      return row;
    });
    return {
      theta: uniform(26, random),
      us: kind === 'simple' ? [] : uniformRows(c, 2, random),
      data: {
        correspondences: Array.from({ length: c }, () => below(kind === 'simple' ? vertices : triangles.length)),
        points: uniformRows(c, 3, random),
        model: {
          bone_count: BONES,
          bone_names: bones.map((b) => `bone ${b}`),
          parents: bones.map((b) => (b === 0 ? -1 : b % 4 === 1 || b === BONES - 1 ? 0 : b - 1)),
          base_relatives: bones.map(() => placed(random)),
          inverse_base_absolutes: bones.map(() => placed(random)),
          base_positions: uniformRows(vertices, 3, random).map((row) => [...row, 1]),
          weights,
          triangles,
          is_mirrored: false,
        },
      },
    };
  },
});

const comparison = ({ us }: Input): string => (us.length === 0 ? 'simple' : 'complicated');

export const ht: Eval<Input> = {
  name: 'ht',
  args,
  functions: {
    objective: { output: comparison, role: 'value', send: (value: Float64Array) => [...value] },
    jacobian: {
      output: comparison,
      // GradBench wants no columns. All rows have the same: those of the point's own coordinates, then those of theta.
      role: 'entries',
      send: ({ values }: Entries, { us }) => {
        const width = us.length === 0 ? 26 : 28;
        return Array.from({ length: values.length / width }, (_, k) => [
          ...values.subarray(k * width, (k + 1) * width),
        ]);
      },
    },
  },
  cases: [ofSize('complicated', 5, 2), ofSize('simple', 20, 6), ofSize('complicated', 10_000, 51_200)],
};
