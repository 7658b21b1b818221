import type { Node } from '../../ir/store.ts';
import { factsOf } from '../facts.ts';
import type { Kit } from '../kit.ts';
import { only, overLiteral, pair, squareRootOf } from '../match.ts';
import { isConst, splitCoefficient, termsOf, withCoefficient } from '../simplify/terms.ts';
import { legsOf } from '../stabilise/legs.ts';
import { quotientNode, quotientOf } from '../stabilise/quotient.ts';
import type { Quotient } from '../stabilise/quotient.ts';
import { LEAST, MOST, powersOf } from './row.ts';
import { rootOfSum } from './squares.ts';
import type { RangeRow } from './row.ts';

/** The square of no more is in range. */
const ROOT_OF_MOST = 1e150;
const isNotNegative = (node: Node): boolean => factsOf(node).low >= 0;
const sizeOf = (k: Kit, node: Node): Node => (isNotNegative(node) ? node : k.abs(node));

export const isProduct = (quotient: Quotient): boolean =>
  powersOf(quotient).reduce((total, [base, n]) => total + Math.abs(n) * (isPower(base) ? 2 : 1), 0) > 1;

/** x^1.5 and the like. */
const isPower = ({ op, args }: Node): boolean => op === 'pow' && isConst(args[1]);

const inRange = (k: Kit, product: Node): Node => k.and(k.ge(product, LEAST), k.le(product, MOST));

/** Where a product is in range, or is negative, so that it has no root anyway. */
function hasRoot(k: Kit, product: Node): Node {
  const test = inRange(k, product);
  return isNotNegative(product) ? test : k.or(k.lt(product, 0), test);
}

/** Π f(base, power), what is below dividing. */
function productBy(k: Kit, quotient: Quotient, first: number, f: (base: Node, power: number) => Node): Node {
  let product = k.num(first);
  for (const [base, n] of powersOf(quotient)) {
    const factor = f(base, Math.abs(n));
    product = n < 0 ? k.div(product, factor) : k.mul(product, factor);
  }
  return product;
}

/** log of a product as the sum of logs; of a negative factor, and so of a negative product, there is none, unless its power is even. */
export function logOf(k: Kit, quotient: Quotient): Node {
  let sum = k.num(Math.log(quotient.factor));
  for (const [base, n] of powersOf(quotient)) {
    const legs = legsOf(k.store, base);
    const log =
      legs === undefined
        ? k.log(n % 2 === 0 ? sizeOf(k, base) : base)
        : k.mul(2, k.log(legs.reduce((a, b) => k.hypot(a, b))));
    sum = k.add(sum, withCoefficient(k.store, n, log));
  }
  return sum;
}

/** E of c + E, for a product E that may overflow. */
function largeTermOf(sum: Node): Quotient | undefined {
  const terms = sum.op === 'add' ? termsOf(sum) : [];
  const [large, other] = terms.filter(({ rest }) => rest !== undefined);
  if (terms.length !== 2 || large?.rest === undefined || other !== undefined) return undefined;
  const quotient = quotientOf(large.rest);
  return quotient && isProduct(quotient) ? { ...quotient, factor: quotient.factor * large.factor } : undefined;
}

/** For x^p of products: |base|^(n·p). */
const rootOf = (k: Kit, quotient: Quotient, p: number): Node =>
  productBy(k, quotient, quotient.factor ** p, (base, n) => {
    if (isPower(base)) return k.pow(sizeOf(k, only(base)), n * p * (pair(base)[1].value as number));
    const size = sizeOf(k, base);
    const sum = n * p === 0.5 ? rootOfSum(k, k.sqrt(base)) : undefined;
    if (sum !== undefined) return k.select(sum.test, k.sqrt(base), sum.otherwise);
    return n * p === 0.5 ? k.sqrt(size) : n * p === 1 ? size : k.pow(size, n * p);
  });

/** Logs, roots, powers and quotients of products and squares. */
export const productRows: readonly RangeRow[] = [
  {
    name: 'log(x² + y²) → log1p((x − 1)·(x + 1) + y²) near 1, for the larger as x: the sum has lost the digits of y',
    on: ['log'],
    apply: (k, node) => {
      const legs = only(node).op === 'add' ? legsOf(k.store, only(node)) : undefined;
      if (legs?.length !== 2 || legs.some((leg) => isConst(leg))) return undefined;
      const [a, b] = legs.map((leg) => k.abs(leg)) as [Node, Node];
      const [large, small] = [k.max(a, b), k.min(a, b)];
      const less = k.add(k.mul(k.sub(large, 1), k.add(large, 1)), k.sq(small));
      const isNear = k.lt(k.abs(k.sub(only(node), 1)), 0.5);
      const hypot = k.mul(2, k.log(k.hypot(...(legs as [Node, Node]))));
      return { test: k.and(inRange(k, only(node)), k.not(isNear)), otherwise: k.select(isNear, k.log1p(less), hypot) };
    },
  },
  {
    name: 'log(x·y) → log(x) + log(y), log(x² + y²) → 2·log(hypot(x, y)) out of range',
    on: ['log'],
    apply: (k, node) => {
      const quotient = quotientOf(only(node));
      if (quotient === undefined || quotient.factor <= 0) return undefined;
      const isSum = powersOf(quotient).some(([base]) => legsOf(k.store, base) !== undefined);
      if (!isProduct(quotient) && !isSum) return undefined;
      return { test: inRange(k, only(node)), otherwise: logOf(k, quotient) };
    },
  },
  {
    name: 'log1p(x·y), log1p(x / y) → log(x) ± log(y) where 1 is nothing beside the product',
    on: ['log1p'],
    apply: (k, node) => {
      const quotient = quotientOf(only(node));
      const above = [...(quotient?.above ?? [])].reduce((total, [, n]) => total + n, 0);
      if (quotient === undefined || quotient.factor <= 0 || !isProduct(quotient)) return undefined;
      // A difference over a number, as of (x − y) / y, is taken where it is small.
      if (above < 2 && !powersOf(quotient).every(([{ op }]) => op === 'read')) return undefined;
      return { test: k.le(only(node), MOST), otherwise: logOf(k, quotient) };
    },
  },
  {
    name: '√(x·y) → √x·√y out of range',
    on: ['sqrt'],
    apply: (k, node) => {
      const quotient = quotientOf(only(node));
      if (quotient === undefined || quotient.factor <= 0 || !isProduct(quotient)) return undefined;
      return { test: hasRoot(k, only(node)), otherwise: rootOf(k, quotient, 0.5) };
    },
  },
  {
    name: '(x·y)^p → x^p·y^p out of range',
    on: ['pow'],
    apply: (k, node) => {
      const [base, p] = pair(node);
      if (!isConst(p) || Number.isInteger(p.value)) return undefined;
      const quotient = quotientOf(base);
      if (quotient === undefined || quotient.factor <= 0 || !isProduct(quotient)) return undefined;
      return { test: hasRoot(k, base), otherwise: rootOf(k, quotient, p.value) };
    },
  },
  {
    name: '(c + x·y)^n → x^n·y^n where x·y overflows',
    on: ['pow'],
    apply: (k, node) => {
      const [base, n] = pair(node);
      if (n.type === 'int' || (isConst(n) && !(Math.abs(n.value) < 1))) return undefined;
      const quotient = largeTermOf(base);
      if (quotient === undefined || quotient.factor <= 0) return undefined;
      const power = productBy(k, quotient, 1, (x, m) => k.pow(sizeOf(k, x), k.mul(m, n)));
      const scaled = quotient.factor === 1 ? power : k.mul(k.pow(quotient.factor, n), power);
      return { test: k.le(base, MOST), otherwise: scaled };
    },
  },
  {
    name: '√(u² + E) → |u|·√(1 + E / u / u) where u² overflows',
    on: ['sqrt'],
    apply: (k, node) => {
      const terms = termsOf(only(node));
      if (terms.length < 2 || terms.length > 4) return undefined;
      const squares = terms.filter(({ factor, rest }) => factor > 0 && rest !== undefined && squareRootOf(rest));
      const [square] = squares;
      if (square === undefined || squares.length > 1) return undefined;
      const u = k.mul(Math.sqrt(square.factor), squareRootOf(square.rest as Node) as Node);
      const excess = terms
        .filter((term) => term !== square)
        .reduce<Node>(
          (sum, { factor, rest }) => k.add(sum, k.div(k.div(withCoefficient(k.store, factor, rest), u), u)),
          k.num(1),
        );
      return { test: k.le(k.abs(u), ROOT_OF_MOST), otherwise: k.mul(k.abs(u), k.sqrt(excess)) };
    },
  },
  {
    name: 'x·y / (x + y) → x / (x + y)·y, x·y / √(x² + y²) likewise, the larger over the sum, where the product is out of range',
    on: ['div'],
    apply: (k, node) => {
      const [factor, above] = splitCoefficient(pair(node)[0]);
      const below = pair(node)[1];
      if (above?.op !== 'mul' || (below.op !== 'add' && below.op !== 'hypot')) return undefined;
      const [x, y] = pair(above);
      const terms = below.op === 'hypot' ? below.args : termsOf(below).map(({ rest }) => rest);
      if (isConst(x) || !(terms.includes(x) || terms.includes(y))) return undefined;
      const size = k.abs(above);
      return {
        test: k.and(k.ge(size, LEAST), k.le(size, MOST)),
        otherwise: withCoefficient(
          k.store,
          factor,
          k.select(k.gt(k.abs(x), k.abs(y)), k.mul(k.div(x, below), y), k.mul(k.div(y, below), x)),
        ),
      };
    },
  },
  {
    name: 'x / (x² + E) → 1 / (x + E / x) where x² overflows',
    on: ['mul', 'div'],
    apply: (k, node) => {
      const quotient = quotientOf(node);
      if (quotient === undefined) return undefined;
      const { factor, above, below } = quotient;
      for (const [sum, n] of below) {
        const terms = n === 1 && (sum.op === 'add' || sum.op === 'sub') ? termsOf(sum) : [];
        if (terms.length < 2 || terms.length > (above.size + below.size > 2 ? 2 : 4)) continue;
        const square = terms.find(({ rest }) => above.has(rootOfTerm(rest) as Node));
        const x = rootOfTerm(square?.rest);
        if (square?.rest === undefined || x === undefined || isConst(x)) continue;
        const own = overLiteral(square).factor;
        const scaled = terms.reduce<Node>(
          (total, { factor: c, rest }) =>
            rest === square.rest ? total : k.add(total, k.div(withCoefficient(k.store, c, rest), x)),
          withCoefficient(k.store, own, x),
        );
        const others = { factor, above: new Map(above), below: new Map(below) };
        others.below.delete(sum);
        if (above.get(x) === 1) others.above.delete(x);
        else others.above.set(x, (above.get(x) as number) - 1);
        return { test: k.le(k.abs(x), ROOT_OF_MOST), otherwise: k.div(quotientNode(k.store, others), scaled) };
      }
      return undefined;
    },
  },
];

/** x of c·x². */
function rootOfTerm(rest: Node | undefined): Node | undefined {
  const term = rest && overLiteral({ factor: 1, rest });
  return term?.rest && squareRootOf(term.rest);
}
