import { allStatements, expressionsOf } from '../../ir/program.ts';
import type { Program, ProgramArray, ProgramTable, Statement } from '../../ir/program.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import { loopOf } from './roll/loops.ts';
import type { Target } from './roll/loops.ts';
import { runsOf } from './roll/runs.ts';
import { needsOf, stepsOf } from './roll/steps.ts';
import type { Step, Steps } from './roll/steps.ts';
import { isStraight, valuesOf } from './roll/values.ts';
import type { Straight, Values } from './roll/values.ts';

/** When straight-line code is rolled into loops. */
export interface RollLimits {
  /** From so many operations on: an engine runs straight-line code slowly until it has been called a thousand times. */
  readonly operations: number;
  /** If the loops' bodies have so many times fewer. */
  readonly shrinks: number;
}

export const ROLL: RollLimits = { operations: 8000, shrinks: 8 };

interface RollContext {
  readonly store: Store;
  readonly freshName: (wanted: string) => string;
}

/**
 * Long straight-line code becomes loops over tables of places where many of its statements do alike with other operands:
 * an engine compiles a loop while it runs for the first time, and holds all of it. The values stay the same to the last
 * digit. `outputs` are the names that the function returns.
 */
export function roll(context: RollContext, program: Program, outputs: ReadonlySet<string>, limits = ROLL): Program {
  const arrays: ProgramArray[] = [...program.arrays];
  const tables: ProgramTable[] = [...program.tables];
  const body: Statement[] = [];
  const named = new Map<Node, string>();
  for (let from = 0; from < program.body.length;) {
    let to = from;
    const straight: Straight[] = [];
    for (let one = program.body[to]; one !== undefined && isStraight(one); one = program.body[(to += 1)])
      straight.push(one);
    const rolled = rollStraight(context, straight, named, program.body.slice(to), outputs, limits);
    to = Math.max(to, from + 1);
    if (rolled === undefined) body.push(...program.body.slice(from, to));
    else {
      body.push(...rolled.body);
      arrays.push(...rolled.arrays);
      tables.push(...rolled.tables);
    }
    for (const one of program.body.slice(from, to))
      if (one.kind === 'local' && one.names !== undefined) named.set(one.names, one.name);
    from = to;
  }
  return { ...program, arrays, tables, body };
}

interface Rolled {
  readonly body: readonly Statement[];
  readonly arrays: readonly ProgramArray[];
  readonly tables: readonly ProgramTable[];
}

function rollStraight(
  { store, freshName }: RollContext,
  statements: readonly Straight[],
  named: ReadonlyMap<Node, string>,
  after: readonly Statement[],
  outputs: ReadonlySet<string>,
  limits: RollLimits,
): Rolled | undefined {
  if (operationsIn(expressionsOf(statements)) < limits.operations) return undefined;
  const later = usedIn(after);
  const isNeeded = (name: string, node?: Node): boolean =>
    outputs.has(name) || later.has(name) || (node !== undefined && later.has(node));
  const values = valuesOf(store, statements, named, isNeeded);
  if (values === undefined) return undefined;
  const roots = [...values.elements, ...values.scalars].map(({ value }) => value).filter(({ op }) => op !== 'const');
  const found = stepsOf(store, new Set(roots));
  if (found === undefined) return undefined;

  const { steps, outside, literals } = placeElements(store, found, values);
  const held = freshName('held');
  const runs = runsOf(
    steps,
    steps.map((_, number) => outside.get(number)?.array ?? held),
  );
  const targets: Target[] = [];
  let count = 0;
  for (const number of runs.flat()) targets[number] = outside.get(number) ?? { array: held, at: count++ };
  const table = freshName('places');
  const places: number[] = [];
  const loops = runs.flatMap((run) => loopOf({ store, steps, targets, table, places, freshName }, run));
  if (operationsIn(expressionsOf(loops)) * limits.shrinks > operationsIn(roots)) return undefined;
  const declared = values.scalars.map(({ value, write }): Statement => {
    const target = targets[found.numbers.get(value) ?? -1];
    // A literal has no step.
    return write(target === undefined ? value : store.read(target.array, [store.const(target.at)]));
  });
  return {
    body: [...values.fills, ...loops, ...literals, ...declared],
    arrays: count === 0 ? [] : [{ name: held, length: store.const(count), storage: 'scratch' }],
    tables: places.length === 0 ? [] : [{ name: table, values: places }],
  };
}

/**
 * Which steps write elements themselves: those that nothing else needs. Of others elements are copies, steps of their own,
 * as all that steps read stands in one array.
 */
function placeElements(
  store: Store,
  { steps, numbers }: Steps,
  { elements, scalars }: Values,
): { steps: readonly Step[]; outside: ReadonlyMap<number, Target>; literals: readonly Statement[] } {
  const all: Step[] = [...steps];
  const outside = new Map<number, Target>();
  const literals: Statement[] = [];
  const uses = new Map<number | undefined, number>();
  const use = (number: number | undefined): void => void uses.set(number, (uses.get(number) ?? 0) + 1);
  for (const { value } of [...elements, ...scalars]) use(numbers.get(value));
  for (const step of steps) needsOf(step).forEach(use);
  for (const { array, at, value } of elements) {
    const number = numbers.get(value);
    if (number === undefined) literals.push({ kind: 'store', array, at: store.const(at), mode: 'set', value });
    else if (uses.get(number) === 1) outside.set(number, { array, at });
    else outside.set(all.push({ kind: 'sum', terms: [{ sign: 1, factors: [number] }] }) - 1, { array, at });
  }
  return { steps: all, outside, literals };
}

/** The expressions and names that statements use or change. */
function usedIn(statements: readonly Statement[]): ReadonlySet<Node | string> {
  const used = new Set<Node | string>();
  for (const node of postorder(expressionsOf(statements))) used.add(node).add(node.name);
  for (const one of allStatements(statements)) {
    if (one.kind === 'update') used.add(one.name);
    if (one.kind === 'track') used.add(one.best).add(one.arg);
  }
  return used;
}

/** Operations on real numbers, those of common subexpressions once. */
const operationsIn = (roots: readonly Node[]): number =>
  postorder(roots).reduce(
    (sum, { type, args, op }) => sum + (type !== 'int' && op !== 'read' && args.length > 0 ? 1 : 0),
    0,
  );
