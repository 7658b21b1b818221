import type { Node } from '../../ir/store.ts';
import type { Kit } from '../kit.ts';
import { only } from '../match.ts';
import { quotientNode, quotientOf, vanishing } from '../stabilise/quotient.ts';
import { isProduct, logOf } from './products.ts';
import { LEAST, powersOf } from './row.ts';
import type { RangeRow } from './row.ts';

/** base^n. */
const powerOf = (k: Kit, base: Node, n: number): Node =>
  n === 1 ? base : n < 0 ? k.div(1, powerOf(k, base, -n)) : k.pow(base, n);

/** Functions of products that vanish, whose factors are in range. */
export const vanishingRows: readonly RangeRow[] = [
  {
    name: '(exp(x·y) − 1) / x → y where the product vanishes, and f(x·y) with it',
    on: ['mul', 'div', 'log'],
    apply: (k, node) => {
      const quotient = quotientOf(node.op === 'log' ? only(node) : node);
      if (quotient === undefined) return undefined;
      for (const [base, n] of powersOf(quotient)) {
        const product = vanishing.has(base.op) ? only(base) : undefined;
        const parts = product && quotientOf(product);
        if (product === undefined || parts === undefined || !isProduct(parts)) continue;
        const rest = { ...quotient, above: new Map(quotient.above), below: new Map(quotient.below) };
        (n > 0 ? rest.above : rest.below).delete(base);
        const whole = powerOf(k, product, n);
        const joined = quotientOf(k.mul(quotientNode(k.store, rest), whole));
        if (joined === undefined || (node.op !== 'log' && joined.cancels !== true)) continue;
        const test = k.ge(k.abs(product), LEAST);
        if (node.op === 'log') return joined.factor > 0 ? { test, otherwise: logOf(k, joined) } : undefined;
        return { test, otherwise: quotientNode(k.store, joined) };
      }
      return undefined;
    },
  },
];
