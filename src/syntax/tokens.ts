/**
 * Tokens by the rules of mathjs' scanner. mathjs' nodes carry no places, so the text is scanned a second time, to know
 * where each name, number and operator stands and where a statement ends.
 */
import type { Span } from '../source.ts';
import type { InputKind } from './tree.ts';

export interface Token extends Span {
  readonly kind:
    | 'number'
    | 'name'
    /** Wants an operand after it: prefix and infix operators, `=`, `:`, `?`, `,`. */
    | 'operator'
    /** Stands after its operand: `!` and `'`. */
    | 'postfix'
    | 'open'
    | 'close'
    /** `;` */
    | 'semicolon'
    /** A line end; those inside brackets too. */
    | 'newline'
    | 'string'
    /** A character that mathjs doesn't know. */
    | 'unknown';
  readonly text: string;
}

/**
 * The text as mathjs can read it, with every offset kept: mathjs knows neither a byte order mark nor a carriage return.
 */
export function readableText(text: string): string {
  return text
    .replace(/^\uFEFF/, ' ')
    .replace(/\r\n/g, ' \n')
    .replace(/\r/g, '\n');
}

/** × and ÷ lie among the accented letters that mathjs allows in names: nobody means them so. */
const LETTER =
  '(?:[A-Za-z_$\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02AF\\u0370-\\u03FF\\u2100-\\u214F]|\\uD835[\\uDC00-\\uDFFF])';
const NAME = `${LETTER}(?:${LETTER}|[0-9])*`;
const DECIMAL_MARK = '\\.(?![*/^])';
const NUMBER =
  `0[box](?:${LETTER}|[0-9])*(?:\\.(?:${LETTER}|[0-9])*)?|` +
  // The last part takes in what mathjs refuses, `2e+`, `2e5.` and `2e.`, so that it is reported as one number.
  `(?:[0-9]+(?:${DECIMAL_MARK})?[0-9]*|\\.[0-9]+)(?:[eE](?=[0-9+-])[+-]?[0-9]*(?:${DECIMAL_MARK})?|[eE]${DECIMAL_MARK})?`;
const OPERATOR = '>>>|\\.[*/^]|\\^\\||\\?\\.(?![0-9])|\\?\\?|[=!<>]=|<<|>>|[-,+*/%^~&|=:?<>!.]';

/** In groups: skipped, newline, name, number, quoted, open, close, semicolon, operator. */
const TOKEN = [
  '((?:[ \\t\\u00A0]|#[^\\n]*)+)',
  '(\\n)',
  `(${NAME})`,
  `(${NUMBER})`,
  // A string ends at the end of its line: strings are refused, and the error should not spread.
  '("(?:[^"\\\\\\n]|\\\\.)*"?)',
  '([([{])',
  '([)\\]}])',
  '(;)',
  `(${OPERATOR})`,
].join('|');
const GROUPS = ['skipped', 'newline', 'name', 'number', 'string', 'open', 'close', 'semicolon', 'operator'] as const;
const QUOTED = "'(?:[^'\\\\\\n]|\\\\.)*'?";

/** mathjs' operators that are words. Where a value must stand they are names (`mod(a, b)`), except `not`. */
export const WORD_OPERATORS: ReadonlySet<string> = new Set(['mod', 'to', 'in', 'and', 'xor', 'or', 'not']);

/** The types of inputs, words with a meaning only in a declaration. */
export const INPUT_KINDS: ReadonlyMap<string, InputKind> = new Map([
  ['real', 'real'],
  ['data', 'data'],
  ['int', 'int'],
]);

const ENDS_VALUE: ReadonlySet<Token['kind']> = new Set(['number', 'name', 'postfix', 'close', 'string']);

/** The tokens of a readable text. Never fails: what it doesn't know is a token of kind `unknown`. */
export function tokenize(text: string): Token[] {
  const token = new RegExp(TOKEN, 'y');
  const quoted = new RegExp(QUOTED, 'y');
  const tokens: Token[] = [];
  let depth = 0;
  /** The token before, or undefined where a statement may begin. */
  let before: Token | undefined;
  let at = 0;
  const add = (kind: Token['kind'], end: number): void => {
    before = { kind, text: text.slice(at, end), start: at, end };
    tokens.push(before);
    at = end;
  };
  while (at < text.length) {
    const afterValue = before !== undefined && ENDS_VALUE.has(before.kind);
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) {
      quoted.lastIndex = at;
      if (text[at] === "'")
        add(afterValue ? 'postfix' : 'string', afterValue ? at + 1 : at + (quoted.exec(text)?.[0].length ?? 1));
      else add('unknown', at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1));
      continue;
    }
    const kind = GROUPS[match.findIndex((group, i) => i > 0 && group !== undefined) - 1] ?? 'skipped';
    const end = token.lastIndex;
    if (kind === 'skipped') at = end;
    else if (kind === 'newline') {
      tokens.push({ kind, text: match[0], start: at, end });
      at = end;
      if (depth === 0 && before?.kind !== 'operator') before = undefined;
    } else if (kind === 'operator') add(match[0] === '!' ? 'postfix' : 'operator', end);
    else if (kind === 'name') {
      // `2 in` is two inches, so there `in` is a name too.
      const operator = afterValue ? !(match[0] === 'in' && endsMeasure(tokens)) : match[0] === 'not';
      add(operator && WORD_OPERATORS.has(match[0]) ? 'operator' : 'name', end);
    } else {
      if (kind === 'open') depth += 1;
      else if (kind === 'close') depth = Math.max(0, depth - 1);
      add(kind, end);
      if (kind === 'semicolon' && depth === 0) before = undefined;
    }
  }
  return tokens;
}

/** The words that mathjs reads as it does numbers. */
const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'null', 'undefined', 'NaN', 'Infinity']);

/** So many tokens tell what stands before a number, empty lines included. */
const FAR = 16;

/** Whether the last token is a number that mathjs takes for a measure before `in`: in `x 2 in y`, `x^2 in y` and `2/3 in y` it is not. */
function endsMeasure(tokens: readonly Token[]): boolean {
  const isValue = (token: Token | undefined): boolean => token !== undefined && ENDS_VALUE.has(token.kind);
  const last = tokens.at(-1);
  if (last?.kind !== 'number' && !(last?.kind === 'name' && CONSTANTS.has(last.text))) return false;
  // A line goes on after an operator.
  const line: Token[] = [];
  for (const token of tokens.slice(-FAR))
    if (token.kind !== 'newline' || line.at(-1)?.kind !== 'operator') line.push(token);
  let left = line.length - 2;
  if (line[left]?.text === '-' && !isValue(line[left - 1])) left -= 1;
  const [before, sign] = [line[left - 1], line[left]];
  if (sign === undefined || sign.kind !== 'operator') return !isValue(sign);
  if (['^', '.^', 'not', '~'].includes(sign.text)) return false;
  return sign.text === '/' ? before?.kind !== 'number' : isValue(before) || !['+', '-'].includes(sign.text);
}

const RADIX: ReadonlyMap<string, number> = new Map([
  ['b', 2],
  ['o', 8],
  ['x', 16],
]);

/**
 * The value of a number as mathjs writes them: decimal, or binary, octal and hexadecimal with a fraction (`0x1.8`) or a
 * word size (`0xffi8` is -1). Undefined if it is none.
 */
export function numberValue(text: string): number | undefined {
  const other = /^0([box])([0-9a-fA-F]+)(?:\.([0-9a-fA-F]*)|i([0-9]+))?$/.exec(text);
  if (other === null) return Number.isNaN(Number(text)) && text !== 'NaN' ? undefined : Number(text);
  const [, letter = '', whole = '', fraction = '', size] = other;
  const radix = RADIX.get(letter) ?? 0;
  const digits = [...fraction].map((digit) => Number.parseInt(digit, radix));
  const value = digits.reduce((sum, digit, i) => sum + digit / radix ** (i + 1), Number(`0${letter}${whole}`));
  if (Number.isNaN(value)) return undefined;
  if (size === undefined) return value;
  const values = 2 ** Number(size);
  if (value >= values) return undefined;
  return value >= values / 2 ? value - values : value;
}
