import type { Node } from '../../ir/store.ts';
import type { Kit } from '../kit.ts';
import { only } from '../match.ts';
import { plus, polynomialOf, power } from '../polynomial.ts';
import type { Monomial, Polynomial } from '../polynomial.ts';
import { withCoefficient } from '../simplify/terms.ts';
import { legsOf } from '../stabilise/legs.ts';
import { quotientOf } from '../stabilise/quotient.ts';
import { settled } from '../stabilise/values.ts';
import { powersOf } from './row.ts';
import type { RangeRow } from './row.ts';

const MOST_VARIABLES = 2;
const HIGHEST = 12;
/** Products of so many decades are in range. */
const DECADES = 290;

/** A factor that is a polynomial of inputs, or the root of one. */
interface Part {
  readonly monomials: readonly Monomial[];
  readonly isRoot: boolean;
  readonly degree: number;
}

const degreeOf = ({ powers }: Monomial): number => [...powers.values()].reduce((sum, n) => sum + n, 0);

/** Inputs that are numbers, with which nothing but these is multiplied. */
function partOf(base: Node, isInput: (name: string) => boolean): Part | undefined {
  const isRoot = base.op === 'sqrt' || base.op === 'hypot';
  const p = base.op === 'hypot' ? squaresOf(base) : polynomialOf(isRoot ? only(base) : base);
  const monomials = [...(p?.values() ?? [])];
  const isNumber = (node: Node): boolean => node.op === 'read' && node.args.length === 0 && isInput(node.name);
  if (monomials.length === 0 || !monomials.every(({ powers }) => [...powers.keys()].every(isNumber))) return undefined;
  return { monomials, isRoot, degree: Math.max(...monomials.map(degreeOf)) };
}

/** x² + y² of hypot(x, y). */
function squaresOf({ args }: Node): Polynomial | undefined {
  const [a, b] = args.map((arg) => polynomialOf(arg)).map((p) => p && power(p, 2));
  return a && b && plus(a, b);
}

/** Whether it is a sum whose terms overflow where their roots do not. Of squares below the row for these takes the root. */
const isSteep = (k: Kit, base: Node, n: number, { monomials, degree }: Part): boolean =>
  base.op !== 'hypot' &&
  monomials.length > 1 &&
  degree > 1 &&
  (n > 0 || degree > 2 || legsOf(k.store, base.op === 'sqrt' ? only(base) : base) === undefined);

/** p(x / s, y / s), each monomial with as many 1 / s as it lacks. */
function scaledPart(k: Kit, { monomials, isRoot, degree }: Part, over: (x: Node) => Node, inverse: Node): Node {
  const raised = (x: Node, n: number): Node => (n === 1 ? x : k.pow(x, n));
  const sum = monomials
    .map((monomial) => {
      const lacking = degree - degreeOf(monomial);
      const factors = [...monomial.powers].map(([x, n]) => raised(over(x), n));
      if (lacking > 0) factors.push(raised(inverse, lacking));
      const product = factors.length === 0 ? undefined : factors.reduce((a, b) => k.mul(a, b));
      return withCoefficient(k.store, monomial.factor, product);
    })
    .reduce((a, b) => k.add(a, b));
  return isRoot ? k.sqrt(sum) : sum;
}

/**
 * What is above, each factor of it with one s before the next, so that the product is never far from where it begins and where it ends;
 * then what is below, which is about 1. As values of their own: equal factors would be collected.
 */
function inTurn(k: Kit, factor: number, above: readonly Node[], below: readonly Node[], s: Node, n: number): Node {
  const scales = Array<Node>(Math.floor(Math.abs(n))).fill(s);
  if (n % 1 !== 0) scales.push(k.sqrt(s));
  let product: Node = k.num(factor);
  for (let at = 0; at < Math.max(above.length, scales.length); at += 1) {
    const [x, scale] = [above[at], scales[at]];
    if (x !== undefined) product = k.mul(settled(k.store, product), x);
    if (scale !== undefined) product = (n > 0 ? k.mul : k.div)(settled(k.store, product), scale);
  }
  return below.reduce((a, b) => k.div(a, b), product);
}

/** Quotients of sums of products, divided through by the power of what is largest in them. */
export const dominantRows: readonly RangeRow[] = [
  {
    name: 'x³ / (x³ + y³) → (x / s)³ / ((x / s)³ + (y / s)³) with s = max(|x|, |y|) out of range: ∞ / ∞, 0 / 0',
    on: ['mul', 'div', 'sqrt'],
    apply: (k, node, isInput) => {
      const quotient = quotientOf(node);
      if (quotient === undefined || node.free.length > 0) return undefined;
      const parts = powersOf(quotient).map(([base, n]) => ({ base, n, part: partOf(base, isInput) }));
      const steep = parts.filter(({ base, n, part }) => part && isSteep(k, base, n, part));
      const own = (part: Part): Node[] => part.monomials.flatMap(({ powers }) => [...powers.keys()]);
      const variables = new Set(steep.flatMap(({ part }) => own(part as Part)));
      const known = parts.filter(({ part }) => part && own(part).some((x) => variables.has(x)));
      const isBalanced = known.some(({ n, part }) => n < 0 || part?.isRoot === true);
      if (variables.size === 0 || variables.size > MOST_VARIABLES || !known.some(({ n }) => n > 0) || !isBalanced)
        return undefined;
      if (!known.every(({ part }) => own(part as Part).every((x) => variables.has(x)))) return undefined;
      const degrees = known.map(({ n, part }) => ((part as Part).degree * n) / ((part as Part).isRoot ? 2 : 1));
      const total = (sign: 1 | -1): number => degrees.reduce((sum, d) => sum + Math.max(sign * d, 0), 0);
      const degree = Math.max(total(1), total(-1), ...known.map(({ part }) => (part as Part).degree));
      if (degree > HIGHEST) return undefined;
      const isHomogeneous = known.every(({ part }) =>
        (part as Part).monomials.every((one) => degreeOf(one) === (part as Part).degree),
      );
      const sizes = [...variables].map((x) => k.abs(x));
      const s = (isHomogeneous ? sizes : [...sizes, k.num(1)]).reduce((a, b) => k.max(a, b));
      const [above, below]: Node[][] = [[], []];
      for (const { base, n, part } of parts) {
        const isKnown = known.some((one) => one.base === base);
        const scaled = isKnown ? scaledPart(k, part as Part, (x) => k.div(x, s), k.div(1, s)) : base;
        (n > 0 ? above : below)?.push(...Array<Node>(Math.abs(n)).fill(scaled));
      }
      const power = degrees.reduce((a, b) => a + b, 0);
      const otherwise = inTurn(k, quotient.factor, above ?? [], below ?? [], s, power);
      const decades = Math.floor(DECADES / degree);
      const isSmall = k.le(s, Number(`1e${decades}`));
      return { test: isHomogeneous ? k.and(isSmall, k.ge(s, Number(`1e-${decades}`))) : isSmall, otherwise };
    },
  },
];
