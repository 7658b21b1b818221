import { describe, expect, it } from 'vitest';
import { load } from '../../codegen/index.ts';

/** f of an array whose value is an array: formula, inputs in their order with x last, value and the rows of its Jacobian. */
type Row = readonly [
  formula: string,
  at: readonly (number | readonly number[])[],
  value: readonly number[],
  jacobian: readonly (readonly number[])[],
];

interface Functions {
  f(...inputs: readonly unknown[]): Float64Array;
  fJacobian(...inputs: readonly unknown[]): { readonly jacobian: { readonly x: Float64Array } };
  fSparse(...inputs: readonly unknown[]): {
    readonly rows: Int32Array;
    readonly columns: Int32Array;
    readonly values: Float64Array;
  };
  fJvp(...inputs: readonly unknown[]): { readonly tangent: Float64Array };
  fForward(...inputs: readonly unknown[]): { readonly saved: object };
  fBackward(saved: object, seed: Float64Array): { readonly x: Float64Array };
}

/** What is not taken is 0 in each row of a Jacobian, dense or sparse, and in each product with one. */
const rows: readonly Row[] = [
  [
    'x : real[n]\nf[i] = x[i] > 0 ? sqrt(x[i]) : 0',
    [[-1, 0, 4]],
    [0, 0, 2],
    [
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0.25],
    ],
  ],
  [
    'x : real[n]\nf[i] = x[i] > 0 ? log(x[i]) : x[i]',
    [[0, 1]],
    [0, 0],
    [
      [1, 0],
      [0, 1],
    ],
  ],
  [
    'x : real[n]\nf[i] = i > 1 ? (x[i-1] != 0 ? x[i] / x[i-1] : x[i]) : x[i]',
    [[0, 3, 6]],
    [0, 3, 2],
    [
      [1, 0, 0],
      [0, 1, 0],
      [0, -2 / 3, 1 / 3],
    ],
  ],
  [
    'c : data[n]\nx : real[n]\nf[i] = c[i] > 0 ? log(x[i]) * c[i] : 0',
    [
      [0, 2],
      [0, 1],
    ],
    [0, 0],
    [
      [0, 0],
      [0, 2],
    ],
  ],
  [
    'k : int[m]\nx : real[n]\nf[j] = k[j] > 1 ? 1 / x[k[j]] : x[1]',
    [
      [1, 2],
      [0, 2],
    ],
    [0, 0.5],
    [
      [1, 0],
      [0, -0.25],
    ],
  ],
  [
    'x : real[n]\ns = sqrt(x[1])\nf[i] = x[i] > 0 ? s * x[i] : x[i]',
    [[0, -2]],
    [0, -2],
    [
      [1, 0],
      [0, 1],
    ],
  ],
  [
    'x : real[n]\nf[i] = min(max(x[i], 0), 1)',
    [[-1, 0, 1, 2]],
    [0, 0, 1, 1],
    [
      [0, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
      [0, 0, 0, 0],
    ],
  ],
  [
    'A : data[2, 2]\nx : real[2]\ny = A * x\nf[i] = y[i] > 0 ? sqrt(y[i]) : 0',
    [
      [1, 1, 0, 4],
      [-1, 1],
    ],
    [0, 2],
    [
      [0, 0],
      [0, 1],
    ],
  ],
  [
    'x : real[n]\nf[1] = x[1]\nf[t] = x[t] != 0 ? f[t-1] / x[t] : f[t-1]',
    [[6, 0, 2]],
    [6, 6, 3],
    [
      [1, 0, 0],
      [1, 0, 0],
      [0.5, 0, -1.5],
    ],
  ],
  [
    'x : real[n]\nm = max(x)\nf[i] = x[i] < m ? log(m - x[i]) : 0',
    [[1, 2, 2]],
    [0, 0, 0],
    [
      [-1, 1, 0],
      [0, 0, 0],
      [0, 0, 0],
    ],
  ],
];

const isSame = (a: ArrayLike<number>, b: readonly number[]): boolean =>
  a.length === b.length && b.every((x, k) => Math.abs((a[k] as number) - x) <= 1e-13 * Math.abs(x));

describe('rows of a Jacobian at what was not taken', () => {
  it.each(rows)('%s at %j', async (formula, at, value, jacobian) => {
    const emitted = await load<Functions>(formula, { emit: ['jvp', 'jacobian', 'sparse'], verify: false });
    const inputs = at.map((one) => (typeof one === 'number' ? one : Float64Array.from(one)));
    if (formula.startsWith('k : int')) inputs[0] = Int32Array.from(at[0] as readonly number[]) as never;
    const count = (at.at(-1) as readonly number[]).length;
    expect(isSame(emitted.f(...inputs), value)).toBe(true);
    expect(Array.from(emitted.fJacobian(...inputs).jacobian.x, (x) => x + 0)).toSatisfy((all: number[]) =>
      isSame(all, jacobian.flat()),
    );
    const { rows: starts, columns, values } = emitted.fSparse(...inputs);
    const dense = jacobian.map((one) => one.map(() => 0));
    for (const [r, line] of dense.entries())
      for (let k = starts[r] as number; k < (starts[r + 1] as number); k += 1)
        line[columns[k] as number] = (line[columns[k] as number] as number) + (values[k] as number);
    expect(dense.flat()).toSatisfy((all: number[]) => isSame(all, jacobian.flat()));
    for (let k = 0; k < count; k += 1) {
      const direction = Float64Array.from({ length: count }, (_, l) => (l === k ? 1 : 0));
      const { tangent } = emitted.fJvp(...inputs, direction);
      expect(tangent).toSatisfy((all: Float64Array) =>
        isSame(
          all,
          jacobian.map((one) => one[k] as number),
        ),
      );
    }
    for (const [r, expected] of jacobian.entries()) {
      const seed = Float64Array.from(jacobian, (_, l) => (l === r ? 1 : 0));
      const { x } = emitted.fBackward(emitted.fForward(...inputs).saved, seed);
      expect(x).toSatisfy((all: Float64Array) => isSame(all, expected));
    }
  });
});
