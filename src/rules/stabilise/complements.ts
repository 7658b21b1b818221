import type { NodeOp } from '../../ir/op.ts';
import type { Node, Store } from '../../ir/store.ts';
import { only, overLiteral, squareRootOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { termsOf, withCoefficient } from '../simplify/terms.ts';
import { bose } from './values.ts';

/** factor · (f(x) + constant), which has a name of its own. */
interface Complement {
  readonly f: NodeOp;
  /** Whether it is the square of f. */
  readonly squared?: boolean;
  readonly constant: number;
  /** What f(x) + constant is. */
  readonly is: (store: Store, x: Node) => Node;
}

const neg = (store: Store, x: Node): Node => store.op('neg', x);
const times = (store: Store, factor: number, x: Node): Node => store.op('mul', store.const(factor), x);
const squareOf = (store: Store, x: Node): Node => store.op('pow', x, store.const(2));
const half = (store: Store, x: Node): Node => store.op('div', x, store.const(2));

const complements: readonly Complement[] = [
  { f: 'sigmoid', constant: -1, is: (s, x) => neg(s, s.op('sigmoid', neg(s, x))) },
  { f: 'sigmoid', constant: -0.5, is: (s, x) => times(s, 0.5, s.op('tanh', half(s, x))) },
  { f: 'tanh', constant: 1, is: (s, x) => times(s, 2, s.op('sigmoid', times(s, 2, x))) },
  { f: 'tanh', constant: -1, is: (s, x) => times(s, -2, s.op('sigmoid', times(s, -2, x))) },
  { f: 'erf', constant: 1, is: (s, x) => s.op('erfc', neg(s, x)) },
  { f: 'erf', constant: -1, is: (s, x) => neg(s, s.op('erfc', x)) },
  { f: 'erfc', constant: -1, is: (s, x) => neg(s, s.op('erf', x)) },
  { f: 'erfc', constant: -2, is: (s, x) => neg(s, s.op('erfc', neg(s, x))) },
  { f: 'normcdf', constant: -1, is: (s, x) => neg(s, s.op('normcdf', neg(s, x))) },
  { f: 'cos', constant: -1, is: (s, x) => times(s, -2, squareOf(s, s.op('sin', half(s, x)))) },
  { f: 'cosh', constant: -1, is: (s, x) => times(s, 2, squareOf(s, s.op('sinh', half(s, x)))) },
  { f: 'asin', constant: -Math.PI / 2, is: (s, x) => neg(s, s.op('acos', x)) },
  { f: 'acos', constant: -Math.PI / 2, is: (s, x) => neg(s, s.op('asin', x)) },
  { f: 'atan', constant: -Math.PI / 2, is: (s, x) => neg(s, s.op('atan2', s.const(1), x)) },
  { f: 'atan', constant: Math.PI / 2, is: (s, x) => s.op('atan2', s.const(1), neg(s, x)) },
  { f: 'tanh', squared: true, constant: -1, is: (s, x) => neg(s, squareOf(s, s.op('sech', x))) },
  { f: 'sin', squared: true, constant: -1, is: (s, x) => neg(s, squareOf(s, s.op('cos', x))) },
  { f: 'cos', squared: true, constant: -1, is: (s, x) => neg(s, squareOf(s, s.op('sin', x))) },
  { f: 'cosh', squared: true, constant: -1, is: (s, x) => squareOf(s, s.op('sinh', x)) },
];

/** π / 4 and the like come rounded. */
const isNearly = (a: number, b: number): boolean => Math.abs(a - b) <= 2 * Number.EPSILON * Math.abs(b);

/** Longest sum that is looked at. */
const LONGEST = 6;

/** x of 1 / (exp(x) − 1), as the row for it has left it. */
const boseOf = (node: Node | undefined): Node | undefined =>
  node?.op === 'given' && only(node).op === 'div' && only(node).args[1]?.op === 'expm1' ? node.args[1] : undefined;

export const complementRules: readonly Rule[] = [
  {
    name: '1 + 1 / (exp(x) − 1) → 1 / (1 − exp(−x)): no digits for a large negative x',
    phase: 'before',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      const [quotient, one] = terms[0]?.rest === undefined ? [terms[1], terms[0]] : terms;
      const x = boseOf(quotient?.rest);
      if (terms.length !== 2 || one?.rest !== undefined || one?.factor !== quotient?.factor || x === undefined)
        return undefined;
      return withCoefficient(store, -(one as { factor: number }).factor, bose(store, neg(store, x)));
    },
  },
  {
    name: '2·atan(exp(x)) − π / 2 → 2·atan(tanh(x / 2)): no digits near 0',
    on: ['sub', 'add'],
    apply: (store, node) => {
      const terms = termsOf(node);
      const [angle, constant] = terms[0]?.rest === undefined ? [terms[1], terms[0]] : terms;
      const inner = angle?.rest?.op === 'atan' ? only(angle.rest) : undefined;
      if (terms.length !== 2 || angle === undefined || constant === undefined || inner?.op !== 'exp') return undefined;
      const value =
        constant.rest === undefined ? constant.factor : constant.factor * (literalQuotient(constant.rest) ?? 0);
      if (!isNearly((-angle.factor * Math.PI) / 4, value)) return undefined;
      return withCoefficient(store, angle.factor, store.op('atan', store.op('tanh', half(store, only(inner)))));
    },
  },
  {
    name: '1 − sigmoid(x) → sigmoid(−x), 1 + tanh(x) → 2·sigmoid(2·x), 1 − erf(x) → erfc(x), 1 − cos(x) → 2·sin(x / 2)²: no digits where they cancel',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node).map(overLiteral);
      if (terms.length > LONGEST) return undefined;
      const constants = terms.flatMap(({ factor, rest }, k) => {
        const value = rest === undefined ? factor : literalQuotient(rest);
        return value === undefined ? [] : [{ k, value: rest === undefined ? value : factor * value }];
      });
      for (const [k, { factor, rest }] of terms.entries()) {
        if (rest === undefined) continue;
        const base = squareRootOf(rest);
        const f = base ?? rest;
        for (const { k: l, value } of constants) {
          const row = complements.find(
            (one) =>
              one.f === f.op &&
              (one.squared === true) === (base !== undefined) &&
              isNearly(factor * one.constant, value),
          );
          if (row === undefined) continue;
          const joined = withCoefficient(store, factor, row.is(store, only(f)));
          return terms.reduce<Node>(
            (sum, other, at) =>
              at === k || at === l ? sum : store.op('add', sum, withCoefficient(store, other.factor, other.rest)),
            joined,
          );
        }
      }
      return undefined;
    },
  },
];

/** π / 2 and the like. */
function literalQuotient(node: Node): number | undefined {
  const [a, b] = node.args;
  return node.op === 'div' && a?.op === 'const' && b?.op === 'const' ? a.value / b.value : undefined;
}
