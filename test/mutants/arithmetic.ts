import type { Node } from '../../src/ir/store.ts';
import { isConst, isValue } from '../../src/rules/simplify/terms.ts';
import { after, simplify, where } from './mutant.ts';
import type { Mutant } from './mutant.ts';

const a = (node: Node): Node => node.args[0] as Node;
const b = (node: Node): Node => node.args[1] as Node;

/** Wrong rewrites of sums, products, quotients and powers. */
export const arithmeticMutants: readonly Mutant[] = [
  simplify(
    'normalise int arithmetic',
    'a difference becomes a sum',
    'x : real[n]\nf = sum(i = 1:n, x[i] * sin(x[n - i + 1]))',
    where(
      ({ op, type }) => op === 'sub' && type === 'int',
      (store, node) => store.op('add', a(node), b(node)),
    ),
  ),
  simplify(
    'normalise int arithmetic',
    'off by one',
    'x : real[n]\nf = sum(i = 2:n, x[i] * sin(x[i - 1]))',
    where(
      ({ op, type, args }) => op === 'sub' && type === 'int' && isValue(args[1], 1),
      (_store, node) => a(node),
    ),
  ),
  simplify(
    'fold literals',
    'a difference the other way round',
    'f(x) = (1.5 - 5.25) * x',
    where(
      ({ op, args }) => op === 'sub' && args.every((arg) => isConst(arg)),
      (store, node) => store.const(b(node).value - a(node).value),
    ),
  ),
  simplify(
    'fold literals',
    'the sign is lost',
    'f(x) = -(1.5 * 3.5) * x',
    where(
      ({ op, args }) => op === 'neg' && isConst(args[0]),
      (_store, node) => a(node),
    ),
  ),
  simplify(
    'fold quotients of literals',
    'upside down',
    'f(x) = x * (1 / 4)',
    after((store, _result, node) => store.const(b(node).value / a(node).value)),
  ),
  simplify(
    'fold integer powers',
    'a product for a power',
    'f(x) = 2^3 * x',
    after((store, _result, node) => store.const(a(node).value * b(node).value)),
  ),
  simplify(
    'x·√x → x^1.5',
    'x·√x → x^2',
    'f(x) = x * sqrt(x)',
    after((store, _result, node) => store.op('pow', node.args.find(({ op }) => op !== 'sqrt') as Node, store.const(2))),
  ),
  simplify(
    '(h / r)·(x / h) → x / r',
    'the sign is lost',
    'f(x, y, z) = hypot(x, y, z)',
    after((store, result) => store.op('neg', result)),
  ),
  simplify(
    'sin(x / 2)·cos(x / 2)',
    'sin(x) for half of it',
    'f(x, y) = sin(x / 2) * y * cos(x / 2)',
    after((store, result) => store.op('mul', store.const(2), result)),
  ),
  simplify(
    'x + 0 → x',
    'x + (−y) → x + y',
    'f(x, y) = sin(x) + (-y)',
    where(
      (node) => node.op === 'add' && b(node).op === 'neg',
      (store, node) => store.op('add', a(node), a(b(node))),
    ),
  ),
  simplify(
    'x + 0 → x',
    'x + 0 → 0',
    'f(x) = sin(x) + 0',
    where(
      (node) => isValue(b(node), 0),
      (_store, node) => b(node),
    ),
  ),
  simplify(
    'x − 0 → x',
    '0 − x → x',
    'f(x, y) = 0 - x * y',
    where(
      (node) => isValue(a(node), 0),
      (_store, node) => b(node),
    ),
  ),
  simplify(
    'x − 0 → x',
    'x − (−y) → x − y',
    'f(x, y) = sin(x) - (-y)',
    where(
      (node) => b(node).op === 'neg',
      (store, node) => store.op('sub', a(node), a(b(node))),
    ),
  ),
  simplify(
    '−(−x) → x',
    '−(a − b) → a − b',
    'f(x, y) = -(sin(x) - y)',
    where(
      (node) => a(node).op === 'sub',
      (_store, node) => a(node),
    ),
  ),
  simplify(
    '−(−x) → x',
    '−(c·x) → c·x',
    'f(x) = -(3 * sin(x))',
    where(
      (node) => a(node).op === 'mul' && node.type !== 'int',
      (_store, node) => a(node),
    ),
  ),
  simplify(
    'collect like terms',
    'the coefficient is lost',
    'f(x, y) = sin(x) * y + sin(x) * y',
    after((_store, result) => (result.op === 'mul' && isConst(a(result)) ? b(result) : result)),
  ),
  simplify(
    'collect like terms',
    'the other terms are lost',
    'f(x, y) = sin(x) + y + sin(x)',
    after((_store, result) => (result.op === 'add' ? a(result) : result)),
  ),
  simplify(
    '0·x → 0',
    '(−x)·y → x·y',
    'f(x, y) = (-sin(x)) * y',
    where(
      (node) => a(node).op === 'neg',
      (store, node) => store.op('mul', a(a(node)), b(node)),
    ),
  ),
  simplify(
    '0·x → 0',
    '0·x → x',
    'f(x) = x^2 + 0 * sin(x)',
    where(
      (node) => isValue(a(node), 0),
      (_store, node) => b(node),
    ),
  ),
  simplify(
    'x·(a / x) → a',
    'x·(1 / y) → y / x',
    'f(x, y) = sin(x) * (1 / y)',
    where(
      (node) => b(node).op === 'div' && isValue(a(b(node)), 1),
      (store, node) => store.op('div', b(b(node)), a(node)),
    ),
  ),
  simplify(
    'x·(a / x) → a',
    'a is lost',
    'f(x, y) = x * (sin(y) / x)',
    after((store, result, node) => (b(node).op === 'div' && b(b(node)) === a(node) ? store.const(1) : result)),
  ),
  simplify(
    'collect like factors',
    'exponent off by one',
    'f(x, y) = x * (y * x)',
    after((store, result) =>
      result.op === 'mul' && a(result).op === 'pow' ? store.op('mul', a(a(result)), b(result)) : result,
    ),
  ),
  simplify(
    'x / 1 → x',
    '1 / (x / y) → x / y',
    'f(x, y) = 1 / (x / y)',
    where(
      (node) => isValue(a(node), 1) && b(node).op === 'div',
      (_store, node) => b(node),
    ),
  ),
  simplify(
    'x / 1 → x',
    '(−x) / y → x / y',
    'f(x, y) = (-sin(x)) / y',
    where(
      (node) => a(node).op === 'neg',
      (store, node) => store.op('div', a(a(node)), b(node)),
    ),
  ),
  simplify(
    'cancel equal factors',
    'the wrong factor',
    'f(x, y) = (x * sin(y)) / x',
    after((_store, result, node) => (a(node).op === 'mul' && a(a(node)) === b(node) ? b(node) : result)),
  ),
  simplify(
    'x^1 → x',
    'x^−n → x^n',
    'f(x) = x^(-3)',
    where(
      (node) => isConst(b(node)) && b(node).value < -1,
      (store, node) => store.op('pow', a(node), store.const(-b(node).value)),
    ),
  ),
  simplify(
    'x^1 → x',
    '(x^a)^b → x^(a + b)',
    'f(x) = (x^3)^2',
    where(
      (node) => a(node).op === 'pow' && isConst(b(node)) && isConst(b(a(node))),
      (store, node) => store.op('pow', a(a(node)), store.const(b(a(node)).value + b(node).value)),
    ),
  ),
  simplify(
    'x^1 → x',
    '(−x)^3 → x^3',
    'f(x) = (-sin(x))^3',
    where(
      (node) => a(node).op === 'neg' && isConst(b(node)),
      (store, node) => store.op('pow', a(a(node)), b(node)),
    ),
  ),
  simplify(
    'x^1 → x',
    'x^0 → 0',
    'f(x) = x + sin(x)^0',
    where(
      (node) => isValue(b(node), 0),
      (store) => store.const(0),
    ),
  ),
  simplify(
    '√(x²) → |x|',
    '√(x²) → x',
    'f(x) = sqrt(x^2)',
    where(
      (node) => node.op === 'sqrt' && a(node).op === 'pow' && isValue(b(a(node)), 2),
      (_store, node) => a(a(node)),
    ),
  ),
  simplify(
    '√(x²) → |x|',
    '√(x⁶) → x³',
    'f(x) = sqrt(x^6)',
    where(
      (node) => node.op === 'sqrt' && a(node).op === 'pow' && isValue(b(a(node)), 6),
      (store, node) => store.op('pow', a(a(node)), store.const(3)),
    ),
  ),
  simplify(
    '√(x²) → |x|',
    '∛(x³) → |x|',
    'f(x) = cbrt(x^3)',
    where(
      (node) => node.op === 'cbrt' && a(node).op === 'pow',
      (store, node) => store.op('abs', a(a(node))),
    ),
  ),
  simplify(
    '√(x²) → |x|',
    '|−x| → −|x|',
    'f(x) = abs(-sin(x))',
    where(
      (node) => node.op === 'abs' && a(node).op === 'neg',
      (store, node) => store.op('neg', store.op('abs', a(a(node)))),
    ),
  ),
];
