import { byCode } from '../compiled.ts';
import type { Compiled, Inputs, Results } from '../compiled.ts';
import { numericDerivative, sideDerivatives } from '../../src/check/numeric.ts';

export type Near = (what: string, actual: Results, expected: Results, tolerance?: number) => void;

export const arrayOf = (x: number | Float64Array): Float64Array => (typeof x === 'number' ? Float64Array.of(x) : x);
export const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let k = 0; k < a.length; k += 1) sum += (a[k] as number) * (b[k] as number);
  return sum;
};

export const gradientsOf = (wrt: readonly string[], results: Results): Results =>
  new Map(wrt.map((name) => [`gradient by ${name}`, results.get(`gradient by ${name}`) as Float64Array]));

/** The inputs so far along a direction. */
export const moved = (
  wrt: readonly string[],
  inputs: Inputs,
  tangents: readonly (number | Float64Array)[],
  step: number,
): Inputs =>
  new Map([
    ...inputs,
    ...wrt.map((name, k) => {
      const [x, along] = [inputs.get(name) as number | Float64Array, arrayOf(tangents[k] as number | Float64Array)];
      return [
        name,
        typeof x === 'number'
          ? x + step * (along[0] as number)
          : x.map((one, at) => one + step * (along[at] as number)),
      ] as const;
    }),
  ]);

/** The row of a scalar's sparse Jacobian, as gradients by the inputs. */
function scattered(wrt: readonly string[], inputs: Inputs, first: Results): Results {
  const [columns, values] = ['columns', 'values'].map((label) => first.get(label) as Float64Array) as [
    Float64Array,
    Float64Array,
  ];
  const gradients = wrt.map((name) => new Float64Array(arrayOf(inputs.get(name) as number | Float64Array).length));
  const places = gradients.flatMap((gradient) => [...gradient.keys()].map((at) => [gradient, at] as const));
  columns.forEach((column, k) => {
    const [gradient, at] = places[column] as (typeof places)[number];
    gradient[at] = (gradient[at] as number) + (values[k] as number);
  });
  return new Map(wrt.map((name, k) => [`gradient by ${name}`, gradients[k] as Float64Array]));
}

/** hvp = H · v, the Hessian is symmetric, and the Jacobian of a scalar is its gradient. */
export function compareSecond(
  wrt: readonly string[],
  first: Results,
  tangents: readonly (number | Float64Array)[],
  inputs: Inputs,
  compiled: Compiled,
  near: Near,
): void {
  const gradient = gradientsOf(wrt, first);
  near(
    'jacobian',
    new Map(wrt.map((name) => [`gradient by ${name}`, first.get(`jacobian by ${name}`) as Float64Array])),
    gradient,
  );
  near('sparse Jacobian', scattered(wrt, inputs, first), gradient);
  const block = (row: string, column: string): Float64Array =>
    first.get(`hessian by ${row}, ${column}`) as Float64Array;
  for (const row of wrt) {
    const length = arrayOf(inputs.get(row) as number | Float64Array).length;
    const product = new Float64Array(length);
    wrt.forEach((column, k) => {
      const along = arrayOf(tangents[k] as number | Float64Array);
      const [own, other] = [block(row, column), block(column, row)];
      const transposed = own.map(
        (_, at) => other[(at % along.length) * length + Math.floor(at / along.length)] as number,
      );
      near(`Hessian by ${row} and ${column} is symmetric`, new Map([['', own]]), new Map([['', transposed]]), 1e-8);
      for (let r = 0; r < length; r += 1)
        product[r] = (product[r] as number) + dot(own.subarray(r * along.length, (r + 1) * along.length), along);
    });
    near(`hvp by ${row}`, new Map([['', first.get(`hvp by ${row}`) as Float64Array]]), new Map([['', product]]), 1e-8);
  }
  // H · v as the derivative of the gradient along v.
  const { unit } = compiled;
  for (const row of wrt) {
    const expected = first.get(`hvp by ${row}`) as Float64Array;
    const label = `gradient by ${row}`;
    expected.forEach((symbolic, at) => {
      const along = (step: number): number =>
        byCode(compiled, 'grad', moved(unit.wrt, inputs, tangents, step)).get(label)?.[at] as number;
      const { left, right, differ } = sideDerivatives(along, 0, 1e-2);
      if (differ || !(left.error + right.error < 1e-4)) return;
      const { value, error } = numericDerivative(along, 0, 1e-2);
      const size = Math.max(1, ...expected.map(Math.abs));
      near(
        `numeric hvp by ${row}`,
        new Map([['', Float64Array.of(symbolic)]]),
        new Map([['', Float64Array.of(value)]]),
        1e-5 * size + 10 * error,
      );
    });
  }
}
