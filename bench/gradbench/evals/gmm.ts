import { flat, rowsOf, uniform, uniformRows } from '../eval.ts';
import type { Eval } from '../eval.ts';

type Rows = readonly (readonly number[])[];

interface Input {
  readonly d: number;
  readonly k: number;
  readonly n: number;
  readonly x: Rows;
  readonly m: number;
  readonly gamma: number;
  readonly alpha: readonly number[];
  readonly mu: Rows;
  readonly q: Rows;
  readonly l: Rows;
}

interface Result {
  readonly gradient: Readonly<Record<'alpha' | 'mu' | 'q' | 'l', Float64Array>>;
}

const triangle = (d: number): number => (d * (d - 1)) / 2;

const ofSize = (d: number, k: number, n: number) => ({
  size: `d = ${d}, k = ${k}, n = ${n}`,
  make: (random: () => number): Input => ({
    d,
    k,
    n,
    x: uniformRows(n, d, random),
    m: 1,
    gamma: 1.5,
    alpha: uniform(k, random),
    mu: uniformRows(k, d, random),
    q: uniformRows(k, d, random),
    l: uniformRows(k, triangle(d), random),
  }),
});

export const gmm: Eval<Input> = {
  name: 'gmm',
  sizes: ({ d, k }) => ({ d, k }),
  args: ({ x, m, gamma, alpha, mu, q, l }) => [flat(x), m, gamma, Float64Array.from(alpha), flat(mu), flat(q), flat(l)],
  functions: {
    objective: { output: 'objective', role: 'value', send: (value: number) => value },
    jacobian: {
      output: 'objective',
      role: 'grad',
      send: ({ gradient: { alpha, mu, q, l } }: Result, { d }) => ({
        alpha: [...alpha],
        mu: rowsOf(mu, d),
        q: rowsOf(q, d),
        l: rowsOf(l, triangle(d)),
      }),
    },
  },
  cases: [ofSize(3, 2, 5), ofSize(10, 25, 1000), ofSize(64, 100, 1000)],
};
