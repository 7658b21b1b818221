import { toMathjs } from '../../src/view/mathjs.ts';
import { postorder } from '../../src/ir/store.ts';
import { expressionsOf } from '../../src/ir/program.ts';
import type { Program } from '../../src/ir/program.ts';
import type { Role, Routine, Unit } from '../../src/pipeline.ts';
import type { Source } from '../../src/source.ts';
import { placeOf } from '../../src/source.ts';
import { MARKER } from '../marker.ts';
import { arrayHelpers } from './arrays.ts';
import type { ArrayHelper } from './arrays.ts';
import { costAt, costOfProgram, formatCost } from './cost.ts';
import type { Cost } from './cost.ts';
import { exportName, suffixes } from './exports.ts';
import { helperOps, isRemainder } from './expression.ts';
import type { Cut } from './body.ts';
import { hotIn } from './hot.ts';
import { capitalized, createNames, identifier, inComment } from './names.ts';
import { functionsOf, LIMITS, partsOf } from './parts.ts';
import type { Limits } from './parts.ts';
import { printType, resultShape } from './result.ts';
import { printRoutine, printSavedType } from './routine.ts';
import { helpersFor } from './runtime.ts';
import { smallIn } from './small.ts';

/** The size at which a ratio of costs that depend on sizes is stated. */
const SAMPLE = 100;

/** One TypeScript module for the units of a source: no imports, strict, formatted by the caller. */
export function emitModule(units: readonly Unit[], source: Source, limits = LIMITS): string {
  const routines = units.flatMap((unit) => unit.routines);
  const cuts = new Map(routines.map((routine) => [routine, cutOf(routine, limits)]));
  const helpers = helpersFor(new Set([...cuts].flatMap(([{ program }, cut]) => helperNames(program, cut))));
  const module = createNames(helpers.map(({ name }) => name));
  const functions = new Map<Routine, string>();
  for (const unit of units)
    for (const routine of unit.routines) functions.set(routine, module.fresh(exportName(unit, routine.role)));
  const moduleNames = [...Object.keys(arrayHelpers), ...helpers.map(({ name }) => name)];
  const parts: string[] = [];
  const tables: string[] = [];
  const arrayHelpersUsed = new Set<ArrayHelper>();
  for (const unit of units) {
    const forward = unit.routines.find(({ role }) => role === 'forward');
    const backward = unit.routines.find(({ role }) => role === 'backward');
    const capital = capitalized(identifier(unit.name));
    const savedType = module.fresh(`${capital}Saved`);
    if (backward !== undefined)
      parts.push(
        `/** What ${nameIn(functions, forward)} keeps for ${nameIn(functions, backward)}. */\nexport interface ${savedType} ${printSavedType(backward)}`,
      );
    for (const routine of unit.routines) {
      const functionName = functions.get(routine) as string;
      const resultType = module.fresh(`${capital}${suffixes[routine.role]}Result`);
      if (routine.role === 'forward') {
        const value = printType(
          routine.graph,
          new Map([...(resultShape(routine) as ReadonlyMap<string, never>)].filter(([name]) => name === 'value')),
        );
        parts.push(
          `/** The value, and what the backward function needs. */\nexport interface ${resultType} ${value.replace(/ \}$/, `; saved: ${savedType} }`)}`,
        );
      } else if (routine.role !== 'value') {
        parts.push(
          `/** The result of ${functionName}. */\nexport interface ${resultType} ${printType(routine.graph, resultShape(routine))}`,
        );
      }
      const printed = printRoutine(routine, {
        unit,
        moduleNames,
        functionName,
        resultType,
        savedType,
        scratchName: module.fresh(`${functionName}Scratch`),
        freshName: module.fresh,
        cut: cuts.get(routine) as Cut,
        doc: docOf(unit, routine, source),
      });
      for (const helper of printed.helpers) arrayHelpersUsed.add(helper);
      parts.push(printed.text);
      tables.push(...printed.tables);
      const wanted = exportName(unit, routine.role);
      if (functionName !== wanted && identifier(wanted) === wanted)
        parts.push(`export { ${functionName} as ${wanted} };`);
    }
  }
  const header = [
    `// ${MARKER} from ${inComment(source.name)}. Do not edit: change the formula and generate again.`,
    ...units.flatMap(costLines),
  ];
  const tail = [
    ...tables,
    ...[...arrayHelpersUsed].map((name) => arrayHelpers[name]),
    ...helpers.map(({ text }) => text.replace(/^export /m, '')),
  ];
  return `${[header.join('\n'), ...parts, ...tail].join('\n\n')}\n`;
}

const nameIn = (functions: ReadonlyMap<Routine, string>, routine: Routine | undefined): string =>
  (routine === undefined ? undefined : functions.get(routine)) ?? '';

/** The operations of the value and of value and gradient together, and their ratio. */
function costLines(unit: Unit): string[] {
  const costOf = (role: Role): Cost | undefined => {
    const routine = unit.routines.find((one) => one.role === role);
    return routine === undefined ? undefined : costOfProgram(routine.program);
  };
  const value = costOf('value');
  const gradient = costOf('grad');
  if (value === undefined || gradient === undefined) return [];
  const sized = [...value.keys(), ...gradient.keys()].some((monomial) => monomial !== '');
  const ratio = costAt(gradient, SAMPLE) / Math.max(1, costAt(value, SAMPLE));
  const at = sized ? ` (every size ${SAMPLE})` : '';
  return [
    `// ${inComment(unit.name)}: weighted operations (+ − × 1, ÷ √ 4, transcendental 20): value ${formatCost(value)};`,
    `// value and gradient ${formatCost(gradient)}; ratio ${ratio.toFixed(2)}${at}.`,
  ];
}

const titles: Record<Role, (unit: Unit) => string> = {
  value: (unit) => `The value of ${unit.name}.`,
  grad: (unit) => `The value of ${unit.name} and its gradient by ${unit.wrt.join(', ')}.`,
  forward: (unit) => `The value of ${unit.name}, and what its backward pass needs.`,
  backward: (unit) =>
    `The backward pass of ${unit.name}: the gradient of seed · ${unit.name} by ${unit.wrt.join(', ')}.`,
  jvp: (unit) => `The value of ${unit.name} and its derivative in a direction (Jacobian-vector product).`,
  jacobian: (unit) =>
    `The value of ${unit.name} and its Jacobian by ${unit.wrt.join(', ')}: rows are elements of the value.`,
  sparse: (unit) =>
    `The value of ${unit.name} and its Jacobian by ${unit.wrt.join(', ')} in compressed sparse rows: rows are elements of the value, columns those of the inputs in this order.`,
  entries: (unit) =>
    `The value of ${unit.name} and the entries of its sparse Jacobian by ${unit.wrt.join(', ')}, where ${exportName(unit, 'sparse')} has placed them for the same sizes and integers: given its result, it replaces these.`,
  hessian: (unit) => `The value, gradient and Hessian of ${unit.name} by ${unit.wrt.join(', ')}.`,
  hvp: (unit) => `The value and gradient of ${unit.name}, and the product of its Hessian with a direction.`,
};

function docOf(unit: Unit, routine: Routine, source: Source): string[] {
  const { graph } = routine;
  const lines = [inComment(titles[routine.role](unit)), ''];
  const span = unit.value.definitions.map(({ origin }) => origin?.span).find((one) => one !== undefined);
  for (const { origin } of unit.value.definitions)
    if (origin?.kind === 'formula' && origin.text !== '') lines.push(inComment(`    ${origin.text}`));
  if (span !== undefined) lines.push('', inComment(`From ${source.name}:${placeOf(source, span.start).line}.`));
  const names = createNames();
  if (routine.role !== 'backward')
    for (const input of graph.inputs) {
      const shape =
        input.shape.length === 0
          ? input.kind === 'int'
            ? 'an integer'
            : 'a number'
          : `shape [${input.shape.map((extent) => toMathjs(extent)).join(', ')}]${input.kind === 'int' ? ', integers' : ''}`;
      lines.push(inComment(`    ${names.of(input.name)}: ${shape}`));
    }
  if (graph.inputs.some((input) => input.shape.length > 0))
    lines.push('', 'Throws a RangeError where the length of an array does not fit.');
  return lines;
}

function cutOf({ program, graph }: Routine, limits: Limits): Cut {
  const parts = partsOf(program, limits);
  return { parts, hot: hotIn(functionsOf(program, parts)), small: smallIn(program, graph.facts) };
}

function helperNames({ body }: Program, { hot }: Cut): string[] {
  const wanted: ReadonlySet<string> = new Set(helperOps);
  return postorder(expressionsOf(body))
    .filter((node) => hot.nodes.has(node) || (wanted.has(node.op) && !isRemainder(node)))
    .map(({ op }) => op);
}
