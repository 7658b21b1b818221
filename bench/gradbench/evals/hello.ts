import type { Eval } from '../eval.ts';

/** GradBench sends the number alone. */
export const hello: Eval<number> = {
  name: 'hello',
  args: (x) => [x],
  functions: {
    square: { output: 'square', role: 'value', send: (value: number) => value },
    double: { output: 'square', role: 'grad', send: ({ gradient }: { gradient: { x: number } }) => gradient.x },
  },
  cases: [{ size: 'x = 3', make: () => 3 }],
};
