import { affineNode, affineOf } from '../../affine.ts';
import type { Affine } from '../../affine.ts';
import type { OpName } from '../../op.ts';
import type { Node, Store } from '../../store.ts';
import { FAILED, typeOf } from '../value.ts';
import type { Known, Value } from '../value.ts';
import { areNumbers, builtin, elementwise, fail, literal, numeric, shapeOf, spanOf } from './kit.ts';
import type { Builtin, Use } from './kit.ts';

type Rule = (store: Store, ...elements: Node[]) => Node;

const apply =
  (rule: Rule): Builtin['apply'] =>
  (use, args) =>
    numeric(use, args, (...elements) => rule(use.store, ...elements));

const unary = (rule: Rule): Builtin => builtin(1, 1, apply(rule));
const binary = (rule: Rule): Builtin => builtin(2, 2, apply(rule));

const op =
  (name: OpName): Rule =>
  (store, ...args) =>
    store.op(name, ...args);

/** `a + b + …`, from the left. */
const folded =
  (rule: Rule): Builtin['apply'] =>
  (use, args) =>
    numeric(use, args, (first, ...rest) => rest.reduce((sum, x) => rule(use.store, sum, x), first as Node));

/** A literal added to an int joins the one that is in it: `(i + 1) - 1` is `i`. */
const shift =
  (name: 'add' | 'sub'): Rule =>
  (store, a, b) => {
    const [x, y] = [a, b] as [Node, Node];
    const [term, offset] = x.args;
    const isShifted = (x.op === 'add' || x.op === 'sub') && x.type === 'int' && offset?.op === 'const';
    if (!isShifted || y.op !== 'const' || y.type !== 'int') return store.op(name, x, y);
    const total = (x.op === 'add' ? offset.value : -offset.value) + (name === 'add' ? y.value : -y.value);
    if (total === 0) return term as Node;
    return store.op(total > 0 ? 'add' : 'sub', term as Node, store.const(Math.abs(total)));
  };

/** A negated literal is a literal: exponents and steps stay recognisable. */
const negate: Rule = (store, x) =>
  (x as Node).op === 'const' && (x as Node).value !== 0 ? store.const(-(x as Node).value) : store.op('neg', x as Node);

/** floor of a quotient of ints is an int division, which may be a place. */
const floor: Rule = (store, x) => {
  const [a, b] = (x as Node).args;
  const ints = (x as Node).op === 'div' && a?.type === 'int' && b?.type === 'int';
  return ints ? store.op('idiv', a as Node, b as Node) : toInt('floor')(store, x as Node);
};

/** Rounding leaves an int as it is. */
const toInt =
  (name: OpName): Rule =>
  (store, x) =>
    (x as Node).type === 'int' ? (x as Node) : store.op(name, x as Node);

const nthRoot = (use: Use, args: readonly Known[]): Value => {
  const n = args[1];
  if (n === undefined) return numeric(use, args, (x) => use.store.op('sqrt', x as Node));
  const root = literal(n);
  if (root !== undefined && (!Number.isInteger(root) || root === 0)) {
    return fail(use, 'type', '`nthRoot` needs an int other than 0 as its root', spanOf(use, 1));
  }
  if (root === 2) return numeric(use, args.slice(0, 1), (x) => use.store.op('sqrt', x as Node));
  if (root === 3) return numeric(use, args.slice(0, 1), (x) => use.store.op('cbrt', x as Node));
  return numeric(use, args, (x, k) => use.store.op('nthRoot', x as Node, k as Node));
};

const log = (use: Use, args: readonly Known[]): Value =>
  numeric(use, args, (x, base) => {
    const { store } = use;
    if (base === undefined) return store.op('log', x as Node);
    if (base.op === 'const' && base.value === 2) return store.op('log2', x as Node);
    if (base.op === 'const' && base.value === 10) return store.op('log10', x as Node);
    return store.op('div', store.op('log', x as Node), store.op('log', base));
  });

/** `x / y` for numbers; a quotient by a matrix would be a product with its inverse. */
const divide = (use: Use, args: readonly Known[]): Value => {
  const divisor = args[1] as Known;
  if (divisor.shape.length === 0) return numeric(use, args, op('div').bind(undefined, use.store));
  const message = `\`/\` divides by a number, and this is an array ${shapeOf(use, divisor)}`;
  return fail(use, 'shape', message, spanOf(use, 1), 'write `./` to divide element by element');
};

const compare = (name: OpName): Builtin =>
  builtin(2, 2, (use, args) => {
    const bools = args.filter((arg) => typeOf(arg) === 'bool').length;
    const comparesTruth = bools === 2 && (name === 'eq' || name === 'ne');
    if (!comparesTruth && !areNumbers(use, args)) return FAILED;
    return elementwise(use, args, (a, b) => use.store.op(name, ...withoutOffsets(use.store, a as Node, b as Node)));
  });

/** `i + 1 < j + 1` between ints is `i < j`. */
function withoutOffsets(store: Store, a: Node, b: Node): [Node, Node] {
  if (a.type !== 'int' || b.type !== 'int') return [a, b];
  const [x, y] = [affineOf(a), affineOf(b)];
  const common = x.terms.size === 0 ? y.constant : y.terms.size === 0 ? x.constant : Math.min(x.constant, y.constant);
  const less = (form: Affine): Node => affineNode(store, { constant: form.constant - common, terms: form.terms });
  return common === 0 ? [a, b] : [less(x), less(y)];
}

/** A number is true where it is not 0, as in mathjs. */
export const truth = (store: Store, x: Node): Node => (x.type === 'bool' ? x : store.op('ne', x, store.const(0)));

const logic = (name: 'and' | 'or' | 'ne'): Builtin =>
  builtin(2, 2, (use, args) =>
    elementwise(use, args, (a, b) => use.store.op(name, truth(use.store, a as Node), truth(use.store, b as Node))),
  );

/** Functions of one number that are one operation of the graph. */
const SAME = [
  'sqrt',
  'cbrt',
  'exp',
  'expm1',
  'log1p',
  'log2',
  'log10',
  'sin',
  'cos',
  'tan',
  'sec',
  'csc',
  'cot',
  'asin',
  'acos',
  'atan',
  'asec',
  'acsc',
  'acot',
  'sinh',
  'cosh',
  'tanh',
  'sech',
  'csch',
  'coth',
  'asinh',
  'acosh',
  'atanh',
  'asech',
  'acsch',
  'acoth',
  'erf',
  'erfc',
  'erfcx',
  'normcdf',
  'gamma',
  'lgamma',
  'sigmoid',
  'softplus',
  'relu',
  'abs',
  'sign',
] as const satisfies readonly OpName[];

const one = (store: Store): Node => store.const(1);

/** Functions and operators that work element by element. */
export const elementwiseBuiltins: readonly (readonly [string, Builtin])[] = [
  ...SAME.map((name) => [name, unary(op(name))] as const),
  ['unaryMinus', unary(negate)],
  ['unaryPlus', unary((_, x) => x as Node)],
  ['floor', unary(floor)],
  ['ceil', unary(toInt('ceil'))],
  ['round', unary(toInt('round'))],
  ['fix', unary(toInt('fix'))],
  ['square', unary((store, x) => store.op('pow', x as Node, store.const(2)))],
  ['cube', unary((store, x) => store.op('pow', x as Node, store.const(3)))],
  ['factorial', unary((store, x) => store.op('gamma', store.op('add', x as Node, one(store))))],
  ['digamma', unary((store, x) => store.op('polygamma', store.const(0), x as Node))],
  ['nthRoot', builtin(1, 2, nthRoot)],
  ['log', builtin(1, 2, log)],
  ['add', builtin(2, Infinity, folded(shift('add')))],
  ['subtract', binary(shift('sub'))],
  ['dotMultiply', binary(op('mul'))],
  ['dotDivide', binary(op('div'))],
  ['dotPow', binary(op('pow'))],
  ['divide', builtin(2, 2, divide)],
  ['mod', binary(op('mod'))],
  ['atan2', binary(op('atan2'))],
  [
    'hypot',
    builtin(1, Infinity, (use, args) =>
      args.length === 1 ? numeric(use, args, op('abs').bind(undefined, use.store)) : folded(op('hypot'))(use, args),
    ),
  ],
  ['smaller', compare('lt')],
  ['smallerEq', compare('le')],
  ['larger', compare('gt')],
  ['largerEq', compare('ge')],
  ['equal', compare('eq')],
  ['unequal', compare('ne')],
  ['and', logic('and')],
  ['or', logic('or')],
  ['xor', logic('ne')],
  [
    'not',
    builtin(1, 1, (use, args) => elementwise(use, args, (x) => use.store.op('not', truth(use.store, x as Node)))),
  ],
];
