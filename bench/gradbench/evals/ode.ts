import { uniform } from '../eval.ts';
import type { Eval } from '../eval.ts';

interface Input {
  readonly x: readonly number[];
  readonly s: number;
}

const ofSize = (n: number, s: number) => ({
  size: `n = ${n}, s = ${s}`,
  make: (random: () => number): Input => ({ x: uniform(n, random), s }),
});

export const ode: Eval<Input> = {
  name: 'ode',
  args: ({ x, s }) => [Float64Array.from(x), s],
  functions: {
    primal: { output: 'primal', role: 'value', send: (value: Float64Array) => [...value] },
    gradient: {
      output: 'last',
      role: 'grad',
      send: ({ gradient }: { gradient: { x: Float64Array } }) => [...gradient.x],
    },
  },
  cases: [ofSize(5, 4), ofSize(1000, 10), ofSize(100_000, 100)],
};
