import type { NodeOp } from '../../ir/op.ts';
import { postorder } from '../../ir/store.ts';
import type { Node } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { derivatives } from '../derivative.ts';
import { collected, only, pair } from '../match.ts';
import type { Rule } from '../rule.ts';
import { factorsOf, productOf, splitCoefficient, withCoefficient } from '../simplify/terms.ts';
import { quotientNode, quotientOf } from './quotient.ts';
import { opaque, settled } from './values.ts';

/** Functions that are 0 at 0, and have a slope there. */
const vanishing: ReadonlySet<NodeOp> = new Set<NodeOp>([
  'expm1',
  'log1p',
  'sin',
  'tan',
  'asin',
  'atan',
  'sinh',
  'tanh',
  'asinh',
  'atanh',
  'erf',
]);

/** sin(c·x) and its like. */
const vanishesWith = (f: Node, x: Node): boolean => {
  if (!vanishing.has(f.op as NodeOp)) return false;
  const s = only(f);
  const over = s.op === 'div' && s.args[1]?.op === 'const' ? only(s) : s;
  return splitCoefficient(over)[1] === x;
};

/** Whether an expression reads what x does not. */
function dependsOnMore(root: Node, x: Node): boolean {
  const own = new Set(postorder([x]));
  return postorder([root], (node) => node !== x).some((node) => node.op === 'read' && !own.has(node));
}

/** s / x for a product s of several factors, one of which is x, or vanishes with it. */
function ratio(k: Kit, s: Node, x: Node): Node | undefined {
  const [coefficient, product] = splitCoefficient(s);
  const factors = product === undefined ? [] : factorsOf(product);
  if (factors.length < 2) return undefined;
  const own = factors.find(
    ({ base, power }) => power === 1 && (base === x || (vanishing.has(base.op as NodeOp) && only(base) === x)),
  );
  if (own === undefined) return undefined;
  const others = factors.filter((factor) => factor !== own);
  if (others.every(({ base }) => base.op === 'const')) return undefined;
  const rest = withCoefficient(k.store, coefficient, productOf(k.store, others));
  return own.base === x ? rest : k.mul(rest, k.div(own.base, x));
}

/** f(s) / s·r for s = r·x, with f′(s) beside it for the derivative by r, which is not a difference of what it is made of. */
function byRest(k: Kit, f: Node, x: Node, rest: Node): Node | undefined {
  const [c, r] = splitCoefficient(rest);
  const [d, product] = splitCoefficient(only(f));
  if (r === undefined || c !== d || product === undefined) return undefined;
  const isWhole = factorsOf(product).every(({ base }) => base === x || factorsOf(r).some((one) => one.base === base));
  if (!isWhole || postorder([r]).includes(x)) return undefined;
  const t = withCoefficient(k.store, c, k.mul(k.detach(r), x));
  const value = k.mul(k.div(k.store.with(f, [t]), t), settled(k.store, withCoefficient(k.store, c, k.detach(r))));
  const slope = derivatives[f.op as keyof typeof derivatives](k, f.args, f)[0];
  return slope ? k.given(value, r, withCoefficient(k.store, c, slope)) : undefined;
}

/** f(s) / x → f(s) / s·(s / x), the last factor hidden from what would cancel it, or its inverse; in the first branch of a choice too. */
function split(k: Kit, above: Node, below: Node): Node | undefined {
  if (above.op === 'select') {
    const [test, then, otherwise] = above.args as [Node, Node, Node];
    const near = split(k, then, below);
    return near && k.select(test, near, k.div(otherwise, below));
  }
  const [[factor, f], [by, x]] = [splitCoefficient(above), splitCoefficient(below)];
  if (f === undefined || x === undefined) return undefined;
  const scaled = (node: Node): Node => withCoefficient(k.store, factor / by, node);
  if (vanishing.has(f.op as NodeOp)) {
    const rest = ratio(k, only(f), x);
    const whole = rest && byRest(k, f, x, rest);
    if (whole !== undefined) return scaled(whole);
    if (rest !== undefined) return scaled(k.mul(k.div(f, only(f)), settled(k.store, rest)));
  }
  if (!vanishing.has(x.op as NodeOp) || splitCoefficient(only(x))[1] === f) return undefined;
  const factors = factorsOf(f);
  for (const own of factors) {
    const rest = own.power === 1 ? ratio(k, only(x), own.base) : undefined;
    if (rest === undefined) continue;
    const quotient = k.div(k.div(only(x), x), settled(k.store, rest));
    const others = factors.filter((other) => other !== own);
    return scaled(others.length === 0 ? quotient : k.mul(productOf(k.store, others), quotient));
  }
  return undefined;
}

export const limits: readonly Rule[] = [
  {
    name: 'log(x) / (x − 1) → log1p(t) / t with t = x − 1: 0 / 0 at 1',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const quotient = quotientOf(node);
      const log = quotient && [...quotient.above].find(([{ op }, n]) => op === 'log' && n === 1)?.[0];
      if (quotient === undefined || log === undefined || only(log).op === 'given') return undefined;
      for (const [t, n] of quotient.below) {
        if (n !== 1 || t.op === 'given') continue;
        // t is x − 1 or 1 − x.
        const sign = [1, -1].find((one) => {
          const apart = collected(store.op(one > 0 ? 'sub' : 'add', only(log), t));
          return apart.size === 1 && apart.get(undefined) === 1;
        });
        if (sign === undefined) continue;
        quotient.above.delete(log);
        quotient.below.delete(t);
        const k = createKit(store);
        const w = opaque(store, withCoefficient(store, sign, t));
        return k.mul(quotientNode(store, { ...quotient, factor: sign * quotient.factor }), k.div(k.log1p(w), w));
      }
      return undefined;
    },
  },
  {
    name: 'sin(a·x) / x → sin(a·x) / (a·x)·a, x / (exp(a·x) − 1) → …: of one variable, it has a series where it is 0 / 0',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => split(createKit(store), ...pair(node)),
  },
  {
    name: 'z·sin(y / 2) / y → z·(sin(y / 2) / y), a function of y alone, where z is none: it has a series where it is 0 / 0',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const quotient = quotientOf(node);
      if (quotient === undefined) return undefined;
      for (const x of quotient.below.keys()) {
        const own = [...quotient.above.keys()].find((f) => vanishesWith(f, x));
        if (own === undefined || x.op === 'const') continue;
        const others = { ...quotient, above: new Map(quotient.above), below: new Map(quotient.below) };
        for (const [powers, base] of [
          [others.above, own],
          [others.below, x],
        ] as const) {
          const left = (powers.get(base) as number) - 1;
          if (left === 0) powers.delete(base);
          else powers.set(base, left);
        }
        const rest = quotientNode(store, { ...others, factor: 1 });
        if (!dependsOnMore(rest, x)) continue;
        const k = createKit(store);
        return withCoefficient(store, quotient.factor, k.mul(settled(store, rest), settled(store, k.div(own, x))));
      }
      return undefined;
    },
  },
];
