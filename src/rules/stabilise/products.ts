import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { gap, only, pair } from '../match.ts';
import type { Rule } from '../rule.ts';
import { factorsOf, isValue, termsOf, withCoefficient } from '../simplify/terms.ts';
import { lessOne } from './logarithms.ts';
import { opaque, settled } from './values.ts';

/** Longest sum that is looked at. */
const MOST_TERMS = 6;

const isNumber = ({ op, type }: Node): boolean => op === 'read' && type === 'real';

const logs = new Set<string>(['log', 'log1p', 'log2', 'log10', 'given']);

/** x of log(c·x) and log(x / y). */
function isLogOf(store: Store, log: Node, x: Node): boolean {
  const inside = only(log);
  // A log that has its derivatives beside it.
  for (let value = log; value.op === 'given'; value = only(value)) {
    const [, argument, slope] = value.args as [Node, Node, Node];
    if (argument === x && slope.op === 'div' && slope.args[1] === x) return true;
  }
  if (log.op === 'given') return false;
  if (log.op === 'log1p') return lessOne(store, x) === inside;
  const above = inside.op === 'div' ? only(inside) : inside;
  return factorsOf(above).some(({ base }) => base === x);
}

/** x of x·log(x), as the row below has left it. */
export function entropyOf(node: Node): Node | undefined {
  const [test, zero, product] = node.args;
  const x = node.op === 'select' && test?.op === 'eq' && isValue(zero, 0) ? (test.args[0] as Node) : undefined;
  if (x === undefined || product?.op !== 'mul') return undefined;
  const [a, b] = pair(product);
  const isLog = (b.op === 'log' && only(b) === x) || b.op === 'log1p';
  return a.op === 'given' && only(a) === x && isLog ? x : undefined;
}

/** x and y of x·log(x / y), as the rows below and for such logarithms have left it. */
function relativeEntropyOf(node: Node): { x: Node; y: Node; log: Node } | undefined {
  const [test, zero, product] = node.args;
  const x = node.op === 'select' && test?.op === 'eq' && isValue(zero, 0) ? (test.args[0] as Node) : undefined;
  if (x === undefined || product?.op !== 'mul') return undefined;
  const [own, log] = pair(product);
  const [inner, y] = log.op === 'given' ? log.args : [];
  const isOf = (by: Node | undefined, slope: Node | undefined, sign: number): boolean =>
    by !== undefined && slope?.op === 'div' && isValue(slope.args[0], sign) && slope.args[1] === by;
  if (own.op !== 'given' || only(own) !== x || !isOf(y, log.args[2], -1)) return undefined;
  if (inner?.op !== 'given' || inner.args[1] !== x || !isOf(x, inner.args[2], 1)) return undefined;
  return { x, y: y as Node, log };
}

/** x·log(x / y) − x + y from u = (x − y) / y. */
function divergence(k: Kit, x: Node, y: Node): Node {
  const u = opaque(k.store, k.div(k.sub(x, y), y));
  return k.mul(y, k.sub(k.mul(k.add(1, u), k.log1p(u)), u));
}

/** Differences of x·log(x). */
export const entropies: readonly Rule[] = [
  {
    name: 'x·log(x / y) − x + y → y·((1 + u)·log1p(u) − u) with u = (x − y) / y near x = y, where u has a series: the digits cancel',
    phase: 'before',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length < 3 || terms.length > MOST_TERMS) return undefined;
      for (const term of terms) {
        const found = term.rest && relativeEntropyOf(term.rest);
        if (found === undefined || ![found.x, found.y].every(isNumber)) continue;
        const { x, y, log } = found;
        const own = terms.find(({ factor, rest }) => rest === x && factor === -term.factor);
        const other = terms.find(({ factor, rest }) => rest === y && factor === term.factor);
        if (own === undefined || other === undefined) continue;
        const k = createKit(store);
        const [s, t] = [k.detach(x), k.detach(y)];
        const far = settled(store, k.add(settled(store, k.sub(k.mul(s, k.detach(log)), s)), t));
        const isNear = k.lt(k.abs(k.sub(s, t)), k.div(k.abs(t), 2));
        const value = k.select(isNear, divergence(k, s, t), k.select(k.eq(s, 0), t, far));
        const whole = k.given(k.given(value, x, log), y, k.div(k.sub(y, x), y));
        return terms
          .filter((one) => one !== term && one !== own && one !== other)
          .reduce<Node>(
            (sum, one) => k.add(sum, withCoefficient(store, one.factor, one.rest)),
            withCoefficient(store, term.factor, whole),
          );
      }
      return undefined;
    },
  },
  {
    name: 'a·log(a) − b·log(b) → (a − b)·log(a) + b·log1p((a − b) / b), where a − b is simple: the digits cancel',
    phase: 'before',
    on: ['sub'],
    apply: (store, node) => {
      const [x, y] = pair(node);
      const [a, b] = [entropyOf(x), entropyOf(y)];
      const g = a && b && gap(store, a, b);
      if (a === undefined || b === undefined || g === undefined) return undefined;
      const k = createKit(store);
      const rate = k.log1p(k.div(g, b));
      return k.select(k.eq(b, 0), k.sub(settled(store, x), y), k.add(k.mul(g, k.log(a)), k.mul(b, rate)));
    },
  },
];

/** Products of 0 and ∞ that have a limit. */
export const products: readonly Rule[] = [
  {
    name: 'x·log(x) → 0 at x = 0, as its limit: 0·∞ is no number',
    phase: 'before',
    on: ['mul'],
    apply: (store, node) => {
      const factors = factorsOf(node);
      for (const { base: log } of factors) {
        if (!logs.has(log.op)) continue;
        const x = factors.find(({ base }) => base.op !== 'const' && base !== log && isLogOf(store, log, base))?.base;
        if (x === undefined) continue;
        const zero = store.const(0);
        const [a, b] = pair(node);
        return store.op('select', store.op('eq', x, zero), zero, store.op('mul', settled(store, a), b));
      }
      return undefined;
    },
  },
];
