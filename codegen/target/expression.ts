import { affineOf } from '../../src/ir/affine.ts';
import type { OpName } from '../../src/ir/op.ts';
import type { Node } from '../../src/ir/store.ts';
import type { Names } from './names.ts';

/** How tightly JavaScript's operators bind. */
const CHOICE = 3;
const OR = 4;
const AND = 5;
const EQUALITY = 8;
const RELATION = 9;
const SUM = 11;
const PRODUCT = 12;
const UNARY = 14;
const CALL = 17;

interface Text {
  readonly text: string;
  readonly binds: number;
}

type Form = (args: readonly Text[]) => Text;

const wrap = (part: Text | undefined, least: number): string =>
  part === undefined ? '' : part.binds >= least ? part.text : `(${part.text})`;

/** Left-associative: the right side of the same operator keeps its parentheses, and with them the rounding. */
const infix =
  (symbol: string, binds: number): Form =>
  ([a, b]) => ({ text: `${wrap(a, binds)} ${symbol} ${wrap(b, binds + 1)}`, binds });

const call =
  (name: string): Form =>
  (args) => ({ text: `${name}(${args.map(({ text }) => text).join(', ')})`, binds: CALL });

const math = (name: string): Form => call(`Math.${name}`);

/** Operations that are functions of the emitted module itself. */
export const helperOps = [
  'hypot',
  'mod',
  'round',
  'nthRoot',
  'sec',
  'csc',
  'cot',
  'asec',
  'acsc',
  'acot',
  'sech',
  'csch',
  'coth',
  'asech',
  'acsch',
  'acoth',
  'erf',
  'erfc',
  'erfcx',
  'normcdf',
  'gamma',
  'lgamma',
  'polygamma',
  'sigmoid',
  'softplus',
] as const satisfies readonly OpName[];

const forms = {
  neg: ([x]) => {
    const text = wrap(x, UNARY);
    return { text: text.startsWith('-') ? `-(${text})` : `-${text}`, binds: UNARY };
  },
  add: infix('+', SUM),
  sub: infix('-', SUM),
  mul: infix('*', PRODUCT),
  div: infix('/', PRODUCT),
  pow: math('pow'),
  idiv: ([a, b]) => ({ text: `Math.floor(${wrap(a, PRODUCT)} / ${wrap(b, PRODUCT + 1)})`, binds: CALL }),
  min: math('min'),
  max: math('max'),
  atan2: math('atan2'),
  sqrt: math('sqrt'),
  cbrt: math('cbrt'),
  exp: math('exp'),
  expm1: math('expm1'),
  log: math('log'),
  log1p: math('log1p'),
  log2: math('log2'),
  log10: math('log10'),
  sin: math('sin'),
  cos: math('cos'),
  tan: math('tan'),
  asin: math('asin'),
  acos: math('acos'),
  atan: math('atan'),
  sinh: math('sinh'),
  cosh: math('cosh'),
  tanh: math('tanh'),
  asinh: math('asinh'),
  acosh: math('acosh'),
  atanh: math('atanh'),
  relu: ([x]) => ({ text: `Math.max(${x?.text ?? ''}, 0)`, binds: CALL }),
  abs: math('abs'),
  sign: math('sign'),
  floor: math('floor'),
  ceil: math('ceil'),
  fix: math('trunc'),
  lt: infix('<', RELATION),
  le: infix('<=', RELATION),
  gt: infix('>', RELATION),
  ge: infix('>=', RELATION),
  eq: infix('===', EQUALITY),
  ne: infix('!==', EQUALITY),
  and: infix('&&', AND),
  or: infix('||', OR),
  not: ([x]) => ({ text: `!${wrap(x, UNARY)}`, binds: UNARY }),
  select: ([test, a, b]) => ({
    text: `${wrap(test, CHOICE + 1)} ? ${wrap(a, CHOICE)} : ${wrap(b, CHOICE)}`,
    binds: CHOICE,
  }),
  detach: ([x]) => x as Text,
  given: ([x]) => x as Text,
  ...(Object.fromEntries(helperOps.map((name) => [name, call(name)])) as {
    [Name in (typeof helperOps)[number]]: Form;
  }),
} satisfies Record<OpName, Form>;

/** An expression as JavaScript; `locals` are the nodes that have a name at this place, `own` are those that call a function of the module in place of Math's. */
export function printExpression(
  root: Node,
  names: Names,
  locals: ReadonlyMap<Node, string>,
  own: ReadonlySet<Node> = new Set(),
): string {
  return print(root, names, locals, own).text;
}

/** Expressions are cut into named parts by the scheduler, so that this recursion is shallow. */
function print(node: Node, names: Names, locals: ReadonlyMap<Node, string>, own: ReadonlySet<Node>): Text {
  const local = locals.get(node);
  if (local !== undefined) return { text: local, binds: CALL };
  const part = (arg: Node): Text => print(arg, names, locals, own);
  switch (node.op) {
    case 'const':
      return printNumber(node);
    case 'size':
    case 'index':
      return { text: names.of(node.op === 'size' ? node.name : `index ${node.id}`), binds: CALL };
    case 'read': {
      const name = names.of(node.name);
      const [at] = node.args;
      // The offset is within the array: lengths are checked on entry, subscripts from data too.
      return { text: at === undefined ? name : `${name}[${part(at).text}]!`, binds: CALL };
    }
    case 'mod':
      if (isRemainder(node)) return infix('%', PRODUCT)(node.args.map(part));
      return forms.mod(node.args.map(part));
    case 'hypot':
      return forms.hypot(legsOf(node, locals).map(part));
    default:
      return (own.has(node) ? call(node.op) : forms[node.op as OpName])(node.args.map(part));
  }
}

/** The arguments of hypot(hypot(x, y), z), which is one call for three. */
function legsOf({ args: [a, b] }: Node, locals: ReadonlyMap<Node, string>): Node[] {
  return a?.op === 'hypot' && !locals.has(a) ? [...a.args, b as Node] : [a as Node, b as Node];
}

/** Whether JavaScript's operator gives the same: of an int that is surely not negative, by a positive literal. */
export function isRemainder(node: Node): boolean {
  const [a, b] = node.args;
  if (node.op !== 'mod' || node.type !== 'int' || b?.op !== 'const' || b.value <= 0 || a === undefined) return false;
  if (a.op === 'max') return a.args.some((arg) => arg.op === 'const' && arg.value >= 0);
  const { constant, terms } = affineOf(a);
  return constant >= 0 && [...terms].every(([term, factor]) => factor > 0 && (term.op === 'size' || countsUp(term)));
}

/** Whether a node is a loop's index that starts at 0 or above. */
const countsUp = ({ op, args: [lo] }: Node): boolean => op === 'index' && lo?.op === 'const' && lo.value >= 0;

/** Shortest text that reads back as the same number; constants that Math has keep their name. */
function printNumber(node: Node): Text {
  const { value, type } = node;
  if (type === 'bool') return { text: value === 0 ? 'false' : 'true', binds: CALL };
  const named = named_.get(Math.abs(value));
  if (named !== undefined) return { text: value < 0 ? `-${named}` : named, binds: value < 0 ? UNARY : CALL };
  if (Number.isNaN(value)) return { text: 'NaN', binds: CALL };
  const text = Math.abs(value) === Infinity ? 'Infinity' : String(Math.abs(value));
  const negative = value < 0 || Object.is(value, -0);
  return { text: negative ? `-${text}` : text, binds: negative ? UNARY : CALL };
}

const named_: ReadonlyMap<number, string> = new Map([
  [Math.PI, 'Math.PI'],
  [Math.E, 'Math.E'],
  [Math.LN2, 'Math.LN2'],
  [Math.LN10, 'Math.LN10'],
  [Math.LOG2E, 'Math.LOG2E'],
  [Math.LOG10E, 'Math.LOG10E'],
  [Math.SQRT2, 'Math.SQRT2'],
  [Math.SQRT1_2, 'Math.SQRT1_2'],
]);
