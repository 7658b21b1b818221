import { AdjointError, createReporter } from './diagnostic.ts';
import type { Graph, Input, Output } from './ir/graph.ts';
import { extentsOf, freshName, namesOf } from './ir/graph.ts';
import { lower } from './ir/lower.ts';
import type { Program } from './ir/program.ts';
import { TooLarge } from './ir/store.ts';
import { passesFor } from './passes.ts';
import type { Pass, Passes } from './passes.ts';
import { splitForwardBackward } from './passes/checkpoint.ts';
import { differentiators } from './passes/differentiate.ts';
import type { Differentiator } from './passes/differentiate.ts';
import { shareExponentials } from './passes/exponentials.ts';
import { MovingPattern } from './passes/entries.ts';
import { extract } from './passes/extract.ts';
import { expandProducts } from './passes/products.ts';
import { prune } from './passes/prune.ts';
import type { Calculus } from './passes/reverse.ts';
import { schedule } from './passes/schedule.ts';
import { ScheduleError } from './passes/schedule/fuse.ts';
import { nameOf } from './passes/schedule/name.ts';
import { slopeBy } from './passes/slope.ts';
import { chooseInputs, rolesFor } from './request.ts';
import type { Emit } from './request.ts';
import { standardTables } from './rules/tables.ts';
import type { Tables } from './rules/tables.ts';
import type { Source } from './source.ts';
import { parseModule } from './syntax/parse.ts';

export type { Emit } from './request.ts';

export interface CompileOptions {
  /** The names that the module computes; default: the last one assigned. */
  readonly outputs?: readonly string[];
  /** The inputs to differentiate by; default: all real ones. */
  readonly wrt?: readonly string[];
  /** Derivatives to emit; `grad` is always there where the value is a scalar. */
  readonly emit?: readonly Emit[];
  /** Values for size names, which specialise the code. */
  readonly sizes?: Readonly<Record<string, number>>;
}

/** The graph after a named pass. */
export interface Stage {
  readonly pass: string;
  readonly graph: Graph;
}

export type Role = 'value' | 'forward' | 'backward' | Emit;

/** One function to be printed. */
export interface Routine {
  readonly role: Role;
  /** The graph as differentiated and simplified: the meaning of the program. */
  readonly graph: Graph;
  readonly program: Program;
}

/** What is compiled for one output of a module. */
export interface Unit {
  readonly name: string;
  readonly value: Graph;
  /** The inputs that are differentiated by. */
  readonly wrt: readonly string[];
  readonly derived: ReadonlyMap<Role, Graph>;
  readonly routines: readonly Routine[];
  readonly stages: readonly Stage[];
  /** The rules that it was compiled by. */
  readonly tables: Tables;
}

const standard = passesFor(standardTables);

/**
 * From formula text to graphs and loop programs, one unit for each output of the module.
 *
 * @throws AdjointError with every diagnostic of the stage that failed.
 */
export async function compile(
  source: Source,
  options: CompileOptions = {},
  tables: Tables = standardTables,
): Promise<Unit[]> {
  const passes = tables === standardTables ? standard : passesFor(tables);
  const module = await parseModule(source);
  const graphs = located(source, undefined, () => lower(module, source, { ...options, slope: slopeBy(tables) }));
  return graphs.map((graph) => located(source, graph, () => compileGraph(source, graph, options, passes)));
}

/** Runs a stage; what a pass gives up on is an error at its place. */
function located<T>(source: Source, graph: Graph | undefined, run: () => T): T {
  const reporter = createReporter(source);
  try {
    return run();
  } catch (error) {
    if (error instanceof TooLarge) {
      const value = graph?.definitions.find(({ name }) => name === valueOf(graph).definition);
      const suggestion = 'compute it in a loop, over arrays or by a recurrence, or give less to one module';
      reporter.error('too-large', `this comes to ${error.message}`, error.span ?? value?.origin?.span, suggestion);
    } else if (error instanceof MovingPattern) {
      const value = graph?.definitions.find(({ name }) => name === valueOf(graph).definition);
      const suggestion = 'ask for sparse, which computes the pattern each time';
      reporter.error('moving-pattern', error.message, value?.origin?.span, suggestion);
    } else if (error instanceof ScheduleError) {
      const span = graph?.definitions.find(({ name }) => error.names.some((one) => one.startsWith(name)))?.origin?.span;
      reporter.error(
        'no-schedule',
        error.message,
        span,
        'write the recurrence so that every read is of an earlier place in one order of its indices',
      );
    } else throw error;
    throw new AdjointError(reporter.diagnostics);
  }
}

/** From a lowered graph to its unit. */
function compileGraph(source: Source, graph: Graph, options: CompileOptions, passes: Passes): Unit {
  const { tables, prepare, finish, flatten, factor, share, rewriterOf } = passes;
  const calculusOf = (from: Graph): Calculus => ({
    derivatives: tables.derivatives,
    reductions: tables.reductions,
    simplify: rewriterOf(from),
    flatten: (graph) => prune(flatten.reduce((current, [, apply]) => apply(current), graph)),
  });
  const stages: Stage[] = [{ pass: 'lower', graph }];
  const run = (list: readonly Pass[], from: Graph, prefix = ''): Graph => {
    let current = from;
    for (const [pass, apply] of list) {
      const next = apply(current);
      stages.push({ pass: `${prefix}${pass}`, graph: next });
      current = next;
    }
    return current;
  };
  const wrt = chooseInputs(source, graph, options.wrt);
  const value = run(prepare, graph);
  const expanded = expandProducts(value, rewriterOf(value));
  const derived = new Map<Role, Graph>();
  const routines: Routine[] = [];
  const add = (role: Role, from: Graph): void => {
    // Traces of the value and of the forward and backward halves would only repeat that of the gradient.
    const traced = role !== 'value' && role !== 'forward' && role !== 'backward';
    const before = stages.length;
    const shared = run(share, from, `${role}: `);
    if (!traced) stages.length = before;
    derived.set(role, from);
    routines.push({ role, graph: from, program: schedule(shared, rewriterOf(shared)) });
  };
  const quietly = (from: Graph, list = finish): Graph => {
    const before = stages.length;
    const result = run(list, from);
    stages.length = before;
    return result;
  };
  add('value', quietly(value));
  if (wrt.length > 0) {
    const rank = rankOf(value);
    for (const emit of rolesFor(source, rank, options.emit ?? [])) {
      const differentiated = (differentiators[emit] as Differentiator)(expanded, wrt, calculusOf(value));
      stages.push({ pass: `${emit}: differentiate`, graph: differentiated });
      add(emit, run(finish, differentiated, `${emit}: `));
    }
    const { graph: seeded, seed } = withSeed(expanded, wrt, calculusOf(value));
    const whole = shareExponentials(quietly(seeded, [...finish, ...factor]));
    const pair = splitForwardBackward(extract(whole), seed, (node, taken) =>
      nameOf(graph.store, node, new Map(), taken),
    );
    add('forward', pair.forward);
    add('backward', pair.backward);
  }
  return { name: graph.name, value: derived.get('value') as Graph, wrt, derived, routines, stages, tables };
}

function withSeed(value: Graph, wrt: readonly string[], calculus: Calculus): { graph: Graph; seed: Input } {
  const output = valueOf(value);
  const definition = value.definitions.find(({ name }) => name === output.definition);
  const taken = namesOf(value);
  const shape = definition === undefined ? [] : extentsOf(definition);
  const seed: Input = { name: freshName('seed', taken), kind: 'data', shape };
  const graph = { ...value, inputs: [...value.inputs, seed] };
  const seeded = differentiators.backward(graph, wrt, calculus, (places) => graph.store.read(seed.name, places));
  return { graph: seeded, seed };
}

const valueOf = (graph: Graph): Output => graph.outputs.find(({ role }) => role === 'value') as Output;

function rankOf(graph: Graph): number {
  const { definition } = valueOf(graph);
  return graph.definitions.find(({ name }) => name === definition)?.indices.length ?? 0;
}
