import type { Emitted, Value } from '../src/check/compare.ts';
import { compileGraph } from '../src/ir/evaluate.ts';
import type { Graph } from '../src/ir/graph.ts';
import { differentiators } from '../src/passes/differentiate.ts';
import type { Unit } from '../src/pipeline.ts';
import type { Loaded } from './load.ts';
import { identifier } from './target/names.ts';

/** Something to check: a function and what claims to be its derivative. */
export interface Subject {
  readonly graph: Graph;
  readonly emitted: Emitted;
  readonly gradientGraph?: Graph;
}

type Inputs = readonly Value[];
type Gradient = ReadonlyMap<string, Value>;
type Named = Readonly<Record<string, Value>>;
type Call = <T>(suffix: string, ...args: readonly unknown[]) => T;

/**
 * What there is to check of a unit: the gradient and the backward function as derivatives of the value, the Jacobian as
 * another backward function, and each block of rows of the Hessian as a Jacobian of the gradient.
 */
export function subjectsOf(unit: Unit, functions: Loaded): Subject[] {
  const call: Call = <T>(suffix: string, ...args: readonly unknown[]): T => {
    const name = unit.name + suffix;
    const found = functions[name] ?? functions[identifier(name)];
    if (found === undefined) throw new Error(`${name} was not emitted`);
    return found(...args) as T;
  };
  const has = (role: 'grad' | 'jvp' | 'jacobian' | 'hessian' | 'hvp' | 'backward'): boolean => unit.derived.has(role);
  const value = (inputs: Inputs): Value => call<Value>('', ...inputs);
  const gradient = (inputs: Inputs) => {
    const result = call<{ value: number; gradient: Named }>('Grad', ...inputs);
    return { value: result.value, gradient: byName(result.gradient) };
  };
  const gradientGraph = unit.derived.get('grad');
  const subjects: Subject[] = [
    {
      graph: unit.value,
      emitted: {
        value,
        jvp: has('jvp') ? emittedJvp(unit, call) : interpretedJvp(unit),
        ...(has('grad') && { gradient }),
        ...(has('backward') && {
          backward: (inputs: Inputs, seed: Value) => {
            const { saved } = call<{ saved: unknown }>('Forward', ...inputs);
            return byName(call<Named>('Backward', saved, seed));
          },
        }),
      },
      ...(gradientGraph === undefined ? {} : { gradientGraph }),
    },
  ];
  if (has('jacobian')) {
    const backward = (inputs: Inputs, seed: Value): Gradient => {
      const { jacobian } = call<{ jacobian: Named }>('Jacobian', ...inputs);
      return seeded(unit, inputs, seed, (name) => jacobian[name] as Value);
    };
    subjects.push({ graph: named(unit.value, `${unit.name}Jacobian`), emitted: { value, backward } });
  }
  if (gradientGraph === undefined) return subjects;
  for (const row of unit.wrt) {
    const definition = gradientGraph.outputs.find(({ role, by }) => role === 'gradient' && by?.[0] === row)?.definition;
    if (definition === undefined) continue;
    const graphAs = (name: string): Graph => ({
      ...named(gradientGraph, `${name} (rows of ${row})`),
      outputs: [{ role: 'value', definition }],
    });
    const gradientBy = (inputs: Inputs): Value => gradient(inputs).gradient.get(row) as Value;
    if (has('hessian')) {
      const backward = (inputs: Inputs, seed: Value): Gradient => {
        const { hessian } = call<{ hessian: Readonly<Record<string, Named>> }>('Hessian', ...inputs);
        return seeded(unit, inputs, seed, (name) => hessian[row]?.[name] as Value);
      };
      subjects.push({ graph: graphAs(`${unit.name}Hessian`), emitted: { value: gradientBy, backward } });
    }
    if (has('hvp')) {
      // The Hessian is symmetric: its transpose times a seed is its product with the seed.
      const backward = (inputs: Inputs, seed: Value): Gradient => {
        const zeros = new Map(unit.wrt.map((name) => [name, zeroLike(inputOf(unit, inputs, name))]));
        const directions = inTangentOrder(unit, new Map([...zeros, [row, seed]]));
        return byName(call<{ hvp: Named }>('Hvp', ...inputs, ...directions).hvp);
      };
      subjects.push({ graph: graphAs(`${unit.name}Hvp`), emitted: { value: gradientBy, backward } });
    }
  }
  return subjects;
}

const byName = (values: Named): Gradient => new Map(Object.entries(values));
const named = (graph: Graph, name: string): Graph => ({ ...graph, name });
const toArray = (value: Value): Float64Array => (typeof value === 'number' ? Float64Array.of(value) : value);
const zeroLike = (value: Value): Value => (typeof value === 'number' ? 0 : new Float64Array(value.length));

const inputOf = (unit: Unit, inputs: Inputs, name: string): Value =>
  inputs[unit.value.inputs.findIndex((input) => input.name === name)] as Value;

/** Tangents are arguments in the order of the inputs that they belong to. */
const inTangentOrder = (unit: Unit, tangents: Gradient): Value[] =>
  unit.value.inputs.filter(({ name }) => unit.wrt.includes(name)).map(({ name }) => tangents.get(name) as Value);

/** Σ seed · J for each input, from blocks whose first dimensions are the value's. */
function seeded(unit: Unit, inputs: Inputs, seed: Value, blockOf: (name: string) => Value): Gradient {
  const weights = toArray(seed);
  return new Map(
    unit.wrt.map((name): [string, Value] => {
      const like = inputOf(unit, inputs, name);
      const block = toArray(blockOf(name));
      const length = toArray(like).length;
      // A block of another size must not pass for its first elements.
      const sums = new Float64Array(block.length === weights.length * length ? length : block.length);
      for (let k = 0; k < block.length; k += 1) {
        const weight = weights[Math.floor(k / length)] ?? Number.NaN;
        sums[k % length] = (sums[k % length] as number) + weight * (block[k] as number);
      }
      return [name, typeof like === 'number' && sums.length === 1 ? (sums[0] as number) : sums];
    }),
  );
}

type Jvp = NonNullable<Emitted['jvp']>;

const emittedJvp =
  (unit: Unit, call: Call): Jvp =>
  (inputs, tangents) =>
    call<{ tangent: Value }>('Jvp', ...inputs, ...inTangentOrder(unit, tangents)).tangent;

/** Forward mode by the interpreter, where no such function was asked for: still another way to the same derivative. */
function interpretedJvp(unit: Unit): Jvp {
  const graph = differentiators.jvp(unit.value, unit.wrt, (node) => node);
  const evaluate = compileGraph(graph);
  const tangent = graph.outputs.find(({ role }) => role === 'tangent')?.definition as string;
  return (inputs, tangents) => {
    const args = [...inputs, ...inTangentOrder(unit, tangents)];
    const values = new Map(graph.inputs.map(({ name }, k) => [name, args[k] as Value]));
    return evaluate(values).get(tangent) as Float64Array;
  };
}
