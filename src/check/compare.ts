import { compileGraph, solveSizes } from '../ir/evaluate.ts';
import { extentsOf } from '../ir/graph.ts';
import type { Graph } from '../ir/graph.ts';
import { evaluateShape } from '../ir/sizes.ts';
import {
  compareBackward,
  compareForward,
  compareNumeric,
  compareWithGraph,
  hasShapes,
  isSingular,
} from './gradients.ts';
import type { Point } from './draw.ts';
import { samplePoints } from './points.ts';
import { createRandom } from './random.ts';
import { createRows } from './rows.ts';
import { evaluateMeasured } from './rounding.ts';
import { attempt, compareArrays, elementText, toArray } from './setting.ts';
import { isHeavy } from './weight.ts';
import type { CheckReport, CheckRow } from './report.ts';
import type { CheckOptions, Gradient, Setting, Value } from './setting.ts';

export type { CheckOptions, Emitted, Value } from './setting.ts';

/** Points to compare at, and repetitions that measure rounding. */
const EFFORT = { light: { count: 8, runs: 4 }, heavy: { count: 3, runs: 2 } };

/**
 * Checks emitted functions at points drawn from the domain: the value against the reference interpreter, the gradient
 * against the interpreter on the gradient's graph, reverse against forward mode, and against numeric derivatives.
 * Whatever the emitted code throws is a failure of its row; nothing is thrown for a wrong result.
 */
export function checkUnit(options: CheckOptions): CheckReport {
  const { graph, emitted } = options;
  const random = createRandom(`check ${graph.name}`);
  const effort = isHeavy(graph) ? EFFORT.heavy : EFFORT.light;
  const { runs } = effort;
  const wanted = options.wrt ?? graph.inputs.filter(({ kind }) => kind === 'real').map(({ name }) => name);
  const active = graph.inputs.filter(({ name }) => wanted.includes(name));
  const output = graph.outputs.find(({ role }) => role === 'value')?.definition;
  const definition = graph.definitions.find(({ name }) => name === output);
  if (definition === undefined) throw new Error(`${graph.name} has no value`);
  const evaluate = compileGraph(graph);
  const evaluateGradient = options.gradientGraph === undefined ? undefined : compileGraph(options.gradientGraph);
  const { points: sampled, uncovered, tooLarge } = samplePoints(graph, options.count ?? effort.count);
  const points = options.of === undefined ? sampled : sampled.filter(isWithin(options.of));
  const rows = createRows();
  const notes = new Map<string, string>();

  for (const point of points) {
    const inputs = graph.inputs.map(({ name }) => point.get(name) as Value);
    const reference = evaluateMeasured(evaluate, point, random, runs);
    const expected = reference.values.get(definition.name) as Float64Array;
    const noise = reference.noise.get(definition.name) as Float64Array;
    const sizes = solveSizes(graph, point);
    const extents = evaluateShape(extentsOf(definition), sizes, point);
    const isScalar = extents.length === 0;
    const seed = isScalar ? 1 : Float64Array.from(expected, () => random.normal());
    const weights = toArray(seed);
    const valueRounding = noise.reduce(
      (sum, part, k) => sum + (Number.isFinite(part) ? part * Math.abs(weights[k] ?? 0) : 0),
      0,
    );
    const base = { options, point, inputs, sizes, seed, active, random, runs, rows, notes };
    const setting: Setting = { ...base, valueRounding, singular: false };
    const compareValue = (value: Value): void =>
      compareArrays(setting, 'value', graph.name, toArray(value), expected, noise, (k) =>
        isScalar ? '' : elementText(graph.name, k, extents),
      );
    attempt(setting, 'value', graph.name, () => compareValue(emitted.value(inputs)));
    const gradientAt = (at: readonly Value[]): Gradient | undefined => {
      if (emitted.gradient === undefined || !isScalar) return emitted.backward?.(at, seed);
      const result = emitted.gradient(at);
      if (at === inputs) compareValue(result.value);
      return result.gradient;
    };
    const gradient = attempt(setting, 'numeric', active[0]?.name ?? '', () => gradientAt(inputs));
    if (gradient === undefined || !hasShapes(setting, gradient)) continue;
    const singular = attempt(setting, 'numeric', '', () => isSingular(setting, gradient, gradientAt)) ?? false;
    const whole: Setting = { ...setting, singular };
    const rounding = evaluateGradient === undefined ? new Map() : compareWithGraph(whole, gradient, evaluateGradient);
    if (isScalar && emitted.gradient !== undefined && !singular) compareBackward(whole, gradient);
    compareForward(whole, gradient, rounding);
    compareNumeric(whole, gradient, rounding);
  }
  const finished = rows.finish();
  const warnings = [
    ...(tooLarge !== undefined
      ? [`too large to be checked by evaluation: ${tooLarge}`]
      : points.length === 0
        ? ['no point was found at which the value is finite: nothing was checked']
        : []),
    ...uncovered.map(
      ({ definition, node, outcome }) =>
        `no point was found at which '${node.op}' in ${definition} is on its ${outcome} side`,
    ),
    ...notes.values(),
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

/** Beyond these, and below their inverses, squares and cubes leave the range of doubles. */
const LARGE = 1e100;

function isWithin(graph: Graph): (point: Point) => boolean {
  const evaluate = compileGraph(graph);
  const output = graph.outputs.find(({ role }) => role === 'value')?.definition ?? '';
  const isTame = (x: number): boolean => x === 0 || (Math.abs(x) <= LARGE && Math.abs(x) >= 1 / LARGE);
  return (point) =>
    [...point.values()].every((value) => toArray(value).every(isTame)) &&
    toArray(evaluate(point).get(output) ?? Number.NaN).every(Number.isFinite);
}

const inconclusiveText = ({ kind, input }: CheckRow): string =>
  `the ${kind} check of ${input} could not decide at any point`;
