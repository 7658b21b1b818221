import { byCode, byGraph, byPair, byProgram, compileLive, distance, labelOf, routineOf } from '../compiled.ts';
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
import type { RandomProgram } from './programs.ts';
import { overflowsIn, roundingOf } from './rounding.ts';
import { arrayOf, compareSecond, dot, gradientsOf, moved } from './second.ts';
import type { Near } from './second.ts';

/** Rounding may differ between orders of evaluation by this, in parts of the largest element. */
const SAME = 1e-9;
const NUMERIC = 1e-6;
/** How far a numeric derivative looks at first. */
const REACHES = [1e-2, 1e-4];

export interface CheckOptions {
  /** Whether the second derivatives are asked for and compared too. */
  readonly second?: boolean;
}

/** How much further apart than the interpreter is from the truth two ways of computing may be. */
const AMPLIFIED = 100;

/**
 * What is wrong with what becomes of a program, in words; nothing when all ways of computing agree. Where they do not, it may
 * be the point: what rounding alone does to the derivative there, against values of 30 digits, is granted.
 */
export async function problemsOf(program: RandomProgram, options: CheckOptions = {}): Promise<string[]> {
  const compiled = await compileLive(program.text, {
    emit: options.second === true ? ['jvp', 'jacobian', 'sparse', 'hessian', 'hvp'] : ['jvp'],
  });
  const problems = disagreements(compiled, program, options, 0);
  const derivative = compiled.unit.derived.get(options.second === true ? 'hessian' : 'grad');
  if (problems.length === 0 || derivative === undefined) return problems;
  // As the formula is written, and as it is when the rules have been at it.
  const [lowered] = compiled.unit.stages;
  const roundings = [lowered?.graph, derivative].map((graph) => roundingOf(graph as Graph, inputsOf(program)));
  return disagreements(
    compiled,
    program,
    options,
    AMPLIFIED * Math.max(...roundings),
    (graph, inputs) => AMPLIFIED * roundingOf(graph, inputs),
  );
}

/** `roundingOnTheWay` is what is granted a graph that only some of the rules have been at. */
function disagreements(
  compiled: Compiled,
  program: RandomProgram,
  options: CheckOptions,
  rounding: number,
  roundingOnTheWay: (graph: Graph, inputs: Inputs) => number = () => 0,
): string[] {
  const problems: string[] = [];
  const { unit } = compiled;
  const inputs = inputsOf(program);
  const near = (what: string, actual: Results, expected: Results, tolerance = SAME): void => {
    const gap = distance(actual, expected);
    if (!(gap <= tolerance + rounding)) problems.push(`${what}: off by ${gap}\n  ${show(actual)}\n  ${show(expected)}`);
  };
  const lowered = (unit.stages[0] as (typeof unit.stages)[number]).graph;
  const value = byGraph(lowered, inputs);
  if ([...value.values()].some((elements) => elements.some((x) => !(Math.abs(x) < 1e6)))) return [];
  for (const [name, rules] of [
    ['simplify', simplifyRules],
    ['stabilise', stabiliseRules],
  ] as const) {
    const rewritten = rewrite(lowered, indexRules([...rules]));
    near(`${name} rules`, byGraph(rewritten, inputs), value, SAME + roundingOnTheWay(rewritten, inputs));
  }
  const tangents = directionsOf(unit.wrt, inputs);
  const withTangents = (graph: Graph): Inputs => {
    const extra = graph.inputs.slice(unit.value.inputs.length).map(({ name }) => name);
    return new Map([...inputs, ...extra.map((name, k) => [name, tangents[k] as number | Float64Array] as const)]);
  };

  // Each stage gives what the first one that has it gives.
  const first = new Map(value);
  for (const [stage, { pass, graph }] of unit.stages.entries()) {
    for (const problem of verifyGraph(graph)) problems.push(`verifier after ${pass}: ${problem}`);
    const found = byGraph(graph, withTangents(graph));
    for (const [label, elements] of found) {
      const before = first.get(label);
      if (before === undefined) first.set(label, elements);
      // The rules for derivatives keep some in range that overflow on the way as the chain rule has made them.
      else if (!value.has(label))
        first.set(
          label,
          before.map((x, k) => (Number.isFinite(x) ? x : (elements[k] ?? x))),
        );
    }
    // What a stage lets overflow on the way a later one keeps in range; the last has to.
    const isLast = stage === unit.stages.length - 1;
    if (isLast) near(`graph after ${pass}`, found, first);
    else
      near(`graph after ${pass}`, finiteOr(found, first), first, SAME + roundingOnTheWay(graph, withTangents(graph)));
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
  compareForward(unit.wrt, first, tangents, rounding, problems);
  if (options.second === true) compareSecond(unit.wrt, first, tangents, inputs, compiled, near);
  compareNumeric(compiled, first, tangents, inputs, rounding, problems);
  return problems;
}

/** The elements of a, but those of b where they are not finite. */
const finiteOr = (a: Results, b: Results): Results =>
  new Map(
    [...a].map(([label, x]) => [label, x.map((one, k) => (Number.isFinite(one) ? one : (b.get(label)?.[k] ?? one)))]),
  );

const withoutSaved = (graph: Graph, results: Results): Results => {
  const saved = new Set(graph.outputs.filter(({ role }) => role === 'saved').map(labelOf));
  return new Map([...results].filter(([label]) => !saved.has(label)));
};

const show = (results: Results): string =>
  [...results].map(([label, x]) => `${label}: [${[...x].join(', ')}]`).join('; ');

const inputsOf = ({ inputs }: RandomProgram): Inputs =>
  new Map(Object.entries(inputs).map(([name, x]) => [name, typeof x === 'number' ? x : Float64Array.from(x)]));

/** A direction without pattern, the same for the same shapes. */
function directionsOf(wrt: readonly string[], inputs: Inputs): (number | Float64Array)[] {
  let count = 0;
  const next = (): number => Math.cos((count += 1) * 1.7) + 0.1;
  return wrt.map((name) => {
    const x = inputs.get(name) as number | Float64Array;
    return typeof x === 'number' ? next() : x.map(next);
  });
}

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
  rounding: number,
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
  if (Number.isNaN(forward) && Number.isNaN(sum)) return;
  if (!(Math.abs(forward - sum) <= (SAME + rounding) * size)) problems.push(`forward ${forward}, reverse ${sum}`);
}

/** The gradient along a direction is the numeric derivative along it, but at a kink. */
function compareNumeric(
  compiled: Compiled,
  first: Results,
  tangents: readonly (number | Float64Array)[],
  inputs: Inputs,
  rounding: number,
  problems: string[],
): void {
  const { unit } = compiled;
  const symbolic = first.get('tangent')?.[0] as number;
  const lowered = (unit.stages[0] as (typeof unit.stages)[number]).graph;
  // Where a value saturates by way of ∞ no rule can tell what its derivative is.
  if (Number.isNaN(symbolic) && overflowsIn(lowered, inputs)) return;
  const [output] = lowered.outputs;
  const along = (step: number): number =>
    byGraph(lowered, moved(unit.wrt, inputs, tangents, step)).get(
      labelOf(output as NonNullable<typeof output>),
    )?.[0] as number;
  // How far off a value may be; a derivative is wrong if no numeric one is it, as a kink may be within the reach of long steps.
  const noise = rounding * Math.max(1, Math.abs(along(0)));
  const estimates = REACHES.map((reach) => {
    if (sideDerivatives(along, 0, reach, noise).differ) return undefined;
    const { value, error } = numericDerivative(along, 0, reach, noise);
    const size = Math.max(1, Math.abs(value), Math.abs(along(0)));
    // Where it has not one certain digit it tells nothing.
    if (error >= size || Math.abs(symbolic - value) <= (NUMERIC + rounding) * size + 10 * error) return undefined;
    return `${value} ± ${error}`;
  });
  if (estimates.every((estimate) => estimate !== undefined))
    problems.push(`gradient along a direction ${symbolic}, numeric ${estimates.join(', ')}`);
}
