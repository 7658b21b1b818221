import { byCode, byPair, byGraph, byProgram, compileLive, routineOf } from '../compiled.ts';
import type { Compiled, Inputs, Results } from '../compiled.ts';

/** A formula at a point, with what its value and derivatives are there. */
export interface Case {
  readonly formula: string;
  /** By input, in the order of the declarations. */
  readonly at: Readonly<Record<string, number | readonly number[]>>;
  readonly value: number;
  /** By the real inputs, one after the other. */
  readonly gradient: readonly number[];
  /** A row for each element of the gradient. */
  readonly hessian: readonly (readonly number[])[];
}

export const row = (
  formula: string,
  at: Case['at'],
  value: number,
  gradient: readonly number[],
  hessian: readonly (readonly number[])[],
): Case => ({ formula, at, value, gradient, hessian });

/** The Hessian of what is flat. */
export const zeros = (size: number): number[][] =>
  Array.from({ length: size }, () => Array.from({ length: size }, () => 0));

export const title = ({ formula, at }: Case): string =>
  `${formula.trim().replace(/\s*\n\s*/g, '; ')} at ${Object.values(at)
    .map((value) => (typeof value === 'number' ? value : `[${value.join(', ')}]`))
    .join(', ')}`;

const emit = ['grad', 'jvp', 'jacobian', 'hessian', 'hvp'] as const;

const inputsOf = (at: Case['at']): Map<string, number | Float64Array> =>
  new Map(
    Object.entries(at).map(([name, value]) => [name, typeof value === 'number' ? value : Float64Array.from(value)]),
  );

/** What differs of all that is derived of a case, by every way in which it is computed. */
export async function problemsOf(one: Case): Promise<string[]> {
  const { formula, at, value, gradient, hessian } = one;
  const compiled = await compileLive(formula, { emit });
  const inputs = inputsOf(at);
  const { wrt } = compiled.unit;
  const count = gradient.length;
  const problems: string[] = [];
  const same = (what: string, actual: readonly number[], expected: readonly number[]): void => {
    const agrees = actual.length === expected.length && actual.every((x, k) => isNear(x, expected[k] as number));
    if (!agrees) problems.push(`${what}: ${actual.join(', ')} instead of ${expected.join(', ')}`);
  };
  const joined = (results: Results, label: (name: string) => string): number[] =>
    wrt.flatMap((name) => [...(results.get(label(name)) ?? [Number.NaN])]);
  const gradientOf = (results: Results): number[] => joined(results, (name) => `gradient by ${name}`);

  for (const [way, results] of ways(compiled, 'value', inputs))
    same(`value ${way}`, [...(results.get('value') ?? [])], [value]);
  for (const [way, results] of ways(compiled, 'grad', inputs)) {
    same(`value of the gradient ${way}`, [...(results.get('value') ?? [])], [value]);
    same(`gradient ${way}`, gradientOf(results), gradient);
  }
  same('forward and backward', gradientOf(byPair(compiled, inputs, 1)), gradient);
  same(
    'forward and backward, of half',
    gradientOf(byPair(compiled, inputs, 0.5)),
    gradient.map((x) => x / 2),
  );
  for (const [way, results] of ways(compiled, 'jacobian', inputs))
    same(
      `jacobian ${way}`,
      joined(results, (name) => `jacobian by ${name}`),
      gradient,
    );

  const sizes = wrt.map((name) => sizeOf(at[name]));
  for (const [way, results] of ways(compiled, 'hessian', inputs))
    same(`hessian ${way}`, hessianOf(results, wrt, sizes).flat(), hessian.flat());

  const directions = Array.from({ length: count }, (_, k) =>
    Array.from({ length: count }, (_, l) => (k === l ? 1 : 0) as number),
  );
  directions.push(Array.from({ length: count }, (_, k) => 1 + (k * k) / 2));
  for (const direction of directions) {
    const moved = new Map(inputs);
    let from = 0;
    for (const [k, name] of wrt.entries()) {
      const size = sizes[k] as number;
      const part = direction.slice(from, from + size);
      moved.set(`${name}Dot`, typeof at[name] === 'number' ? (part[0] as number) : Float64Array.from(part));
      from += size;
    }
    const along = (slopes: readonly number[]): number =>
      slopes.reduce((sum, slope, k) => (direction[k] === 0 ? sum : sum + slope * (direction[k] as number)), 0);
    for (const [way, results] of ways(compiled, 'jvp', moved))
      same(`jvp along ${direction.join(', ')} ${way}`, [...(results.get('tangent') ?? [])], [along(gradient)]);
    for (const [way, results] of ways(compiled, 'hvp', moved))
      same(
        `hvp along ${direction.join(', ')} ${way}`,
        joined(results, (name) => `hvp by ${name}`),
        hessian.map(along),
      );
  }
  return problems;
}

type Way = readonly [name: string, results: Results];

/** By emitted code and by the interpreters of the graph and of its loop program. */
function ways(compiled: Compiled, role: 'value' | (typeof emit)[number], inputs: Inputs): Way[] {
  const routine = routineOf(compiled.unit, role);
  return [
    ['by code', byCode(compiled, role, inputs)],
    ['by graph', byGraph(routine.graph, inputs)],
    ['by program', byProgram(routine, inputs)],
  ];
}

/** The blocks of a Hessian as one matrix. */
function hessianOf(results: Results, wrt: readonly string[], sizes: readonly number[]): number[][] {
  return wrt.flatMap((row, r) =>
    Array.from({ length: sizes[r] as number }, (_, k) =>
      wrt.flatMap((column, c) => {
        const block = results.get(`hessian by ${row}, ${column}`) ?? new Float64Array(0);
        const size = sizes[c] as number;
        return Array.from(block.subarray(k * size, (k + 1) * size));
      }),
    ),
  );
}

const sizeOf = (value: number | readonly number[] | undefined): number =>
  typeof value === 'number' ? 1 : (value?.length ?? 0);

/** Zeros and infinities exactly; NaN where it is documented. */
function isNear(actual: number, expected: number): boolean {
  if (expected === 0 || !Number.isFinite(expected)) return Object.is(actual, expected) || actual === expected;
  return Math.abs(actual - expected) <= 1e-13 * Math.abs(expected);
}
