import type { Emitted, Value } from '../src/check/compare.ts';
import { compileGraph } from '../src/ir/evaluate.ts';
import type { Graph } from '../src/ir/graph.ts';
import { differentiators } from '../src/passes/differentiate.ts';
import type { Role, Unit } from '../src/pipeline.ts';
import type { Loaded } from './load.ts';
import { createRewriter, indexRules } from '../src/passes/rewrite.ts';
import { logic } from '../src/rules/simplify/logic.ts';
import { identifier } from './target/names.ts';

/** Something to check: a function and what claims to be its derivative. */
export interface Subject {
  readonly graph: Graph;
  readonly emitted: Emitted;
  /** The inputs differentiated by; none where only the value is checked. */
  readonly wrt: readonly string[];
  readonly gradientGraph?: Graph;
  /** What the function is a derivative of, where it is one. */
  readonly of?: Graph;
}

type Inputs = readonly Value[];
type Gradient = ReadonlyMap<string, Value>;
type Named = Readonly<Record<string, Value>>;
type Call = <T>(suffix: string, ...args: readonly unknown[]) => T;

/** Functions that give the value beside something else, and whether they take directions. */
const ALONG: readonly (readonly [Role, suffix: string, directed: boolean])[] = [
  ['forward', 'Forward', false],
  ['jvp', 'Jvp', true],
  ['jacobian', 'Jacobian', false],
  ['sparse', 'Sparse', false],
  ['entries', 'Entries', false],
  ['hessian', 'Hessian', false],
  ['hvp', 'Hvp', true],
];

/**
 * What there is to check of a unit: the gradient and the backward function as derivatives of the value, the Jacobian as
 * another backward function, and each block of rows of the Hessian as a Jacobian of the gradient; and the value that
 * comes along with each of them.
 */
export function subjectsOf(unit: Unit, functions: Loaded): Subject[] {
  const call: Call = <T>(suffix: string, ...args: readonly unknown[]): T => {
    const name = unit.name + suffix;
    const found = functions[name] ?? functions[identifier(name)];
    if (found === undefined) throw new Error(`${name} was not emitted`);
    return found(...args) as T;
  };
  const has = (role: Role): boolean => unit.derived.has(role);
  const value = (inputs: Inputs): Value => call<Value>('', ...inputs);
  const gradient = (inputs: Inputs) => {
    const result = call<{ value: number; gradient: Named }>('Grad', ...inputs);
    return { value: result.value, gradient: byName(result.gradient) };
  };
  const gradientGraph = unit.derived.get('grad');
  const subjects: Subject[] = [
    {
      // The graph as it was lowered: a wrong rewrite shows as a disagreement too.
      graph: unit.stages[0]?.graph ?? unit.value,
      wrt: unit.wrt,
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
  for (const [role, suffix, directed] of ALONG) {
    if (!has(role)) continue;
    subjects.push({
      graph: named(unit.value, `${unit.name}${suffix}`),
      wrt: [],
      emitted: {
        value: (inputs) => {
          const directions = directed ? inTangentOrder(unit, zeros(unit, inputs)) : [];
          return call<{ value: Value }>(suffix, ...inputs, ...directions).value;
        },
      },
    });
  }
  if (has('jacobian')) {
    const backward = (inputs: Inputs, seed: Value): Gradient => {
      const { jacobian } = call<{ jacobian: Named }>('Jacobian', ...inputs);
      return seeded(unit, inputs, seed, (name) => jacobian[name] as Value);
    };
    subjects.push({ graph: named(unit.value, `${unit.name}Jacobian`), wrt: unit.wrt, emitted: { value, backward } });
  }
  if (has('sparse')) {
    const backward = (inputs: Inputs, seed: Value): Gradient =>
      scattered(unit, inputs, seed, call<SparseRows>('Sparse', ...inputs));
    subjects.push({ graph: named(unit.value, `${unit.name}Sparse`), wrt: unit.wrt, emitted: { value, backward } });
  }
  if (has('entries')) {
    const backward = (inputs: Inputs, seed: Value): Gradient => {
      const pattern = call<SparseRows>('Sparse', ...inputs);
      // What is not replaced must show.
      const out = { ...pattern, values: pattern.values.map(() => Number.NaN) };
      return scattered(unit, inputs, seed, call<SparseRows>('Entries', ...inputs, out));
    };
    subjects.push({ graph: named(unit.value, `${unit.name}Entries`), wrt: unit.wrt, emitted: { value, backward } });
  }
  if (gradientGraph === undefined) return subjects;
  for (const row of unit.wrt) {
    const definition = gradientGraph.outputs.find(({ role, by }) => role === 'gradient' && by?.[0] === row)?.definition;
    if (definition === undefined) continue;
    const graphAs = (name: string): Graph => ({
      ...named(gradientGraph, `${name} (rows of ${row})`),
      outputs: [{ role: 'value', definition }],
    });
    if (has('hessian')) {
      type Result = { readonly gradient: Named; readonly hessian: Readonly<Record<string, Named>> };
      const rows = (inputs: Inputs): Value => call<Result>('Hessian', ...inputs).gradient[row] as Value;
      const backward = (inputs: Inputs, seed: Value): Gradient => {
        const { hessian } = call<Result>('Hessian', ...inputs);
        return seeded(unit, inputs, seed, (name) => hessian[row]?.[name] as Value);
      };
      subjects.push({
        graph: graphAs(`${unit.name}Hessian`),
        of: unit.value,
        wrt: unit.wrt,
        emitted: { value: rows, backward },
      });
    }
    if (has('hvp')) {
      type Result = { readonly gradient: Named; readonly hvp: Named };
      const along = (inputs: Inputs, directions: Gradient): Result =>
        call<Result>('Hvp', ...inputs, ...inTangentOrder(unit, directions));
      const rows = (inputs: Inputs): Value => along(inputs, zeros(unit, inputs)).gradient[row] as Value;
      // The Hessian is symmetric: its transpose times a seed is its product with the seed.
      const backward = (inputs: Inputs, seed: Value): Gradient =>
        byName(along(inputs, new Map([...zeros(unit, inputs), [row, seed]])).hvp);
      subjects.push({
        graph: graphAs(`${unit.name}Hvp`),
        of: unit.value,
        wrt: unit.wrt,
        emitted: { value: rows, backward },
      });
    }
  }
  return subjects;
}

const byName = (values: Named): Gradient => new Map(Object.entries(values));
const named = (graph: Graph, name: string): Graph => ({ ...graph, name });
const toArray = (value: Value): Float64Array => (typeof value === 'number' ? Float64Array.of(value) : value);

const inputOf = (unit: Unit, inputs: Inputs, name: string): Value =>
  inputs[unit.value.inputs.findIndex((input) => input.name === name)] as Value;

const zeros = (unit: Unit, inputs: Inputs): Gradient =>
  new Map(
    unit.wrt.map((name): [string, Value] => {
      const value = inputOf(unit, inputs, name);
      return [name, typeof value === 'number' ? 0 : new Float64Array(value.length)];
    }),
  );

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

interface SparseRows {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float64Array;
}

/** Σ seed · J for each input, from a Jacobian in compressed sparse rows whose columns are those of all inputs in order. */
function scattered(unit: Unit, inputs: Inputs, seed: Value, { rows, columns, values }: SparseRows): Gradient {
  const likes = [...zeros(unit, inputs)];
  const lengths = likes.map(([, like]) => toArray(like).length);
  const sums = new Float64Array(lengths.reduce((sum, length) => sum + length, 0));
  const weights = toArray(seed);
  for (let row = 0; row + 1 < rows.length; row += 1)
    for (let k = rows[row] as number; k < (rows[row + 1] as number); k += 1) {
      // What has no place in the matrix must not pass for nothing.
      const column = columns[k] ?? -1;
      const before = sums[column] ?? Number.NaN;
      sums[before === before ? column : 0] = before + (weights[row] ?? Number.NaN) * (values[k] ?? Number.NaN);
    }
  let start = 0;
  return new Map(
    likes.map(([name, like], k): [string, Value] => {
      const part = sums.slice(start, (start += lengths[k] as number));
      return [name, typeof like === 'number' ? (part[0] as number) : part];
    }),
  );
}

type Jvp = NonNullable<Emitted['jvp']>;

const emittedJvp =
  (unit: Unit, call: Call): Jvp =>
  (inputs, tangents) =>
    call<{ tangent: Value }>('Jvp', ...inputs, ...inTangentOrder(unit, tangents)).tangent;

/**
 * Forward mode by the interpreter, where no such function was asked for: still another way to the same derivative.
 * Guards are kept outside, as they must be for a branch not taken to be zero; nothing else is simplified.
 */
function interpretedJvp(unit: Unit): Jvp {
  const { value, tables } = unit;
  const guards = tables.simplify.filter(({ name }) => logic.some((rule) => rule.name === name));
  const simplify = createRewriter(value.store, indexRules(guards));
  const graph = differentiators.jvp(value, unit.wrt, { ...tables, simplify });
  const evaluate = compileGraph(graph);
  const tangent = graph.outputs.find(({ role }) => role === 'tangent')?.definition as string;
  return (inputs, tangents) => {
    const args = [...inputs, ...inTangentOrder(unit, tangents)];
    const values = new Map(graph.inputs.map(({ name }, k) => [name, args[k] as Value]));
    return evaluate(values).get(tangent) as Float64Array;
  };
}
