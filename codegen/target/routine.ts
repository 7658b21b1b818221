import type { Input } from '../../src/ir/graph.ts';
import type { Routine, Unit } from '../../src/pipeline.ts';
import { postorder } from '../../src/ir/store.ts';
import { bufferNames } from './arrays.ts';
import type { ArrayHelper, ArrayType } from './arrays.ts';
import { printBody } from './body.ts';
import type { Cut } from './body.ts';
import { printEntry } from './entry.ts';
import { printExpression } from './expression.ts';
import { capitalized, createNames, member, outerName, property } from './names.ts';
import type { Names } from './names.ts';
import { arrayType, field, isArray, outputPlaces, printResult, printType, resultShape } from './result.ts';
import { printTable } from './tables.ts';

/** Working memory of no more elements is there from the beginning: an engine knows its address and length then. */
const FIXED = 16_384;

/** The text of one function and of what belongs to it. */
export interface RoutineText {
  readonly text: string;
  /** Its tables: they stand at the end of the module. */
  readonly tables: readonly string[];
  /** What it calls to check and to reuse the arrays that it is given. */
  readonly helpers: ReadonlySet<ArrayHelper>;
}

export interface RoutineContext {
  readonly unit: Unit;
  /** Names of the module that no local may hide: functions, helpers, types. */
  readonly moduleNames: readonly string[];
  /** The function's own name. */
  readonly functionName: string;
  /** Name of the type of its result, and of what the forward function saves. */
  readonly resultType: string;
  readonly savedType: string;
  readonly scratchName: string;
  /** A name of the module that nothing else has. */
  readonly freshName: (wanted: string) => string;
  readonly cut: Cut;
  readonly doc: readonly string[];
}

const typeOf = (input: Input): string =>
  input.shape.length === 0 ? 'number' : input.kind === 'int' ? 'ArrayLike<number>' : 'Float64Array';

/** A forward, backward or other function as TypeScript; not formatted. */
export function printRoutine(routine: Routine, context: RoutineContext): RoutineText {
  const { role, graph, program } = routine;
  const { functionName, resultType, savedType } = context;
  const names = createNames(context.moduleNames);
  const parameters = graph.inputs.map((input) => ({ input, name: names.declare(input.name) }));
  for (const node of postorder(graph.inputs.flatMap((input) => input.shape)))
    if (node.op === 'size') names.declare(node.name);
  const shape = resultShape(routine);
  const bare = !(shape instanceof Map);
  const returnsNumber = bare && !isArray(graph, shape as never);
  const takesOut = !returnsNumber && role !== 'forward';
  const lines: string[] = [];

  const types = new Map(graph.outputs.map((output) => [output.definition, arrayType(output)]));
  const { arrays, scratch, buffers, outer } = printArrays(routine, context, names, types, takesOut);
  const tables = program.tables.map((table) => {
    const name = outerName(names, context.freshName, `${functionName}Places`);
    outer.set(table.name, name);
    return printTable(table, name, functionName);
  });
  lines.push(...arrays);
  const typeOfName = (name: string): string => {
    const input = graph.inputs.find((one) => one.name === name);
    if (input !== undefined) return typeOf(input);
    return program.arrays.some((array) => array.name === name) ? (types.get(name) ?? 'Float64Array') : 'number';
  };
  const results = graph.outputs.map(({ definition }) => definition);
  const body = printBody(program, names, { ...context, typeOf: typeOfName, outer, results });
  lines.push(...body.lines);

  const nameOf = (output: { definition: string }): string => names.of(output.definition);
  if (role === 'forward') {
    const saved = context.unit.routines.find((one) => one.role === 'backward') as Routine;
    const made = new Set(graph.outputs.filter((output) => output.role === 'saved').map((output) => output.definition));
    const fields = saved.graph.inputs
      .filter((input) => !isSeed(saved, input))
      .map((input) =>
        made.has(input.name) || graph.inputs.some(({ name }) => name === input.name)
          ? field(input.name, names.of(input.name))
          : undefined,
      )
      .filter((field) => field !== undefined);
    const value = graph.outputs.find((output) => output.role === 'value') as { definition: string };
    lines.push(`return { ${field('value', nameOf(value))}, saved: { ${fields.join(', ')} } };`);
  } else if (bare || !takesOut) {
    lines.push(`return ${printResult(shape, nameOf)};`);
  } else {
    const places = outputPlaces(shape, 'out');
    lines.push(
      'if (out !== undefined) {',
      ...places.map(([output, place]) => `${place} = ${nameOf(output)};`),
      'return out;',
      '}',
    );
    lines.push(`return ${printResult(shape, nameOf)};`);
  }

  // What the function must take but does not use has an underscore before its name, for compilers that insist.
  const { lines: entry, helpers } = printEntry(routine, functionName, names, context.cut.small.arrays);
  const taken = ({ input, name }: (typeof parameters)[number]): string =>
    names.isUsed(input.name) ? name : names.fresh(`_${name}`);
  const list: string[] = [];
  if (role === 'backward') {
    const seed = parameters.find(({ input }) => isSeed(routine, input)) as (typeof parameters)[number];
    const fields = parameters
      .filter((one) => one !== seed && names.isUsed(one.input.name))
      .map(({ input, name }) => (property(input.name) === name ? name : `${property(input.name)}: ${name}`));
    list.push(`${fields.length > 0 ? 'saved' : '_saved'}: ${savedType}`);
    list.push(seed.input.shape.length === 0 ? `${taken(seed)} = 1` : `${taken(seed)}: Float64Array`);
    if (fields.length > 0) entry.unshift(`const { ${fields.join(', ')} } = saved;`);
  } else {
    list.push(...parameters.map((one) => `${taken(one)}: ${typeOf(one.input)}`));
  }
  const type = role === 'value' ? printType(graph, shape) : resultType;
  if (takesOut) list.push(`out?: ${type}`);
  const head = ['/**', ...context.doc.map((line) => ` * ${line}`.trimEnd()), ' */'];
  const signature = `export function ${functionName}(${list.join(', ')}): ${type} {`;
  const text = [...scratch, ...body.memory, ...head, signature, ...entry, ...lines, '}'];
  return {
    text: [...text, ...body.functions.flatMap((one) => ['', one])].join('\n'),
    tables,
    helpers: new Set([...buffers, ...helpers]),
  };
}

/** What the caller hands back is reused; what is only worked in is kept beside the function. */
function printArrays(
  routine: Routine,
  context: RoutineContext,
  names: Names,
  types: ReadonlyMap<string, ArrayType>,
  takesOut: boolean,
): { arrays: string[]; scratch: string[]; buffers: ReadonlySet<ArrayHelper>; outer: Map<string, string> } {
  const { program } = routine;
  const shape = resultShape(routine);
  const places = new Map(outputPlaces(shape, 'out', true).map(([output, place]) => [output.definition, place]));
  const arrays: string[] = [];
  const growing: string[] = [];
  const fixed: string[] = [];
  const outer = new Map<string, string>();
  const buffers = new Set<ArrayHelper>();
  for (const { name, length, storage } of program.arrays) {
    const size = printExpression(length, names, new Map());
    const own = names.of(name);
    const isFixed = storage === 'scratch' && length.op === 'const' && length.value <= FIXED;
    if (storage === 'output' && takesOut) {
      const type = types.get(name) ?? 'Float64Array';
      buffers.add(bufferNames[type]);
      arrays.push(`const ${own} = ${bufferNames[type]}(${places.get(name) ?? 'undefined'}, ${size});`);
    } else if (storage === 'output') {
      arrays.push(`const ${own} = new Float64Array(${size});`);
    } else if (isFixed) {
      const place = outerName(names, context.freshName, `${context.functionName}${capitalized(own)}`);
      fixed.push(`const ${place} = new Float64Array(${length.value});`);
      outer.set(name, place);
    } else {
      const place = member(context.scratchName, own);
      growing.push(`${property(own)}: new Float64Array(0)`);
      arrays.push(`if (${place}.length < ${size}) ${place} = new Float64Array(${size});`, `const ${own} = ${place};`);
    }
  }
  if (growing.length > 0) fixed.push(`const ${context.scratchName} = { ${growing.join(', ')} };`);
  const note = `/** Working memory of ${context.functionName}, kept between calls so that they allocate nothing. */`;
  const scratch = fixed.length === 0 ? [] : [note, ...fixed, ''];
  return { arrays, scratch, buffers, outer };
}

/** The seed is the last input of a backward graph. */
export const isSeed = (routine: Routine, input: Input): boolean =>
  routine.role === 'backward' && routine.graph.inputs[routine.graph.inputs.length - 1] === input;

/** The type of what the forward function saves. */
export function printSavedType(backward: Routine): string {
  const fields = backward.graph.inputs
    .filter((input) => !isSeed(backward, input))
    .map((input) => `${property(input.name)}: ${typeOf(input)}`);
  return `{ ${fields.join('; ')} }`;
}
