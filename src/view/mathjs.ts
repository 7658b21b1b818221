import { isReduction } from '../ir/op.ts';
import type { OpName, ReductionName } from '../ir/op.ts';
import type { Node } from '../ir/store.ts';
import { display } from './display.ts';
import type { Display, DisplayOptions, Let } from './display.ts';
import { termsBelow } from './term.ts';
import type { Term } from './term.ts';

/** How tightly mathjs binds, from the loosest; an operand that binds less than its place asks for gets parentheses. */
const level = {
  conditional: 0,
  or: 1,
  and: 2,
  comparison: 3,
  sum: 4,
  product: 5,
  unary: 6,
  power: 7,
  atom: 8,
} as const;
type Level = (typeof level)[keyof typeof level];

interface Text {
  readonly text: string;
  readonly level: Level;
}

/** An operator and the level that each side must have, or the name of a function. */
type Notation =
  | { readonly infix: string; readonly level: Level; readonly left: Level; readonly right: Level }
  | { readonly prefix: string; readonly level: Level; readonly operand: Level }
  | { readonly call: string };

const infix = (symbol: string, at: Level, left: Level, right: Level): Notation => ({
  infix: symbol,
  level: at,
  left,
  right,
});
const call = (name: string): Notation => ({ call: name });
const comparison = (symbol: string): Notation => infix(` ${symbol} `, level.comparison, level.sum, level.sum);

const notation = {
  neg: { prefix: '-', level: level.unary, operand: level.unary },
  add: infix(' + ', level.sum, level.sum, level.product),
  sub: infix(' - ', level.sum, level.sum, level.product),
  // a * (b * c) needs no parentheses to be read right, though its last digit may differ from (a * b) * c.
  mul: infix(' * ', level.product, level.product, level.unary),
  div: infix(' / ', level.product, level.product, level.unary),
  pow: infix('^', level.power, level.atom, level.unary),
  mod: call('mod'),
  idiv: call('floor'),
  min: call('min'),
  max: call('max'),
  atan2: call('atan2'),
  hypot: call('hypot'),
  nthRoot: call('nthRoot'),
  sqrt: call('sqrt'),
  cbrt: call('cbrt'),
  exp: call('exp'),
  expm1: call('expm1'),
  log: call('log'),
  log1p: call('log1p'),
  log2: call('log2'),
  log10: call('log10'),
  sin: call('sin'),
  cos: call('cos'),
  tan: call('tan'),
  sec: call('sec'),
  csc: call('csc'),
  cot: call('cot'),
  asin: call('asin'),
  acos: call('acos'),
  atan: call('atan'),
  asec: call('asec'),
  acsc: call('acsc'),
  acot: call('acot'),
  sinh: call('sinh'),
  cosh: call('cosh'),
  tanh: call('tanh'),
  sech: call('sech'),
  csch: call('csch'),
  coth: call('coth'),
  asinh: call('asinh'),
  acosh: call('acosh'),
  atanh: call('atanh'),
  asech: call('asech'),
  acsch: call('acsch'),
  acoth: call('acoth'),
  erf: call('erf'),
  erfc: call('erfc'),
  erfcx: call('erfcx'),
  normcdf: call('normcdf'),
  gamma: call('gamma'),
  lgamma: call('lgamma'),
  polygamma: call('polygamma'),
  sigmoid: call('sigmoid'),
  softplus: call('softplus'),
  relu: call('relu'),
  abs: call('abs'),
  sign: call('sign'),
  floor: call('floor'),
  ceil: call('ceil'),
  round: call('round'),
  fix: call('fix'),
  lt: comparison('<'),
  le: comparison('<='),
  gt: comparison('>'),
  ge: comparison('>='),
  eq: comparison('=='),
  ne: comparison('!='),
  and: infix(' and ', level.and, level.and, level.and),
  or: infix(' or ', level.or, level.or, level.or),
  not: { prefix: 'not ', level: level.unary, operand: level.unary },
  // Printed by itself: it has two symbols.
  select: call('select'),
  detach: call('detach'),
  given: call('given'),
} satisfies Record<OpName, Notation>;

const reductionNames = {
  sumOver: 'sum',
  prodOver: 'prod',
  maxOver: 'max',
  minOver: 'min',
  argmaxOver: 'argmax',
  argminOver: 'argmin',
} satisfies Record<ReductionName, string>;

/**
 * An expression of the graph in mathjs syntax, counted from 1, with no more parentheses than needed.
 * Shared parts are printed inline unless the text would explode or `share` is set; then each has a line of its own,
 * `t1 = …` (`t1[i] = …` if it depends on an index), before the expression's.
 */
export function toMathjs(node: Node, options: DisplayOptions = {}): string {
  const shown = display([node], options);
  const print = printer(shown);
  return [...shown.lets.map((part) => letLine(part, print)), print(shown.terms[0] as Term)].join('\n');
}

export const mathjsPlace = (name: string, places: readonly string[]): string =>
  places.length === 0 ? name : `${name}[${places.join(', ')}]`;

const letLine = ({ name, indices, term }: Let, print: (term: Term) => string): string =>
  `${mathjsPlace(name, indices)} = ${print(term)}`;

const printer = ({ lets, terms }: Display): ((term: Term) => string) =>
  termPrinter([...lets.map((part) => part.term), ...terms]);

/** Prints terms that are in these or below them. */
export function termPrinter(roots: readonly Term[]): (term: Term) => string {
  const texts = new Map<Term, Text>();
  for (const term of termsBelow(roots)) texts.set(term, textOf(term, texts));
  return (term) => (texts.get(term) as Text).text;
}

const atom = (text: string): Text => ({ text, level: level.atom });
const within = (part: Text, needed: Level): string => (part.level < needed ? `(${part.text})` : part.text);

function textOf({ head, args, name, value }: Term, texts: ReadonlyMap<Term, Text>): Text {
  const parts = args.map((arg) => texts.get(arg) as Text);
  const [a, b, c] = parts as [Text, Text, Text];
  const list = (): string => parts.map((part) => part.text).join(', ');
  switch (head) {
    case 'const':
      return atom(String(value));
    case 'bool':
      return atom(value === 0 ? 'false' : 'true');
    case 'name':
      return atom(name);
    case 'element':
      return atom(`${name}[${list()}]`);
    case 'select':
      return {
        text: `${within(a, level.or)} ? ${within(b, level.or)} : ${c.text}`,
        level: level.conditional,
      };
    case 'idiv':
      return atom(`floor(${within(a, level.product)} / ${within(b, level.unary)})`);
    case 'mul': {
      // A product on the right continues this one, unless it would put a minus in the middle.
      const right = args[1] as Term;
      const joined = right.head === 'mul' && !right.negative ? b.text : within(b, level.unary);
      return { text: `${within(a, level.product)} * ${joined}`, level: level.product };
    }
    case 'neg':
      // −(a · b) is (−a) · b to the last digit.
      if (a.level === level.product) return { text: `-${a.text}`, level: level.product };
      return { text: `-${within(a, level.unary)}`, level: level.unary };
    default:
  }
  if (isReduction(head)) {
    const range = `${within(a, level.sum)}:${within(b, level.sum)}`;
    return atom(`${reductionNames[head]}(${name} = ${range}, ${c.text})`);
  }
  const style: Notation = notation[head];
  if ('call' in style) return atom(`${style.call}(${list()})`);
  if ('prefix' in style) return { text: `${style.prefix}${within(a, style.operand)}`, level: style.level };
  return { text: `${within(a, style.left)}${style.infix}${within(b, style.right)}`, level: style.level };
}
