/** Formula text to syntax tree. */
import { AdjointError, createReporter, throwIfErrors } from '../diagnostic.ts';
import type { Reporter } from '../diagnostic.ts';
import type { Source } from '../source.ts';
import { explainSyntaxError } from './explain.ts';
import { loadParser } from './mathjs.ts';
import type { MathNode, MathParser } from './mathjs.ts';
import { placeNodes } from './spans.ts';
import { convertStatement } from './statement.ts';
import { MAX_ERRORS, splitStatements } from './split.ts';
import type { Piece } from './split.ts';
import { readableText, tokenize } from './tokens.ts';
import type { Token } from './tokens.ts';
import type { Module, Statement, Tree } from './tree.ts';

/**
 * Parses a module.
 * @throws AdjointError with all syntax errors of the text (at most 20)
 */
export async function parseModule(source: Source): Promise<Module> {
  return parseModuleWith(await loadParser(), source);
}

/**
 * Parses a text that is one expression, such as `x^2 * sin(y)`.
 * @throws AdjointError as `parseModule`, and if the text is no single expression
 */
export async function parseExpression(source: Source): Promise<Tree> {
  const { statements } = await parseModule(source);
  const [first, second] = statements;
  if (first?.kind === 'expression' && second === undefined) return first.value;
  const reporter = createReporter(source);
  const other = first?.kind === 'expression' ? second : first;
  reporter.error(
    'not-an-expression',
    'one expression is expected here, and this is a statement',
    other?.span,
    'write the right side alone',
  );
  throw new AdjointError(reporter.diagnostics);
}

/** As `parseModule`, with mathjs' parser already loaded. */
export function parseModuleWith(parse: MathParser, source: Source): Module {
  const reporter = createReporter(source);
  const nul = source.text.indexOf('\0');
  if (nul >= 0) {
    reporter.error(
      'nul-byte',
      'the text has a NUL byte: this is not a formula',
      { start: nul, end: nul + 1 },
      'check that it is the right file',
    );
    throw new AdjointError(reporter.diagnostics);
  }
  const text = readableText(source.text);
  const pieces = splitStatements(tokenize(text), reporter);
  if (pieces.length === 0 && reporter.diagnostics.length === 0) {
    reporter.error('empty', 'there is no formula here', undefined, 'write for instance `f(x) = x^2`');
  }
  const statements: Statement[] = [];
  for (const piece of pieces) {
    if (reporter.diagnostics.length >= MAX_ERRORS) break;
    const statement = piece.sound ? parseStatement(parse, piece, text, reporter) : undefined;
    if (statement) statements.push(statement);
  }
  reporter.diagnostics.sort((a, b) => a.line - b.line || a.column - b.column);
  throwIfErrors(reporter);
  return { statements };
}

function parseStatement(parse: MathParser, piece: Piece, text: string, reporter: Reporter): Statement | undefined {
  if (remaindersNested(piece.tokens) > MAX_REMAINDERS) {
    reporter.error('too-deep', 'too many `%` inside each other', piece, 'give the inner ones names of their own');
    return undefined;
  }
  let node: MathNode;
  try {
    node = parse(text.slice(piece.start, piece.end));
  } catch (error) {
    reportFailure(error, piece, text, reporter);
    return undefined;
  }
  const places = placeNodes(node, piece.tokens, { start: piece.start, end: piece.end });
  // mathjs tries what follows `%` as an operand, and if it can't read it, forgets it: `10 % -` would be 0.1.
  if (!places.exact && piece.tokens.some((token) => token.text === '%')) {
    const what = places.stray === undefined ? 'the end' : `\`${places.stray.text}\``;
    const suggestion = 'put the percentage in parentheses';
    reporter.error('syntax', `${what} cannot stand here after \`%\``, places.stray ?? piece.tokens.at(-1), suggestion);
    return undefined;
  }
  return convertStatement(node, { places, reporter });
}

/** mathjs reads what follows a `%` twice, so the time doubles with each level of nesting. */
const MAX_REMAINDERS = 12;

/** On how many levels of brackets around some place a `%` stands. */
function remaindersNested(tokens: readonly Token[]): number {
  let most = 0;
  const levels = [false];
  for (const token of tokens) {
    if (token.kind === 'open') levels.push(false);
    else if (token.kind === 'close') levels.pop();
    else if (token.text === '%' && levels.at(-1) === false) {
      levels[levels.length - 1] = true;
      most = Math.max(most, levels.filter(Boolean).length);
    }
  }
  return most;
}

function reportFailure(error: unknown, piece: Piece, text: string, reporter: Reporter): void {
  if (error instanceof RangeError) {
    const suggestion = 'give inner parts names of their own';
    reporter.error('too-deep', 'this formula is nested too deep', deepest(piece.tokens), suggestion);
    return;
  }
  const { message, char } = error as { readonly message: string; readonly char?: number };
  const offset = char === undefined ? piece.start : piece.start + char - 1;
  const said = explainSyntaxError(message, offset, piece.tokens, text);
  reporter.error('syntax', said.message, said.span, said.suggestion);
}

/** The innermost bracket, or the statement's first token if it has none. */
function deepest(tokens: readonly Token[]): Token | undefined {
  let [depth, most, found] = [0, 0, tokens[0]];
  for (const token of tokens) {
    if (token.kind === 'open') depth += 1;
    if (token.kind === 'close') depth -= 1;
    if (depth > most) [most, found] = [depth, token];
  }
  return found;
}
