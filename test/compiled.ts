import { instantiate } from '../codegen/load.ts';
import type { Loaded } from '../codegen/load.ts';
import { emitModule } from '../codegen/target/typescript.ts';
import { evaluateProgram } from '../src/ir/evaluate-program.ts';
import { evaluateGraph } from '../src/ir/evaluate.ts';
import type { Graph, Output } from '../src/ir/graph.ts';
import { compile } from '../src/pipeline.ts';
import type { CompileOptions, Role, Routine, Unit } from '../src/pipeline.ts';

/** A number or a flat array for each input, in the order of the declarations. */
export type Inputs = ReadonlyMap<string, number | Float64Array>;

/** What a function gives: by output (`gradient by x`), flat. */
export type Results = ReadonlyMap<string, Float64Array>;

/** A formula's last unit, with its code live. */
export interface Compiled {
  readonly unit: Unit;
  readonly text: string;
  readonly functions: Loaded;
}

export async function unitOf(text: string, options: CompileOptions = {}): Promise<Unit> {
  const units = await compile({ name: 'test.math', text }, options);
  return units[units.length - 1] as Unit;
}

export async function compileLive(formula: string, options: CompileOptions = {}): Promise<Compiled> {
  const unit = await unitOf(formula, options);
  const text = emitModule([unit], { name: 'test.math', text: formula });
  return { unit, text, functions: await instantiate(text) };
}

export const routineOf = (unit: Unit, role: Role): Routine => {
  const routine = unit.routines.find((one) => one.role === role);
  if (routine === undefined) throw new Error(`${unit.name} has no ${role}`);
  return routine;
};

export const labelOf = ({ role, by, definition }: Output): string =>
  role === 'saved' ? definition : by === undefined ? role : `${role} by ${by.join(', ')}`;

const flat = (value: number | Float64Array | undefined): Float64Array =>
  typeof value === 'number' ? Float64Array.of(value) : (value ?? new Float64Array(0));

/** A graph by its reference interpreter. */
export function byGraph(graph: Graph, inputs: Inputs): Results {
  const values = evaluateGraph(graph, inputs);
  return new Map(graph.outputs.map((output) => [labelOf(output), flat(values.get(output.definition))]));
}

/** A routine's loop program by its reference interpreter. */
export function byProgram({ graph, program }: Routine, inputs: Inputs): Results {
  const memory = evaluateProgram(program, inputs);
  return new Map(graph.outputs.map((output) => [labelOf(output), flat(memory.get(output.definition))]));
}

const suffixes = {
  value: '',
  grad: 'Grad',
  forward: 'Forward',
  jvp: 'Jvp',
  jacobian: 'Jacobian',
  sparse: 'Sparse',
  entries: 'Entries',
  hessian: 'Hessian',
  hvp: 'Hvp',
} as const satisfies Partial<Record<Role, string>>;

type Named = Readonly<Record<string, unknown>>;

/** A routine's emitted function; the inputs of its graph are its parameters. */
export function byCode({ unit, functions }: Compiled, role: keyof typeof suffixes, inputs: Inputs): Results {
  const { graph } = routineOf(unit, role);
  const found = functions[`${unit.name}${suffixes[role]}`];
  if (found === undefined) throw new Error(`${unit.name}${suffixes[role]} was not emitted`);
  const result = found(...graph.inputs.map(({ name }) => inputs.get(name)));
  return new Map(
    graph.outputs
      .filter((output) => output.role !== 'saved')
      .map((output) => {
        const path = role === 'value' ? [] : [output.role, ...(output.by ?? [])];
        const value = path.reduce<unknown>((inner, step) => (inner as Named)[step], result);
        return [labelOf(output), flat(value as number | Float64Array)];
      }),
  );
}

/** The gradients by the emitted pair of forward and backward function. */
export function byPair({ unit, functions }: Compiled, inputs: Inputs, seed: number | Float64Array): Results {
  const args = unit.value.inputs.map(({ name }) => inputs.get(name));
  const forward = functions[`${unit.name}Forward`]?.(...args) as Named | undefined;
  const gradient = functions[`${unit.name}Backward`]?.(forward?.['saved'], seed) as Named;
  return new Map(unit.wrt.map((name) => [`gradient by ${name}`, flat(gradient[name] as number | Float64Array)]));
}

/** The greatest difference of two results, in parts of the greatest element of each array (or of 1); NaN equals NaN. */
export function distance(a: Results, b: Results): number {
  let most = 0;
  for (const [label, x] of a) {
    const y = b.get(label);
    if (y === undefined || y.length !== x.length) return Infinity;
    const size = x.reduce((max, one) => (Number.isFinite(one) ? Math.max(max, Math.abs(one)) : max), 1);
    x.forEach((one, k) => {
      const other = y[k] as number;
      if (Object.is(one, other) || one === other) return;
      const gap = Math.abs(one - other) / size;
      most = Math.max(most, Number.isNaN(gap) ? Infinity : gap);
    });
  }
  return most;
}
