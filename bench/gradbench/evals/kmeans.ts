import { flat, rowsOf, uniformRows } from '../eval.ts';
import type { Eval } from '../eval.ts';

interface Input {
  readonly points: readonly (readonly number[])[];
  readonly centroids: readonly (readonly number[])[];
}

interface Result {
  readonly gradient: { readonly centroids: Float64Array };
  readonly hvp: { readonly centroids: Float64Array };
}

const dimensions = ({ points }: Input): number => points[0]?.length ?? 0;

/** The last points are the centroids, so that no cluster is empty. */
const ofSize = (k: number, n: number, d: number) => ({
  size: `k = ${k}, n = ${n}, d = ${d}`,
  make: (random: () => number): Input => {
    const points = uniformRows(n, d, random);
    return { points, centroids: points.slice(n - k) };
  },
});

/**
 * The direction is the gradient over the diagonal of the Hessian. All else in this Hessian is zero, so that the diagonal is
 * its product with ones.
 */
export const kmeans: Eval<Input> = {
  name: 'kmeans',
  sizes: (input) => ({ n: input.points.length, k: input.centroids.length, d: dimensions(input) }),
  args: ({ points, centroids }) => [flat(points), flat(centroids)],
  functions: {
    cost: { output: 'cost', role: 'value', send: (value: number) => value },
    dir: {
      output: 'cost',
      role: 'hvp',
      direction: ({ centroids }) => [flat(centroids).fill(1)],
      send: ({ gradient, hvp }: Result, input) =>
        rowsOf(
          gradient.centroids.map((g, at) => g / hvp.centroids[at]!),
          dimensions(input),
        ),
    },
  },
  cases: [ofSize(3, 20, 2), ofSize(100, 1000, 8), ofSize(1000, 10_000, 16)],
};
