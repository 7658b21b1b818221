import { extentsOf } from '../ir/graph.ts';
import type { Definition, Graph, Input } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { display } from './display.ts';
import type { DisplayOptions } from './display.ts';
import { latexLines, latexPlace, latexPrinter } from './latex.ts';
import { mathjsPlace, termPrinter, toMathjs } from './mathjs.ts';
import type { Term } from './term.ts';

/** A line `name[i] = term`; absent places make it a scalar. */
interface Statement {
  readonly name: string;
  readonly places: readonly string[];
  readonly term: Term;
  /** The definition that it is, if it is no shared part of one. */
  readonly definition?: Definition;
}

/** A whole graph as a module in mathjs syntax: declarations, then definitions, with what each belongs to beside it. */
export function definitionsToMathjs(graph: Graph, options: DisplayOptions = {}): string {
  const statements = statementsOf(graph, options);
  const print = termPrinter(statements.map(({ term }) => term));
  const lines = graph.inputs.map(({ name, kind, shape }) => declaration(graph, name, kind, shape));
  for (const statement of statements) {
    lines.push(...rangeDeclaration(graph, statement));
    const { origin } = statement.definition ?? {};
    const comment =
      origin === undefined || origin.kind === 'formula' ? '' : `  # ${origin.kind}: ${oneLine(origin.text)}`;
    lines.push(`${mathjsPlace(statement.name, statement.places)} = ${print(statement.term)}${comment}`);
  }
  for (const { role, by, definition } of graph.outputs)
    lines.push(`# ${role}${by === undefined ? '' : ` by ${by.join(', ')}`}: ${definition}`);
  return `${lines.join('\n')}\n`;
}

/**
 * What a graph computes, in mathjs syntax: a scalar is an expression, after lines for what it needs; an array is the
 * definition of its elements. The graph has one output, its last definition. The text is a module of its own: where a
 * range must be declared, so are the inputs that tell its size.
 */
export function resultToMathjs(graph: Graph, options: DisplayOptions = {}): string {
  const statements = statementsOf(graph, options);
  const print = termPrinter(statements.map(({ term }) => term));
  const declared = statements.map((statement) => rangeDeclaration(graph, statement));
  const lines = statements.flatMap((statement, k) => {
    const text = print(statement.term);
    if (isResult(graph, statement)) return [text];
    return [...(declared[k] ?? []), `${mathjsPlace(statement.name, statement.places)} = ${text}`];
  });
  if (declared.every((lines) => lines.length === 0)) return lines.join('\n');
  const inputs = inputsNeeded(graph).filter(({ shape }) => shape.length > 0);
  return [...inputs.map(({ name, kind, shape }) => declaration(graph, name, kind, shape)), ...lines].join('\n');
}

/** The inputs that the definitions of a graph read, and, where those leave a size open, the others that tell it. */
export function inputsNeeded({ inputs, definitions }: Graph): Input[] {
  const used = postorder(definitions.flatMap(({ body, indices }) => [body, ...indices]));
  const reads = new Set(used.filter((node) => node.op === 'read').map(({ name }) => name));
  const open = new Set(used.filter((node) => node.op === 'size'));
  for (const { name, shape } of inputs) if (reads.has(name)) for (const node of postorder(shape)) open.delete(node);
  return inputs.filter(({ name, shape }) => reads.has(name) || postorder(shape).some((node) => open.has(node)));
}

/** As `resultToMathjs`, in LaTeX; several lines are in an `aligned` environment. */
export function resultToLatex(graph: Graph, options: DisplayOptions = {}): string {
  const statements = statementsOf(graph, options);
  const print = latexPrinter(statements.map(({ term }) => term));
  return latexLines(
    statements.map((statement) => {
      const right = print(statement.term);
      return isResult(graph, statement) ? { right } : { left: latexPlace(statement.name, statement.places), right };
    }),
  );
}

/** The scalar that a graph is about needs no name. */
const isResult = (graph: Graph, { name, places, definition }: Statement): boolean =>
  definition !== undefined && places.length === 0 && graph.outputs.some((output) => output.definition === name);

function statementsOf(graph: Graph, options: DisplayOptions): Statement[] {
  const taken = new Set(options.taken ?? []);
  for (const { name } of [...graph.inputs, ...graph.definitions]) taken.add(name);
  return graph.definitions.flatMap((definition): Statement[] => {
    const { name, indices, body } = definition;
    const { lets, terms, indexNames } = display([body], { store: graph.store, ...options, taken }, indices);
    for (const part of lets) taken.add(part.name);
    return [
      ...lets.map((part) => ({ name: part.name, places: part.indices, term: part.term })),
      { name, places: indices.map((index) => indexNames.get(index) as string), term: terms[0] as Term, definition },
    ];
  });
}

function declaration(graph: Graph, name: string, kind: string, shape: readonly Node[]): string {
  const sizes = shape.map((size) => toMathjs(size, { store: graph.store }));
  return `${name} : ${kind}${sizes.length === 0 ? '' : `[${sizes.join(', ')}]`}`;
}

/** `y : real[n]`, where the range of an index can't be seen from the arrays that it subscripts. */
function rangeDeclaration(graph: Graph, { name, definition }: Statement): string[] {
  if (definition === undefined) return [];
  const shapes = new Map(graph.inputs.map((input) => [input.name, input.shape]));
  for (const other of graph.definitions) if (other !== definition) shapes.set(other.name, extentsOf(other));
  const reads = postorder([definition.body]).filter((node) => node.op === 'read');
  const isPlain = (index: Node): boolean => {
    const places = reads.flatMap((read) =>
      read.args.flatMap((place, p) =>
        place.free.includes(index) ? [{ place, extent: shapes.get(read.name)?.[p] }] : [],
      ),
    );
    return places.length > 0 && places.every(({ place, extent }) => place === index && extent === index.args[1]);
  };
  return definition.indices.every(isPlain) ? [] : [declaration(graph, name, 'real', extentsOf(definition))];
}

/** A comment ends with its line: text from the user must not. */
const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
