import { argmin } from '../../bench/gradbench/descent.ts';
import type { Objective } from '../../bench/gradbench/descent.ts';
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

/** The sum over all permutations of columns for the rows from `row`, of n rows. */
function determinant(n: number, A: Vector, row = 0, columns = places(n)): number {
  if (row === n) return 1;
  const others = (k: number): number[] => columns.filter((_, other) => other !== k);
  return sum(columns.map((c, k) => (-1) ** k * A[row * n + c]! * determinant(n, A, row + 1, others(k))));
}

interface Mixture {
  readonly d: number;
  readonly k: number;
  readonly n: number;
  readonly x: readonly Vector[];
  readonly m: number;
  readonly gamma: number;
  readonly alpha: Vector;
  readonly mu: readonly Vector[];
  readonly q: readonly Vector[];
  readonly l: readonly Vector[];
}

/** The log of a product of densities, straight from the definition: small inputs only. */
function logPosterior({ d, k, n, x, m, gamma, alpha, mu, q, l }: Mixture): number {
  const weights = alpha.map((a) => Math.exp(a) / sum(alpha.map(Math.exp)));
  const factors = places(k).map((c) => {
    const Q = places(d).map((r) => places(d).map((s) => (r === s ? Math.exp(q[c]![r]!) : 0)));
    let next = 0;
    for (let s = 0; s < d; s += 1) for (let r = s + 1; r < d; r += 1) Q[r]![s] = l[c]![next++]!;
    return Q;
  });
  const roots = q.map((row) => Math.exp(sum(row)));
  const density = (point: Vector, c: number): number => {
    const y = factors[c]!.map((row) => sum(row.map((a, s) => a * (point[s]! - mu[c]![s]!))));
    return (roots[c]! * Math.exp(-sum(y.map((v) => v * v)) / 2)) / (2 * Math.PI) ** (d / 2);
  };
  const likelihood = sum(x.map((point) => Math.log(sum(weights.map((w, c) => w * density(point, c))))));
  const degrees = d + m + 1;
  const logGamma = ((d * (d - 1)) / 4) * Math.log(Math.PI) + sum(places(d).map((j) => halfLogGamma(degrees - j)));
  const prior = sum(
    places(k).map((c) => {
      const trace = gamma ** 2 * sum(factors[c]!.flat().map((v) => v * v));
      const volume = degrees * d * (Math.log(gamma) - Math.LN2 / 2) - logGamma;
      return volume + m * Math.log(roots[c]!) - trace / 2;
    }),
  );
  return n === x.length ? likelihood + prior : Number.NaN;
}

/** log Γ(n / 2) by Γ(x + 1) = x Γ(x) from Γ(1/2) = √π and Γ(1) = 1. */
const halfLogGamma = (n: number): number =>
  n === 1 ? Math.log(Math.PI) / 2 : n === 2 ? 0 : Math.log(n / 2 - 1) + halfLogGamma(n - 2);

interface Network {
  readonly main_params: readonly Vector[];
  readonly extra_params: readonly Vector[];
  readonly state: readonly Vector[];
  readonly sequence: readonly Vector[];
}

/** The loss of the network, character by character and layer by layer. */
function loss({ main_params: main, extra_params: extra, state, sequence }: Network): number {
  const b = extra[0]!.length;
  const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
  const now = state.map((row) => [...row]);
  let total = 0;
  for (let t = 0; t + 1 < sequence.length; t += 1) {
    let signal = sequence[t]!.map((x, i) => x * extra[0]![i]!);
    for (let j = 0; j < main.length / 2; j += 1) {
      const gate = (kind: number, i: number, x: number): number =>
        x * main[2 * j]![kind * b + i]! + main[2 * j + 1]![kind * b + i]!;
      const [hidden, cell] = [now[2 * j]!, now[2 * j + 1]!];
      signal = signal.map((x, i) => {
        const change = Math.tanh(gate(3, i, hidden[i]!));
        cell[i] = cell[i]! * sigmoid(gate(0, i, x)) + sigmoid(gate(1, i, hidden[i]!)) * change;
        return (hidden[i] = sigmoid(gate(2, i, x)) * Math.tanh(cell[i]));
      });
    }
    const predicted = signal.map((x, i) => x * extra[1]![i]! + extra[2]![i]!);
    const norm = Math.log(2 + sum(predicted.map(Math.exp)));
    total += sum(predicted.map((y, i) => sequence[t + 1]![i]! * (y - norm)));
  }
  return -total / ((sequence.length - 1) * b);
}

interface Scene {
  readonly n: number;
  readonly m: number;
  readonly p: number;
  readonly cam: Vector;
  readonly x: Vector;
  readonly w: number;
  readonly feat: Vector;
}

/** The weighted error of one observation, by the matrix of the rotation, and what is lacking of the weight. */
function reprojection(parameters: Vector, [u = 0, v = 0]: Vector): number[] {
  const [r1 = 0, r2 = 0, r3 = 0, c1 = 0, c2 = 0, c3 = 0, f = 0, px = 0, py = 0, k1 = 0, k2 = 0] = parameters;
  const [x1 = 0, x2 = 0, x3 = 0, w = 0] = parameters.slice(11);
  const angle = Math.hypot(r1, r2, r3);
  const K = [
    [0, -r3 / angle, r2 / angle],
    [r3 / angle, 0, -r1 / angle],
    [-r2 / angle, r1 / angle, 0],
  ];
  const times = (A: readonly Vector[], y: Vector): number[] => A.map((row) => sum(row.map((a, k) => a * y[k]!)));
  const moved = [x1 - c1, x2 - c2, x3 - c3];
  const [turned, twice] = [times(K, moved), times(K, times(K, moved))];
  const [a = 0, b = 0, c = 0] = moved.map(
    (value, k) => value + Math.sin(angle) * turned[k]! + (1 - Math.cos(angle)) * twice[k]!,
  );
  const radius2 = (a / c) ** 2 + (b / c) ** 2;
  const distortion = 1 + k1 * radius2 + k2 * radius2 ** 2;
  return [w * ((a / c) * distortion * f + px - u), w * ((b / c) * distortion * f + py - v), 1 - w ** 2];
}

/** The first two rows and the last one of the sparse matrix: observation i is of camera i and point i, over and over. */
function sparseRows({ n, m, p, cam, x, w, feat }: Scene, gradient: Gradient): Json {
  const parameters = [...cam, ...x, w];
  const by = (k: number): number[] => gradient((y) => reprojection(y, feat)[k]!, parameters);
  const columns = [...places(11), ...places(3).map((k) => 11 * n + k), 11 * n + 3 * m];
  return {
    rows: [...places(30).map((row) => Math.min(row, 2 * p) * 15), 31 * p],
    cols: [...columns, ...columns, 11 * n + 3 * m + p - 1],
    vals: [...by(0), ...by(1), -2 * w],
  };
}

type Matrix = readonly Vector[];

interface Hand {
  readonly theta: Vector;
  readonly us: readonly Vector[];
  readonly data: {
    readonly correspondences: Vector;
    readonly points: Matrix;
    readonly model: {
      readonly parents: Vector;
      readonly base_relatives: readonly Matrix[];
      readonly inverse_base_absolutes: readonly Matrix[];
      readonly base_positions: Matrix;
      readonly weights: Matrix;
      readonly triangles: Matrix;
    };
  };
}

const product = (A: Matrix, B: Matrix): number[][] =>
  A.map((row) => B[0]!.map((_, k) => sum(row.map((a, q) => a * B[q]![k]!))));

/** By four-by-four matrices throughout: of the bones one after the other, and of the whole hand by a series in its generator. */
function misfit({ theta, us, data: { correspondences, points, model } }: Hand): number[] {
  const angles = model.parents.map(() => [0, 0]);
  for (let finger = 0; finger < 5; finger += 1) {
    const [x1 = 0, z1 = 0, x2 = 0, x3 = 0] = theta.slice(6 + 4 * finger, 10 + 4 * finger);
    angles.splice(4 * finger + 2, 3, [x1, z1], [x2, 0], [x3, 0]);
  }
  const bones: number[][][] = [];
  for (const [b, [x = 0, z = 0]] of angles.entries()) {
    const [cx, sx, cz, sz] = [Math.cos(x), Math.sin(x), Math.cos(z), Math.sin(z)];
    const aboutZ = [[cz, -sz, 0, 0], [sz, cz, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]; // prettier-ignore
    const aboutX = [[1, 0, 0, 0], [0, cx, -sx, 0], [0, sx, cx, 0], [0, 0, 0, 1]]; // prettier-ignore
    const own = product(product(model.base_relatives[b]!, aboutZ), aboutX);
    bones.push(model.parents[b]! < 0 ? own : product(bones[model.parents[b]!]!, own));
  }
  const [r1 = 0, r2 = 0, r3 = 0, ...shift] = theta;
  const generator = [[0, -r3, r2], [r3, 0, -r1], [-r2, r1, 0]]; // prettier-ignore
  let power: number[][] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]; // prettier-ignore
  let whole = power;
  for (let k = 1; k < 40; k += 1) {
    power = product(power, generator).map((row) => row.map((value) => value / k));
    whole = whole.map((row, i) => row.map((value, j) => value + power[i]![j]!));
  }
  const vertices = model.base_positions.map((position, v) => {
    const moved = bones.map((bone, b) =>
      product(
        product(bone, model.inverse_base_absolutes[b]!),
        position.map((value) => [value]),
      ).flat(),
    );
    const posed = places(3).map((r) => sum(moved.map((place, b) => model.weights[v]![b]! * place[r]!)));
    return whole.map((row, r) => sum(row.map((value, s) => value * posed[s]!)) + shift[r]!);
  });
  return correspondences.flatMap((at, i) =>
    places(3).map((r) => {
      const [u, v] = us[i] ?? [];
      const [a, b, c] = model.triangles[at] ?? [];
      const found =
        u === undefined || v === undefined
          ? vertices[at]![r]!
          : u * vertices[a!]![r]! + v * vertices[b!]![r]! + (1 - u - v) * vertices[c!]![r]!;
      return points[i]![r]! - found;
    }),
  );
}

/** Columns: of a point's own coordinates, if it has any, then of theta. */
function misfitRows(hand: Hand, gradient: Gradient): Json {
  return misfit(hand).map((_, row) => {
    const i = Math.floor(row / 3);
    const own = hand.us[i];
    const byUs = own && gradient((u) => misfit({ ...hand, us: hand.us.with(i, u) })[row]!, own);
    return [...(byUs ?? []), ...gradient((theta) => misfit({ ...hand, theta })[row]!, hand.theta)];
  });
}

/** The square of where the particle crosses the axis. */
function crossing(w: number): number {
  const charges = [[10, 0], [10, 10 - w]] as const; // prettier-ignore
  let [x, y, u, v] = [0, 8, 0.75, 0];
  while (y + 0.1 * v >= 0) {
    const force = charges.map(([a, b]) => {
      const away = Math.hypot(x - a, y - b) ** 3;
      return [(x - a) / away, (y - b) / away] as const;
    });
    [x, y] = [x + 0.1 * u, y + 0.1 * v];
    [u, v] = [u + 0.1 * sum(force.map(([a]) => a)), v + 0.1 * sum(force.map(([, b]) => b))];
  }
  return (x - (y / v) * u) ** 2;
}

/** All four ways to differentiate give the same. */
const fourFold = (definition: Definition): Record<string, Definition> =>
  Object.fromEntries(['ff', 'fr', 'rf', 'rr'].map((mode) => [mode, definition]));

const squared = (v: Vector): number => sum(v.map((x) => x * x));
const bowl: Objective = { value: squared, gradient: (v) => v.map((x) => 2 * x) };

/** What each function of each eval is, by GradBench's README of the eval. */
export const naive: Readonly<Record<string, Readonly<Record<string, Definition>>>> = {
  hello: { square: (x: number) => exact(x * x), double: (x: number) => exact(2 * x) },
  llsq: scalar('primal', squares),
  lse: scalar('primal', (_, x) => Math.log(sum(x.map(Math.exp)))),
  det: {
    primal: ({ A, ell }: { A: Vector; ell: number }) => exact(determinant(ell, A)),
    gradient: ({ A, ell }: { A: Vector; ell: number }, gradient) => numeric(gradient((x) => determinant(ell, x), A)),
  },
  ba: {
    objective: ({ p, cam, x, w, feat }: Scene) => {
      const [first = 0, second = 0, weight = 0] = reprojection([...cam, ...x, w], feat);
      return exact({
        reproj_error: { elements: [first, second], repeated: p },
        w_err: { element: weight, repeated: p },
      });
    },
    jacobian: (scene: Scene, gradient) => numeric(sparseRows(scene, gradient)),
  },
  // Each of x and y is by itself a descent in a bowl: what the other adds to the value is the same at all its places.
  saddle: fourFold(({ start }: { start: Vector }) => {
    const near = [...argmin(bowl, start)];
    return { value: [...near, ...near], tolerance: 1e-6 };
  }),
  particle: fourFold(({ w }: { w: number }) => {
    const slope = ([at = 0]: Vector): number[] => [(crossing(at + 1e-6) - crossing(at - 1e-6)) / 2e-6];
    const [found = 0] = argmin({ value: ([at = 0]) => crossing(at), gradient: slope }, [w]);
    return { value: found, tolerance: 1e-4 };
  }),
  ht: {
    objective: (hand: Hand) => exact(misfit(hand)),
    jacobian: (hand: Hand, gradient) => numeric(misfitRows(hand, gradient)),
  },
  gmm: {
    objective: (input: Mixture) => exact(logPosterior(input)),
    jacobian: (input: Mixture, gradient) => {
      const by = (name: 'mu' | 'q' | 'l'): Json =>
        input[name].map((row, c) => gradient((x) => logPosterior({ ...input, [name]: input[name].with(c, x) }), row));
      const alpha = gradient((x) => logPosterior({ ...input, alpha: x }), input.alpha);
      return numeric({ alpha, mu: by('mu'), q: by('q'), l: by('l') });
    },
  },
  lstm: {
    objective: (input: Network) => exact(loss(input)),
    jacobian: (input: Network, gradient) => {
      const by = (name: 'main_params' | 'extra_params'): number[] =>
        input[name].flatMap((row, at) => gradient((x) => loss({ ...input, [name]: input[name].with(at, x) }), row));
      return numeric([...by('main_params'), ...by('extra_params')]);
    },
  },
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
