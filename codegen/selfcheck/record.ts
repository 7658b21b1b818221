import { judgeDerivative } from '../../src/check/derivative.ts';
import { freezeConditions } from '../../src/check/frozen.ts';
import { samplePoints } from '../../src/check/points.ts';
import { createRandom } from '../../src/check/random.ts';
import { evaluateMeasured } from '../../src/check/rounding.ts';
import { compileGraph } from '../../src/ir/evaluate.ts';
import type { Evaluator } from '../../src/ir/evaluate.ts';
import type { Unit } from '../../src/pipeline.ts';
import { instantiate } from '../load.ts';
import type { Loaded } from '../load.ts';
import { comparisonsOf, isScalar, valueText } from './comparisons.ts';
import { KIT } from './kit.ts';

type Value = number | Float64Array;
type Inputs = Readonly<Record<string, Value>>;

/** A derivative along a direction, as it stands in the file. */
export interface RecordedSlope {
  readonly by?: string;
  readonly at?: number;
  readonly slope: number;
  readonly tolerance: number;
  readonly step: number;
}

export interface RecordedPoint {
  readonly inputs: Inputs;
  readonly value: number;
  readonly tolerance: number;
  readonly slopes: readonly RecordedSlope[];
  readonly bends: readonly RecordedSlope[];
}

/** The functions of the kit, and those that are compared, live. */
interface Live {
  readonly direction: (inputs: Inputs, wrt: readonly string[], by?: string, at?: number) => Inputs;
  readonly move: (inputs: Inputs, along: Inputs, t: number) => Inputs;
  readonly derivative: (f: (t: number) => number, step: number) => { readonly value: number; readonly error: number };
  readonly cycle: (elements: readonly number[], length: number) => Float64Array;
  readonly total: (value: Value) => number;
  readonly dot: (a: object, b: object) => number;
  readonly value: (at: Inputs) => number;
  readonly compared: readonly {
    readonly which: 'slopes' | 'bends';
    readonly f: (at: Inputs, across: Inputs) => number;
    readonly slope: (at: Inputs, along: Inputs, across: Inputs) => number;
  }[];
}

const POINTS = 4;
/** Components that are moved one by one at each point. */
const MOST_COMPONENTS = 12;
/** Longer arrays are a pattern over and over: a prime length falls in with no row. */
export const LONGEST = 200;
export const PATTERN = 97;
/** First steps of a numeric derivative, in parts of the size of what moves. */
const STEPS = [0.1, 0.02, 0.004, 1e-3, 1e-4];
/** Relative errors: one with which no other step is tried, one beyond which nothing can be compared, one always allowed. */
const [GOOD, POOR, ALLOWED] = [1e-10, 1e-5, 1e-8];
const SAFETY = 10;

/** Points drawn from a unit's domain, in few digits, with what its functions give there. */
export async function recordPoints(unit: Unit, functions: Loaded): Promise<RecordedPoint[]> {
  const live = await liveOf(unit, functions);
  const graph = unit.stages[0]?.graph ?? unit.value;
  const evaluate = compileGraph(graph);
  const random = createRandom(`self-check ${unit.name}`);
  const output = graph.outputs.find(({ role }) => role === 'value')?.definition as string;
  const recorded: RecordedPoint[] = [];
  for (const drawn of samplePoints(graph, POINTS).points) {
    const inputs = graph.inputs.map(({ name, kind }) => {
      const value = drawn.get(name) as Value;
      return [name, kind === 'int' ? value : shortened(value, live)] as const;
    });
    const at = Object.fromEntries(inputs) as Inputs;
    const value = live.value(at);
    if (!Number.isFinite(value)) continue;
    const noise = evaluateMeasured(evaluate, new Map(inputs), random, 2).noise.get(output) ?? new Float64Array(0);
    const rounding = noise.reduce((sum, part) => sum + part, 0);
    const [slopes, bends] = (['slopes', 'bends'] as const).map((which) =>
      slopesOf(unit, live, which, at, recorded.length, rounding),
    ) as [RecordedSlope[], RecordedSlope[]];
    const tolerance = upwards(1e-10 * Math.abs(value) + 100 * rounding + Number.MIN_VALUE);
    recorded.push({ inputs: at, value: digits(value, 14), tolerance, slopes, bends });
  }
  return recorded;
}

/** The kit and the comparisons as they will stand in the file, over the module's functions. */
async function liveOf(unit: Unit, functions: Loaded): Promise<Live> {
  const compared = comparisonsOf(unit).map(({ which, f, slope }) => `{ which: '${which}', f: ${f}, slope: ${slope} }`);
  const text = `${KIT}
export { direction, move, derivative, cycle, total, dot };
export const bindTo = (model) => ({ value: ${valueText(unit)}, compared: [${compared.join(', ')}] });`;
  const { bindTo, ...kit } = await instantiate(text);
  return { ...kit, ...(bindTo?.(functions) as object) } as unknown as Live;
}

function slopesOf(
  unit: Unit,
  live: Live,
  which: 'slopes' | 'bends',
  inputs: Inputs,
  turn: number,
  rounding: number,
): RecordedSlope[] {
  const compared = live.compared.find((one) => one.which === which);
  if (compared === undefined) return [];
  const { direction, move, derivative } = live;
  const across = direction(inputs, unit.wrt);
  const found = placesOf(unit, inputs, turn).map((place) => {
    const along = direction(inputs, unit.wrt, place.by, place.at);
    return { place, along, slope: compared.slope(inputs, along, across) };
  });
  const largest = found.reduce((most, { slope }) => Math.max(most, Number.isFinite(slope) ? Math.abs(slope) : 0), 0);
  return found.flatMap(({ place, along, slope }): RecordedSlope[] => {
    if (!Number.isFinite(slope)) return [];
    const f = (t: number): number => compared.f(move(inputs, along, t), across);
    const value = place.by === undefined ? 1 : inputs[place.by];
    const x = typeof value === 'number' ? value : (value?.[place.at ?? 0] ?? 1);
    const scale = Math.max(1e-3 * largest, 1e-6 * Math.abs(f(0)));
    let best = { step: 0, error: Infinity, value: Number.NaN };
    for (const part of [...STEPS, 0.05 * Math.min(1, Math.abs(x))]) {
      const step = digits(part * Math.max(1, Math.abs(x)), 2);
      if (step === 0) continue;
      const estimate = derivative(f, step);
      if (estimate.error < best.error) best = { step, ...estimate };
      if (best.error <= GOOD * Math.max(Math.abs(slope), scale)) break;
    }
    const size = Math.max(Math.abs(slope), Math.abs(best.value), scale);
    if (!(best.error <= POOR * size)) return [];
    const noise = which === 'slopes' ? rounding / best.step : 0;
    const tolerance = upwards(
      SAFETY * (best.error + noise) + ALLOWED * size + (1e-15 * Math.abs(f(0))) / best.step + Number.MIN_VALUE,
    );
    // At a kink there is nothing to compare, nor where a branch is taken only there; a disagreement elsewhere belongs
    // into the file.
    if (Math.abs(slope - best.value) > tolerance) {
      const isSlopeOf = (path: (t: number) => number): boolean => {
        const judged = judgeDerivative(slope, path, 0, scale, rounding);
        return judged.kind !== 'compared' || Math.abs(slope - judged.numeric) <= judged.tolerance;
      };
      const { formula, branches } = interpreted(unit, live, which, inputs, across);
      if (isSlopeOf(f)) return [];
      if (isSlopeOf((t) => branches(move(inputs, along, t))) && !isSlopeOf((t) => formula(move(inputs, along, t))))
        return [];
    }
    return [{ ...place, slope: digits(slope, 12), tolerance, step: best.step }];
  });
}

/** What a comparison differentiates, by the interpreter; and the same with the branches taken here taken everywhere. */
function interpreted(
  unit: Unit,
  { total, dot }: Live,
  which: 'slopes' | 'bends',
  inputs: Inputs,
  across: Inputs,
): Readonly<Record<'formula' | 'branches', (moved: Inputs) => number>> {
  const graph = (which === 'slopes' ? unit.stages[0]?.graph : unit.derived.get('grad')) ?? unit.value;
  const outputs = graph.outputs.filter(({ role }) => role === (which === 'slopes' ? 'value' : 'gradient'));
  const by = (evaluate: Evaluator) => (moved: Inputs) => {
    const values = evaluate(new Map(Object.entries(moved)));
    const found = outputs.map(
      ({ by, definition }) => [by?.[0], values.get(definition) ?? new Float64Array(0)] as const,
    );
    if (which === 'bends') return dot(Object.fromEntries(found), across);
    const [[, value = new Float64Array(0)] = []] = found;
    return isScalar(unit) ? (value[0] as number) : total(value);
  };
  return { formula: by(compileGraph(graph)), branches: by(freezeConditions(graph, new Map(Object.entries(inputs)))) };
}

/** Elements of every input, others at every point, and all inputs together. */
function placesOf(unit: Unit, inputs: Inputs, turn: number): { readonly by?: string; readonly at?: number }[] {
  const places = unit.wrt.flatMap((by): { by?: string; at?: number }[] => {
    const value = inputs[by] as Value;
    if (typeof value === 'number') return [{ by }];
    const { length } = value;
    return [...new Set([turn % length, (7 * turn + 1) % length])].map((at) => ({ by, at }));
  });
  const start = places.length > MOST_COMPONENTS ? (turn * MOST_COMPONENTS) % places.length : 0;
  const chosen = [...places.slice(start), ...places.slice(0, start)].slice(0, MOST_COMPONENTS);
  return places.length > 1 ? [...chosen, {}] : chosen;
}

/** Few digits, so that the file can be read and does not depend on the last bits of anything. */
function shortened(value: Value, { cycle }: Live): Value {
  if (typeof value === 'number') return digits(value, 4);
  const few = value.map((element) => digits(element, 4));
  return few.length > LONGEST ? cycle(Array.from(few.slice(0, PATTERN)), few.length) : few;
}

const digits = (value: number, count: number): number => Number(value.toPrecision(count));

/** To one digit, upwards. */
function upwards(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value));
  return digits(Math.ceil(value / unit) * unit, 1) || Number.MIN_VALUE;
}
