import { byCode, byGraph, byPair, byProgram, compileLive, distance, routineOf } from '../compiled.ts';
import type { Compiled, Inputs, Results } from '../compiled.ts';
import { numericDerivative, sideDerivatives } from '../../src/check/numeric.ts';
import { evaluateProgram } from '../../src/ir/evaluate-program.ts';
import { evaluateGraph } from '../../src/ir/evaluate.ts';
import type { Graph } from '../../src/ir/graph.ts';
import { verifyProgram } from '../../src/ir/verify-program.ts';
import { verifyGraph } from '../../src/ir/verify.ts';
import { indexRules, rewrite } from '../../src/passes/rewrite.ts';
import { simplifyRules } from '../../src/rules/simplify.ts';
import { stabiliseRules } from '../../src/rules/stabilise.ts';
import { labelOf } from '../compiled.ts';
import type { RandomProgram } from './programs.ts';

/** Rounding may differ between orders of evaluation by this, in parts of the largest element. */
const SAME = 1e-9;
const NUMERIC = 1e-6;

export interface CheckOptions {
  /** Whether the second derivatives are asked for and compared too. */
  readonly second?: boolean;
}

/** What is wrong with what becomes of a program, in words; nothing when all ways of computing agree. */
export async function problemsOf(program: RandomProgram, options: CheckOptions = {}): Promise<string[]> {
  const problems: string[] = [];
  const compiled = await compileLive(program.text, {
    emit: options.second === true ? ['jvp', 'jacobian', 'sparse', 'hessian', 'hvp'] : ['jvp'],
  });
  const { unit } = compiled;
  const inputs = inputsOf(program);
  const near = (what: string, actual: Results, expected: Results, tolerance = SAME): void => {
    const gap = distance(actual, expected);
    if (!(gap <= tolerance)) problems.push(`${what}: off by ${gap}\n  ${show(actual)}\n  ${show(expected)}`);
  };
  const lowered = (unit.stages[0] as (typeof unit.stages)[number]).graph;
  const value = byGraph(lowered, inputs);
  if ([...value.values()].some((elements) => elements.some((x) => !(Math.abs(x) < 1e6)))) return [];
  for (const [name, rules] of [
    ['simplify', simplifyRules],
    ['stabilise', stabiliseRules],
  ] as const)
    near(`${name} rules`, byGraph(rewrite(lowered, indexRules([...rules])), inputs), value);
  const tangents = directionsOf(unit.wrt, inputs);
  const withTangents = (graph: Graph): Inputs => {
    const extra = graph.inputs.slice(unit.value.inputs.length).map(({ name }) => name);
    return new Map([...inputs, ...extra.map((name, k) => [name, tangents[k] as number | Float64Array] as const)]);
  };

  // Each stage gives what the first one that has it gives.
  const first = new Map(value);
  for (const { pass, graph } of unit.stages) {
    for (const problem of verifyGraph(graph)) problems.push(`verifier after ${pass}: ${problem}`);
    const found = byGraph(graph, withTangents(graph));
    for (const [label, elements] of found) if (!first.has(label)) first.set(label, elements);
    near(`graph after ${pass}`, found, first);
  }

  // The graph, its loop program and its code.
  for (const routine of unit.routines) {
    const { role, graph } = routine;
    // What a backward pass is by need not be among its inputs.
    const bare = { ...graph, outputs: graph.outputs.map(({ role, definition }) => ({ role, definition })) };
    for (const problem of verifyGraph(role === 'backward' ? bare : graph))
      problems.push(`verifier, ${role}: ${problem}`);
    for (const problem of verifyProgram(routine.program)) problems.push(`program, ${role}: ${problem}`);
    if (role === 'backward') continue;
    const point = withTangents(graph);
    // What is saved may hold anything at places that the backward pass does not read: that pass shows whether it is right.
    const expected = withoutSaved(graph, byGraph(graph, point));
    near(`program of ${role}`, withoutSaved(graph, byProgram(routine, point)), expected);
    const code = byCode(compiled, role, point);
    near(`code of ${role}`, code, expected);
    near(`${role} against the first`, code, new Map([...first].filter(([label]) => code.has(label))));
  }
  // What depends on no input has no derivatives.
  if (unit.wrt.length === 0) return problems;
  comparePair(compiled, inputs, near);
  compareForward(unit.wrt, first, tangents, problems);
  if (options.second === true) compareSecond(unit.wrt, first, tangents, inputs, compiled, near);
  compareNumeric(compiled, first, tangents, inputs, problems);
  return problems;
}

const withoutSaved = (graph: Graph, results: Results): Results => {
  const saved = new Set(graph.outputs.filter(({ role }) => role === 'saved').map(labelOf));
  return new Map([...results].filter(([label]) => !saved.has(label)));
};

type Near = (what: string, actual: Results, expected: Results, tolerance?: number) => void;

const show = (results: Results): string =>
  [...results].map(([label, x]) => `${label}: [${[...x].join(', ')}]`).join('; ');

const inputsOf = ({ inputs }: RandomProgram): Inputs =>
  new Map(Object.entries(inputs).map(([name, x]) => [name, typeof x === 'number' ? x : Float64Array.from(x)]));

const arrayOf = (x: number | Float64Array): Float64Array => (typeof x === 'number' ? Float64Array.of(x) : x);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let k = 0; k < a.length; k += 1) sum += (a[k] as number) * (b[k] as number);
  return sum;
};

/** A direction without pattern, the same for the same shapes. */
function directionsOf(wrt: readonly string[], inputs: Inputs): (number | Float64Array)[] {
  let count = 0;
  const next = (): number => Math.cos((count += 1) * 1.7) + 0.1;
  return wrt.map((name) => {
    const x = inputs.get(name) as number | Float64Array;
    return typeof x === 'number' ? next() : x.map(next);
  });
}

const gradientsOf = (wrt: readonly string[], results: Results): Results =>
  new Map(wrt.map((name) => [`gradient by ${name}`, results.get(`gradient by ${name}`) as Float64Array]));

/** The backward program is the emitted code's, and both give the gradient for seed 1 and half of it for seed 0.5. */
function comparePair(compiled: Compiled, inputs: Inputs, near: Near): void {
  const { unit } = compiled;
  const gradient = gradientsOf(unit.wrt, byCode(compiled, 'grad', inputs));
  near('backward against gradient', byPair(compiled, inputs, 1), gradient);
  const half = byPair(compiled, inputs, 0.5);
  near('backward with seed 0.5', new Map([...half].map(([label, x]) => [label, x.map((one) => 2 * one)])), gradient);
  const [forward, backward] = [routineOf(unit, 'forward'), routineOf(unit, 'backward')];
  const seed = backward.graph.inputs[backward.graph.inputs.length - 1]?.name as string;
  const pointAfter = (saved: Inputs): Inputs =>
    new Map(
      backward.graph.inputs.map(({ name, shape }) => {
        const value = name === seed ? 1 : (inputs.get(name) ?? saved.get(name));
        if (value === undefined) throw new Error(`backward needs ${name}, which is not saved`);
        return [name, shape.length === 0 ? (arrayOf(value)[0] as number) : value];
      }),
    );
  near('graph of backward', byGraph(backward.graph, pointAfter(evaluateGraph(forward.graph, inputs))), gradient);
  near('program of backward', byProgram(backward, pointAfter(evaluateProgram(forward.program, inputs))), gradient);
}

/** Forward mode along a direction is the gradient times the direction. */
function compareForward(
  wrt: readonly string[],
  first: Results,
  tangents: readonly (number | Float64Array)[],
  problems: string[],
): void {
  let [sum, size] = [0, 1];
  wrt.forEach((name, k) => {
    const gradient = first.get(`gradient by ${name}`) as Float64Array;
    const along = arrayOf(tangents[k] as number | Float64Array);
    sum += dot(gradient, along);
    size += dot(gradient.map(Math.abs), along.map(Math.abs));
  });
  const forward = first.get('tangent')?.[0] as number;
  if (!(Math.abs(forward - sum) <= SAME * size)) problems.push(`forward ${forward}, reverse ${sum}`);
}

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
function compareSecond(
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

const moved = (
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

/** The gradient along a direction is the numeric derivative along it, but at a kink. */
function compareNumeric(
  compiled: Compiled,
  first: Results,
  tangents: readonly (number | Float64Array)[],
  inputs: Inputs,
  problems: string[],
): void {
  const { unit } = compiled;
  const symbolic = first.get('tangent')?.[0] as number;
  const lowered = (unit.stages[0] as (typeof unit.stages)[number]).graph;
  const [output] = lowered.outputs;
  const along = (step: number): number =>
    byGraph(lowered, moved(unit.wrt, inputs, tangents, step)).get(
      labelOf(output as NonNullable<typeof output>),
    )?.[0] as number;
  const sides = sideDerivatives(along, 0, 1e-2);
  if (sides.differ) return;
  const { value, error } = numericDerivative(along, 0, 1e-2);
  const size = Math.max(1, Math.abs(value), Math.abs(along(0)));
  if (!(Math.abs(symbolic - value) <= NUMERIC * size + 10 * error))
    problems.push(`gradient along a direction ${symbolic}, numeric ${value} ± ${error}`);
}
