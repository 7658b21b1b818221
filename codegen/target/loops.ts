import type { Program, Statement } from '../../src/ir/program.ts';
import type { Node } from '../../src/ir/store.ts';
import type { Names } from './names.ts';
import { createPrinter } from './statement.ts';

/** From so many statements on, a function's loops are functions of their own. */
export const LONG = 120;
/** A loop of fewer statements stays where it is. */
const LARGE = 3;

export interface BodyContext {
  readonly functionName: string;
  /** A name of the module that nothing else has. */
  readonly freshName: (wanted: string) => string;
  /** The type of what a program's name stands for. */
  readonly typeOf: (name: string) => string;
  readonly longest: number;
}

/** The body of a function, and the functions that it calls for its loops. */
export interface BodyText {
  readonly lines: string[];
  readonly functions: string[];
}

/**
 * Prints a program's statements. Of a long one each large loop is a function of its own: an engine compiles a function
 * while its loops run, and for each of them from there to the end of the function, so that the first calls of a long one
 * take many times as long as the later ones.
 */
export function printBody(
  { body }: Program,
  names: Names,
  own: ReadonlySet<Node>,
  { functionName, freshName, typeOf, longest }: BodyContext,
): BodyText {
  const print = createPrinter(names, own);
  const parts = partsOf(body, longest);
  const named = new Map<Node, string>();
  const lines: string[] = [];
  const functions: string[] = [];
  const freshFunction = (): string => {
    for (;;) {
      const name = freshName(`${functionName}Loop`);
      const local = names.fresh(name);
      if (local === name) return name;
      // A local has this name, and would hide the function.
      names.release(local);
    }
  };
  for (let from = 0; from < body.length;) {
    const to = parts.find((part) => part.from === from)?.to;
    if (to === undefined) {
      const statement = body[from] as Statement;
      lines.push(...print(body, from, from + 1));
      if (statement.kind === 'local' && statement.names !== undefined) named.set(statement.names, statement.name);
      from += 1;
      continue;
    }
    const part = body.slice(from, to);
    const name = freshFunction();
    const changed = changedBy(part).map((one) => names.of(one));
    const needed = [...new Set([...needsOf(part, named), ...changedBy(part)])];
    const parameters = needed.map((one) => `${names.of(one)}: ${typeOf(one)}`);
    const inner: string[] = [];
    names.block(() => inner.push(...print(body, from, to)));
    const { type, value } = resultOf(changed);
    functions.push(
      [
        `/** A part of ${functionName} that is compiled by itself. */`,
        `function ${name}(${parameters.join(', ')}): ${type} {`,
        ...inner,
        ...(value === undefined ? [] : [`return ${value};`]),
        '}',
      ].join('\n'),
    );
    const call = `${name}(${needed.map((one) => names.of(one)).join(', ')});`;
    lines.push(value === undefined ? call : `${value} = ${call}`);
    from = to;
  }
  return { lines, functions };
}

/** The statements of each function that a program becomes. */
export function functionsOf({ body }: Program, longest: number): (readonly Statement[])[] {
  const parts = partsOf(body, longest);
  const rest = body.filter((_, k) => parts.every(({ from, to }) => k < from || k >= to));
  return [rest, ...parts.map(({ from, to }) => body.slice(from, to))];
}

/** What a part gives back of variables from before it: the one, or all in an array. */
function resultOf(changed: readonly string[]): { type: string; value?: string } {
  const [first] = changed;
  if (first === undefined) return { type: 'void' };
  if (changed.length === 1) return { type: 'number', value: first };
  return { type: `[${changed.map(() => 'number').join(', ')}]`, value: `[${changed.join(', ')}]` };
}

interface Part {
  readonly from: number;
  /** After its last statement. */
  readonly to: number;
}

/** The large loops of a long program, each with the one that does what it leaves over; none where there is one only. */
function partsOf(body: readonly Statement[], longest: number): Part[] {
  const parts: Part[] = [];
  if (countOf(body) < longest) return parts;
  for (let from = 0; from < body.length; from += 1) {
    const statement = body[from] as Statement;
    if (!holdsLoop(statement)) continue;
    const rest = isStepped(statement)
      ? body.findIndex((other, k) => k > from && other.kind === 'loop' && other.rest === true)
      : -1;
    const to = Math.max(rest, from) + 1;
    const part = body.slice(from, to);
    if (!part.every(holdsLoop) || countOf(part) < LARGE) continue;
    parts.push({ from, to });
    from = to - 1;
  }
  return parts.length < 2 ? [] : parts;
}

const isStepped = (statement: Statement): boolean => statement.kind === 'loop' && statement.step !== undefined;

const holdsLoop = (statement: Statement): boolean =>
  statement.kind === 'loop' || (statement.kind === 'if' && statement.body.some(holdsLoop));

/** All statements, those within others too. */
function* allOf(statements: readonly Statement[]): Generator<Statement> {
  for (const statement of statements) {
    yield statement;
    if (statement.kind === 'loop' || statement.kind === 'if') yield* allOf(statement.body);
  }
}

const countOf = (statements: readonly Statement[]): number => [...allOf(statements)].length;

function declaredIn(statements: readonly Statement[]): ReadonlySet<string> {
  const declared = new Set<string>();
  for (const one of allOf(statements)) if (one.kind === 'local' || one.kind === 'variable') declared.add(one.name);
  return declared;
}

/** The variables from before that are set. */
function changedBy(statements: readonly Statement[]): string[] {
  const declared = declaredIn(statements);
  const set = new Set<string>();
  for (const one of allOf(statements)) {
    if (one.kind === 'update') set.add(one.name);
    if (one.kind === 'track') set.add(one.best).add(one.arg);
  }
  return [...set].filter((name) => !declared.has(name));
}

/** The names of what is used and was there before; `named` are the expressions that have one of these names. */
function needsOf(statements: readonly Statement[], named: ReadonlyMap<Node, string>): string[] {
  const needed = new Set<string>();
  const roots: Node[] = [];
  for (const one of allOf(statements)) {
    if ('value' in one && typeof one.value === 'object') roots.push(one.value);
    if (one.kind === 'store') roots.push(one.at);
    if (one.kind === 'store' || one.kind === 'fill') needed.add(one.array);
    if (one.kind === 'track') roots.push(one.index);
    if (one.kind === 'if') roots.push(one.test);
    if (one.kind === 'loop') roots.push(one.lo, one.hi);
  }
  const seen = new Set<Node>();
  for (let node = roots.pop(); node !== undefined; node = roots.pop()) {
    // What an index runs between is evaluated before its loop, not where it is read.
    if (seen.has(node) || node.op === 'index') continue;
    seen.add(node);
    const name = named.get(node);
    if (name !== undefined) needed.add(name);
    else {
      if (node.op === 'read' || node.op === 'size') needed.add(node.name);
      roots.push(...node.args);
    }
  }
  const declared = declaredIn(statements);
  return [...needed].filter((name) => !declared.has(name));
}
