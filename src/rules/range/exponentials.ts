import type { NodeOp } from '../../ir/op.ts';
import type { Node } from '../../ir/store.ts';
import { factsOf } from '../facts.ts';
import type { Kit } from '../kit.ts';
import { areOpposite, only } from '../match.ts';
import { factorsOf, productOf } from '../simplify/terms.ts';
import { quotientNode, quotientOf } from '../stabilise/quotient.ts';
import { degreeOf } from './degree.ts';
import { isSum, largeOf, MOST_EXPONENT } from './growth.ts';
import { powersOf } from './row.ts';
import { inSequence, vanishingFirst } from './sequence.ts';
import type { RangeRow } from './row.ts';

/** exp of less is 0, and so is its product with anything that sixteen numbers can be multiplied to. */
const LEAST_EXPONENT = -1e4;
const LARGEST_DEGREE = 12;

/** Functions that are no more than exp(u). */
const decays: Partial<Record<NodeOp, (k: Kit, x: Node) => Node>> = {
  exp: (_, x) => x,
  sigmoid: (_, x) => x,
  sech: (k, x) => k.neg(k.abs(x)),
};

const exponentOf = (k: Kit, base: Node): Node | undefined => decays[base.op as NodeOp]?.(k, only(base));

/** Whether x changes in no loop in which y does not. */
const goesWith = (x: Node, y: Node): boolean => x.free.every((index) => y.free.includes(index));

/** exp(−u) − 1 is near −1 for a large u. */
const isBounded = (k: Kit, { op, args }: Node, u: Node): boolean =>
  op === 'expm1' && (areOpposite(k.store, args[0] as Node, u) || areInverses(args[0] as Node, u));

/** −c / x and c / x. */
const areInverses = (a: Node, b: Node): boolean => {
  const [c, d] = [a, b].map((node) => (node.op === 'div' && node.args[0]?.op === 'const' ? node.args[0].value : 0));
  return c !== 0 && c === -(d as number) && a.args[1] === b.args[1];
};

/** Products and quotients of exponentials. */
export const exponentialRows: readonly RangeRow[] = [
  {
    name: 'x·exp(a)·(exp(b) − 1) → x·(exp(a + b) − exp(a)) where exp(b) may overflow',
    on: ['mul'],
    apply: (k, node) => {
      const factors = factorsOf(node);
      const find = (op: NodeOp): Node | undefined =>
        factors.find(({ base, power }) => base.op === op && power === 1)?.base;
      const [a, b] = [find('exp'), find('expm1')];
      if (a === undefined || b === undefined || factsOf(only(b)).high <= MOST_EXPONENT) return undefined;
      // A factor of this product that has both has its own second form.
      const has = (arg: Node): boolean => [a, b].every((one) => factorsOf(arg).some(({ base }) => base === one));
      if (node.args.some(has)) return undefined;
      const rest = factors.filter(({ base }) => base !== a && base !== b);
      const difference = k.sub(k.exp(k.add(only(a), only(b))), a);
      return {
        test: k.le(only(b), 1),
        otherwise: rest.length === 0 ? difference : k.mul(productOf(k.store, rest), difference),
      };
    },
  },
  {
    name: 'exp(a)·exp(b) → exp(a + b), out of range where a and b change in loops of their own',
    on: ['mul'],
    apply: (k, node) => {
      const factors = factorsOf(node);
      const exps = factors.filter(({ base, power }) => base.op === 'exp' && power === 1).map(({ base }) => base);
      const [x, y] = exps;
      if (x === undefined || y === undefined) return undefined;
      const rest = factors.filter(({ base }) => base !== x && base !== y);
      const joined = k.exp(k.add(only(x), only(y)));
      const otherwise = rest.length === 0 ? joined : k.mul(productOf(k.store, rest), joined);
      // One exponential for one: only between loops would more of them be computed.
      if (goesWith(x, y) || goesWith(y, x)) return otherwise;
      const isTame = (exp: Node): Node => k.le(k.abs(only(exp)), MOST_EXPONENT);
      return { test: k.and(isTame(x), isTame(y)), otherwise };
    },
  },
  {
    name: 'x / (exp(u) − 1) → x·exp(700 − u)·exp(−700), (exp(u) − 1) / x → exp(u − 700) / x·exp(700) for u > 700: exp overflows',
    on: ['mul', 'div'],
    apply: (k, node, isInput) => {
      const quotient = quotientOf(node);
      if (quotient === undefined || quotient.below.size === 0) return undefined;
      for (const [base, n] of powersOf(quotient)) {
        const large = n > 1 ? undefined : largeOf(k, base);
        if (large === undefined || factsOf(large.u).high <= MOST_EXPONENT) continue;
        const { u, size, scaled } = large;
        const rest = { ...quotient, above: new Map(quotient.above), below: new Map(quotient.below) };
        (n > 0 ? rest.above : rest.below).delete(base);
        const degree = powersOf(rest).reduce(
          (sum, [one, m]) => sum + (isBounded(k, one, u) ? 0 : Math.abs(m) * degreeOf(one, isInput)),
          0,
        );
        if (degree > LARGEST_DEGREE) continue;
        const others = quotientNode(k.store, rest);
        if (n < -1) {
          if (isSum(base)) continue;
          // exp(−1400) and less: nothing of it is left unless the others are very large.
          const far = k.mul(others, k.mul(k.pow(large.factor, n), k.exp(k.mul(n, size))));
          const beyond = k.select(
            k.le(size, -LEAST_EXPONENT),
            large.isOdd && n % 2 !== 0 ? k.mul(k.sign(u), far) : far,
            0,
          );
          return { test: k.le(size, MOST_EXPONENT), otherwise: beyond, isLimit: true };
        }
        const product =
          n > 0 ? k.mul(others, scaled(1)) : isSum(base) ? k.div(others, scaled(1)) : k.mul(others, scaled(-1));
        const far = k.mul(Math.exp(MOST_EXPONENT) ** n, product);
        const isLimit = n < 0 && degree > 1;
        const beyond = isLimit ? k.select(k.le(size, -LEAST_EXPONENT), far, 0) : far;
        return { test: k.le(size, MOST_EXPONENT), otherwise: beyond, isLimit };
      }
      return undefined;
    },
  },
  {
    name: 'x·y·exp(u) → exp(u)·x·y, or 0 for a large negative u: ∞·0',
    on: ['mul', 'div'],
    apply: (k, node, isInput) => {
      const quotient = quotientOf(node);
      if (quotient === undefined) return undefined;
      const vanishing = [...quotient.above.keys()].filter((base) => {
        const exponent = exponentOf(k, base);
        return exponent !== undefined && factsOf(exponent).low <= LEAST_EXPONENT;
      });
      if (vanishing.length === 0) return undefined;
      const exps = [...quotient.above.keys()].filter(({ op }) => op === 'exp');
      // Above, what is at most 1 where the others vanish: one exponential alone may be the one that does.
      const isNoMore = (powers: ReadonlyMap<Node, number>, base: Node): boolean =>
        powers === quotient.above &&
        base.op in decays &&
        (base.op !== 'exp' || exps.length === 1 || factsOf(only(base)).high <= 0);
      const degreesOf = (powers: ReadonlyMap<Node, number>): number =>
        [...powers].reduce((sum, [base, n]) => sum + (isNoMore(powers, base) ? 0 : n * degreeOf(base, isInput)), 0);
      const [above, below] = [degreesOf(quotient.above), degreesOf(quotient.below)];
      const vanishes = (factor: Node): boolean => vanishing.includes(factor);
      if (above + below === Infinity) return vanishingFirst(k, node, vanishes);
      if (Math.max(above, below) < 2 || above + below > LARGEST_DEGREE) return undefined;
      const sequence = inSequence(k, node, vanishes, isInput);
      if (sequence !== undefined) return sequence;
      const tests = vanishing.map((base) => k.ge(exponentOf(k, base) as Node, LEAST_EXPONENT));
      return { test: tests.reduce((all, test) => k.and(all, test)), otherwise: k.num(0), isLimit: true };
    },
  },
];
