import type { NodeOp } from '../../ir/op.ts';
import type { Node } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { only, pair } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isConst, isValue, withCoefficient } from '../simplify/terms.ts';
import { differences, sidesOf } from './shifts.ts';
import type { Difference } from './shifts.ts';
import { settled } from './values.ts';

/** Highest power whose difference is written out. */
const HIGHEST = 6;

/** f(a) − f(b) from g = a − b, where a and b are near each other. */
const near: Partial<Record<NodeOp, Difference>> = {
  ...differences,
  exp: (k, _, b, g) => k.mul(k.exp(b), k.expm1(g)),
  expm1: (k, _, b, g) => k.mul(k.exp(b), k.expm1(g)),
  atan: (k, a, b, g) => k.atan2(g, k.add(1, k.mul(a, b))),
};

/** aⁿ − bⁿ = (a − b)·Σ a^k·b^(n − 1 − k), by Horner's rule. */
const ofPowers = (k: Kit, a: Node, b: Node, g: Node, n: number): Node => {
  let sum: Node = k.num(1);
  for (let m = 1; m < n; m += 1) sum = k.add(k.mul(sum, a), m === 1 ? b : k.pow(b, m));
  return k.mul(g, sum);
};

/** A number as it is given, or as it was stored: the difference of two that are near each other is exact (Sterbenz 1974). */
const isNumber = ({ op, type }: Node): boolean => op === 'read' && type === 'real';

/** x − y of two values f(a) and f(b), by `joined` where a and b are near each other; their derivatives are as they were. */
function apart(k: Kit, x: Node, y: Node, a: Node, b: Node, joined: Difference): Node {
  const [s, t] = [k.detach(a), k.detach(b)];
  const g = k.sub(s, t);
  const far = settled(k.store, k.sub(settled(k.store, k.detach(x)), k.detach(y)));
  const value = k.select(k.lt(k.abs(g), k.div(k.abs(t), 2)), settled(k.store, joined(k, s, t, g)), far);
  return k.given(isConst(x) ? value : k.given(value, x, k.num(1)), y, k.num(-1));
}

/** Differences of one function of two inputs that may be near each other. */
export const neighbours: readonly Rule[] = [
  {
    name: '√x − √y → (x − y) / (√x + √y), sin(x) − sin(y) → 2·cos(y + (x − y) / 2)·sin((x − y) / 2), … near x = y: the digits cancel',
    phase: 'before',
    on: ['sub'],
    apply: (store, node) => {
      const sides = sidesOf(node);
      if (sides === undefined) return undefined;
      const [{ factor, f: x }, { f: y }] = sides;
      const k = createKit(store);
      const n = x.op === 'pow' && x.args[1] === y.args[1] && isConst(x.args[1]) ? x.args[1].value : 0;
      const whole = Number.isInteger(n) && n > 2 && n <= HIGHEST;
      const joined: Difference | undefined = whole ? (_, s, t, g) => ofPowers(k, s, t, g, n) : near[x.op as NodeOp];
      const [a, b] = [only(x), only(y)];
      if (joined === undefined || a === b || !isNumber(a) || !isNumber(b)) return undefined;
      return withCoefficient(store, factor, apart(k, x, y, a, b, joined));
    },
  },
  {
    name: '1 − x / y → (y − x) / y, 1 / x − 1 / y → (y − x) / (x·y), x / y − y / x → (x − y)·(x + y) / (x·y) near x = y: the quotients have lost the digits',
    phase: 'before',
    on: ['sub'],
    apply: (store, node) => {
      const [x, y] = pair(node);
      const k = createKit(store);
      const isQuotient = ({ op, args }: Node): boolean => op === 'div' && args.every(isNumber);
      if (isValue(x, 1) && isQuotient(y)) {
        const [a, b] = pair(y);
        return apart(k, x, y, b, a, (_, s, _t, g) => k.div(g, s));
      }
      if (isQuotient(x) && isValue(y, 1)) {
        const [a, b] = pair(x);
        return k.neg(apart(k, y, x, b, a, (_, s, _t, g) => k.div(g, s)));
      }
      if (isQuotient(x) && isQuotient(y) && only(x) === y.args[1] && only(y) === x.args[1])
        return apart(k, x, y, ...pair(x), (_, s, t, g) => k.mul(k.div(g, s), k.div(k.add(s, t), t)));
      if (x.op !== 'div' || y.op !== 'div' || only(x) !== only(y) || !isConst(only(x))) return undefined;
      const [a, b] = [x.args[1] as Node, y.args[1] as Node];
      if (a === b || !isNumber(a) || !isNumber(b)) return undefined;
      return apart(k, x, y, a, b, (_, s, t, g) => k.mul(k.neg(only(x)), k.div(k.div(g, s), t)));
    },
  },
];
