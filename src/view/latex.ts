import { isReduction } from '../ir/op.ts';
import type { OpName, ReductionName } from '../ir/op.ts';
import type { Node } from '../ir/store.ts';
import { display } from './display.ts';
import type { DisplayOptions } from './display.ts';
import { latexName } from './latex-name.ts';
import { termsBelow } from './term.ts';
import type { Term } from './term.ts';

/** How tightly a text holds together, from the loosest. A fraction and a call are closed but no base of a power. */
const level = {
  conditional: 0, or: 1, and: 2, comparison: 3, sum: 4, product: 5, unary: 6, closed: 7, power: 8, atom: 9,
} as const; // prettier-ignore
type Level = (typeof level)[keyof typeof level];

/** What a text begins or ends with: decides whether two factors may stand side by side. */
type Edge = 'number' | 'symbol' | 'word' | 'group' | 'fraction';

interface Text {
  readonly text: string;
  readonly level: Level;
  readonly first: Edge;
  readonly last: Edge;
  /** The text without the minus that it begins with. */
  readonly bare?: Text;
  /** Ends with a sum over an index, which would swallow a factor written after it. */
  readonly open?: boolean;
  /** A function and its argument, so that a power may stand between them. */
  readonly call?: { readonly name: string; readonly argument: string };
  /** The lines of a list of cases. */
  readonly rows?: string;
}

/**
 * An expression of the graph in LaTeX (for math mode, with amsmath), counted from 1. Where the text would explode, or
 * `share` is set, shared parts are named first, in an `aligned` environment.
 */
export function toLatex(node: Node, options: DisplayOptions = {}): string {
  const { lets, terms } = display([node], options);
  const print = latexPrinter([...lets.map((part) => part.term), ...terms]);
  const lines = lets.map((part) => ({ left: latexPlace(part.name, part.indices), right: print(part.term) }));
  return latexLines([...lines, { right: print(terms[0] as Term) }]);
}

/** Prints terms that are in these or below them. */
export function latexPrinter(roots: readonly Term[]): (term: Term) => string {
  const texts = new Map<Term, Text>();
  for (const term of termsBelow(roots)) texts.set(term, textOf(term, texts));
  return (term) => (texts.get(term) as Text).text;
}

/** Equations below each other; one alone stands for itself. */
export function latexLines(lines: readonly { readonly left?: string; readonly right: string }[]): string {
  const [first, second] = lines;
  if (second === undefined) return first?.left === undefined ? (first?.right ?? '') : `${first.left} = ${first.right}`;
  const rows = lines.map(({ left, right }) => (left === undefined ? `& ${right}` : `${left} &= ${right}`));
  return `\\begin{aligned}\n${rows.join(' \\\\\n')}\n\\end{aligned}`;
}

export const latexPlace = (name: string, indices: readonly string[]): string =>
  elementText(
    name,
    indices.map((index) => latexName(index).text),
  ).text;

const make = (text: string, at: Level, first: Edge, last: Edge = first): Text => ({ text, level: at, first, last });
const grouped = (text: string): string => `\\left(${text}\\right)`;
const within = (part: Text, needed: Level): Text =>
  part.level < needed ? make(grouped(part.text), level.atom, 'group') : part;
const negation = (bare: Text): Text => ({
  ...make(`-${within(bare, level.product).text}`, level.unary, 'symbol', bare.last),
  bare,
  open: bare.open ?? false,
});

const call =
  (name: string) =>
  (...args: Text[]): Text => {
    const argument = args.map((arg) => arg.text).join(', ');
    const { length } = args;
    return {
      ...make(`${name}${grouped(argument)}`, level.closed, 'word', 'group'),
      ...(length === 1 ? { call: { name, argument } } : {}),
    };
  };
const operator = (name: string): ((...args: Text[]) => Text) => call(`\\operatorname{${name}}`);
const between =
  (symbol: string, at: Level, left: Level, right: Level) =>
  (a: Text, b: Text): Text => ({
    ...make(`${within(a, left).text} ${symbol} ${within(b, right).text}`, at, a.first, b.last),
    open: b.open ?? false,
  });
const comparison = (symbol: string): ((a: Text, b: Text) => Text) =>
  between(symbol, level.comparison, level.sum, level.sum);
const fenced =
  (left: string, right: string) =>
  (a: Text): Text =>
    make(`\\left${left}${a.text}\\right${right}`, level.atom, 'group');
const rootOf =
  (degree: string) =>
  (a: Text): Text =>
    make(`\\sqrt${degree}{${a.text}}`, level.atom, 'word', 'fraction');
const exponential = (exponent: Text): Text => make(`e^{${exponent.text}}`, level.power, 'symbol', 'group');
const one = make('1', level.atom, 'number');
const sum = between('+', level.sum, level.sum, level.product);
const difference = between('-', level.sum, level.sum, level.product);

function product(a: Text, b: Text): Text {
  if (a.bare !== undefined) return negation(product(a.bare, b));
  const left = a.open === true ? within(a, level.atom) : within(a, level.product);
  const right = b.bare === undefined ? within(b, level.product) : make(grouped(b.text), level.atom, 'group');
  const looksApplied = left.last === 'symbol' && right.first === 'group';
  const looksJoined = right.first === 'number' || (left.last === 'fraction' && right.first === 'fraction');
  const sign = looksApplied || looksJoined ? ' \\cdot ' : ' ';
  return {
    ...make(left.text + sign + right.text, level.product, left.first, right.last),
    open: right.open ?? false,
  };
}

function quotient(a: Text, b: Text): Text {
  if (a.bare !== undefined) return negation(quotient(a.bare, b));
  return make(`\\frac{${a.text}}{${b.text}}`, level.closed, 'fraction');
}

function power(base: Text, exponent: Text): Text {
  // sin²(x); but sin⁻¹ is another function.
  if (base.call !== undefined && /^([2-9]|1\d)$/.test(exponent.text)) {
    const { name, argument } = base.call;
    return make(`${name}^{${exponent.text}}${grouped(argument)}`, level.closed, 'word', 'group');
  }
  const shown = within(base, level.atom);
  return make(`${shown.text}^{${exponent.text}}`, level.power, shown.first, 'group');
}

const square = (a: Text): Text => power(a, make('2', level.atom, 'number'));

const notation: Record<OpName, (a: Text, b: Text, c: Text) => Text> = {
  neg: negation,
  add: sum,
  sub: difference,
  mul: product,
  div: quotient,
  pow: power,
  mod: between('\\bmod', level.product, level.unary, level.unary),
  idiv: (a, b) => fenced('\\lfloor ', '\\rfloor')(quotient(a, b)),
  min: (a, b) => call('\\min')(a, b),
  max: (a, b) => call('\\max')(a, b),
  atan2: (a, b) => operator('atan2')(a, b),
  hypot: (a, b) => rootOf('')(sum(square(a), square(b))),
  nthRoot: (a, b) => rootOf(`[${b.text}]`)(a),
  sqrt: rootOf(''),
  cbrt: rootOf('[3]'),
  exp: exponential,
  expm1: (a) => difference(exponential(a), one),
  log: (a) => call('\\ln')(a),
  log1p: (a) => call('\\ln')(a.bare === undefined ? sum(one, a) : difference(one, a.bare)),
  log2: (a) => call('\\log_{2}')(a),
  log10: (a) => call('\\log_{10}')(a),
  sin: (a) => call('\\sin')(a),
  cos: (a) => call('\\cos')(a),
  tan: (a) => call('\\tan')(a),
  sec: (a) => call('\\sec')(a),
  csc: (a) => call('\\csc')(a),
  cot: (a) => call('\\cot')(a),
  asin: (a) => call('\\arcsin')(a),
  acos: (a) => call('\\arccos')(a),
  atan: (a) => call('\\arctan')(a),
  asec: (a) => operator('arcsec')(a),
  acsc: (a) => operator('arccsc')(a),
  acot: (a) => operator('arccot')(a),
  sinh: (a) => call('\\sinh')(a),
  cosh: (a) => call('\\cosh')(a),
  tanh: (a) => call('\\tanh')(a),
  sech: (a) => operator('sech')(a),
  csch: (a) => operator('csch')(a),
  coth: (a) => call('\\coth')(a),
  asinh: (a) => operator('arsinh')(a),
  acosh: (a) => operator('arcosh')(a),
  atanh: (a) => operator('artanh')(a),
  asech: (a) => operator('arsech')(a),
  acsch: (a) => operator('arcsch')(a),
  acoth: (a) => operator('arcoth')(a),
  erf: (a) => operator('erf')(a),
  erfc: (a) => operator('erfc')(a),
  erfcx: (a) => operator('erfcx')(a),
  normcdf: (a) => operator('normcdf')(a),
  gamma: (a) => call('\\Gamma')(a),
  lgamma: (a) => call('\\ln')(fenced('|', '|')(call('\\Gamma')(a))),
  polygamma: (order, a) => make(`\\psi^{(${order.text})}${grouped(a.text)}`, level.closed, 'symbol', 'group'),
  sigmoid: (a) => operator('sigmoid')(a),
  softplus: (a) => operator('softplus')(a),
  relu: (a) => operator('relu')(a),
  abs: fenced('|', '|'),
  sign: (a) => operator('sgn')(a),
  floor: fenced('\\lfloor ', '\\rfloor'),
  ceil: fenced('\\lceil ', '\\rceil'),
  round: (a) => operator('round')(a),
  fix: (a) => operator('fix')(a),
  lt: comparison('<'),
  le: comparison('\\le'),
  gt: comparison('>'),
  ge: comparison('\\ge'),
  eq: comparison('='),
  ne: comparison('\\ne'),
  and: between('\\land', level.and, level.and, level.and),
  or: between('\\lor', level.or, level.or, level.or),
  not: (a) => make(`\\lnot ${within(a, level.closed).text}`, level.unary, 'word', a.last),
  select: cases,
  // Marks for the differentiation, not mathematics.
  detach: (a) => a,
  given: (a) => a,
};

/** A chain of conditionals is one list of cases. */
function cases(test: Text, then: Text, otherwise: Text): Text {
  const rows = `${then.text} & \\text{if } ${test.text} \\\\ ${otherwise.rows ?? `${otherwise.text} & \\text{otherwise}`}`;
  return { ...make(`\\begin{cases} ${rows} \\end{cases}`, level.conditional, 'group'), rows };
}

const bigOperators: Record<ReductionName, string> = {
  sumOver: '\\sum',
  prodOver: '\\prod',
  maxOver: '\\max',
  minOver: '\\min',
  argmaxOver: '\\operatorname*{arg\\,max}',
  argminOver: '\\operatorname*{arg\\,min}',
};

/** Σ and Π carry their bounds below and above, max and min all of it below. */
function reductionText(head: ReductionName, name: string, first: Text, last: Text, body: Text): Text {
  const index = latexName(name).text;
  const isSum = head === 'sumOver' || head === 'prodOver';
  const bounds = isSum
    ? `_{${index}=${first.text}}^{${last.text}}`
    : `_{${first.text} \\le ${index} \\le ${last.text}}`;
  const inner = body.bare === undefined ? within(body, level.product) : make(grouped(body.text), level.atom, 'group');
  return { ...make(`${bigOperators[head]}${bounds} ${inner.text}`, level.product, 'word', inner.last), open: true };
}

/** Constants that mathjs names and mathematics writes as expressions. */
const constants: Readonly<Record<string, Text>> = {
  Infinity: make('\\infty', level.atom, 'symbol'),
  LN2: call('\\ln')(make('2', level.atom, 'number')),
  LN10: call('\\ln')(make('10', level.atom, 'number')),
  LOG2E: call('\\log_{2}')(make('e', level.atom, 'symbol')),
  LOG10E: call('\\log_{10}')(make('e', level.atom, 'symbol')),
  SQRT2: rootOf('')(make('2', level.atom, 'number')),
  SQRT1_2: quotient(one, rootOf('')(make('2', level.atom, 'number'))),
};

function numberText(value: number): Text {
  const [digits = '', exponent] = String(value).split('e');
  if (exponent === undefined) return make(digits, level.atom, 'number');
  const scale = `10^{${exponent.replace('+', '')}}`;
  if (digits === '1') return make(scale, level.power, 'number', 'group');
  return make(`${digits} \\cdot ${scale}`, level.product, 'number', 'group');
}

function elementText(name: string, places: readonly string[]): Text {
  const { text, subscripted } = latexName(name);
  if (places.length === 0) return make(text, level.atom, 'symbol');
  return make(`${subscripted ? `{${text}}` : text}_{${places.join(', ')}}`, level.atom, 'symbol');
}

function textOf(term: Term, texts: ReadonlyMap<Term, Text>): Text {
  const { head, args, name, value } = term;
  const parts = args.map((arg) => texts.get(arg) as Text);
  const [a, b, c] = parts as [Text, Text, Text];
  if (head === 'const') return numberText(value);
  if (head === 'bool') return make(`\\mathrm{${value === 0 ? 'false' : 'true'}}`, level.atom, 'symbol');
  if (head === 'name') return (value === 0 ? undefined : constants[name]) ?? elementText(name, []);
  if (head === 'element')
    return elementText(
      name,
      parts.map((part) => part.text),
    );
  if (isReduction(head)) return reductionText(head, name, a, b, c);
  return notation[head](a, b, c);
}
