import type { NodeOp } from '../../ir/op.ts';
import type { Node } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { areOpposite, gap, only } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isConst, withCoefficient } from '../simplify/terms.ts';
import { sidesOf } from './shifts.ts';
import { settled } from './values.ts';

/** f(s) − f(t) for g = s − t. */
type Difference = (k: Kit, s: Node, t: Node, g: Node) => Node;

/** σ(s) − σ(t) = (1 − exp(t − s))·σ(s)·σ(−t) for s > t: no factor cancels or overflows, however far they are apart. */
const ofSigmoids: Difference = (k, s, t, g) => {
  const size = k.expm1(k.neg(k.abs(g)));
  return k.mul(k.mul(k.select(k.lt(g, 0), size, k.neg(size)), k.sigmoid(k.max(s, t))), k.sigmoid(k.neg(k.min(s, t))));
};

const differences: Partial<Record<NodeOp, Difference>> = {
  sigmoid: ofSigmoids,
  tanh: (k, s, t, g) => k.mul(2, ofSigmoids(k, k.mul(2, s), k.mul(2, t), k.mul(2, g))),
  // log((1 + exp(s)) / (1 + exp(t))) near s = t.
  softplus: (k, s, t, g) => {
    const size = k.log1p(k.mul(k.expm1(k.abs(g)), k.sigmoid(k.min(s, t))));
    const far = k.sub(settled(k.store, k.softplus(s)), k.softplus(t));
    return k.select(k.lt(k.abs(g), 1), k.select(k.lt(g, 0), k.neg(size), size), settled(k.store, far));
  },
};

const detached = (k: Kit, x: Node): Node => (isConst(x) ? x : k.detach(x));

/** Differences of functions that have one value all over a half of the line. */
export const saturating: readonly Rule[] = [
  {
    name: 'σ(x) − σ(y) → (1 − exp(y − x))·σ(x)·σ(−y) for x > y, tanh and softplus likewise: no digits near x = y, or where both are nearly 1',
    phase: 'before',
    on: ['sub'],
    apply: (store, node) => {
      const sides = sidesOf(node);
      const difference = sides && differences[sides[0].f.op as NodeOp];
      if (sides === undefined || difference === undefined) return undefined;
      const [{ factor, f: x }, { f: y }] = sides;
      const [a, b] = [only(x), only(y)];
      // Of opposite arguments there are simpler forms.
      if (a === b || (isConst(a) && isConst(b)) || areOpposite(store, a, b)) return undefined;
      const k = createKit(store);
      const [s, t] = [detached(k, a), detached(k, b)];
      const g = gap(store, a, b);
      const value = difference(k, s, t, g === undefined ? k.sub(s, t) : detached(k, g));
      // Their own derivatives have their digits.
      const byX = isConst(a) ? value : k.given(value, settled(store, x), k.num(1));
      return withCoefficient(store, factor, isConst(b) ? byX : k.given(byX, settled(store, y), k.num(-1)));
    },
  },
];
