import { placeOf } from '../ir/evaluate.ts';
import { evaluateShape } from '../ir/sizes.ts';
import type { Graph, Input } from '../ir/graph.ts';
import type { Point } from './draw.ts';
import type { Random } from './random.ts';
import type { CheckKind } from './report.ts';
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
  /**
   * Where `graph` is a derivative, what it is one of: points at which that has no value, or whose inputs are so large or small
   * that the squares of a second derivative are out of range, are left out.
   */
  readonly of?: Graph;
  /** How many points to compare at. */
  readonly count?: number;
}

/** What one point brings to its comparisons. */
export interface Setting {
  readonly options: CheckOptions;
  readonly point: Point;
  readonly inputs: readonly Value[];
  readonly sizes: ReadonlyMap<string, number>;
  readonly seed: Value;
  readonly active: readonly Input[];
  readonly random: Random;
  /** How often an evaluation is repeated to measure its rounding. */
  readonly runs: number;
  readonly rows: Rows;
  /** How far off Σ seed · value may be by rounding. */
  readonly valueRounding: number;
  /** The gradient is not finite at this very point, and is all around it: the edge of a domain, or the tip of a cone. */
  readonly singular: boolean;
  /** What to tell the user about an input, beside the rows. */
  readonly notes: Map<string, string>;
}

export type Gradient = ReadonlyMap<string, Value>;

/** The relative difference allowed between two evaluations of the same formula, and how many roundings beyond that. */
export const SAME = 1e-12;
export const ROUNDINGS = 100;

/** Runs emitted code; what it throws fails the row. */
export function attempt<T>(setting: Setting, kind: CheckKind, input: string, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    setting.rows.fail(kind, input, setting.point, `threw ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

export const toArray = (value: Value): Float64Array => (typeof value === 'number' ? Float64Array.of(value) : value);

export const elementText = (name: string, offset: number, extents: readonly number[]): string =>
  extents.length === 0
    ? name
    : `${name}[${placeOf(offset, extents)
        .map((place) => place + 1)
        .join(', ')}]`;

/** The name of a component of an input, as the user counts. */
export const componentText = ({ sizes, point }: Setting, input: Input, offset: number): string =>
  elementText(input.name, offset, evaluateShape(input.shape, sizes, point));

export function compareArrays(
  { rows, point }: Setting,
  kind: CheckKind,
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
    rows.compare({ kind, input, component: () => component(k), point, symbolic, numeric, tolerance, scale: spread });
  }
}
