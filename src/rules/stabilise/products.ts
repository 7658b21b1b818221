import type { Node, Store } from '../../ir/store.ts';
import { only, pair } from '../match.ts';
import type { Rule } from '../rule.ts';
import { factorsOf } from '../simplify/terms.ts';
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
