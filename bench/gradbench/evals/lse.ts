import { uniform } from '../eval.ts';
import type { Eval } from '../eval.ts';

interface Input {
  readonly x: readonly number[];
}

const ofSize = (n: number) => ({
  size: `n = ${n}`,
  make: (random: () => number): Input => ({ x: uniform(n, random) }),
});

export const lse: Eval<Input> = {
  name: 'lse',
  args: ({ x }) => [Float64Array.from(x)],
  functions: {
    primal: { output: 'primal', role: 'value', send: (value: number) => value },
    gradient: {
      output: 'primal',
      role: 'grad',
      send: ({ gradient }: { gradient: { x: Float64Array } }) => [...gradient.x],
    },
  },
  cases: [ofSize(7), ofSize(10_000), ofSize(1_280_000)],
};
