import type { Node } from '../../ir/store.ts';
import { only, pair } from '../match.ts';
import type { Rule } from '../rule.ts';
import { factorsOf } from '../simplify/terms.ts';
import { settled } from './values.ts';

/** x of log(c·x) and log(x / y). */
function isLogOf(log: Node, x: Node): boolean {
  const inside = only(log);
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
        if (log.op !== 'log' && log.op !== 'log2' && log.op !== 'log10') continue;
        const x = factors.find(({ base }) => base.op !== 'const' && base !== log && isLogOf(log, base))?.base;
        if (x === undefined) continue;
        const zero = store.const(0);
        const [a, b] = pair(node);
        return store.op('select', store.op('eq', x, zero), zero, store.op('mul', settled(store, a), b));
      }
      return undefined;
    },
  },
];
