import { AWAITED, createMachine, KNOWN } from './evaluate-body.ts';
import { compileBody } from './evaluate-code.ts';
import { extentsOf } from './graph.ts';
import { evaluateShape, solveSizes } from './sizes.ts';
import type { Cells, Hooks } from './evaluate-body.ts';
import type { Graph } from './graph.ts';
import type { Node } from './store.ts';
import type { InputValues } from './sizes.ts';

export { solveSizes } from './sizes.ts';
export type { InputValues } from './sizes.ts';
export type { Hooks, OutOfRange } from './evaluate-body.ts';

/** Definition name → its elements, flat and row-major; a scalar has one. */
export type Values = Map<string, Float64Array>;

/** Evaluates a graph that has been compiled for the interpreter. */
export type Evaluator = (inputs: InputValues, hooks?: Hooks) => Values;

/**
 * The reference semantics of the graph: every definition at every place, straight from its body.
 *
 * Elements are evaluated on demand, so a recurrence may run in any direction and read places that come from data.
 * Throws a RangeError when the inputs do not fit their shapes (see `solveSizes`), an Error when an element needs itself.
 */
export const evaluateGraph = (graph: Graph, inputs: InputValues, hooks: Hooks = {}): Values =>
  compileGraph(graph)(inputs, hooks);

/** Compiles each body once, for evaluation at many inputs. */
export function compileGraph(graph: Graph): Evaluator {
  const codes = graph.definitions.map((definition) => compileBody(definition.body, definition.indices));
  return (inputs, hooks = {}) => {
    const sizes = solveSizes(graph, inputs);
    const cells = new Map<string, Cells>();
    for (const { name, shape } of graph.inputs) {
      const value = inputs.get(name) as number | ArrayLike<number>;
      const values = typeof value === 'number' ? Float64Array.of(value) : Float64Array.from(value);
      cells.set(name, { name, extents: evaluateShape(shape, sizes, inputs), values });
    }
    const tasks = graph.definitions.map((definition): Cells & { readonly state: Uint8Array } => {
      const extents = evaluateShape(extentsOf(definition), sizes, inputs);
      const length = extents.reduce((product, extent) => product * extent, 1);
      const { name } = definition;
      // Where one begins may depend on places before it: then what is evaluated too much is of no consequence.
      const lows = definition.indices.map(({ args: [lo] }) => lo as Node);
      const isPlain = lows.every((lo) => lo.free.length > 0 || (lo.op === 'const' && lo.value === 0));
      const zero = graph.store.const(0);
      const starts = evaluateShape(
        lows.map((lo) => (lo.free.length > 0 ? zero : lo)),
        sizes,
        inputs,
      );
      return {
        name,
        extents,
        ...(isPlain ? {} : { starts }),
        values: new Float64Array(length).fill(Number.NaN),
        state: new Uint8Array(length),
      };
    });
    for (const task of tasks) cells.set(task.name, task);

    const cellsOf = (name: string): Cells => {
      const found = cells.get(name);
      if (found === undefined) throw new Error(`${graph.name}: '${name}' is neither an input nor a definition`);
      return found;
    };
    const sizeOf = (name: string): number => {
      const found = sizes.get(name);
      if (found === undefined) throw new Error(`${graph.name}: no input determines the size '${name}'`);
      return found;
    };
    const machines = new Map(
      tasks.map((task, k) => {
        const code = codes[k] as (typeof codes)[number];
        return [task as Cells, createMachine(task.name, code, cellsOf, sizeOf, hooks)] as const;
      }),
    );
    for (const task of tasks) {
      const { starts, extents } = task;
      for (let offset = 0; offset < task.values.length; offset += 1) {
        if (task.state[offset] === KNOWN) continue;
        if (starts !== undefined && placeOf(offset, extents).some((place, d) => place < (starts[d] as number)))
          continue;
        settle(task, offset);
      }
    }
    return new Map(tasks.map((task) => [task.name, task.values]));

    /** Evaluates one element and whatever it waits for; an element that lacked something starts again. */
    function settle(first: Cells, firstOffset: number): void {
      const stack = [{ cells: first, offset: firstOffset }];
      while (stack.length > 0) {
        const { cells: task, offset } = stack[stack.length - 1] as (typeof stack)[number];
        const state = task.state as Uint8Array;
        const machine = machines.get(task) as ReturnType<typeof createMachine>;
        state[offset] = AWAITED;
        const value = machine.run(placeOf(offset, task.extents));
        const missing = machine.missing();
        if (value !== undefined) {
          task.values[offset] = value;
          state[offset] = KNOWN;
          stack.pop();
        } else if (missing !== undefined) {
          if (missing.cells.state?.[missing.offset] === AWAITED) {
            throw new Error(`${graph.name}: ${elementText(missing.cells, missing.offset)} needs itself`);
          }
          stack.push(missing);
        }
      }
    }
  };
}

/** The places (from 0) of the element at a flat offset. */
export function placeOf(offset: number, extents: readonly number[]): number[] {
  const place = extents.map(() => 0);
  let rest = offset;
  for (let d = extents.length - 1; d >= 0; d -= 1) {
    const extent = extents[d] as number;
    place[d] = rest % extent;
    rest = Math.floor(rest / extent);
  }
  return place;
}

/** An element as the user counts it, from 1. */
const elementText = ({ name, extents }: Cells, offset: number): string =>
  extents.length === 0
    ? name
    : `${name}[${placeOf(offset, extents)
        .map((place) => place + 1)
        .join(', ')}]`;
