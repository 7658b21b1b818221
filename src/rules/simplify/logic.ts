import {
  addAffine,
  affineOf,
  comparisonForm,
  difference,
  provablyAtMost,
  provablyLess,
  provablyNonNegative,
} from '../../ir/affine.ts';
import type { OpName } from '../../ir/op.ts';
import type { Node } from '../../ir/store.ts';
import { factsOf } from '../facts.ts';
import type { Rule } from '../rule.ts';
import { isConst, isValue } from './terms.ts';

export const isBool = (node: Node | undefined, value: boolean): boolean =>
  node !== undefined && node.op === 'const' && node.type === 'bool' && (node.value !== 0) === value;

export const negated = { lt: 'ge', ge: 'lt', gt: 'le', le: 'gt', eq: 'ne', ne: 'eq' } as const satisfies Partial<
  Record<OpName, OpName>
>;

/** What is known of a comparison of ints, from the bounds of the indices in them. */
function knownComparison(node: Node): boolean | undefined {
  const [a, b] = node.args as [Node, Node];
  switch (node.op) {
    case 'lt':
      return provablyLess(a, b) ? true : provablyAtMost(b, a) ? false : undefined;
    case 'le':
      return provablyAtMost(a, b) ? true : provablyLess(b, a) ? false : undefined;
    case 'gt':
      return provablyLess(b, a) ? true : provablyAtMost(a, b) ? false : undefined;
    case 'ge':
      return provablyAtMost(b, a) ? true : provablyLess(a, b) ? false : undefined;
    case 'eq':
    case 'ne': {
      if (a === b) return node.op === 'eq';
      const gap = difference(a, b);
      if (gap.terms.size === 0) return (gap.constant === 0) === (node.op === 'eq');
      const apart = provablyLess(a, b) || provablyLess(b, a);
      return apart ? node.op === 'ne' : undefined;
    }
    default:
      return undefined;
  }
}

/** Whether one of two tests holds exactly where the other does not; NaN is equal to nothing and unlike everything. */
export function areOpposite(a: Node, b: Node): boolean {
  if ((a.op === 'not' && a.args[0] === b) || (b.op === 'not' && b.args[0] === a)) return true;
  const unlike = (a.op === 'eq' && b.op === 'ne') || (a.op === 'ne' && b.op === 'eq');
  return unlike && a.args.every((arg, k) => arg === b.args[k]);
}

/** The value of a literal, or of a quotient of two, such as 1 / 3; NaN of anything else. */
function literalOf(node: Node): number {
  if (node.op === 'div') return literalOf(node.args[0] as Node) / literalOf(node.args[1] as Node);
  return isConst(node) ? node.value : Number.NaN;
}

/** Comparisons, and/or/not, min and max, division of ints. */
export const logic: readonly Rule[] = [
  {
    name: 'decide comparisons of ints by the bounds of their indices',
    on: ['lt', 'le', 'gt', 'ge', 'eq', 'ne'],
    apply: (store, node) => {
      if (!node.args.every((arg) => arg.type === 'int')) return undefined;
      const known = knownComparison(node);
      return known === undefined ? undefined : store.bool(known);
    },
  },
  {
    name: 'fold comparisons of literals',
    on: ['lt', 'le', 'gt', 'ge', 'eq', 'ne'],
    apply: (store, node) => {
      const [a, b] = node.args.map(literalOf) as [number, number];
      if (Number.isNaN(a) || Number.isNaN(b)) return undefined;
      const table = { lt: a < b, le: a <= b, gt: a > b, ge: a >= b, eq: a === b, ne: a !== b };
      return store.bool(table[node.op as keyof typeof table]);
    },
  },
  {
    name: 'x = 0 → false for an x that is known to be away from 0, such as hypot(x, 1)',
    on: ['eq'],
    apply: (store, node) => {
      const [x, zero] = node.args as [Node, Node];
      if (x.type !== 'real' || isConst(x) || !isValue(zero, 0)) return undefined;
      const { low, high } = factsOf(x);
      return low > 0 || high < 0 ? store.bool(false) : undefined;
    },
  },
  {
    name: 'and, or, not of what is known',
    on: ['and', 'or', 'not'],
    apply: (store, node) => {
      const [a, b] = node.args as [Node, Node];
      if (node.op === 'not') {
        if (isBool(a, true)) return store.bool(false);
        if (isBool(a, false)) return store.bool(true);
        if (a.op === 'not') return a.args[0];
        // Of reals only = and ≠ may be turned round: NaN is neither less nor at least.
        const ints = a.args.every((arg) => arg.type === 'int');
        if (Object.hasOwn(negated, a.op) && (ints || a.op === 'eq' || a.op === 'ne'))
          return store.op(negated[a.op as keyof typeof negated], ...a.args);
        return undefined;
      }
      const neutral = node.op === 'and';
      if (isBool(a, neutral) || a === b) return b;
      if (isBool(b, neutral)) return a;
      if (isBool(a, !neutral) || isBool(b, !neutral)) return store.bool(!neutral);
      return areOpposite(a, b) ? store.bool(!neutral) : undefined;
    },
  },
  {
    name: 'i = n − 1 or i < n − 1 → true, for ints',
    on: ['or'],
    apply: (store, node) => {
      const [a, b] = node.args.map(comparisonForm);
      if (a === undefined || b === undefined) return undefined;
      // Where a < 0, that is a ≤ −1, b is at least 0.
      const one = { constant: 1, terms: new Map<Node, number>() };
      return provablyNonNegative(addAffine(addAffine(a, b), one)) ? store.bool(true) : undefined;
    },
  },
  {
    name: 'i ≠ lo → i > lo, for ints that are ordered',
    on: ['ne'],
    apply: (store, node) => {
      const [a, b] = node.args as [Node, Node];
      if (a.type !== 'int' || b.type !== 'int') return undefined;
      if (provablyAtMost(b, a)) return store.op('gt', a, b);
      return provablyAtMost(a, b) ? store.op('lt', a, b) : undefined;
    },
  },
  {
    name: 'min and max of ints that are ordered, and of equals',
    on: ['min', 'max'],
    apply: (store, node) => {
      const [a, b] = node.args as [Node, Node];
      if (a === b) return a;
      if (isConst(a) && isConst(b))
        return store.const(node.op === 'min' ? Math.min(a.value, b.value) : Math.max(a.value, b.value));
      if (a.type !== 'int' || b.type !== 'int') return undefined;
      if (provablyAtMost(a, b)) return node.op === 'min' ? a : b;
      if (provablyAtMost(b, a)) return node.op === 'min' ? b : a;
      return undefined;
    },
  },
  {
    name: 'int division and remainder that come out even',
    on: ['idiv', 'mod'],
    apply: (store, node) => {
      const [a, b] = node.args as [Node, Node];
      if (a.type !== 'int' || !isConst(b) || !Number.isInteger(b.value) || b.value <= 0) return undefined;
      const { constant, terms } = affineOf(a);
      const d = b.value;
      if (terms.size === 0)
        return store.const(node.op === 'mod' ? constant - d * Math.floor(constant / d) : Math.floor(constant / d));
      if (constant % d !== 0 || [...terms.values()].some((factor) => factor % d !== 0)) return undefined;
      if (node.op === 'mod') return store.const(0);
      let quotient: Node = store.const(constant / d);
      for (const [term, factor] of terms)
        quotient = store.op('add', quotient, store.op('mul', store.const(factor / d), term));
      return quotient;
    },
  },
];
