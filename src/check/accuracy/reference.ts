import { extentsOf, freshName, namesOf } from '../../ir/graph.ts';
import type { Graph, Input } from '../../ir/graph.ts';
import { evaluateShape, solveSizes } from '../../ir/sizes.ts';
import { differentiators } from '../../passes/differentiate.ts';
import { createRewriter, indexRules } from '../../passes/rewrite.ts';
import { reductionDerivatives } from '../../rules/reductions.ts';
import { choices } from '../../rules/simplify/choices.ts';
import { logic } from '../../rules/simplify/logic.ts';
import type { Point } from '../draw.ts';
import { exactDerivatives } from './exact.ts';

/** A graph and the definitions in it that hold the value and the derivatives by some inputs. */
export interface Outputs {
  readonly graph: Graph;
  readonly value: string;
  readonly gradient: ReadonlyMap<string, string>;
  /** The input that the elements of an array are weighted by, for its derivatives. */
  readonly seed?: string;
}

/** The outputs that a graph says it has. */
export function outputsOf(graph: Graph, seed?: string): Outputs {
  const value = graph.outputs.find(({ role }) => role === 'value')?.definition as string;
  const gradient = new Map(
    graph.outputs.flatMap(({ role, by, definition }) =>
      role === 'gradient' && definition !== undefined ? [[by?.[0] as string, definition] as const] : [],
    ),
  );
  return { graph, value, gradient, ...(seed !== undefined && { seed }) };
}

/**
 * Value and gradient of a graph as it was lowered, before any rewrite: reverse mode, with nothing simplified but that
 * guards are kept outside, as they must be for a branch not taken to be zero.
 */
export function referenceOf(graph: Graph, wrt: readonly string[]): Outputs {
  if (wrt.length === 0) return outputsOf(graph);
  const calculus = {
    derivatives: exactDerivatives,
    reductions: reductionDerivatives,
    simplify: createRewriter(graph.store, indexRules([...logic, ...choices])),
  };
  const { value } = outputsOf(graph);
  const shape = graph.definitions.filter(({ name }) => name === value).flatMap(extentsOf);
  if (shape.length === 0) return outputsOf(differentiators.grad(graph, wrt, calculus));
  const seed: Input = { name: freshName('seed', namesOf(graph)), kind: 'data', shape };
  const seeded = { ...graph, inputs: [...graph.inputs, seed] };
  return outputsOf(
    differentiators.backward(seeded, wrt, calculus, (places) => graph.store.read(seed.name, places)),
    seed.name,
  );
}

const WEIGHTS = [1, -0.5, 0.75, 2] as const;

/** The weights of an array's elements: simple numbers that no two neighbours share. */
const weights = (length: number): Float64Array => Float64Array.from({ length }, (_, k) => WEIGHTS[k % 4] as number);

/** The extents of the value at a point, and the seed that belongs to it. */
export function valueAt({ graph, value, seed }: Outputs, point: Point): { extents: number[]; seed: Float64Array } {
  const shape = graph.definitions.filter(({ name }) => name === value).flatMap(extentsOf);
  const inputs = graph.inputs.filter(({ name }) => name !== seed);
  const extents = evaluateShape(shape, solveSizes({ inputs }, point), point);
  return { extents, seed: weights(extents.reduce((product, extent) => product * extent, 1)) };
}

/** A point with the seed among its inputs, where there is one. */
export const seeded = (outputs: Outputs, point: Point): Point =>
  outputs.seed === undefined ? point : new Map([...point, [outputs.seed, valueAt(outputs, point).seed]]);
