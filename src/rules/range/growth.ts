import type { NodeOp } from '../../ir/op.ts';
import type { Node } from '../../ir/store.ts';
import { factsOf } from '../facts.ts';
import type { Kit } from '../kit.ts';
import { only } from '../match.ts';
import { termsOf, withCoefficient } from '../simplify/terms.ts';
import { quotientNode, quotientOf } from '../stabilise/quotient.ts';
import { powersOf } from './row.ts';
import type { RangeRow } from './row.ts';

/** exp of this and of its opposite are in range. */
export const MOST_EXPONENT = 700;
/** Longest sum in which what grows is looked for. */
const MOST_TERMS = 4;

/** What f(u) is for a large u: factor·exp(u), or of |u|, and with the sign of u. */
const growths: Partial<Record<NodeOp, { readonly factor: number; readonly even?: boolean; readonly odd?: boolean }>> = {
  exp: { factor: 1 },
  expm1: { factor: 1 },
  sinh: { factor: 0.5, even: true, odd: true },
  cosh: { factor: 0.5, even: true },
};

/** What grows as exp(size) beyond 700, and its power over that of exp(700) there. */
export interface Large {
  readonly u: Node;
  readonly size: Node;
  /** It is factor·exp(size) beyond, with the sign of u where it is odd. */
  readonly factor: number;
  readonly isOdd: boolean;
  readonly scaled: (n: 1 | -1) => Node;
}

export const isSum = ({ op }: Node): boolean => op === 'add' || op === 'sub';

/** One such function, or a sum with one among its terms. */
export function largeOf(k: Kit, base: Node): Large | undefined {
  if (isSum(base)) return largeSumOf(k, base);
  const growth = growths[base.op as NodeOp];
  if (growth === undefined) return undefined;
  const u = only(base);
  const size = growth.even ? k.abs(u) : u;
  const scaled = (n: 1 | -1): Node => {
    const exp = k.mul(growth.factor ** n, k.exp(k.mul(n, k.sub(size, MOST_EXPONENT))));
    return growth.odd ? k.mul(k.sign(u), exp) : exp;
  };
  return { u, size, factor: growth.factor, isOdd: growth.odd === true, scaled };
}

function largeSumOf(k: Kit, base: Node): Large | undefined {
  const terms = termsOf(base);
  const large = terms.map(({ rest }) => (rest && !isSum(rest) ? largeOf(k, rest) : undefined));
  const [one, another] = large.filter((term) => term !== undefined);
  if (terms.length > MOST_TERMS || one === undefined || another !== undefined) return undefined;
  const scaled = (): Node =>
    terms
      .map(({ factor, rest }, at) =>
        large[at] === undefined
          ? k.mul(withCoefficient(k.store, factor, rest), Math.exp(-MOST_EXPONENT))
          : withCoefficient(k.store, factor, one.scaled(1)),
      )
      .reduce((a, b) => k.add(a, b));
  return { ...one, scaled };
}

/** Logs of what overflows; before those of products, of which each factor has a log of its own. */
export const growthLogs: readonly RangeRow[] = [
  {
    name: 'log(sinh(u) / x) → |u| + log(1 / (2·|x|)) for |u| > 700: log of an overflow',
    on: ['log'],
    apply: (k, node) => {
      // Near 0 a series may stand in its place.
      const isChoice = only(node).op === 'select';
      const [near, , written] = isChoice ? only(node).args : [undefined, undefined, only(node)];
      const quotient = quotientOf(written as Node);
      if (quotient === undefined) return undefined;
      for (const [base, n] of powersOf(quotient)) {
        const growth = growths[base.op as NodeOp];
        if (growth === undefined || factsOf(only(base)).high <= MOST_EXPONENT) continue;
        const u = only(base);
        const rest = { ...quotient, above: new Map(quotient.above), below: new Map(quotient.below) };
        (n > 0 ? rest.above : rest.below).delete(base);
        rest.factor *= growth.factor ** n;
        const others = quotientNode(k.store, rest);
        const signed = growth.odd && n % 2 !== 0 ? k.mul(k.sign(u), others) : others;
        const size = growth.even ? k.abs(u) : u;
        const test = k.le(size, MOST_EXPONENT);
        return {
          test: near === undefined ? test : k.or(near, test),
          otherwise: k.add(withCoefficient(k.store, n, size), k.log(signed)),
        };
      }
      return undefined;
    },
  },
];
