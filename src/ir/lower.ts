import { createReporter, didYouMean, throwIfErrors } from '../diagnostic.ts';
import type { Diagnostic, Reporter } from '../diagnostic.ts';
import type { Source } from '../source.ts';
import type { Module } from '../syntax/tree.ts';
import type { Graph } from './graph.ts';
import { createStore, postorder } from './store.ts';
import { assemble } from './lower/assemble.ts';
import { nameSizes } from './lower/finish.ts';
import type { Slope } from './lower/gradient.ts';
import { createKnowledge } from './lower/knowledge.ts';
import { checkNames } from './lower/names.ts';
import { orderUnits } from './lower/order.ts';
import { analyseModule, isUnit } from './lower/program.ts';
import type { Program, Unit, UserFunction } from './lower/program.ts';
import { runRound } from './lower/round.ts';
import type { Plan } from './lower/round.ts';

export interface LowerOptions {
  /** The names to compute; by default the last that the module assigns. */
  readonly outputs?: readonly string[];
  /** Sizes that are known when the code is generated. */
  readonly sizes?: Readonly<Record<string, number>>;
  /** What `D(f(x), x)` is lowered by. */
  readonly slope?: Slope;
}

/** Each round that isn't the last finds something out; sizes that are defined by each other may go on for ever. */
const MOST_ROUNDS = 100;

/**
 * Lowers a module to graphs, one for each output.
 *
 * Elaboration is an abstract interpretation whose values are arrays given by a rule for their elements (`Value`). What
 * is not declared is guessed, the scalar first: a round that learns more (a rank, a size) is followed by another, until
 * a round learns nothing; that one is right, and only its errors are the user's.
 *
 * @throws AdjointError with all diagnostics of this stage
 */
export function lower(module: Module, source: Source, options: LowerOptions = {}): Graph[] {
  const reporter = createReporter(source);
  const program = analyseModule(module, reporter);
  const free = checkNames(program, reporter);
  const order = orderUnits(program, reporter);
  const sizes = readSizes(options, reporter);
  const asked = new Set<string>();
  const givenSize = (name: string): number | undefined => {
    asked.add(name);
    return sizes.get(name);
  };
  const plan: Plan = { source, program, free, order, givenSize, slope: options.slope };
  const graphs = chooseOutputs(program, options, reporter).flatMap(
    (output) => lowerOutput(plan, output, reporter) ?? [],
  );
  for (const name of sizes.keys()) {
    if (asked.has(name)) continue;
    const meant = didYouMean(name, asked);
    reporter.error('unknown-size', `there is no size \`${name}\``, undefined, meant && `did you mean \`${meant}\`?`);
  }
  const isLost = ({ definitions, outputs }: Graph): boolean =>
    !definitions.some(({ name }) => name === outputs[0]?.definition);
  for (const graph of graphs) {
    reportSharedNames(graph, reporter);
    const value = graph.definitions.find(({ name }) => name === graph.outputs[0]?.definition);
    if (value?.body.type !== 'bool') continue;
    const message = `the value of \`${graph.name}\` is true or false, and has to be a number`;
    reporter.error('type', message, value.origin?.span, 'write `… ? 1 : 0`');
  }
  if (reporter.diagnostics.length === 0 && graphs.some(isLost))
    reporter.error('internal', 'this module could not be worked out', program.last?.span, 'please report it');
  reporter.diagnostics.sort((a, b) => a.line - b.line || a.column - b.column);
  throwIfErrors(reporter);
  return graphs;
}

/** A size that is named like the array that it belongs to, or like another value: one name for two things. */
function reportSharedNames({ inputs, definitions }: Graph, reporter: Reporter): void {
  const values = new Set([...inputs, ...definitions].map(({ name }) => name));
  for (const { shape, span, name: array } of inputs)
    for (const { op, name } of postorder(shape))
      if (op === 'size' && values.has(name)) {
        const message = `\`${name}\` is a size of \`${array}\`, and the name of something else`;
        reporter.error('duplicate', message, span, `call the size something else, as in \`${array} : real[rows]\``);
      }
}

function readSizes({ sizes = {} }: LowerOptions, reporter: Reporter): Map<string, number> {
  const read = new Map(Object.entries(sizes));
  for (const [name, size] of read) {
    if (Number.isSafeInteger(size) && size >= 0) continue;
    reporter.error(
      'bad-size',
      `the size \`${name}\` is given as ${size}, and must be an int that is not negative`,
      undefined,
      `write \`--size ${name}=10\``,
    );
    read.delete(name);
  }
  return read;
}

function chooseOutputs(program: Program, options: LowerOptions, reporter: Reporter): (Unit | UserFunction)[] {
  if (options.outputs === undefined) {
    if (program.last === undefined && reporter.diagnostics.length === 0) {
      const advice = 'define a value or a function, as in `f(x) = x^2`';
      reporter.error('empty', 'this module computes nothing', undefined, advice);
    }
    return program.last === undefined ? [] : [program.last];
  }
  return options.outputs.flatMap((name) => {
    const unit = program.unitsOf.get(name)?.at(-1) ?? program.functions.get(name);
    if (unit !== undefined) return [unit];
    const { last } = program;
    if (name === 'f' && last !== undefined && isUnit(last) && !last.named) return [last];
    const meant = didYouMean(name, [...program.unitsOf.keys(), ...program.functions.keys()]);
    reporter.error(
      'unknown-output',
      `this module defines no \`${name}\``,
      undefined,
      meant && `did you mean \`${meant}\`?`,
    );
    return [];
  });
}

function lowerOutput(plan: Plan, output: Unit | UserFunction, reporter: Reporter): Graph | undefined {
  const store = createStore();
  const knowledge = createKnowledge(store);
  for (let count = 0; count < MOST_ROUNDS; count += 1) {
    const { lowering, result } = runRound(plan, output, store, knowledge);
    if (knowledge.changed()) continue;
    if (knowledge.settle(result.works.flatMap((work) => work.obligations)) || nameSizes(lowering)) continue;
    const graph = assemble(lowering, result);
    for (const found of lowering.reporter.diagnostics) if (!isKnown(reporter, found)) reporter.diagnostics.push(found);
    return graph;
  }
  const message = `the sizes that \`${output.name.name}\` depends on depend on each other`;
  reporter.error('range-unknown', message, output.name.span, 'declare the arrays, as in `p : real[n]`');
  return undefined;
}

const isKnown = ({ diagnostics }: Reporter, found: Diagnostic): boolean =>
  diagnostics.some((d) => d.line === found.line && d.column === found.column && d.message === found.message);
