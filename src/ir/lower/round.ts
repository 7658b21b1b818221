import { createReporter } from '../../diagnostic.ts';
import type { Store } from '../store.ts';
import type { Source, Span } from '../../source.ts';
import { defineArrays } from './arrays.ts';
import type { Result } from './assemble.ts';
import { inlineCall } from './call.ts';
import { createNamer, newEnv, newWork } from './context.ts';
import type { Lowering, Work } from './context.ts';
import { elaborateStep } from './elaborate.ts';
import type { Slope } from './gradient.ts';
import { declaredInput } from './inputs.ts';
import type { Knowledge } from './knowledge.ts';
import { guessFor, guessedValue } from './lookup.ts';
import { boundIn, treesOf } from './names.ts';
import type { Order } from './order.ts';
import { definePlain, defineResult } from './plain.ts';
import { isUnit } from './program.ts';
import type { Program, Unit, UserFunction } from './program.ts';
import type { Value } from './value.ts';
import { walkNames } from './walk.ts';

/** What the module says, sorted out once for all outputs. */
export interface Plan {
  readonly source: Source;
  readonly program: Program;
  readonly free: ReadonlyMap<string, Span>;
  readonly order: Order;
  readonly givenSize: (name: string) => number | undefined;
  readonly slope: Slope | undefined;
}

/** Elaborates the whole module and the output with what is known so far. */
export function runRound(
  plan: Plan,
  output: Unit | UserFunction,
  store: Store,
  knowledge: Knowledge,
): { lowering: Lowering; result: Result } {
  const { program } = plan;
  knowledge.beginRound();
  const params = new Map(isUnit(output) ? [] : output.params.map((param) => [param.name, param.span] as const));
  const definitionNames = nameDefinitions(program, params);
  const declared = new Map<string, Value>();
  const lowering: Lowering = {
    store,
    source: plan.source,
    reporter: createReporter(plan.source),
    knowledge,
    program,
    free: plan.free,
    declared,
    recursiveFunctions: plan.order.recursiveFunctions,
    givenSize: plan.givenSize,
    slope: plan.slope,
    params,
    values: new Map(),
    definitionNames,
    bodies: new Map(),
    newName: createNamer([...program.identifiers, ...definitionNames.values()]),
    growing: new Map(),
  };
  for (const [name, declaration] of program.declarations) declared.set(name, declaredInput(lowering, declaration));
  const works: Work[] = plan.order.groups.flatMap((group) => {
    const [unit] = group.units as [Unit];
    // A plain value in a cycle is an error that has been reported.
    return unit.value === undefined ? defineArrays(lowering, group) : definePlain(lowering, unit, unit.value);
  });
  return {
    lowering,
    result: isUnit(output) ? unitResult(lowering, output, works) : functionResult(lowering, output, works),
  };
}

const unitResult = ({ definitionNames }: Lowering, unit: Unit, works: readonly Work[]): Result => ({
  name: unit.name.name,
  definition: definitionNames.get(unit) ?? unit.name.name,
  works,
});

/** The function at its own parameters, which are inputs. */
function functionResult(lowering: Lowering, fn: UserFunction, works: readonly Work[]): Result {
  const work = newWork(Infinity);
  const args = fn.params.map(
    (param) => lowering.declared.get(param.name) ?? guessedValue(lowering, guessFor(lowering, param.name)),
  );
  const value = elaborateStep(lowering, inlineCall(lowering, newEnv(work), fn, args, fn.body));
  const name = lowering.newName('value');
  const definition = value.kind === 'failed' ? name : defineResult(lowering, work, value, name, fn.span);
  return { name: fn.name.name, definition, works: [...works, work] };
}

/** The user's names, as far as each can have its own: a second `x`, or one beside an input `x`, is x2. */
function nameDefinitions(program: Program, params: ReadonlyMap<string, Span>): Map<Unit, string> {
  const names = new Map<Unit, string>();
  const rename = createNamer(program.identifiers);
  for (const unit of program.units) {
    const { name } = unit.name;
    const keeps = unit.named && unit.version === 0 && !params.has(name) && !isInputBefore(program, unit);
    names.set(unit, keeps ? name : rename(unit.named ? name : 'value'));
  }
  return names;
}

/** Whether a declared name is read as an input before a statement gives it a new meaning. */
function isInputBefore(program: Program, unit: Unit): boolean {
  if (!program.declarations.has(unit.name.name) || unit.clauses.length > 0) return false;
  let found = false;
  for (const other of program.units) {
    if (other.position > unit.position) break;
    for (const { tree, clause } of treesOf(other)) {
      walkNames(tree, clause && boundIn(program, clause), { name: (name) => (found ||= name === unit.name.name) });
    }
  }
  return found;
}
