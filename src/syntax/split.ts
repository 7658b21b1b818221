/**
 * Cuts a module's tokens into statements, so that each is parsed by itself and an error in one doesn't hide those in
 * the others. Reports what can be seen before parsing: characters that mathjs doesn't know, malformed numbers,
 * brackets that don't match, and the parts of mathjs' language that formulas don't have.
 */
import { placeOf } from '../source.ts';
import type { Span } from '../source.ts';
import type { Reporter } from '../diagnostic.ts';
import { strayCharacter } from './explain.ts';
import { INPUT_KINDS, numberValue } from './tokens.ts';
import type { Token } from './tokens.ts';

/** The tokens of one statement, without line ends. */
export interface Piece extends Span {
  readonly tokens: readonly Token[];
  /** False if an error was reported already. */
  readonly sound: boolean;
}

/** A file with more errors than this is likely no formula at all. */
export const MAX_ERRORS = 20;

/** The statements of a module, in order; comments and empty statements are gone. Stops at the twentieth error. */
export function splitStatements(tokens: readonly Token[], reporter: Reporter): Piece[] {
  const pieces: Piece[] = [];
  /** The statement that is being read: where it begins, whether it has no fault, its last token, its open brackets. */
  let [from, sound] = [0, true];
  let last: Token | undefined;
  let open: Token[] = [];
  /** The first line end inside the brackets after which a new statement seems to begin. */
  let restart: number | undefined;

  const fault = (code: string, message: string, span: Span, suggestion?: string): void => {
    reporter.error(code, message, span, suggestion);
    sound = false;
  };
  const finish = (to: number): void => {
    const piece = tokens.slice(from, to).filter((token) => token.kind !== 'newline');
    const [head, tail] = [piece[0], piece.at(-1)];
    if (head && tail) pieces.push({ tokens: piece, start: head.start, end: tail.end, sound });
    [from, sound, last, open, restart] = [to + 1, true, undefined, [], undefined];
  };
  const close = (token: Token): void => {
    const inner = open.at(-1);
    if (inner === undefined) {
      fault('syntax', `this \`${token.text}\` closes no bracket`, token, 'remove it, or open a bracket before it');
    } else if (closerOf(inner) === token.text) {
      open.pop();
    } else {
      const { line, column } = placeOf(reporter.source, inner.start);
      const message = `\`${token.text}\` does not close the \`${inner.text}\` at ${line}:${column}`;
      fault('syntax', message, token, `close that bracket with \`${closerOf(inner)}\``);
      const match = open.findLastIndex((bracket) => closerOf(bracket) === token.text);
      open.length = match < 0 ? open.length - 1 : match;
    }
    if (open.length === 0) restart = undefined;
  };

  for (let i = 0; i < tokens.length && reporter.diagnostics.length < MAX_ERRORS; i += 1) {
    const token = tokens[i] as Token;
    if (token.kind === 'newline') {
      if (open.length > 0) restart ??= beginsStatement(tokens, i + 1, tokens[from], reporter) ? i : undefined;
      else if (last?.kind !== 'operator' || newStatementAfter(tokens, i)) finish(i);
    } else if (token.kind === 'semicolon' && open.length === 0) finish(i);
    else {
      last = token;
      const refusal = refuse(token);
      if (refusal) fault(refusal.code, refusal.message, token, refusal.suggestion);
      if (token.kind === 'open') open.push(token);
      if (token.kind === 'close') close(token);
    }
    if (i === tokens.length - 1 && open.length > 0) {
      const before = tokens[restart ?? i]?.start ?? 0;
      const unclosed = open.findLast((bracket) => bracket.start <= before) as Token;
      const closer = closerOf(unclosed);
      fault('syntax', `this \`${unclosed.text}\` is never closed`, unclosed, `add the missing \`${closer}\``);
      // The statements that the open bracket swallowed are given back.
      i = restart ?? i + 1;
      finish(i);
    }
  }
  finish(tokens.length);
  return pieces;
}

const CLOSER = new Map([
  ['(', ')'],
  ['[', ']'],
  ['{', '}'],
]);

function closerOf(bracket: Token): string {
  return CLOSER.get(bracket.text) ?? '';
}

/**
 * mathjs skips a line end after an operator, since a value must follow. Where a definition follows, that can't be meant:
 * `a = b +` lacks its value, and `tax = 10%` would be read as the remainder by the name in the next line.
 */
function newStatementAfter(tokens: readonly Token[], lineEnd: number): boolean {
  if (tokens[lineEnd - 1]?.kind === 'newline') return false;
  let next = lineEnd;
  while (tokens[next]?.kind === 'newline') next += 1;
  return isDefinition(tokens, next);
}

/** Do the tokens read `name =`, `name(…) =`, `name[…] =` or `name : type`? */
function isDefinition(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.kind !== 'name') return false;
  let next = at + 1;
  if (tokens[next]?.text === ':') return INPUT_KINDS.has(tokens[next + 1]?.text ?? '');
  for (let depth = 0; tokens[next]?.kind === 'open' || depth > 0; next += 1) {
    const kind = tokens[next]?.kind;
    if (kind === 'newline' || kind === undefined) return false;
    depth += kind === 'open' ? 1 : kind === 'close' ? -1 : 0;
  }
  return tokens[next]?.text === '=';
}

/** Does the line look like a new statement, no deeper indented than the current one? */
function beginsStatement(
  tokens: readonly Token[],
  at: number,
  first: Token | undefined,
  { source }: Reporter,
): boolean {
  const token = tokens[at];
  if (token === undefined || first === undefined || !isDefinition(tokens, at)) return false;
  return indent(source.text, token) <= indent(source.text, first);
}

/** How far the token stands from the start of its line. */
function indent(text: string, token: Token): number {
  let i = token.start;
  while (i > 0 && text[i - 1] !== '\n' && text[i - 1] !== '\r') i -= 1;
  return token.start - i;
}

interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly suggestion?: string;
}

const UNSUPPORTED: ReadonlyMap<string, Refusal> = new Map(
  (
    [
      ['{', ['objects `{…}` are not supported', 'use one name for each value, or an array `[…]`']],
      ['.', ['properties `a.b` are not supported', 'use a name of its own, or an index `a[i]`']],
      ['?.', ['optional chaining `?.` is not supported', 'use a conditional `test ? a : b`']],
      ['??', ['`??` is not supported: no value is ever missing in a formula', 'use a conditional `test ? a : b`']],
    ] as const
  ).map(([token, [message, suggestion]]) => [token, { code: 'unsupported', message, suggestion }]),
);

/** What is wrong with a token whatever stands around it. */
function refuse(token: Token): Refusal | undefined {
  switch (token.kind) {
    case 'unknown':
      return { code: 'unexpected-character', ...strayCharacter(token.text) };
    case 'string':
      return {
        code: 'unsupported',
        message: 'strings are not supported',
        suggestion: 'formulas know only numbers and arrays',
      };
    case 'number':
      return refuseNumber(token.text);
    default:
      return UNSUPPORTED.get(token.text);
  }
}

function refuseNumber(text: string): Refusal | undefined {
  const value = numberValue(text);
  if (value === undefined)
    return {
      code: 'bad-number',
      message: `\`${text}\` is not a number`,
      suggestion: 'write it as in 12, 0.5, 1.5e-3, 0xff or 0b101',
    };
  if (Number.isFinite(value)) return undefined;
  const message = `\`${text}\` is larger than the largest double, 1.8e308`;
  return { code: 'bad-number', message, suggestion: 'write `Infinity` if you mean that' };
}
