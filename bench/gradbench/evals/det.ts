import { uniform } from '../eval.ts';
import type { Eval } from '../eval.ts';

interface Input {
  readonly A: readonly number[];
  readonly ell: number;
}

const ofSize = (ell: number) => ({
  size: `ell = ${ell}`,
  make: (random: () => number): Input => ({ A: uniform(ell * ell, random), ell }),
});

/** Equal minors are shared: ell · 2^(ell − 1) products instead of ell!, which is what most of the time saved comes from. */
export const det: Eval<Input> = {
  name: 'det',
  sizes: ({ ell }) => ({ ell }),
  args: ({ A }) => [Float64Array.from(A)],
  functions: {
    primal: { output: 'primal', role: 'value', send: (value: number) => value },
    gradient: {
      output: 'primal',
      role: 'grad',
      send: ({ gradient }: { gradient: { A: Float64Array } }) => [...gradient.A],
    },
  },
  cases: [ofSize(3), ofSize(8), ofSize(10)],
};
