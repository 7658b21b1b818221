import type { Node } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { only, pair } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isConst, isValue } from '../simplify/terms.ts';
import { lessOne } from './logarithms.ts';

/** A value of t, beside which stands its derivative by t. */
function withSlope(k: Kit, t: Node, value: (t: Node) => Node, slope: (t: Node) => Node): Node {
  return k.given(value(k.detach(t)), t, slope(t));
}

/** Inverse functions of what has lost its digits. */
export const angles: readonly Rule[] = [
  {
    name: 'acos(1 − t) → atan2(√t·√(2 − t), 1 − t): no digits for small t',
    phase: 'before',
    on: ['acos'],
    apply: (store, node) => {
      const k = createKit(store);
      const rest = lessOne(store, only(node));
      if (rest === undefined) return undefined;
      const leg = (t: Node): Node => k.mul(k.sqrt(t), k.sqrt(k.sub(2, t)));
      return withSlope(
        k,
        k.neg(rest),
        (t) => k.atan2(leg(t), k.sub(1, t)),
        (t) => k.div(1, leg(t)),
      );
    },
  },
  {
    name: 'acosh(1 + t) → 2·asinh(√(t / 2)): no digits for small t',
    phase: 'before',
    on: ['acosh'],
    apply: (store, node) => {
      const k = createKit(store);
      const rest = lessOne(store, only(node));
      if (rest === undefined) return undefined;
      return withSlope(
        k,
        rest,
        (t) => k.mul(2, k.asinh(k.sqrt(k.div(t, 2)))),
        (t) => k.div(1, k.mul(k.sqrt(t), k.sqrt(k.add(t, 2)))),
      );
    },
  },
  {
    name: 'asin(√t) → atan2(√t, √(1 − t)), acos(√t) → atan2(√(1 − t), √t): no digits near t = 1',
    phase: 'before',
    on: ['asin', 'acos'],
    apply: (store, node) => {
      const root = only(node);
      if (root.op !== 'sqrt') return undefined;
      const k = createKit(store);
      const legs = (t: Node): [Node, Node] => [k.sqrt(t), k.sqrt(k.sub(1, t))];
      return withSlope(
        k,
        only(root),
        (t) => (node.op === 'asin' ? k.atan2(...legs(t)) : k.atan2(...[...legs(t)].reverse())),
        (t) => k.div(node.op === 'asin' ? 0.5 : -0.5, k.mul(...legs(t))),
      );
    },
  },
  {
    name: 'atan(a / b): its derivatives are b / (a² + b²) and −a / (a² + b²), also where the quotient overflows',
    phase: 'before',
    on: ['atan'],
    apply: (store, node) => {
      const quotient = only(node);
      if (quotient.op !== 'div' || quotient.args.some(({ op }) => op === 'detach')) return undefined;
      const k = createKit(store);
      const [a, b] = pair(quotient);
      if (isConst(b)) return undefined;
      if (isConst(a)) {
        const slope = k.div(k.neg(a), k.add(k.sq(a), k.sq(b)));
        return k.given(k.atan(k.div(a, k.detach(b))), b, slope);
      }
      const h = k.hypot(a, b);
      const value = k.atan(k.div(k.detach(a), k.detach(b)));
      return k.given(k.given(value, a, k.div(k.div(b, h), h)), b, k.neg(k.div(k.div(a, h), h)));
    },
  },
  {
    name: 'asinh(1 / x) → acsch(x): 1 / x² overflows at 1e−154',
    on: ['asinh'],
    apply: (store, node) => {
      const x = only(node);
      return x.op === 'div' && isValue(x.args[0], 1) ? store.op('acsch', x.args[1] as Node) : undefined;
    },
  },
];
