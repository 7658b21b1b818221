import type { Node } from '../../ir/store.ts';
import { areOpposite, only } from '../match.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import type { Rule } from '../rule.ts';
import { withCoefficient } from '../simplify/terms.ts';
import { quotientNode, quotientOf } from './quotient.ts';
import { opaque, settled } from './values.ts';

/** softplus(x) / exp(x) for x < 0, as log1p(t) / t for t = exp(x): it has a series for a small t. */
function overExponential(k: Kit, x: Node): Node {
  const t = opaque(k.store, k.exp(x));
  return k.div(k.log1p(t), t);
}

/** exp(x) of a softplus that has one beside it. */
const isHidden = ({ op }: Node): boolean => op === 'detach' || op === 'given';

/** softplus(x), which is exp(x) for a large negative x, in products and logs. */
export const softpluses: readonly Rule[] = [
  {
    name: 'exp(−x)·softplus(x) → log1p(t) / t with t = exp(x) for x < 0: ∞·0 at −746',
    phase: 'before',
    on: ['mul', 'div'],
    apply: (store, node) => {
      const quotient = quotientOf(node);
      if (quotient === undefined) return undefined;
      const { above, below } = quotient;
      for (const [softplus, n] of above) {
        if (softplus.op !== 'softplus' || n !== 1 || isHidden(only(softplus))) continue;
        const x = only(softplus);
        const isInverse = (exp: Node): boolean => exp.op === 'exp' && areOpposite(store, only(exp), x);
        const inverse = [...above.keys()].find(isInverse);
        const exp = below.has(store.op('exp', x)) ? store.op('exp', x) : undefined;
        const [powers, factor] = inverse === undefined ? [below, exp] : [above, inverse];
        if (factor === undefined) continue;
        above.delete(softplus);
        const left = (powers.get(factor) as number) - 1;
        if (left === 0) powers.delete(factor);
        else powers.set(factor, left);
        const k = createKit(store);
        const far = settled(store, k.mul(k.exp(k.neg(x)), settled(store, softplus)));
        const ratio = k.select(k.lt(x, 0), overExponential(k, x), far);
        return withCoefficient(store, quotient.factor, k.mul(quotientNode(store, { ...quotient, factor: 1 }), ratio));
      }
      return undefined;
    },
  },
  {
    name: 'log(softplus(x)) → x + log(log1p(t) / t) with t = exp(x) for x < 0: log of an underflow',
    phase: 'before',
    on: ['log'],
    apply: (store, node) => {
      const softplus = only(node);
      if (softplus.op !== 'softplus' || isHidden(only(softplus))) return undefined;
      const k = createKit(store);
      const x = only(softplus);
      const near = k.add(x, k.log(overExponential(k, x)));
      return k.select(k.lt(x, 0), near, k.log(settled(store, softplus)));
    },
  },
];
