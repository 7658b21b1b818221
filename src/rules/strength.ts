import type { Rule } from './rule.ts';
import type { Node } from '../ir/store.ts';
import { isConst } from './simplify/terms.ts';

/** Greatest exponent that becomes products: beyond it Math.pow rounds better. */
const GREATEST = 32;

/** The last rewrites before printing: the same value by cheaper operations. Not to be mixed with the simplifier's. */
export const strengthRules: readonly Rule[] = [
  {
    name: 'integer and half-integer powers by products and roots: Math.pow costs 40 ns',
    on: ['pow'],
    apply: (store, node) => {
      const [x, n] = node.args as [Node, Node];
      if (!isConst(n)) return undefined;
      const size = Math.abs(n.value);
      if (size > GREATEST || !Number.isInteger(2 * size) || size === 0) return undefined;
      if (n.value < 0) return store.op('div', store.const(1), store.op('pow', x, store.const(size)));
      if (size === 0.5) return store.op('sqrt', x);
      if (size === 1) return x;
      if (!Number.isInteger(size))
        return store.op('mul', store.op('pow', x, store.const(size - 0.5)), store.op('sqrt', x));
      if (size % 2 === 1) return store.op('mul', store.op('pow', x, store.const(size - 1)), x);
      const half = size === 2 ? x : store.op('pow', x, store.const(size / 2));
      return store.op('mul', half, half);
    },
  },
];
