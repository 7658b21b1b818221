import { uniform } from '../eval.ts';
import type { Eval } from '../eval.ts';

interface Input {
  readonly x: readonly number[];
  readonly n: number;
}

const ofSize = (n: number, m: number) => ({
  size: `n = ${n}, m = ${m}`,
  make: (random: () => number): Input => ({ x: uniform(m, random), n }),
});

export const llsq: Eval<Input> = {
  name: 'llsq',
  args: ({ x, n }) => [Float64Array.from(x), n],
  functions: {
    primal: { output: 'primal', role: 'value', send: (value: number) => value },
    gradient: {
      output: 'primal',
      role: 'grad',
      send: ({ gradient }: { gradient: { x: Float64Array } }) => [...gradient.x],
    },
  },
  cases: [ofSize(21, 5), ofSize(1024, 128), ofSize(16392, 128)],
};
