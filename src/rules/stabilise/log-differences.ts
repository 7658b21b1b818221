import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import { collected, only, pair, sumOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isConst, splitCoefficient, withCoefficient } from '../simplify/terms.ts';
import { logOfQuotient } from './log-quotient.ts';
import { log1mexp, settled } from './values.ts';

/** What a row has made has been looked at. */
const isHidden = ({ op }: Node): boolean => op === 'given' || op === 'detach';
const log = (store: Store, x: Node): Node => store.op('log', x);

/** log1p, and differences of logarithms. */
export const logDifferences: readonly Rule[] = [
  {
    name: 'log1p(exp(x)) → softplus(x), log1p(−exp(x)) → log(1 − exp(x)): overflow at 710, no digits near 0',
    phase: 'before',
    on: ['log1p'],
    apply: (store, node) => {
      const x = only(node);
      if (x.op === 'exp') return store.op('softplus', only(x));
      if (x.op === 'neg' && only(x).op === 'exp' && only(only(x)).op !== 'detach')
        return log1mexp(store, only(only(x)));
      if (x.op === 'neg' && only(x).op === 'sigmoid') return store.op('neg', store.op('softplus', only(only(x))));
      return undefined;
    },
  },
  {
    name: 'log1p(p / q) → log((p + q) / q) away from 0, where p + q is simple: no digits near −1; its derivatives have q·(p + q) below',
    phase: 'before',
    on: ['log1p'],
    apply: (store, node) => {
      const [factor, quotient] = splitCoefficient(only(node));
      if (quotient?.op !== 'div' || quotient.args.some(isHidden)) return undefined;
      const [p, q] = [withCoefficient(store, factor, pair(quotient)[0]), pair(quotient)[1]];
      if (isConst(q)) return undefined;
      const sum = collected(store.op('add', p, q));
      const isSimple = sum.size > 0 && sum.size < collected(p).size + collected(q).size;
      const k = createKit(store);
      const near = k.log1p(k.div(k.detach(p), k.detach(q)));
      const whole = k.div(k.detach(sumOf(store, sum)), k.detach(q));
      const test = k.lt(k.abs(k.detach(p)), k.div(k.abs(k.detach(q)), 2));
      const value = isSimple ? k.select(test, near, k.log(settled(store, whole))) : near;
      const below = isSimple ? sumOf(store, sum) : k.add(p, q);
      // −(p / q) / (p + q), without p / q where p + q is not simple: p may overflow.
      const slope = isSimple ? k.div(k.div(p, q), below) : k.div(1, k.mul(q, k.add(1, k.div(q, p))));
      const byQ = k.given(value, q, k.neg(slope));
      return isConst(p) ? byQ : k.given(byQ, p, k.div(1, below));
    },
  },
  {
    name: 'log1p(x − 1) → log(x), log1p(expm1(x)) → x, expm1(log1p(x)) → x, exp(log1p(x)) → 1 + x: digits lost on the way',
    on: ['log1p', 'expm1', 'exp'],
    apply: (store, node) => {
      const x = only(node);
      if (node.op === 'exp') return x.op === 'log1p' ? store.op('add', store.const(1), only(x)) : undefined;
      if (x.op === (node.op === 'log1p' ? 'expm1' : 'log1p')) return only(x);
      if (node.op !== 'log1p' || (x.op !== 'sub' && x.op !== 'add')) return undefined;
      const terms = collected(x);
      if (terms.get(undefined) !== -1) return undefined;
      terms.delete(undefined);
      return terms.size === 0 ? undefined : log(store, sumOf(store, terms));
    },
  },
  {
    name: 'log(a) − log(b) → log1p((a − b) / b) near a = b, where a − b is simple: the digits cancel',
    phase: 'before',
    on: ['sub'],
    apply: (store, node) => {
      const [[factor, x], [other, y]] = splitBoth(node);
      if (factor !== other || x === undefined || y === undefined) return undefined;
      const [above, below] = [argumentOf(store, x), argumentOf(store, y)];
      if (above === undefined || below === undefined || (x.op !== 'log' && y.op !== 'log')) return undefined;
      const joined = logOfQuotient(store, above, below, store.op('sub', store.op('detach', x), y));
      return joined && withCoefficient(store, factor, joined);
    },
  },
];

const splitBoth = (node: Node): [Split, Split] => [splitCoefficient(pair(node)[0]), splitCoefficient(pair(node)[1])];
type Split = [number, Node | undefined];

const argumentOf = (store: Store, node: Node): Node | undefined =>
  node.op === 'log' ? only(node) : node.op === 'log1p' ? store.op('add', store.const(1), only(node)) : undefined;
