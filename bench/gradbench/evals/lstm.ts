import { flat, uniformRows } from '../eval.ts';
import type { Eval } from '../eval.ts';

type Rows = readonly (readonly number[])[];

interface Input {
  readonly main_params: Rows;
  readonly extra_params: Rows;
  readonly state: Rows;
  readonly sequence: Rows;
}

const ofSize = (l: number, c: number, b: number) => ({
  size: `l = ${l}, c = ${c}`,
  make: (random: () => number): Input => ({
    main_params: uniformRows(2 * l, 4 * b, random),
    extra_params: uniformRows(3, b, random),
    state: uniformRows(2 * l, b, random),
    sequence: uniformRows(c, b, random).map((bits) => bits.map(Math.round)),
  }),
});

export const lstm: Eval<Input> = {
  name: 'lstm',
  sizes: ({ main_params: main, extra_params: [extra = []], sequence }) => ({
    l: main.length / 2,
    b: extra.length,
    c: sequence.length,
  }),
  args: ({ main_params: main, extra_params: extra, state, sequence }) => [main, extra, state, sequence].map(flat),
  functions: {
    objective: { output: 'objective', role: 'value', send: (value: number) => value },
    jacobian: {
      output: 'objective',
      role: 'grad',
      send: ({ gradient: { main, extra } }: { gradient: Record<'main' | 'extra', Float64Array> }) => [
        ...main,
        ...extra,
      ],
    },
  },
  cases: [ofSize(2, 5, 3), ofSize(2, 1024, 14), ofSize(4, 4096, 14)],
};
