import { isReduction } from '../../ir/op.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import { collected, only, pair, sumOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isConst, termsOf, withCoefficient } from '../simplify/terms.ts';
import { exponentialSum } from './shifted-sum.ts';
import type { ExponentialSum } from './shifted-sum.ts';

/**
 * A sum of exponentials with a reduction in it, as exp(shift) · rest(shift): the shift is the greatest exponent, so that
 * nothing overflows and not everything underflows. Its derivative cancels, so it is detached.
 */
interface Shifted {
  readonly shift: Node;
  /** The same with exp(shift) taken out. */
  readonly by: (shift: Node) => Node;
}

/** exp(t), literals, sums and reductions of them, and these times anything else that has no exponential in it. */
function shiftable(store: Store, node: Node): Shifted | undefined {
  const [a, b] = node.args as [Node, Node];
  switch (node.op) {
    case 'exp':
      return a.op === 'detach' ? undefined : { shift: a, by: (shift) => store.op('exp', store.op('sub', a, shift)) };
    case 'const':
      return node.value > 0
        ? {
            shift: store.const(0),
            by: (shift) => store.op('mul', node, store.op('exp', store.op('neg', shift))),
          }
        : undefined;
    case 'add': {
      const [x, y] = [shiftable(store, a), shiftable(store, b)];
      if (x === undefined || y === undefined) return undefined;
      return {
        shift: store.op('max', x.shift, y.shift),
        by: (shift) => store.op('add', x.by(shift), y.by(shift)),
      };
    }
    case 'mul':
    case 'div': {
      for (const k of node.op === 'mul' ? [0, 1] : [0]) {
        const part = node.args[k] as Node;
        const x = part.op === 'const' ? undefined : shiftable(store, part);
        if (x === undefined) continue;
        return {
          shift: x.shift,
          by: (shift) =>
            store.with(
              node,
              node.args.map((arg, p) => (p === k ? x.by(shift) : arg)),
            ),
        };
      }
      return undefined;
    }
    case 'sumOver': {
      const { index, body } = store.open(node);
      const x = shiftable(store, body);
      if (x === undefined) return undefined;
      return {
        shift: x.shift.free.includes(index) ? store.reduce('maxOver', index, x.shift) : x.shift,
        by: (shift) => store.reduce('sumOver', index, x.by(shift)),
      };
    }
    default:
      return undefined;
  }
}

/** Quotients by the sum of two exponentials that are no function of their own. */
export const averages: readonly Rule[] = [
  {
    name: '(x·exp(x) + y·exp(y)) / (exp(x) + exp(y)) → both with exp(max(x, y)) taken out: ∞ / ∞ at 710',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      if (below.op !== 'add' || above.op !== 'add') return undefined;
      const [sum, numerator] = [shiftable(store, below), shiftable(store, above)];
      if (sum === undefined || numerator === undefined || isConst(sum.shift) || isShiftedAlready(sum.shift))
        return undefined;
      const shift = store.op('detach', sum.shift);
      return store.op('div', numerator.by(shift), sum.by(shift));
    },
  },
];

/** Only sums with a reduction: those of two scalars have functions of their own. */
function shiftedSum(store: Store, node: Node): Shifted | undefined {
  if (!mayShift(node)) return undefined;
  return shiftable(store, node);
}

/** A reduction among the terms, or more than two exponentials. */
function mayShift(root: Node): boolean {
  let exponentials = 0;
  const isTerm = new Set<Node>();
  const stack = [root];
  for (let seen = 0; seen < 32 && stack.length > 0; seen += 1) {
    const node = stack.pop() as Node;
    if (isReduction(node.op)) return node.op === 'sumOver';
    if (node.op === 'exp' || (node.op === 'const' && isTerm.has(node))) exponentials += 1;
    if (node.op === 'add') for (const arg of node.args) isTerm.add(arg);
    if (node.op === 'add') stack.push(...node.args);
    if (node.op === 'mul' || node.op === 'div') stack.push(...node.args.filter(({ op }) => op !== 'const'));
  }
  return exponentials > 2;
}

const isShifted = (shift: Node): boolean =>
  shift.op === 'detach' || (shift.op === 'neg' && only(shift).op === 'detach');

/** Longest sum that is looked at. */
const LONGEST = 6;

/** Σ exp(x + c·t) of Σ exp(x), where all exponents have the term −c·t. */
function withoutTerm(store: Store, sum: ExponentialSum, t: Node | undefined, c: number): Node | undefined {
  let areAll = true;
  const whole = sum.by((x) => {
    const terms = collected(x);
    areAll &&= terms.get(t) === -c;
    terms.delete(t);
    return store.op('exp', sumOf(store, terms));
  });
  return areAll ? whole : undefined;
}

export const reductionRules: readonly Rule[] = [
  {
    name: 'log(Σ exp(x)) → m + log(Σ exp(x − m)) with m = max(x): exp overflows at 710, everything underflows at −745',
    phase: 'before',
    on: ['log'],
    apply: (store, node) => {
      const sum = shiftedSum(store, only(node));
      if (sum === undefined || isShiftedAlready(sum.shift)) return undefined;
      const shift = store.op('detach', sum.shift);
      return store.op('add', shift, store.op('log', sum.by(shift)));
    },
  },
  {
    name: 'y + log(Σ exp(x − y)) → log(Σ exp(x)): y is the greatest where it is any use, and that is found anyway',
    phase: 'before',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length < 3 || terms.length > LONGEST) return undefined;
      for (const [l, { factor, rest: log }] of terms.entries()) {
        if (log?.op !== 'log') continue;
        const m = terms.findIndex(({ rest, factor: by }) => rest?.op === 'detach' && by === factor);
        const sum = m < 0 ? undefined : exponentialSum(createKit(store), only(log), terms[m]?.rest as Node);
        if (sum === undefined) continue;
        for (const [t, own] of terms.entries()) {
          if (t === l || t === m || own.rest?.op === 'detach') continue;
          const whole = withoutTerm(store, sum, own.rest, own.factor / factor);
          if (whole === undefined) continue;
          return terms.reduce<Node>(
            (total, term, at) =>
              at === t || at === l || at === m
                ? total
                : store.op('add', total, withCoefficient(store, term.factor, term.rest)),
            withCoefficient(store, factor, store.op('log', whole)),
          );
        }
      }
      return undefined;
    },
  },
  {
    name: 'exp(y) / Σ exp(x) → exp(y − m) / Σ exp(x − m) with m = max(x): ∞ / ∞ at 710, 0 / 0 at −745',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      const sum = shiftedSum(store, below);
      if (sum === undefined || isShiftedAlready(sum.shift)) return undefined;
      const numerator = shiftable(store, above);
      if (numerator === undefined || isConst(sum.shift)) return undefined;
      const shift = commonTerm(store, node) ?? store.op('detach', sum.shift);
      return store.op('div', numerator.by(shift), sum.by(shift));
    },
  },
];

/** A term of all exponents in a quotient, which cancels; its derivative would not by itself. */
function commonTerm(store: Store, quotient: Node): Node | undefined {
  const exponents = postorder([quotient], (node) => node === quotient || passed.has(node.op) || node.op === 'exp')
    .filter(({ op }) => op === 'exp')
    .map((exp) => collected(only(exp)));
  const [first, ...others] = exponents;
  for (const [rest, factor] of first ?? []) {
    const isOutside = rest?.free.every((index) => quotient.free.includes(index)) ?? true;
    if (isOutside && rest?.op !== 'detach' && others.every((one) => one.get(rest) === factor))
      return withCoefficient(store, factor, rest);
  }
  return undefined;
}

const passed: ReadonlySet<string> = new Set(['add', 'mul', 'div', 'sumOver']);

/** Whether all exponents have had a detached greatest one taken off: nothing is left to do. */
function isShiftedAlready(root: Node): boolean {
  const stack = [root];
  while (stack.length > 0) {
    const node = stack.pop() as Node;
    if (node.op === 'sub' && isShifted(node.args[1] as Node)) return true;
    if (node.op === 'neg' && isShifted(node)) return true;
    if (isReduction(node.op) || node.op === 'max') stack.push(...node.args.filter((arg) => arg.op !== 'index'));
  }
  return false;
}
