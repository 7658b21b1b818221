import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import {
  commonFactor,
  constant,
  divided,
  inRoots,
  monomialNode,
  plus,
  polynomialNode,
  polynomialOf,
  power,
  times,
} from '../polynomial.ts';
import type { Monomial, Polynomial } from '../polynomial.ts';
import type { Rule } from '../rule.ts';
import { isValue, termsOf, withCoefficient } from '../simplify/terms.ts';
import { isUnbalanced, lacksFactor, quotientNode, quotientOf } from './quotient.ts';
import type { Quotient } from './quotient.ts';

const MOST_TERMS = 6;

/** The polynomial that a quotient's numerator is, with the factors of the common denominator that it lacks. */
function numerator({ factor, above, below }: Quotient, common: ReadonlyMap<Node, number>): Polynomial | undefined {
  let result: Polynomial | undefined = constant(factor);
  const multiply = (base: Node, n: number): void => {
    const p = n === 0 ? constant(1) : polynomialOf(base);
    const q = p && power(p, n);
    result = result && q && times(result, q);
  };
  for (const [base, n] of above) multiply(base, n);
  for (const [base, n] of common) multiply(base, n - (below.get(base) ?? 0));
  return result;
}

/** With √a² = a, hypot(a, b)² = a² + b² and x·sign(x) = |x|, |x|² = x². */
function reduced(store: Store, p: Polynomial): Polynomial | undefined {
  let sum: Polynomial | undefined = constant(0);
  for (const monomial of p.values()) {
    let product: Polynomial | undefined = constant(monomial.factor);
    for (const [base, n] of signsMerged(store, monomial)) {
      const square = n >= 2 ? squareOf(base) : undefined;
      const [pairs, left] = square === undefined ? [0, n] : [Math.floor(n / 2), n % 2];
      const even = pairs > 0 && square !== undefined ? power(square, pairs) : constant(1);
      const odd = polynomialOf(base);
      const odds = odd && power(odd, left);
      product = product && even && times(product, even);
      product = product && odds && times(product, odds);
    }
    sum = sum && product && plus(sum, product);
  }
  return sum;
}

function squareOf(base: Node): Polynomial | undefined {
  const [a, b] = base.args as [Node, Node];
  const of = (node: Node): Polynomial | undefined => polynomialOf(node);
  if (base.op === 'sqrt') return of(a);
  const [x, y] = base.op === 'hypot' ? [of(a), of(b)] : base.op === 'abs' ? [of(a), constant(0)] : [];
  const [p, q] = [x && squared(x), y && squared(y)];
  return p && q && plus(p, q);
}

/** A literal that was the root of a whole number has that as its square. */
function squared(p: Polynomial): Polynomial | undefined {
  const [only] = p.values();
  if (p.size !== 1 || only === undefined || only.powers.size > 0) return power(p, 2);
  const [square, whole] = [only.factor ** 2, Math.round(only.factor ** 2)];
  return constant(Math.abs(square - whole) <= 4 * Number.EPSILON * whole ? whole : square);
}

function signsMerged(store: Store, { powers }: Monomial): Map<Node, number> {
  const result = new Map(powers);
  for (const [base, n] of powers) {
    const x = base.op === 'sign' ? (base.args[0] as Node) : undefined;
    if (x === undefined || n !== 1 || (result.get(x) ?? 0) < 1) continue;
    result.delete(base);
    result.set(x, (result.get(x) as number) - 1);
    if (result.get(x) === 0) result.delete(x);
    const size = store.op('abs', x);
    result.set(size, (result.get(size) ?? 0) + 1);
  }
  return result;
}

/** The monomial that a square of it is. */
function rootOf({ factor, powers }: Monomial): Monomial | undefined {
  const root = Math.sqrt(factor);
  if (!Number.isInteger(root) || [...powers.values()].some((n) => n % 2 !== 0)) return undefined;
  return { factor: root, powers: new Map([...powers].map(([base, n]) => [base, n / 2])) };
}

/** A polynomial as factors: what all of its monomials share, and the two of a difference of squares. */
function factored(store: Store, p: Polynomial): { factor: number; bases: Map<Node, number> } {
  const { common, rest } = commonFactor(p);
  const bases = new Map(common.powers);
  const put = (node: Node): void => void bases.set(node, (bases.get(node) ?? 0) + 1);
  const [a, b] = [...rest.values()];
  if (a === undefined || b === undefined) return { factor: a?.factor ?? 0, bases };
  const sign = a.factor < 0 && b.factor < 0 ? -1 : 1;
  if (rest.size === 2 && a.factor * b.factor < 0) {
    const [plusOne, minusOne] = a.factor > 0 ? [a, b] : [b, a];
    const scale = plusOne.factor === -minusOne.factor ? plusOne.factor : 1;
    const [x, y] = [plusOne, { ...minusOne, factor: -minusOne.factor }].map((one) =>
      rootOf({ ...one, factor: one.factor / scale }),
    );
    if (x !== undefined && y !== undefined) {
      const [s, t] = [monomialNode(store, x), monomialNode(store, y)];
      put(store.op('sub', s, t));
      put(store.op('add', s, t));
      return { factor: scale, bases };
    }
  }
  put(polynomialNode(store, sign < 0 ? plus(constant(0), rest, -1) : rest));
  return { factor: sign, bases };
}

/** The numerator without the hypot(x, y)² that it shares with the denominator, which is changed. */
function withoutSquares(sum: Polynomial, below: Map<Node, number>): Polynomial {
  let rest = sum;
  for (const [base, n] of below) {
    const square = n >= 2 && rest.size > 0 ? squareOf(base) : undefined;
    const over = square && divided(rest, square);
    if (over === undefined) continue;
    rest = over;
    if (n === 2) below.delete(base);
    else below.set(base, n - 2);
  }
  return rest;
}

/** Sums of fractions whose numerators cancel, and quotients with a common factor. */
export const fractions: readonly Rule[] = [
  {
    name: '1 / s − x·y / s² → z / s² over the common denominator, where terms cancel: no digits are left of the difference',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length > MOST_TERMS || node.type === 'int') return undefined;
      if (!terms.some(({ rest }) => rest !== undefined && hasQuotient(rest))) return undefined;
      const quotients: Quotient[] = [];
      const common = new Map<Node, number>();
      for (const { factor, rest } of terms) {
        const quotient = quotientOf(rest ?? store.const(1));
        if (quotient === undefined) return undefined;
        quotient.factor *= factor;
        quotients.push(quotient);
        for (const [base, n] of quotient.below) common.set(base, Math.max(n, common.get(base) ?? 0));
      }
      if (common.size === 0) return undefined;
      let [sum, before]: [Polynomial | undefined, number] = [constant(0), 0];
      for (const quotient of quotients) {
        const p = numerator(quotient, common);
        const q = p && reduced(store, p);
        if (q === undefined) return undefined;
        before += q.size;
        sum = sum && plus(sum, q);
      }
      if (sum === undefined || sum.size >= before || sum.size > 2) return undefined;
      sum = withoutSquares(sum, common);
      if (sum.size === 0) return store.const(0);
      const { factor, bases } = factored(store, sum);
      const result: Quotient = { factor, above: new Map(), below: new Map(common) };
      for (const [base, n] of bases) cancelInto(result, base, n);
      return quotientNode(store, result);
    },
  },
  {
    name: '(x − 1) / (x² − 1) → 1 / (x + 1): 0 / 0, and no digits nearby',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = node.args as [Node, Node];
      if (!isSum(above) || !isSum(below)) return undefined;
      const [p, q] = inRoots(polynomialOf(above), polynomialOf(below));
      if (p === undefined || q === undefined || p.size < 2 || q.size < 2) return undefined;
      const over = divided(p, q);
      if (over !== undefined) return polynomialNode(store, over);
      const under = divided(q, p);
      return under && store.op('div', store.const(1), polynomialNode(store, under));
    },
  },
  {
    name: '1 / h + (h = 0 ? 0 : a / h) → 1 / h + a / h, which has no value at h = 0 either: two terms that cancel are told by it',
    phase: 'after',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length > MOST_TERMS) return undefined;
      const isBelow = (h: Node, rest: Node | undefined): boolean => {
        const below = rest === undefined || !hasQuotient(rest) ? undefined : quotientOf(rest)?.below;
        return below?.has(h) === true;
      };
      const guarded = terms.find(({ rest }) => {
        const h = rest === undefined ? undefined : zeroGuarded(rest);
        return h !== undefined && terms.some((other) => isBelow(h, other.rest));
      });
      if (guarded?.rest === undefined) return undefined;
      return terms.reduce<Node | undefined>((sum, { factor, rest }) => {
        const own = rest !== undefined && rest === guarded.rest ? (rest.args[2] as Node) : rest;
        const term = withCoefficient(store, factor, own);
        return sum === undefined ? term : store.op('add', sum, term);
      }, undefined);
    },
  },
  {
    name: 'x·(a / x² + b / x²) → a / x + b / x: the quotients vanish earlier than the whole',
    phase: 'after',
    on: ['mul'],
    apply: (store, node) => {
      const [a, b] = node.args as [Node, Node];
      for (const [x, sum] of [
        [a, b],
        [b, a],
      ] as const) {
        const terms = isSum(sum) && x.op === 'read' ? termsOf(sum) : [];
        if (terms.length < 2 || terms.length > MOST_TERMS) continue;
        // A sum of several variables is one that others multiply too.
        if (postorder([sum]).some((one) => one.op === 'read' && one !== x)) continue;
        const parts = terms.map(({ rest }) => (rest !== undefined && hasQuotient(rest) ? quotientOf(rest) : undefined));
        if (!parts.every((part) => part?.below.has(x) === true)) continue;
        return terms
          .map(({ factor }, at) => {
            const part = parts[at] as Quotient;
            cancelInto(part, x, 1);
            return withCoefficient(store, factor, quotientNode(store, part));
          })
          .reduce((s, t) => store.op('add', s, t));
      }
      return undefined;
    },
  },
  {
    name: 'x·y / s² → (x / s)·(y / s), x / (1 + x²) → x / h / h for h = hypot(1, x), x / s / x → 1 / s: overflow and underflow on the way',
    phase: 'after',
    on: ['mul', 'div'],
    apply: (store, node) => {
      // A factor is given to what lacks one. Quotients that lack none stay as they are, which is how others use them too.
      if (node.op === 'mul' && !node.args.some((arg) => lacksFactor(store, arg))) return undefined;
      const quotient = quotientOf(node);
      if (quotient === undefined || !(quotient.cancelsValue === true || isUnbalanced(store, quotient)))
        return undefined;
      const balanced = quotientNode(store, quotient);
      return balanced === node ? undefined : balanced;
    },
  },
];

/** h of h = 0 ? 0 : x. */
const zeroGuarded = ({ op, args: [test, zero] }: Node): Node | undefined =>
  op === 'select' && test?.op === 'eq' && isValue(test.args[1], 0) && isValue(zero, 0) ? test.args[0] : undefined;

const isSum = ({ op, type }: Node): boolean => (op === 'add' || op === 'sub') && type !== 'int';

function hasQuotient(root: Node): boolean {
  let node = root;
  for (let k = 0; k < MOST_TERMS; k += 1) {
    if (node.op === 'div') return true;
    if (node.op !== 'mul' && node.op !== 'neg' && node.op !== 'pow') return false;
    const next = node.args.find(({ op }) => op === 'div' || op === 'mul' || op === 'neg' || op === 'pow');
    if (next === undefined) return false;
    node = next;
  }
  return false;
}

function cancelInto({ above, below }: Quotient, base: Node, n: number): void {
  const common = Math.min(n, below.get(base) ?? 0);
  if (common > 0) below.set(base, (below.get(base) as number) - common);
  if (below.get(base) === 0) below.delete(base);
  if (n > common) above.set(base, n - common);
}
