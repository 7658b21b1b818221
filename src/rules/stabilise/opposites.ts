import type { NodeOp } from '../../ir/op.ts';
import type { Node, Store } from '../../ir/store.ts';
import { areOpposite, collected, only, sumOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { factorsOf, productOf, termsOf, withCoefficient } from '../simplify/terms.ts';
import { quotientNode, quotientOf } from './quotient.ts';
import { logAddExp } from './values.ts';

/** f(x) − f(−x). */
const differences: Partial<Record<NodeOp, (store: Store, x: Node) => Node>> = {
  softplus: (_, x) => x,
  sigmoid: (store, x) => store.op('tanh', store.op('div', x, store.const(2))),
};

/** Longest sum that is looked at. */
const LONGEST = 6;

interface Part {
  readonly f: Node;
  readonly rest: readonly { base: Node; power: number }[];
}

/** f(x) of each factor of a term for which f(x) − f(−x) is known, and the other factors. */
const partsOf = (term: Node | undefined): Part[] => {
  const factors = term === undefined ? [] : factorsOf(term);
  return factors
    .filter(({ base }) => differences[base.op as NodeOp] !== undefined)
    .map(({ base: f }) => ({
      f,
      rest: factors.map((factor) => (factor.base === f ? { base: f, power: factor.power - 1 } : factor)),
    }));
};

const areSame = (a: Part['rest'], b: Part['rest']): boolean => {
  const powers = new Map<Node, number>();
  for (const { base, power } of a) powers.set(base, (powers.get(base) ?? 0) + power);
  for (const { base, power } of b) powers.set(base, (powers.get(base) ?? 0) - power);
  return [...powers.values()].every((power) => power === 0);
};

const areSamePowers = (a: ReadonlyMap<Node, number>, b: ReadonlyMap<Node, number>): boolean =>
  a.size === b.size && [...a].every(([base, n]) => b.get(base) === n);

/** softplus(a − b) + b, where the arguments' sum is simple. */
function sumOfTwo(store: Store, softplus: Node, b: Node): Node | undefined {
  if (softplus.op !== 'softplus') return undefined;
  const a = collected(store.op('add', only(softplus), b));
  return a.size === 1 && collected(only(softplus)).size > 1 ? logAddExp(store, sumOf(store, a), b) : undefined;
}

/** log(exp(a) + exp(b)) − b, from what `logAddExp` makes. */
function lessOne(store: Store, log: Node, x: Node): Node | undefined {
  const [a, b] = [log.args[0]?.args[1], log.args[1]];
  const value = log.args[0]?.args[0];
  const isLog =
    value?.op === 'add' && value.args[0]?.op === 'max' && ['log1p', 'softplus'].includes(value.args[1]?.op ?? '');
  if (log.op !== 'given' || a === undefined || b === undefined || !isLog || log.args[2]?.op !== 'sigmoid')
    return undefined;
  if (x !== a && x !== b) return undefined;
  return store.op('softplus', x === b ? store.op('sub', a, b) : store.op('sub', b, a));
}

/** What two terms have become, and the others. */
const without = (store: Store, terms: ReturnType<typeof termsOf>, two: readonly number[], joined: Node): Node =>
  terms.reduce<Node>(
    (sum, { factor, rest }, at) =>
      two.includes(at) ? sum : store.op('add', sum, withCoefficient(store, factor, rest)),
    joined,
  );

/** Whether each of the terms of x stands in a sum with so many times its own factor. */
const holds = (terms: ReturnType<typeof termsOf>, x: ReturnType<typeof collected>, times: number): boolean =>
  [...x].every(([rest, factor]) => terms.some((term) => term.rest === rest && term.factor === times * factor));

export const opposites: readonly Rule[] = [
  {
    name: 'softplus(x) − x → softplus(−x): no digits for a large x',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length > LONGEST) return undefined;
      for (const [k, { factor, rest }] of terms.entries()) {
        const x = rest?.op === 'softplus' ? collected(only(rest)) : undefined;
        if (x === undefined || x.size === 0 || !holds(terms, x, -factor)) continue;
        const taken = terms.flatMap((term, l) => (l !== k && x.get(term.rest) === -term.factor / factor ? [l] : []));
        if (taken.length !== x.size) continue;
        const opposite = store.op('softplus', store.op('neg', sumOf(store, x)));
        return without(store, terms, [k, ...taken], withCoefficient(store, factor, opposite));
      }
      return undefined;
    },
  },
  {
    name: 'log(exp(a) + exp(b)) − b → softplus(a − b), softplus(a − b) + b → log(exp(a) + exp(b)): the digits of what is nearly 0',
    phase: 'before',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length > LONGEST) return undefined;
      for (const [k, { factor, rest }] of terms.entries()) {
        if (rest === undefined) continue;
        for (const [l, other] of terms.entries()) {
          if (l === k || other.rest === undefined || Math.abs(other.factor) !== Math.abs(factor)) continue;
          const isSame = other.factor === factor;
          const joined = isSame ? sumOfTwo(store, rest, other.rest) : lessOne(store, rest, other.rest);
          if (joined !== undefined) return without(store, terms, [k, l], withCoefficient(store, factor, joined));
        }
      }
      return undefined;
    },
  },
  {
    name: 'y·exp(x) − y → y·(exp(x) − 1): no digits near x = 0',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length > LONGEST) return undefined;
      for (const [k, one] of terms.entries()) {
        const factors = one.rest === undefined ? [] : factorsOf(one.rest);
        for (const exp of factors.filter(({ base, power }) => base.op === 'exp' && power === 1)) {
          const rest = factors.filter((factor) => factor !== exp);
          if (rest.length === 0) continue;
          const l = terms.findIndex(
            (other) => other.factor === -one.factor && other.rest !== undefined && areSame(rest, factorsOf(other.rest)),
          );
          if (l < 0) continue;
          const joined = store.op('mul', productOf(store, rest), store.op('expm1', only(exp.base)));
          return without(store, terms, [k, l], withCoefficient(store, one.factor, joined));
        }
      }
      return undefined;
    },
  },
  {
    name: 'y / 2 + y / (exp(x) − 1) → y·coth(x / 2) / 2: near x = 0 the halves cancel in the derivative',
    phase: 'before',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length > LONGEST) return undefined;
      const quotients = terms.map(({ rest }) => quotientOf(rest ?? store.const(1)));
      for (const [k, one] of quotients.entries()) {
        const expm1 = one && [...one.below].find(([{ op }, n]) => op === 'expm1' && n === 1)?.[0];
        if (one === undefined || expm1 === undefined) continue;
        const below = new Map([...one.below].filter(([base]) => base !== expm1));
        const own = (terms[k] as (typeof terms)[0]).factor * one.factor;
        const l = quotients.findIndex(
          (other, at) =>
            other !== undefined &&
            (terms[at] as (typeof terms)[0]).factor * other.factor === own / 2 &&
            areSamePowers(other.above, one.above) &&
            areSamePowers(other.below, below),
        );
        if (l < 0) continue;
        const coth = store.op('coth', store.op('div', only(expm1), store.const(2)));
        const joined = store.op('mul', quotientNode(store, { factor: 1, above: one.above, below }), coth);
        return without(store, terms, [k, l], withCoefficient(store, own / 2, joined));
      }
      return undefined;
    },
  },
  {
    name: 'softplus(x) − softplus(−x) → x, sigmoid(x) − sigmoid(−x) → tanh(x / 2), also times what they share: the digits cancel',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length > LONGEST) return undefined;
      for (const [k, one] of terms.entries())
        for (const [l, other] of terms.entries()) {
          if (l <= k || one.factor !== -other.factor) continue;
          for (const a of partsOf(one.rest))
            for (const b of partsOf(other.rest)) {
              if (a.f.op !== b.f.op || !areOpposite(store, only(a.f), only(b.f)) || !areSame(a.rest, b.rest)) continue;
              const difference = differences[a.f.op as NodeOp]?.(store, only(a.f)) as Node;
              const joined = store.op('mul', productOf(store, a.rest), difference);
              return without(store, terms, [k, l], withCoefficient(store, one.factor, joined));
            }
        }
      return undefined;
    },
  },
];
