import { AdjointError, createReporter, throwIfErrors } from './diagnostic.ts';
import { evaluateGraph } from './ir/evaluate.ts';
import type { Graph } from './ir/graph.ts';
import { lower } from './ir/lower.ts';
import { slopeBy } from './passes/slope.ts';
import { symbolicDerivatives } from './passes/symbolic.ts';
import type { SymbolicDerivative } from './passes/symbolic.ts';
import { standardTables } from './rules/tables.ts';
import type { Source } from './source.ts';
import { loadParser } from './syntax/mathjs.ts';
import type { MathParser } from './syntax/mathjs.ts';
import { parseModuleWith } from './syntax/parse.ts';
import { inputsNeeded, resultToLatex, resultToMathjs } from './view/module.ts';

/** Values of names: a number, or the elements of an array, row by row; nested arrays are taken apart. */
export type Scope = Readonly<Record<string, number | ArrayLike<number> | NestedArray>>;
export type NestedArray = readonly (number | NestedArray)[];

/** The derivative of an expression by one of its variables, simplified. */
export interface Derivative {
  /** In mathjs syntax; what `derivative` itself can read again. */
  toString(): string;
  /** For math mode, with amsmath where it has several lines. */
  toLatex(): string;
  /**
   * Its value: a number; a flat array, row by row, where the expression or the variable is an array.
   * @throws AdjointError when a variable has no value or an array has the wrong length.
   */
  evaluate(scope?: Scope): number | Float64Array;
  /** The graph that it evaluates: the output is its last definition. */
  readonly graph: Graph;
}

/** What has mathjs syntax as its text: a string, a mathjs node, a derivative. */
export type Expression = string | { toString(): string };

export interface Symbolic {
  /**
   * The derivative by a variable, as `math.derivative` gives it; 0 if the variable doesn't occur.
   * @throws AdjointError
   */
  derivative(expression: Expression, variable: Expression): Derivative;
  /**
   * The derivatives by several variables, by default by all of the expression.
   * @throws AdjointError
   */
  gradient(expression: Expression, variables?: readonly Expression[]): Record<string, Derivative>;
}

/** The symbolic functions; they are synchronous once mathjs' parser has been loaded, which this waits for. */
export async function loadSymbolic(): Promise<Symbolic> {
  const parse = await loadParser();
  return {
    derivative(expression, variable) {
      const [result] = differentiate(parse, sourceOf(expression), [String(variable)]);
      return (result as [string, Derivative])[1];
    },
    gradient(expression, variables) {
      return Object.fromEntries(differentiate(parse, sourceOf(expression), variables?.map(String)));
    },
  };
}

/** The derivatives of a source's value by some variables, in their order. @throws AdjointError */
export async function derivativeOf(source: Source, variables: readonly string[]): Promise<Derivative[]> {
  return differentiate(await loadParser(), source, variables).map(([, derivative]) => derivative);
}

const sourceOf = (expression: Expression): Source => ({ name: '<expression>', text: String(expression) });

function differentiate(
  parse: MathParser,
  source: Source,
  variables: readonly string[] | undefined,
): [string, Derivative][] {
  const graph = lower(parseModuleWith(parse, source), source, { slope: slopeBy(standardTables) }).at(-1) as Graph;
  const wanted = variables ?? graph.inputs.filter(({ kind }) => kind === 'real').map(({ name }) => name);
  checkVariables(source, graph, wanted);
  const derivatives = symbolicDerivatives(graph, wanted);
  return wanted.map((name, k) => [name, createDerivative(source, derivatives[k] as SymbolicDerivative)]);
}

function checkVariables(source: Source, graph: Graph, variables: readonly string[]): void {
  const reporter = createReporter(source);
  for (const name of variables) {
    const input = graph.inputs.find((one) => one.name === name);
    if (!/^[\p{L}_$][\p{L}\p{M}\p{N}_$]*$/u.test(name))
      reporter.error('not-a-variable', `\`${name}\` is not a variable`, undefined, 'give the name of a variable');
    else if (input !== undefined && input.kind !== 'real')
      reporter.error('not-differentiable', `\`${name}\` is ${input.kind}: there is no derivative by it`, input.span);
  }
  throwIfErrors(reporter);
}

function createDerivative(source: Source, { graph, shown }: SymbolicDerivative): Derivative {
  const options = { taken: graph.inputs.map(({ name }) => name) };
  return {
    graph,
    toString: () => resultToMathjs(shown, options),
    toLatex: () => resultToLatex(shown, options),
    evaluate: (scope = {}) => evaluate(source, graph, scope),
  };
}

function evaluate(source: Source, graph: Graph, scope: Scope): number | Float64Array {
  const reporter = createReporter(source);
  const needed = inputsNeeded(graph);
  const values = new Map<string, number | ArrayLike<number>>();
  for (const input of graph.inputs) {
    const { name, shape } = input;
    const value = Object.hasOwn(scope, name) ? scope[name] : undefined;
    if (value !== undefined)
      values.set(name, typeof value === 'number' && shape.length === 0 ? value : flattened(value));
    else if (needed.includes(input)) reporter.error('missing-value', `no value is given for \`${name}\``);
  }
  throwIfErrors(reporter);
  const inputs = graph.inputs.filter(({ name }) => values.has(name));
  try {
    const output = graph.outputs[0]?.definition as string;
    const result = evaluateGraph({ ...graph, inputs, facts: [] }, values).get(output) as Float64Array;
    const isScalar = graph.definitions.find(({ name }) => name === output)?.indices.length === 0;
    return isScalar ? (result[0] as number) : result;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reporter.error('bad-value', error.message);
    throw new AdjointError(reporter.diagnostics);
  }
}

function flattened(value: number | ArrayLike<number> | NestedArray): ArrayLike<number> {
  if (typeof value === 'number') return [value];
  return Array.isArray(value) ? (value.flat(Infinity) as number[]) : (value as ArrayLike<number>);
}
