import type { Json } from '../../bench/gradbench/eval.ts';

type Gradient = (f: (x: readonly number[]) => number, x: readonly number[]) => number[];

interface Expected {
  readonly value: Json;
  readonly tolerance: number;
}

type Definition = (input: never, gradient: Gradient) => Expected;

type Vector = readonly number[];

/** The same arithmetic in another order. */
const ROUNDING = 1e-12;
/** Derivatives by differences. */
const NUMERIC = 1e-7;

const exact = (value: Json): Expected => ({ value, tolerance: ROUNDING });
const numeric = (value: Json): Expected => ({ value, tolerance: NUMERIC });
const sum = (terms: Vector): number => terms.reduce((total, term) => total + term, 0);
const places = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

/** `value` is a scalar function of the numbers that the input has under `x`. */
const scalar = (name: string, value: (input: never, x: Vector) => number): Record<string, Definition> => ({
  [name]: (input: { x: Vector }) => exact(value(input as never, input.x)),
  gradient: (input: { x: Vector }, gradient) => numeric(gradient((x) => value(input as never, x), input.x)),
});

const squares = ({ n }: { n: number }, x: Vector): number =>
  sum(
    places(n).map((i) => {
      const t = -1 + (i * 2) / (n - 1);
      return (Math.sign(t) - sum(x.map((c, j) => c * t ** j))) ** 2;
    }),
  ) / 2;

const distance = (a: Vector, b: Vector): number => sum(a.map((x, l) => (x - b[l]!) ** 2));

interface Clusters {
  readonly points: readonly Vector[];
  readonly centroids: readonly Vector[];
}

const nearest = (point: Vector, centroids: readonly Vector[]): number => {
  const distances = centroids.map((centroid) => distance(point, centroid));
  return distances.indexOf(Math.min(...distances));
};

/** From a centroid to the mean of its points: gradient −2 Σ (p − c), second derivative 2 · (number of points). */
const directions = ({ points, centroids }: Clusters): number[][] =>
  centroids.map((centroid, j) => {
    const mine = points.filter((point) => nearest(point, centroids) === j);
    return centroid.map((c, l) => c - sum(mine.map((point) => point[l]!)) / mine.length);
  });

/** The classical Runge-Kutta method for y' = f(y), from 0 to 2. */
function solution({ s }: { s: number }, x: Vector): number[] {
  const f = (y: Vector): number[] => x.map((xi, i) => (i === 0 ? xi : xi * y[i - 1]!));
  const plus = (y: Vector, step: number, k: Vector): number[] => y.map((yi, i) => yi + step * k[i]!);
  const h = 2 / s;
  let y = x.map(() => 0);
  for (let step = 0; step < s; step += 1) {
    const k1 = f(y);
    const k2 = f(plus(y, h / 2, k1));
    const k3 = f(plus(y, h / 2, k2));
    const k4 = f(plus(y, h, k3));
    y = y.map((yi, i) => yi + (h * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!)) / 6);
  }
  return y;
}

/** What each function of each eval is, by GradBench's README of the eval. */
export const naive: Readonly<Record<string, Readonly<Record<string, Definition>>>> = {
  hello: { square: (x: number) => exact(x * x), double: (x: number) => exact(2 * x) },
  llsq: scalar('primal', squares),
  lse: scalar('primal', (_, x) => Math.log(sum(x.map(Math.exp)))),
  kmeans: {
    cost: ({ points, centroids }: Clusters) =>
      exact(sum(points.map((p) => Math.min(...centroids.map((c) => distance(p, c)))))),
    dir: (clusters: Clusters) => exact(directions(clusters)),
  },
  ode: {
    primal: (input: { x: Vector; s: number }) => exact(solution(input, input.x)),
    gradient: (input: { x: Vector; s: number }, gradient) =>
      numeric(gradient((x) => solution(input, x).at(-1)!, input.x)),
  },
};
