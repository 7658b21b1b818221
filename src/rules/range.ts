import type { NodeOp } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { factsOf } from './facts.ts';
import type { Kit } from './kit.ts';
import { only, pair, squareRootOf } from './match.ts';
import { factorsOf, isConst, productOf, termsOf, withCoefficient } from './simplify/terms.ts';
import { quotientNode, quotientOf } from './stabilise/quotient.ts';
import type { Quotient } from './stabilise/quotient.ts';
import { legsOf } from './stabilise/legs.ts';

/** What takes an expression's place where the test does not hold. */
export interface Alternative {
  readonly test: Node;
  readonly otherwise: Node;
}

/**
 * A value that is in range although what it is computed from is not: the row says where that is trusted, and gives a slower form for
 * elsewhere. The form as written stays where it is good.
 */
export interface RangeRow {
  readonly name: string;
  readonly on: readonly NodeOp[];
  readonly apply: (k: Kit, node: Node, isInput: (name: string) => boolean) => Alternative | undefined;
}

/** Between these no part of a product of two has been rounded to 0, to ∞ or to fewer digits. */
const [LEAST, MOST] = [1e-290, 1e290];
/** The square of no more is in range. */
const ROOT_OF_MOST = 1e150;
/** exp of less is 0, and so is its product with anything that sixteen numbers can be multiplied to. */
const LEAST_EXPONENT = -1e4;
/** exp of this and of its opposite are in range. */
const MOST_EXPONENT = 700;
const LARGEST_DEGREE = 12;

const isNotNegative = (node: Node): boolean => factsOf(node).low >= 0;
const sizeOf = (k: Kit, node: Node): Node => (isNotNegative(node) ? node : k.abs(node));

const powersOf = ({ above, below }: Quotient): [base: Node, power: number][] => [
  ...above,
  ...Array.from(below, ([base, n]): [Node, number] => [base, -n]),
];

const isProduct = (quotient: Quotient): boolean =>
  powersOf(quotient).reduce((total, [base, n]) => total + Math.abs(n) * (isPower(base) ? 2 : 1), 0) > 1;

/** x^1.5 and the like. */
const isPower = ({ op, args }: Node): boolean => op === 'pow' && isConst(args[1]);

/** Where a product is in range, or is negative, so that it has neither a root nor a logarithm anyway. */
function inRange(k: Kit, product: Node): Node {
  const test = k.and(k.ge(product, LEAST), k.le(product, MOST));
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

/** log of a product as the sum of logs; of a negative factor there is none, unless its power is even. */
function logOf(k: Kit, quotient: Quotient): Node {
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

/** For x^p of products: |base|^(n·p). */
const rootOf = (k: Kit, quotient: Quotient, p: number): Node =>
  productBy(k, quotient, quotient.factor ** p, (base, n) => {
    if (isPower(base)) return k.pow(sizeOf(k, only(base)), n * p * (pair(base)[1].value as number));
    const size = sizeOf(k, base);
    return n * p === 0.5 ? k.sqrt(size) : n * p === 1 ? size : k.pow(size, n * p);
  });

/** What f(u) is for a large u: factor·exp(u), or of |u|, and with the sign of u. */
const growths: Partial<Record<NodeOp, { readonly factor: number; readonly even?: boolean; readonly odd?: boolean }>> = {
  exp: { factor: 1 },
  expm1: { factor: 1 },
  sinh: { factor: 0.5, even: true, odd: true },
  cosh: { factor: 0.5, even: true },
};

/** Functions that are no more than exp(u). */
const decays: Partial<Record<NodeOp, (k: Kit, x: Node) => Node>> = {
  exp: (_, x) => x,
  sigmoid: (_, x) => x,
  sech: (k, x) => k.neg(k.abs(x)),
};

export const rangeRows: readonly RangeRow[] = [
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
    name: 'log1p(x·y) → log(x) + log(y) where 1 is nothing beside the product',
    on: ['log1p'],
    apply: (k, node) => {
      const quotient = quotientOf(only(node));
      const above = [...(quotient?.above ?? [])].reduce((total, [, n]) => total + n, 0);
      if (quotient === undefined || quotient.factor <= 0 || above < 2) return undefined;
      return { test: k.le(only(node), MOST), otherwise: logOf(k, quotient) };
    },
  },
  {
    name: '√(x·y) → √x·√y out of range',
    on: ['sqrt'],
    apply: (k, node) => {
      const quotient = quotientOf(only(node));
      if (quotient === undefined || quotient.factor <= 0 || !isProduct(quotient)) return undefined;
      return { test: inRange(k, only(node)), otherwise: rootOf(k, quotient, 0.5) };
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
      return { test: inRange(k, base), otherwise: rootOf(k, quotient, p.value) };
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
    name: 'x·y / (x + y) → x / (x + y)·y, the larger over the sum, where the product is out of range',
    on: ['div'],
    apply: (k, node) => {
      const [above, below] = pair(node);
      if (above.op !== 'mul' || below.op !== 'add') return undefined;
      const [x, y] = pair(above);
      if (isConst(x) || !termsOf(below).some(({ rest }) => rest === x || rest === y)) return undefined;
      const size = k.abs(above);
      return {
        test: k.and(k.ge(size, LEAST), k.le(size, MOST)),
        otherwise: k.select(k.gt(k.abs(x), k.abs(y)), k.mul(k.div(x, below), y), k.mul(k.div(y, below), x)),
      };
    },
  },
  {
    name: 'exp(a)·(exp(b) − 1) → exp(a + b) − exp(a) where exp(b) may overflow',
    on: ['mul'],
    apply: (k, node) => {
      const [x, y] = pair(node);
      const [a, b] = x.op === 'exp' && y.op === 'expm1' ? [x, y] : x.op === 'expm1' && y.op === 'exp' ? [y, x] : [];
      if (a === undefined || b === undefined) return undefined;
      return {
        test: k.le(only(b), 1),
        otherwise: k.sub(k.exp(k.add(only(a), only(b))), a),
      };
    },
  },
  {
    name: 'exp(a)·exp(b) → exp(a + b) out of range',
    on: ['mul'],
    apply: (k, node) => {
      const factors = factorsOf(node);
      const [x, y] = factors.filter(({ base, power }) => base.op === 'exp' && power === 1).map(({ base }) => base);
      if (x === undefined || y === undefined) return undefined;
      const isTame = (exp: Node): Node => k.le(k.abs(only(exp)), MOST_EXPONENT);
      const rest = factors.filter(({ base }) => base !== x && base !== y);
      const joined = k.exp(k.add(only(x), only(y)));
      return {
        test: k.and(isTame(x), isTame(y)),
        otherwise: rest.length === 0 ? joined : k.mul(productOf(k.store, rest), joined),
      };
    },
  },
  {
    name: 'x / (exp(u) − 1) → x·exp(700 − u)·exp(−700), (exp(u) − 1) / x → exp(u − 700) / x·exp(700) for u > 700: exp overflows',
    on: ['mul', 'div'],
    apply: (k, node, isInput) => {
      const quotient = quotientOf(node);
      if (quotient === undefined || quotient.below.size === 0) return undefined;
      for (const [base, n] of powersOf(quotient)) {
        const growth = growths[base.op as NodeOp];
        if (growth === undefined || Math.abs(n) > 1 || quotient.above.size + quotient.below.size === 1) continue;
        const u = only(base);
        if (factsOf(u).high <= MOST_EXPONENT) continue;
        const rest = { ...quotient, above: new Map(quotient.above), below: new Map(quotient.below) };
        (n > 0 ? rest.above : rest.below).delete(base);
        const degree = powersOf(rest).reduce((sum, [one, m]) => sum + Math.abs(m) * degreeOf(one, isInput), 0);
        if (degree > LARGEST_DEGREE) continue;
        const size = growth.even ? k.abs(u) : u;
        const exp = k.exp(k.mul(n, k.sub(size, MOST_EXPONENT)));
        const sign = growth.odd && n % 2 !== 0 ? k.sign(u) : k.num(1);
        const far = k.mul(
          growth.factor ** n * Math.exp(MOST_EXPONENT) ** n,
          k.mul(k.mul(sign, quotientNode(k.store, rest)), exp),
        );
        const beyond = n < 0 && degree > 1 ? k.select(k.le(size, -LEAST_EXPONENT), far, 0) : far;
        return { test: k.le(size, MOST_EXPONENT), otherwise: beyond };
      }
      return undefined;
    },
  },
  {
    name: 'x·y·exp(u) → 0 for a large negative u: ∞·0',
    on: ['mul', 'div'],
    apply: (k, node, isInput) => {
      const quotient = quotientOf(node);
      if (quotient === undefined) return undefined;
      const tests = [...quotient.above.keys()].flatMap((base) => {
        const exponent = decays[base.op as NodeOp]?.(k, only(base));
        return exponent === undefined || factsOf(exponent).low > LEAST_EXPONENT ? [] : [k.ge(exponent, LEAST_EXPONENT)];
      });
      if (tests.length === 0) return undefined;
      const degreesOf = (powers: ReadonlyMap<Node, number>): number =>
        [...powers].reduce((sum, [base, n]) => sum + (base.op in decays ? 0 : n * degreeOf(base, isInput)), 0);
      const [above, below] = [degreesOf(quotient.above), degreesOf(quotient.below)];
      if (Math.max(above, below) < 2 || above + below > LARGEST_DEGREE) return undefined;
      return { test: tests.reduce((all, test) => k.and(all, test)), otherwise: k.num(0) };
    },
  },
];

/** How many inputs are multiplied at most in an algebraic expression; Infinity for what is none. */
function degreeOf(root: Node, isInput: (name: string) => boolean): number {
  const degrees = new Map<Node, number>();
  for (const node of postorder([root])) {
    const [a = 0, b = 0] = node.type === 'real' ? node.args.map((arg) => degrees.get(arg) ?? 0) : [];
    degrees.set(node, degreeBy(node, a, b, isInput));
  }
  return degrees.get(root) as number;
}

function degreeBy(node: Node, a: number, b: number, isInput: (name: string) => boolean): number {
  if (node.type !== 'real' || node.op === 'const') return 0;
  switch (node.op) {
    case 'read':
      return isInput(node.name) ? 1 : Infinity;
    case 'mul':
    case 'div':
      return a + b;
    case 'pow':
      return isConst(node.args[1]) ? a * Math.abs(node.args[1].value) : Infinity;
    case 'add':
    case 'sub':
    case 'hypot':
    case 'min':
    case 'max':
      return Math.max(a, b);
    case 'neg':
    case 'abs':
    case 'sqrt':
    case 'sign':
      return a;
    default:
      return Infinity;
  }
}
