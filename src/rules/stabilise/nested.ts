import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { only } from '../match.ts';
import { commonFactor, monomialNode, polynomialNode, polynomialOf } from '../polynomial.ts';
import type { Rule } from '../rule.ts';
import { productOf, termsOf, withCoefficient } from '../simplify/terms.ts';
import { quotientNode, quotientOf } from './quotient.ts';
import type { Quotient } from './quotient.ts';

const MOST_TERMS = 4;
const HIGHEST = 4;
const MOST_DENOMINATORS = 2;

type Powers = Map<Node, number>;

const isNumber = ({ op, type, args }: Node): boolean =>
  op === 'abs' ? isNumber(args[0] as Node) : op === 'read' && type === 'real';

/** What divides the terms of a sum, as powers of numbers; undefined where anything else does, or nothing. */
function denominatorOf(terms: readonly Quotient[]): Powers | undefined {
  const common: Powers = new Map();
  for (const { below } of terms)
    for (const [base, n] of below) {
      if (!isNumber(base) || n > HIGHEST) return undefined;
      common.set(base, Math.max(n, common.get(base) ?? 0));
    }
  // Of three or more, products of several would be in each term.
  return common.size === 0 || common.size > MOST_DENOMINATORS ? undefined : common;
}

/** A sum of quotients times their common denominator, and that. */
function cleared(store: Store, sum: Node): { readonly sum: Node; readonly by: Powers } | undefined {
  if ((sum.op !== 'add' && sum.op !== 'sub') || sum.type !== 'real') return undefined;
  const terms = termsOf(sum);
  const quotients = terms.map(({ rest }) => quotientOf(rest ?? store.const(1)));
  if (terms.length > MOST_TERMS || !quotients.every((quotient) => quotient !== undefined)) return undefined;
  const by = denominatorOf(quotients);
  if (by === undefined || !quotients.every(({ above }) => [...above.keys()].every(isNumber))) return undefined;
  // Sums of powers of one 1 / x are what others have made of them, for a large x.
  if (by.size === 1 && quotients.every(({ above, below }) => above.size === 0 || below.size === 0)) return undefined;
  const parts = quotients.map((quotient, k) => {
    const below = new Map(by);
    for (const [base, n] of quotient.below) below.set(base, (below.get(base) as number) - n);
    const above = new Map(quotient.above);
    multiply(above, below, 1);
    const factor = (terms[k]?.factor ?? 1) * quotient.factor;
    return withCoefficient(store, factor, product(store, above));
  });
  return { sum: parts.reduce((a, b) => store.op('add', a, b)), by };
}

const product = (store: Store, powers: Powers): Node | undefined =>
  powers.size === 0
    ? undefined
    : productOf(
        store,
        Array.from(powers, ([base, power]) => ({ base, power })),
      );

function multiply(powers: Powers, by: Powers, n: number): void {
  for (const [base, m] of by) if (m > 0) powers.set(base, (powers.get(base) ?? 0) + n * m);
}

/** Powers of what is above and below alike are taken from both. */
function reduce(above: Powers, below: Powers): void {
  for (const [base, n] of above) {
    const common = Math.min(n, below.get(base) ?? 0);
    if (common === 0) continue;
    for (const powers of [above, below]) {
      const left = (powers.get(base) as number) - common;
      if (left === 0) powers.delete(base);
      else powers.set(base, left);
    }
  }
}

const raised = (k: Kit, x: Node, n: number): Node => (n === 1 ? x : k.pow(x, n));
const isSum = ({ op, type }: Node): boolean => (op === 'add' || op === 'sub') && type === 'real';
/** Quotients of sums of quotients, and roots of them. */
export const nested: readonly Rule[] = [
  {
    name: 'x / y / (1 + x / y) → x / (y + x), 1 / (1 / x + 1 / y) → x·y / (y + x): ∞ / ∞ where a quotient overflows',
    on: ['div'],
    apply: (store, node) => {
      const quotient = quotientOf(node);
      if (quotient === undefined || ![...quotient.below.keys()].some((base) => cleared(store, base))) return undefined;
      const [above, below]: [Powers, Powers] = [new Map(), new Map()];
      for (const [from, to, other] of [
        [quotient.above, above, below],
        [quotient.below, below, above],
      ] as const)
        for (const [base, n] of from) {
          const found = cleared(store, base);
          to.set(found?.sum ?? base, (to.get(found?.sum ?? base) ?? 0) + n);
          if (found !== undefined) multiply(other, found.by, n);
        }
      reduce(above, below);
      // One factor above is worth an order of its own.
      if (above.size === 1) return quotientNode(store, { factor: quotient.factor, above, below });
      const [top, under] = [product(store, above), product(store, below)];
      const whole = withCoefficient(store, quotient.factor, top);
      return under === undefined ? whole : store.op('div', whole, under);
    },
  },
  {
    name: '√(1 + (x / y)²) → hypot(y, x) / |y|, √(1 + x / y) → √((y + x) / y): the quotient overflows',
    phase: 'after',
    on: ['sqrt', 'hypot'],
    apply: (store, node) => {
      const k = createKit(store);
      const squares = node.op === 'hypot' ? node.args.map((arg) => k.pow(arg, 2)) : [];
      const sum = node.op === 'hypot' ? squares.reduce((a, b) => k.add(a, b)) : only(node);
      const found = cleared(store, sum);
      if (found === undefined) return undefined;
      const powers = [...found.by];
      if (powers.every(([, n]) => n % 2 === 0))
        return powers.reduce((root, [x, n]) => k.div(root, raised(k, k.abs(x), n / 2)), k.sqrt(found.sum));
      return k.sqrt(powers.reduce((quotient, [x, n]) => k.div(quotient, raised(k, x, n)), found.sum));
    },
  },
  {
    name: '√(x² + x·y) → √(x·(x + y)), of which a root is taken factor by factor: the products vanish',
    phase: 'after',
    on: ['sqrt'],
    apply: (store, node) => {
      const p = isSum(only(node)) ? polynomialOf(only(node)) : undefined;
      if (p === undefined || p.size < 2) return undefined;
      const { common, rest } = commonFactor(p);
      if (common.powers.size === 0 || ![...common.powers.keys()].every(isNumber)) return undefined;
      return store.op('sqrt', store.op('mul', monomialNode(store, common), polynomialNode(store, rest)));
    },
  },
];
