import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import { gap, only, pair } from '../match.ts';
import type { Rule } from '../rule.ts';
import { factorsOf, isValue } from '../simplify/terms.ts';
import { lessOne } from './logarithms.ts';
import { settled } from './values.ts';

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
function entropyOf(node: Node): Node | undefined {
  const [test, zero, product] = node.args;
  const x = node.op === 'select' && test?.op === 'eq' && isValue(zero, 0) ? (test.args[0] as Node) : undefined;
  if (x === undefined || product?.op !== 'mul') return undefined;
  const [a, b] = pair(product);
  const isLog = (b.op === 'log' && only(b) === x) || b.op === 'log1p';
  return a.op === 'given' && only(a) === x && isLog ? x : undefined;
}

/** Differences of x·log(x). */
export const entropies: readonly Rule[] = [
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
