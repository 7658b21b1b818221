import type { OpName } from '../../src/ir/op.ts';
import type { Node, Store } from '../../src/ir/store.ts';
import { isValue } from '../../src/rules/simplify/terms.ts';
import { after, simplify, where } from './mutant.ts';
import type { Mutant } from './mutant.ts';

const a = (node: Node): Node => node.args[0] as Node;
const b = (node: Node): Node => node.args[1] as Node;
const c = (node: Node): Node => node.args[2] as Node;

const isTest = (node: Node, value: number): boolean =>
  node.op === 'const' && node.type === 'bool' && node.value === value;

/** Every guard around a node left out. */
function bare(node: Node): Node {
  let inner = node;
  while (inner.op === 'select') inner = b(inner);
  return inner;
}

const lessThan = (store: Store, test: Node): Node => store.op('lt', a(test), b(test));

/** A sum whose range begins and ends elsewhere. */
function shifted(store: Store, sum: Node, from: number, to: number): Node {
  const { index, body } = store.open(sum);
  const moved = (bound: Node, by: number): Node => (by === 0 ? bound : store.op('add', bound, store.const(by)));
  const other = store.freshIndex(moved(a(index), from), moved(b(index), to));
  return store.reduce('sumOver', other, store.substitute(body, new Map([[index, other]])));
}

/** The range that a guard on the index has moved into, changed. */
const tightened = (from: number, to: number) =>
  after((store, result, node) =>
    result.op === 'sumOver' && a(result) !== a(node) && result.free.length === node.free.length
      ? shifted(store, result, from, to)
      : result,
  );

const band = 'x : real[n]\ny[i] = x[i]^2\nf = sum(i = 2:n, y[i] * sin(y[i - 1]))';

/** Wrong rewrites of comparisons, conditionals and sums. */
export const conditionMutants: readonly Mutant[] = [
  simplify(
    'decide comparisons of ints',
    'off by one: i < hi is taken to hold for i ≤ hi',
    'x : real[n]\nf = sum(i = 1:n, i < n ? x[i] * x[i + 1] : sin(x[i]))',
    where(
      (node) => node.op === 'lt' && node.args.every(({ type }) => type === 'int'),
      (store) => store.bool(true),
    ),
  ),
  simplify(
    'decide comparisons of ints',
    'true for false',
    'x : real[n]\nf = sum(i = 1:n, i > n ? x[i] : sin(x[i]))',
    after((store, result) => store.bool(result.value === 0)),
  ),
  simplify(
    'x = 0 → false for an x',
    'true for false',
    'f(x) = sqrt(x^2 + 1)',
    after((store) => store.bool(true)),
  ),
  simplify(
    'fold comparisons of literals',
    'the other way round',
    'f(x) = 1.5 < 2.5 ? x : sin(x)',
    after((store, result) => store.bool(result.value === 0)),
  ),
  simplify(
    'and, or, not of what is known',
    'a and true → true',
    'f(x) = x > 1 and 2 > 1 ? x : x^2',
    where(
      (node) => node.op === 'and' && isTest(b(node), 1),
      (_store, node) => b(node),
    ),
  ),
  simplify(
    'and, or, not of what is known',
    'not (a = b) → a = b',
    'x : real\nk : int\nf = not (k == 2) ? x : sin(x)',
    where(
      (node) => node.op === 'not' && a(node).op === 'eq',
      (_store, node) => a(node),
    ),
  ),
  simplify(
    'what x > 0 says of x = 0',
    'the wrong branch',
    'x : real[3]\nf = norm(x)',
    after((store, _result, node) => store.op('select', a(node), b(b(node)), c(node))),
  ),
  simplify(
    'a leg is 0 where its hypot is',
    'the slope is lost',
    'f(x, y, z) = hypot(x, y, z)',
    after((store) => store.const(0)),
  ),
  simplify(
    'i = n − 1 or i < n − 1',
    'i = k or i < n → true',
    'x : real[5]\nf = sum(i = 1:5, i == 3 or i < 2 ? x[i]^2 : sin(x[i]))',
    where(
      ({ op, args }) => op === 'or' && args.every((test) => a(test).type === 'int'),
      (store) => store.bool(true),
    ),
  ),
  simplify(
    'select of what is known',
    'wrong branch',
    'f(x) = 1 < 2 ? x : sin(x)',
    where(
      (node) => isTest(a(node), 1),
      (_store, node) => c(node),
    ),
  ),
  simplify(
    'select of what is known',
    'the test is not turned round with the branches',
    'f(x) = not (x > 1) ? x : sin(x)',
    where(
      (node) => a(node).op === 'not',
      (store, node) => store.op('select', a(a(node)), b(node), c(node)),
    ),
  ),
  simplify(
    'select of what is known',
    'the wrong branch of a conditional within',
    'f(x) = x > 1 ? (x > 1 ? x : sin(x)) : x^2',
    where(
      (node) => b(node).op === 'select' && a(b(node)) === a(node),
      (store, node) => store.op('select', a(node), c(b(node)), c(node)),
    ),
  ),
  simplify(
    'i ≠ lo → i > lo',
    'wrong comparison',
    'x : real[n]\nf = sum(i = 1:n, i != 1 ? x[i] * x[i - 1] : sin(x[i]))',
    after((store, _result, node) => store.op('ge', a(node), b(node))),
  ),
  simplify(
    'a guard is zero where it fails',
    'the test is not negated',
    'x : real[n]\nf = sum(i = 1:n, i < 2 ? 0 : x[i]^2)',
    where(
      (node) => isValue(b(node), 0) && !isValue(c(node), 0) && a(node).args.every(({ type }) => type === 'int'),
      (store, node) => store.op('select', a(node), c(node), b(node)),
    ),
  ),
  simplify(
    'keep guards outside',
    'the other factor is lost',
    'f(x, y) = y * (x > 0 ? sqrt(x) : 0)',
    after((_store, result, node) => (node.op === 'mul' ? (b(node).op === 'select' ? b(node) : a(node)) : result)),
  ),
  simplify(
    'keep guards outside',
    'the branches change places',
    'f(x, y) = y * (x > 0 ? sqrt(x) : 0)',
    after((store, result) => store.op('select', a(result), c(result), b(result))),
  ),
  simplify(
    'Kronecker deltas come out of products',
    'the factor stays with one term only',
    'x : real[n]\ny[i] = x[i] * x[1]\nf = sum(i = 1:n, sin(y[i]) * y[i])',
    after((store, result, node) =>
      store.op(result.op as OpName, a(result), b(b(node).op === result.op ? b(node) : a(node))),
    ),
    { emit: ['hessian'] },
  ),
  simplify(
    'both branches in one',
    'the branches change places',
    'f(x) = (x > 0 ? sin(x) : 0) + (x > 0 ? 0 : x^2)',
    after((store, result) => store.op('select', a(result), c(result), b(result))),
  ),
  simplify(
    'one guard for two',
    'a sum for a difference',
    'f(x) = (x > 0 ? sin(x) : 0) - (x > 0 ? x^2 : 0)',
    after((store, result, node) => store.op('select', a(result), store.op('add', b(a(node)), b(b(node))), c(result))),
  ),
  simplify(
    'two choices by one test',
    'the branches crossed',
    'f(x, y) = (x > y ? sin(x) : y^2) + (x > y ? exp(y) : cos(x))',
    after((store, result, node) =>
      store.op('select', a(result), store.op('add', b(a(node)), c(b(node))), store.op('add', c(a(node)), b(b(node)))),
    ),
  ),
  simplify(
    'two choices by one test',
    'of opposite tests too the first branches are added',
    'f(x, y) = (x == y ? sin(x) : y^2) + (x != y ? exp(y) : cos(x))',
    where(
      (node) => node.args.every(({ op }) => op === 'select') && a(a(node)).op !== a(b(node)).op,
      (store, node) =>
        store.op(
          'select',
          a(a(node)),
          store.op('add', b(a(node)), b(b(node))),
          store.op('add', c(a(node)), c(b(node))),
        ),
    ),
  ),
  simplify(
    'min and max of ints that are ordered',
    'the smaller for the larger',
    'x : real[n]\nf = sum(i = 1:n, sin(x[min(i, n)]) * x[max(i, 1)])',
    after((_store, result, node) => (result === a(node) ? b(node) : a(node))),
  ),
  simplify(
    'int division and remainder',
    'not divided',
    'x : real[n]\nf = sum(i = 1:n, sin(x[i]) * (mod(2 * i, 2) + 1))',
    after((store, result, { op }) => (op === 'mod' ? store.const(1) : result)),
  ),
  simplify(
    'eliminate Kronecker deltas',
    'the range of the index is not tested',
    band,
    after((_store, result, node) => (result.op === 'select' && b(node).op === 'select' ? bare(result) : result)),
  ),
  simplify(
    'eliminate Kronecker deltas',
    'the range begins one place late',
    'x : real[n]\ny[i] = x[i]^2\nf = sum(i = 1:n-1, y[i + 1] * sin(y[i]))',
    after((store, result) =>
      result.op === 'select' && a(result).op === 'le'
        ? store.with(result, [lessThan(store, a(result)), b(result), c(result)])
        : result,
    ),
  ),
  simplify('eliminate Kronecker deltas', 'the offset of the index is lost', band, (store, node, right) => {
    const result = right();
    if (result === undefined || b(node).op !== 'select' || a(b(node)).op !== 'eq') return result;
    const { index, body } = store.open(node);
    const target = a(body).args.find((arg) => !arg.free.includes(index));
    return target === undefined ? result : store.substitute(b(body), new Map([[index, target]]));
  }),
  simplify(
    'eliminate Kronecker deltas',
    'the sum is lost with its delta',
    band,
    after((store, result) => (result.op === 'sumOver' ? result : store.const(0))),
  ),
  simplify(
    'eliminate Kronecker deltas',
    'a range ends one place early',
    'x : real[n]\nf = sum(i = 1:n, i < n ? x[i] * sin(x[i + 1]) : 0)',
    tightened(0, -1),
  ),
  simplify(
    'eliminate Kronecker deltas',
    'a range begins one place late',
    'x : real[n]\nf = sum(i = 1:n, i > 1 ? x[i] * sin(x[i - 1]) : 0)',
    tightened(1, 0),
  ),
  simplify(
    'a sum of guarded terms is taken apart',
    'a sum for a difference',
    'x : real[n]\nf = sum(i = 1:n, (i > 1 ? x[i]^2 : 0) - sin(x[i]))',
    after((store, result) => store.op('add', a(result), b(result))),
  ),
  simplify(
    'factors that do not depend on the index go outside',
    'Σ c → c',
    'x : real\nn : int\nf = sum(i = 1:n, sin(x))',
    after((_store, result, node) => (b(node).free.length === 0 ? b(node) : result)),
  ),
  simplify(
    'factors that do not depend on the index go outside',
    'the factor is lost',
    'x : real[n]\ny : real\nf = sum(i = 1:n, y * sin(x[i]))',
    after((_store, result) => (result.op === 'mul' && b(result).op === 'sumOver' ? b(result) : result)),
  ),
  simplify(
    'factors that do not depend on the index go outside',
    'a product for a quotient',
    'x : real[n]\ny : real\nf = sum(i = 1:n, sin(x[i]) / y)',
    after((store, result) => (result.op === 'div' ? store.op('mul', a(result), b(result)) : result)),
  ),
  simplify(
    'max, min and prod over an index',
    'a product for a power',
    'x : real\nf = prod(i = 1:5, sin(x))',
    after((store, result) => (result.op === 'pow' ? store.op('mul', b(result), a(result)) : result)),
  ),
  simplify(
    'an empty range',
    '1 for a sum',
    'x : real[n]\nf = sum(x) * sum(i = 2:1, x[i])',
    after((store, result, { op }) => store.const(op === 'sumOver' ? 1 : result.value)),
  ),
  simplify(
    'an empty range',
    '0 for a product',
    'x : real[n]\nf = sum(x) * prod(i = 2:1, x[i])',
    after((store, result, { op }) => store.const(op === 'prodOver' ? 0 : result.value)),
  ),
  simplify(
    'a range of one place',
    'its end for its beginning',
    'x : real[n]\nf = sum(i = 1:1, sin(x[i])) * sum(x)',
    after((store, _result, node) => {
      const { index, body } = store.open(node);
      return store.substitute(body, new Map([[index, b(a(node))]]));
    }),
  ),
];
