/** mathjs' syntax errors in words for people: what is wrong, where exactly, and what to write instead. */
import type { Span } from '../source.ts';
import { joinSpans } from '../source.ts';
import { WORD_OPERATORS } from './tokens.ts';
import type { Token } from './tokens.ts';

export interface Explanation {
  readonly message: string;
  readonly suggestion?: string;
}

/** Signs that people write in formulas and mathjs doesn't know. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['×', '*'],
  ['·', '*'],
  ['⋅', '*'],
  ['∗', '*'],
  ['÷', '/'],
  ['∕', '/'],
  ['−', '-'],
  ['–', '-'],
  ['—', '-'],
  ['⁻', '^-'],
  ['⁰', '^0'],
  ['¹', '^1'],
  ['²', '^2'],
  ['³', '^3'],
  ['⁴', '^4'],
  ['⁵', '^5'],
  ['≤', '<='],
  ['≥', '>='],
  ['≠', '!='],
  ['∧', 'and'],
  ['∨', 'or'],
  ['¬', 'not'],
  ['√', 'sqrt(…)'],
  ['∛', 'cbrt(…)'],
  ['∑', 'sum(i = 1:n, …)'],
  ['∏', 'prod(i = 1:n, …)'],
  ['∞', 'Infinity'],
  ['½', '1/2'],
  ['°', '* pi / 180'],
  ['’', "'"],
  ['′', "'"],
  ['“', '"'],
  ['”', '"'],
  ['…', ':'],
]);

/** A character that mathjs' grammar has no use for. */
export function strayCharacter(character: string): Explanation {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  const invisible = /^[\p{C}\p{Z}]$/u.test(character);
  const message = invisible
    ? `the invisible character ${code} stands here`
    : `the character \`${character}\` (${code}) has no meaning here`;
  const instead = INSTEAD.get(character);
  if (instead !== undefined) return { message, suggestion: `write \`${instead}\`` };
  return {
    message,
    suggestion: invisible
      ? 'remove it, or write an ordinary space'
      : 'names are made of Latin and Greek letters, digits and `_`',
  };
}

/** Operators of other languages, as mathjs' scanner takes them apart. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ['**', 'write `^` for a power'],
  ['&&', 'write `and`'],
  ['||', 'write `or`'],
  ['//', 'a comment begins with `#`'],
  ['===', 'write `==`'],
  ['!==', 'write `!=`'],
  ['<>', 'write `!=`'],
  ['=>', 'write `>=` to compare'],
  ['=<', 'write `<=`'],
  [':=', 'write `=`'],
  ['+=', 'write `name = name_before + …` with a new name: a name is given a value once'],
  ['-=', 'write `name = name_before - …` with a new name: a name is given a value once'],
  ['*=', 'write `name = name_before * …` with a new name: a name is given a value once'],
  ['/=', 'write `name = name_before / …` with a new name: a name is given a value once'],
  ['!=', 'write `!=` between two values'],
]);

/** Where the expression begins whose last token is given. */
function expressionStart(tokens: readonly Token[], last: number): number {
  let depth = 0;
  for (let i = last; i >= 0; i -= 1) {
    const token = tokens[i] as Token;
    if (token.kind === 'close') depth += 1;
    if (token.kind === 'open') depth -= 1;
    if (depth < 0 || (depth === 0 && BOUNDARY.has(token.text))) return i + 1;
  }
  return 0;
}

/** The bracket that the given one closes. */
function openerOf(tokens: readonly Token[], closer: number): number {
  let depth = 0;
  for (let i = closer; i > 0; i -= 1) {
    depth += tokens[i]?.kind === 'close' ? 1 : tokens[i]?.kind === 'open' ? -1 : 0;
    if (depth === 0) return i;
  }
  return 0;
}

const BOUNDARY: ReadonlySet<string> = new Set(['=', ',', ';', '?', ':']);

interface Context {
  readonly mathjs: string;
  readonly tokens: readonly Token[];
  /** Index of the token at which mathjs stopped; the number of tokens at the end. */
  readonly at: number;
  readonly source: string;
}

type Rule = (context: Context) => (Explanation & { readonly span?: Span }) | undefined;

const COMPLETE = 'write the value, or remove the operator';

/** Tried in order; the first that has something to say wins. */
const RULES: readonly Rule[] = [
  function foreignOperator({ tokens, at }) {
    const [before, token] = [tokens[at - 1], tokens[at]];
    if (before === undefined || token === undefined || before.end !== token.start) return undefined;
    const both = before.text + token.text;
    const suggestion = FOREIGN.get(both);
    return suggestion === undefined
      ? undefined
      : { message: `there is no operator \`${both}\``, suggestion, span: joinSpans(before, token) };
  },
  function lineGoesOn({ mathjs, tokens, at, source }) {
    const [before, token] = [tokens[at - 1], tokens[at]];
    if (before?.kind !== 'operator' || token === undefined || !mathjs.startsWith('Value expected')) return undefined;
    if (!source.slice(before.end, token.start).includes('\n')) return undefined;
    const message = `a value is missing after \`${before.text}\`: the next line is read as the rest of this one`;
    return { message, suggestion: 'complete the line', span: before };
  },
  function missingAtEnd({ tokens, at, mathjs }) {
    const last = tokens.at(-1);
    if (at < tokens.length || last === undefined || !/^Unexpected end|^Value expected/.test(mathjs)) return undefined;
    return { message: `a value is missing after \`${last.text}\``, suggestion: COMPLETE, span: last };
  },
  function conditional({ mathjs, tokens }) {
    if (!mathjs.startsWith('False part')) return undefined;
    const mark = tokens.find((token) => token.text === '?');
    const said = { message: 'this conditional has no `:` part', suggestion: 'write `test ? a : b`' };
    return mark === undefined ? said : { ...said, span: mark };
  },
  function emptyBranch({ mathjs }) {
    return mathjs.startsWith('The true-expression')
      ? { message: 'a value is missing between `?` and `:`', suggestion: 'write `test ? a : b`' }
      : undefined;
  },
  function rows({ mathjs, tokens, at }) {
    const lengths = /\((\d+) !== (\d+)\)/.exec(mathjs);
    if (!mathjs.startsWith('Column dimensions') || lengths === null) return undefined;
    const from = openerOf(tokens, at - 1);
    const [first, last] = [tokens[from], tokens[at - 1]];
    const message = `the rows of this matrix have different lengths, ${lengths[2]} and ${lengths[1]}`;
    const said = { message, suggestion: 'write as many items in each row; `;` begins a row' };
    return first && last ? { ...said, span: joinSpans(first, last) } : said;
  },
  function declarationWithValue({ mathjs, tokens, at }) {
    if (!mathjs.startsWith('Invalid left hand side') || tokens[1]?.text !== ':') return undefined;
    const name = tokens[0]?.text ?? 'x';
    const suggestion = `write two statements: \`${tokens
      .slice(0, at)
      .map((t) => t.text)
      .join(' ')}\` and \`${name} = …\``;
    return { message: 'a declaration cannot give a value', suggestion };
  },
  function leftSide({ mathjs, tokens, at, source }) {
    const last = tokens[at - 1];
    if (!mathjs.startsWith('Invalid left hand side') || last === undefined) return undefined;
    const from = expressionStart(tokens, at - 1);
    for (let i = from; i < at - 1; i += 1) {
      const [before, token] = [tokens[i] as Token, tokens[i + 1] as Token];
      // A line end can be here only inside brackets: one of them was closed too late.
      if (!source.slice(before.end, token.start).includes('\n')) continue;
      const message = `a closing bracket or an operator is missing after \`${before.text}\``;
      return { message, suggestion: 'close the bracket, or complete the line', span: before };
    }
    const suggestion = 'write `name = …`, `name[i] = …` or `f(x, y) = …`; to compare, write `==`';
    return {
      message: 'what stands before `=` cannot be given a value',
      suggestion,
      span: joinSpans(tokens[from] ?? last, last),
    };
  },
  function wordOperator({ tokens, at }) {
    const word = [tokens[at], tokens[at - 1]].find((token) => token !== undefined && WORD_OPERATORS.has(token.text));
    if (word === undefined) return undefined;
    return {
      message: `\`${word.text}\` is an operator and needs a value on its ${word.text === 'not' ? 'right' : 'left and right'}`,
      suggestion: COMPLETE,
      span: word,
    };
  },
  function separator({ tokens, at }) {
    if (tokens[at]?.text !== ',' || tokens.slice(0, at).some((token) => token.kind === 'open')) return undefined;
    return { message: '`,` cannot stand between statements', suggestion: 'begin a new line, or write `;`' };
  },
  function twoValues({ tokens, at }) {
    const [before, token] = [tokens[at - 1], tokens[at]];
    if (before === undefined || token === undefined) return undefined;
    const value = (t: Token): boolean => t.kind === 'number' || t.kind === 'name' || t.text === ')' || t.text === ']';
    if (!value(before) || !(token.kind === 'number' || token.kind === 'name' || token.kind === 'open'))
      return undefined;
    return {
      message: `an operator is missing between \`${before.text}\` and \`${token.text}\``,
      suggestion: 'write `*` for a product',
    };
  },
  function prefixBang({ tokens, at, mathjs }) {
    if (tokens[at]?.text !== '!' || !mathjs.startsWith('Value expected')) return undefined;
    return { message: '`!` is the factorial and stands after its operand', suggestion: 'write `not` for a negation' };
  },
  function bars({ tokens, at, mathjs }) {
    if (tokens[at]?.text !== '|' || !mathjs.startsWith('Value expected')) return undefined;
    return { message: 'a value is missing before `|`', suggestion: 'write `abs(x)` for the absolute value' };
  },
  function valueExpected({ tokens, at, mathjs }) {
    const [before, token] = [tokens[at - 1], tokens[at]];
    if (!mathjs.startsWith('Value expected') || token === undefined) return undefined;
    return {
      message:
        before === undefined
          ? `a value is missing before \`${token.text}\``
          : `a value is missing between \`${before.text}\` and \`${token.text}\``,
      suggestion: COMPLETE,
    };
  },
  function closer({ tokens, at, mathjs }) {
    const expected = /^(?:Parenthesis|End of matrix) (.) expected/.exec(mathjs)?.[1];
    const token = tokens[at];
    if (expected === undefined || token === undefined) return undefined;
    return {
      message: `\`${token.text}\` cannot stand here: \`${expected}\` is expected`,
      suggestion: `write \`${expected}\` before it`,
    };
  },
];

/**
 * Explains an error of mathjs' parser.
 * @param mathjs mathjs' message
 * @param offset where in the source it stopped
 * @param tokens the tokens of the statement
 * @param source the text that the tokens point into
 */
export function explainSyntaxError(
  mathjs: string,
  offset: number,
  tokens: readonly Token[],
  source: string,
): Explanation & { readonly span: Span } {
  const found = tokens.findIndex((token) => token.end > offset);
  const at = found < 0 ? tokens.length : found;
  const here = tokens[at] ?? tokens.at(-1) ?? { start: offset, end: offset };
  const span = { start: here.start, end: here.end };
  for (const rule of RULES) {
    const said = rule({ mathjs, tokens, at, source });
    if (said) return { ...said, span: said.span ?? span };
  }
  const token = tokens[at];
  if (token && mathjs.startsWith('Unexpected')) return { message: `\`${token.text}\` cannot stand here`, span };
  return { message: mathjs.replace(/ \(char \d+\)$/, ''), span };
}
