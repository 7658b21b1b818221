import { compileGraph } from '../ir/evaluate.ts';
import { judgeDerivative } from './derivative.ts';
import { directionsOf, dot, pathOf, slope } from './direction.ts';
import { freezeConditions } from './frozen.ts';
import { evaluateMeasured } from './rounding.ts';
import { attempt, compareArrays, componentText, ROUNDINGS, SAME, toArray } from './setting.ts';
import { pointText } from './report.ts';
import type { Evaluator } from '../ir/evaluate.ts';
import type { Direction } from './direction.ts';
import type { Gradient, Setting, Value } from './setting.ts';

/** How many points around one are tried to see whether it is singular. */
const NUDGES = 8;

/** The largest component of a gradient: smaller ones are uncertain by a part of its rounding. */
const sizeOf = (gradient: Gradient): number =>
  [...gradient.values()].reduce<number>(
    (most, part) => toArray(part).reduce((m, x) => (Number.isFinite(x) ? Math.max(m, Math.abs(x)) : m), most),
    0,
  );

/** What rounding may amount to along a direction, where it is known. */
const roundingAlong = (rounding: Gradient, direction: Direction): number => ROUNDINGS * slope(rounding, direction).size;

/** Whether the gradient has a part of the right length for each input. */
export function hasShapes({ active, point, rows }: Setting, gradient: Gradient): boolean {
  let complete = true;
  for (const { name } of active) {
    const [part, length] = [gradient.get(name), toArray(point.get(name) as Value).length];
    if (part !== undefined && toArray(part).length === length) continue;
    const found = part === undefined ? 'is missing' : `has ${toArray(part).length} elements in place of ${length}`;
    rows.fail('numeric', name, point, found);
    complete = false;
  }
  return complete;
}

/**
 * Whether the gradient has values all around the point: then one without a value at the point itself is no mistake.
 * `gradientAt` gives the gradient at other inputs.
 */
export function isSingular(
  { inputs, active, options, random }: Omit<Setting, 'singular'>,
  gradient: Gradient,
  gradientAt: (inputs: readonly Value[]) => Gradient | undefined,
): boolean {
  const isFinite = (found: Gradient): boolean =>
    [...found.values()].every((part) => toArray(part).every((element) => Number.isFinite(element)));
  if (isFinite(gradient)) return false;
  const nudge = (x: number): number => x + random.uniform(-1, 1) * 1e-3 * Math.max(1, Math.abs(x));
  for (let attempts = 0; attempts < NUDGES; attempts += 1) {
    const moved = options.graph.inputs.map((input, k) => {
      const value = inputs[k] as Value;
      if (!active.includes(input)) return value;
      return typeof value === 'number' ? nudge(value) : value.map(nudge);
    });
    const found = gradientAt(moved);
    if (found !== undefined && isFinite(found)) return true;
  }
  return false;
}

/** @returns how much of each element of the gradient is rounding. */
export function compareWithGraph(setting: Setting, gradient: Gradient, evaluate: Evaluator): Gradient {
  const { options, point, seed, active, random } = setting;
  const inputs = options.seedInput === undefined ? point : new Map([...point, [options.seedInput, seed]]);
  const { values, noise } = evaluateMeasured(evaluate, inputs, random, setting.runs);
  const rounding = new Map<string, Float64Array>();
  for (const { by, role, definition } of options.gradientGraph?.outputs ?? []) {
    const input = active.find(({ name }) => name === by?.[0]);
    const [expected, spread] = [values.get(definition), noise.get(definition)];
    if (role !== 'gradient' || input === undefined || expected === undefined || spread === undefined) continue;
    const found = toArray(gradient.get(input.name) as Value);
    compareArrays(setting, 'reference', input.name, found, expected, spread, (k) => componentText(setting, input, k));
    rounding.set(input.name, spread);
  }
  return rounding;
}

/** The backward function is linear in its seed: with seed 0.75 it gives three quarters of the gradient. */
export function compareBackward(setting: Setting, gradient: Gradient): void {
  const { options, inputs, active, rows, point } = setting;
  const seed = 0.75;
  const found = attempt(setting, 'backward', active[0]?.name ?? '', () => options.emitted.backward?.(inputs, seed));
  if (found === undefined) return;
  for (const input of active) {
    const expected = toArray(gradient.get(input.name) as Value).map((element) => seed * element);
    const part = found.get(input.name);
    if (part === undefined) {
      rows.fail('backward', input.name, point, 'is missing');
      continue;
    }
    // Both are the same computation up to the place of the seed in it.
    const size = sizeOf(new Map([['', expected]]));
    const noise = expected.map(() => (SAME * size) / ROUNDINGS);
    compareArrays(setting, 'backward', input.name, toArray(part), expected, noise, (k) =>
      componentText(setting, input, k),
    );
  }
}

export function compareForward(setting: Setting, gradient: Gradient, rounding: Gradient): void {
  const { options, active, inputs, seed, point, rows } = setting;
  const { jvp } = options.emitted;
  if (jvp === undefined || setting.singular) return;
  for (const direction of directionsOf(setting)) {
    const { input, component, along } = direction;
    const tangents = new Map(
      active.map(({ name }): [string, Value] => {
        const value = point.get(name) as Value;
        if (typeof value === 'number') return [name, along.get(name)?.[0] ?? 0];
        return [name, along.get(name) ?? new Float64Array(value.length)];
      }),
    );
    const tangent = attempt(setting, 'forward', input, () => toArray(jvp(inputs, tangents)));
    if (tangent === undefined) return;
    const [reverse, forward] = [slope(gradient, direction), dot(tangent, toArray(seed))];
    const scale = 1e-3 * sizeOf(gradient);
    const size = Math.max(reverse.size, forward.size, scale);
    const tolerance = 1e-10 * size + roundingAlong(rounding, direction) + Number.MIN_VALUE;
    const [symbolic, numeric] = [reverse.sum, forward.sum];
    rows.compare({ kind: 'forward', input, component, point, symbolic, numeric, tolerance, scale });
  }
}

export function compareNumeric(setting: Setting, gradient: Gradient, rounding: Gradient): void {
  const { point, rows, singular, notes } = setting;
  for (const direction of directionsOf(setting)) {
    const { input, component } = direction;
    const { sum: symbolic } = slope(gradient, direction);
    const { f, start } = pathOf(setting, direction);
    const judged = attempt(setting, 'numeric', input, () => {
      const scale = Math.max(1e-3 * sizeOf(gradient), 1e-6 * Math.abs(f(start)));
      return { scale, ...judgeDerivative(symbolic, f, start, scale, setting.valueRounding) };
    });
    if (judged === undefined) return;
    if (judged.kind !== 'compared') rows.skip('numeric', input);
    else if (singular && !Number.isFinite(symbolic)) {
      rows.skip('numeric', input);
      const other = `where numeric differentiation gives ${Number(judged.numeric.toPrecision(6))}`;
      if (notes.has(input) || direction.unit === undefined) continue;
      notes.set(input, `the gradient by ${component()} is ${symbolic} at ${pointText(point, 12, 6)}, ${other}`);
    } else {
      const { numeric, scale } = judged;
      const tolerance = judged.tolerance + roundingAlong(rounding, direction);
      if (Math.abs(symbolic - numeric) > tolerance && isOfBranch(setting, direction, symbolic, scale)) {
        rows.skip('numeric', input);
        if (notes.has(input) || direction.unit === undefined) continue;
        const branch = `the gradient by ${component()} is ${Number(symbolic.toPrecision(6))}, that of the branch taken,`;
        const whole = `where numeric differentiation gives ${Number(numeric.toPrecision(6))}`;
        notes.set(input, `${branch} at ${pointText(point, 12, 6)}, ${whole}`);
      } else rows.compare({ kind: 'numeric', input, component, point, symbolic, numeric, tolerance, scale });
    }
  }
}

/** Whether this is the derivative of the branches that are taken at the point, and not that of the formula around it. */
function isOfBranch(setting: Setting, direction: Direction, symbolic: number, scale: number): boolean {
  const { options, point } = setting;
  const { graph } = options;
  const definition = graph.outputs.find(({ role }) => role === 'value')?.definition as string;
  const isSlopeOf = (evaluate: Evaluator): boolean => {
    const { f, start } = pathOf(setting, direction, (moved) => {
      const values = evaluate(new Map(graph.inputs.map(({ name }, k) => [name, moved[k] as Value] as const)));
      return values.get(definition) as Float64Array;
    });
    const judged = judgeDerivative(symbolic, f, start, scale, setting.valueRounding);
    return judged.kind === 'compared' && Math.abs(symbolic - judged.numeric) <= judged.tolerance;
  };
  // Where it is that of the formula, the emitted value is wrong.
  return isSlopeOf(freezeConditions(graph, point)) && !isSlopeOf(compileGraph(graph));
}
