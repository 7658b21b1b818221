import { compileGraph, placeOf, solveSizes } from '../ir/evaluate.ts';
import { evaluateShape } from '../ir/sizes.ts';
import { judgeDerivative } from './derivative.ts';
import { samplePoints } from './points.ts';
import { createRandom } from './random.ts';
import { createRows } from './rows.ts';
import { evaluateMeasured } from './rounding.ts';
import type { Graph, Input } from '../ir/graph.ts';
import type { Point } from './draw.ts';
import type { Random } from './random.ts';
import type { CheckReport, CheckRow } from './report.ts';
import type { Rows } from './rows.ts';

/** A scalar, or an array flat and row-major. */
export type Value = number | Float64Array;

/** The functions emitted for a formula; inputs stand in the order of `graph.inputs`, derivatives go by input name. */
export interface Emitted {
  value(inputs: readonly Value[]): Value;
  /** Where the value is a scalar. */
  gradient?(inputs: readonly Value[]): { readonly value: number; readonly gradient: ReadonlyMap<string, Value> };
  /** The forward and the backward function together: the gradient of Σ seed · value. */
  backward?(inputs: readonly Value[], seed: Value): ReadonlyMap<string, Value>;
  jvp?(inputs: readonly Value[], tangents: ReadonlyMap<string, Value>): Value;
}

export interface CheckOptions {
  /** The graph of the value; its first output of role `value` is what the functions compute. */
  readonly graph: Graph;
  readonly emitted: Emitted;
  /** The inputs differentiated by; all real ones unless given. */
  readonly wrt?: readonly string[];
  /** The graph of the gradient: its outputs of role `gradient`, and the input that is the seed, if it has one. */
  readonly gradientGraph?: Graph;
  readonly seedInput?: string;
  /** How many points to compare at. */
  readonly count?: number;
}

/** Up to this many components are differentiated numerically one by one; of more, a sample and directions. */
const ALL_COMPONENTS = 64;
const SAMPLED = 6;
const HEAVY = 1000;
/** The relative difference allowed between two evaluations of the same formula, and how many roundings beyond that. */
const SAME = 1e-12;
const ROUNDINGS = 100;

/** What one point brings to its comparisons. */
interface Setting {
  readonly options: CheckOptions;
  readonly point: Point;
  readonly inputs: readonly Value[];
  readonly seed: Value;
  readonly active: readonly Input[];
  readonly random: Random;
  readonly rows: Rows;
}

type Gradient = ReadonlyMap<string, Value>;

/**
 * Checks emitted functions at points drawn from the domain: the value against the reference interpreter, the gradient
 * against the interpreter on the gradient's graph, reverse against forward mode, and against numeric derivatives.
 * Whatever the emitted code throws is a failure of its row; nothing is thrown for a wrong result.
 */
export function checkUnit(options: CheckOptions): CheckReport {
  const { graph, emitted } = options;
  const random = createRandom(`check ${graph.name}`);
  const wanted = options.wrt ?? graph.inputs.filter(({ kind }) => kind === 'real').map(({ name }) => name);
  const active = graph.inputs.filter(({ name }) => wanted.includes(name));
  const output = graph.outputs.find(({ role }) => role === 'value')?.definition ?? '';
  const evaluate = compileGraph(graph);
  const evaluateGradient = options.gradientGraph === undefined ? undefined : compileGraph(options.gradientGraph);
  const { points, uncovered } = samplePoints(graph, options.count ?? pointsFor(graph));
  const rows = createRows();

  for (const point of points) {
    const inputs = graph.inputs.map(({ name }) => point.get(name) as Value);
    const reference = evaluateMeasured(evaluate, point, random);
    const [expected, noise] = [reference.values.get(output), reference.noise.get(output)];
    if (expected === undefined || noise === undefined) throw new Error(`${graph.name} has no value`);
    const isScalar = graph.definitions.find(({ name }) => name === output)?.indices.length === 0;
    const seed = isScalar ? 1 : Float64Array.from(expected, () => random.normal());
    const setting: Setting = { options, point, inputs, seed, active, random, rows };
    const compareValue = (value: Value): void =>
      compareArrays(setting, 'value', graph.name, toArray(value), expected, noise, (k) =>
        isScalar ? '' : elementText(graph.name, k, [expected.length]),
      );
    attempt(setting, 'value', graph.name, () => compareValue(emitted.value(inputs)));
    const gradient = attempt(setting, 'reference', active[0]?.name ?? '', () => {
      if (emitted.gradient === undefined || !isScalar) return emitted.backward?.(inputs, seed);
      const result = emitted.gradient(inputs);
      compareValue(result.value);
      return result.gradient;
    });
    if (gradient === undefined || !hasShapes(setting, gradient)) continue;
    if (evaluateGradient !== undefined) compareWithGraph(setting, gradient, evaluateGradient);
    if (isScalar && emitted.gradient !== undefined) compareBackward(setting, gradient);
    compareForward(setting, gradient);
    compareNumeric(setting, gradient);
  }
  const finished = rows.finish();
  const warnings = [
    ...(points.length === 0 ? ['no point was found at which the value is finite: nothing was checked'] : []),
    ...uncovered.map(
      ({ definition, node, outcome }) =>
        `no point was found at which '${node.op}' in ${definition} is on its ${outcome} side`,
    ),
    ...finished.filter(({ verdict }) => verdict === 'inconclusive').map(inconclusiveText),
  ];
  return {
    name: graph.name,
    ok: finished.every(({ verdict }) => verdict !== 'fail'),
    points: points.length,
    rows: finished,
    warnings,
  };
}

const inconclusiveText = ({ kind, input }: CheckRow): string =>
  `the ${kind} check of ${input} could not decide at any point`;

/** Fewer points where arrays are so long that one point has many different elements. */
function pointsFor(graph: Graph): number {
  const literal = graph.inputs.map(({ shape }) =>
    shape.reduce((product, extent) => product * (extent.op === 'const' ? extent.value : 2), 1),
  );
  return literal.reduce((sum, length) => sum + length, 0) > HEAVY ? 3 : 8;
}

/** Runs emitted code; what it throws fails the row. */
function attempt<T>(setting: Setting, kind: CheckRow['kind'], input: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    setting.rows.fail(kind, input, setting.point, `threw ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

const toArray = (value: Value): Float64Array => (typeof value === 'number' ? Float64Array.of(value) : value);

const elementText = (name: string, offset: number, extents: readonly number[]): string =>
  extents.length === 0
    ? name
    : `${name}[${placeOf(offset, extents)
        .map((place) => place + 1)
        .join(', ')}]`;

/** The name of a component of an input, as the user counts. */
function componentText({ options, point }: Setting, input: Input, offset: number): string {
  return elementText(input.name, offset, evaluateShape(input.shape, solveSizes(options.graph, point), point));
}

function compareArrays(
  { rows, point }: Setting,
  kind: CheckRow['kind'],
  input: string,
  found: Float64Array,
  expected: Float64Array,
  noise: Float64Array,
  component: (offset: number) => string,
): void {
  if (found.length !== expected.length) {
    rows.fail(kind, input, point, `has ${found.length} elements in place of ${expected.length}`);
    return;
  }
  for (let k = 0; k < found.length; k += 1) {
    const [symbolic, numeric, spread] = [found[k] as number, expected[k] as number, noise[k] as number];
    const tolerance = SAME * Math.abs(numeric) + ROUNDINGS * spread + Number.MIN_VALUE;
    rows.compare({ kind, input, component: component(k), point, symbolic, numeric, tolerance, scale: spread });
  }
}

/** Whether the gradient has a part of the right length for each input. */
function hasShapes({ active, point, rows }: Setting, gradient: Gradient): boolean {
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

function compareWithGraph(setting: Setting, gradient: Gradient, evaluate: ReturnType<typeof compileGraph>): void {
  const { options, point, seed, active, random } = setting;
  const inputs = options.seedInput === undefined ? point : new Map([...point, [options.seedInput, seed]]);
  const { values, noise } = evaluateMeasured(evaluate, inputs, random);
  for (const { by, role, definition } of options.gradientGraph?.outputs ?? []) {
    const input = active.find(({ name }) => name === by?.[0]);
    const [expected, spread] = [values.get(definition), noise.get(definition)];
    if (role !== 'gradient' || input === undefined || expected === undefined || spread === undefined) continue;
    const found = toArray(gradient.get(input.name) as Value);
    compareArrays(setting, 'reference', input.name, found, expected, spread, (k) => componentText(setting, input, k));
  }
}

/** The backward function is linear in its seed: with seed 0.75 it gives three quarters of the gradient. */
function compareBackward(setting: Setting, gradient: Gradient): void {
  const { options, inputs, active, rows, point } = setting;
  const seed = 0.75;
  const found = attempt(setting, 'backward', active[0]?.name ?? '', () => options.emitted.backward?.(inputs, seed));
  if (found === undefined) return;
  for (const input of active) {
    const expected = toArray(gradient.get(input.name) as Value).map((element) => seed * element);
    const part = found.get(input.name);
    if (part === undefined) rows.fail('backward', input.name, point, 'is missing');
    // Both are the same computation up to the place of the seed in it.
    const size = expected.reduce((most, element) => Math.max(most, Math.abs(element)), 0);
    const noise = expected.map(() => (SAME * size) / ROUNDINGS);
    if (part === undefined) continue;
    compareArrays(setting, 'backward', input.name, toArray(part), expected, noise, (k) =>
      componentText(setting, input, k),
    );
  }
}

interface Direction {
  readonly input: Input;
  readonly component: string;
  /** The one component that moves, or none for a direction with all of them. */
  readonly offset: number | undefined;
  readonly along: Float64Array;
}

/** Unit directions for few components; for many, a random direction for each input and a sample of its components. */
function directionsOf(setting: Setting): Direction[] {
  const { active, point, random } = setting;
  const lengths = active.map(({ name }) => toArray(point.get(name) as Value).length);
  const all = lengths.reduce((sum, length) => sum + length, 0) <= ALL_COMPONENTS;
  return active.flatMap((input, k) => {
    const length = lengths[k] as number;
    const offsets = Array.from({ length: all ? length : Math.min(length, SAMPLED) }, (_, n) =>
      all || length <= SAMPLED ? n : random.int(0, length - 1),
    );
    const units = [...new Set(offsets)].map((offset): Direction => {
      const along = new Float64Array(length);
      along[offset] = 1;
      return { input, component: componentText(setting, input, offset), offset, along };
    });
    if (length < 2) return units;
    const along = Float64Array.from({ length }, () => random.normal());
    return [...units, { input, component: `${input.name} (a direction)`, offset: undefined, along }];
  });
}

/** Σ a · b, and Σ |a · b|. */
function dot(a: Float64Array, b: Float64Array): { readonly sum: number; readonly size: number } {
  let [sum, size] = [0, 0];
  for (let k = 0; k < a.length; k += 1) {
    // A direction's zero leaves out a component, even one that is not finite.
    const product = b[k] === 0 ? 0 : (a[k] as number) * (b[k] as number);
    sum += product;
    size += Math.abs(product);
  }
  return { sum, size };
}

/** The value along a direction: Σ seed · f(point + t · direction), at t = 0 or at the component's own value. */
function pathOf({ options, inputs, seed }: Setting, { input, offset, along }: Direction) {
  const at = options.graph.inputs.indexOf(input);
  const base = toArray(inputs[at] as Value);
  const moved = Float64Array.from(base);
  const args = [...inputs];
  const start = offset === undefined ? 0 : (base[offset] as number);
  const f = (t: number): number => {
    if (offset === undefined)
      for (let k = 0; k < moved.length; k += 1) moved[k] = (base[k] as number) + t * (along[k] as number);
    else moved[offset] = t;
    args[at] = typeof inputs[at] === 'number' ? (moved[0] as number) : moved;
    return dot(toArray(options.emitted.value(args)), toArray(seed)).sum;
  };
  return { f, start };
}

/** The largest component of a gradient: smaller ones are uncertain by a part of its rounding. */
const sizeOf = (gradient: Gradient): number =>
  [...gradient.values()].reduce<number>(
    (most, part) => toArray(part).reduce((m, x) => (Number.isFinite(x) ? Math.max(m, Math.abs(x)) : m), most),
    0,
  );

function compareForward(setting: Setting, gradient: Gradient): void {
  const { options, active, inputs, seed, point, rows } = setting;
  const { jvp } = options.emitted;
  if (jvp === undefined) return;
  for (const direction of directionsOf(setting)) {
    const { input, component, along } = direction;
    const tangents = new Map(
      active.map(({ name }): [string, Value] => {
        const value = point.get(name) as Value;
        if (name !== input.name) return [name, typeof value === 'number' ? 0 : new Float64Array(value.length)];
        return [name, typeof value === 'number' ? (along[0] as number) : along];
      }),
    );
    const tangent = attempt(setting, 'forward', input.name, () => toArray(jvp(inputs, tangents)));
    if (tangent === undefined) return;
    const [reverse, forward] = [dot(toArray(gradient.get(input.name) as Value), along), dot(tangent, toArray(seed))];
    const scale = 1e-3 * sizeOf(gradient);
    const tolerance = 1e-10 * Math.max(reverse.size, forward.size, scale) + Number.MIN_VALUE;
    const comparison = {
      kind: 'forward',
      input: input.name,
      component,
      point,
      symbolic: reverse.sum,
      numeric: forward.sum,
    } as const;
    rows.compare({ ...comparison, tolerance, scale });
  }
}

function compareNumeric(setting: Setting, gradient: Gradient): void {
  const { point, rows } = setting;
  for (const direction of directionsOf(setting)) {
    const { input, component, along } = direction;
    const { sum: symbolic } = dot(toArray(gradient.get(input.name) as Value), along);
    const { f, start } = pathOf(setting, direction);
    const judged = attempt(setting, 'numeric', input.name, () => {
      const scale = Math.max(1e-3 * sizeOf(gradient), 1e-6 * Math.abs(f(start)));
      return { scale, ...judgeDerivative(symbolic, f, start, scale) };
    });
    if (judged === undefined) return;
    if (judged.kind !== 'compared') rows.skip('numeric', input.name, point);
    else {
      const { numeric, tolerance, scale } = judged;
      rows.compare({ kind: 'numeric', input: input.name, component, point, symbolic, numeric, tolerance, scale });
    }
  }
}
