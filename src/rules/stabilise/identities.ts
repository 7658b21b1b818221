import type { Node, Store } from '../../ir/store.ts';
import { monomialNode, plus, polynomialOf } from '../polynomial.ts';
import type { Monomial } from '../polynomial.ts';
import type { Rule } from '../rule.ts';
import { isConst, termsOf } from '../simplify/terms.ts';

const MOST_TERMS = 4;

const isProduct = ({ op, args }: Node): boolean =>
  op === 'mul' || (op === 'pow' && isConst(args[1]) && Number.isInteger(args[1].value) && args[1].value > 1);

/** x ± y of x² ± 2·x·y + y². */
function squareRootOfBinomial(store: Store, monomials: readonly Monomial[]): Node | undefined {
  const rootOf = ({ factor, powers }: Monomial): Node | undefined => {
    const scale = Math.sqrt(factor);
    if (!Number.isInteger(scale) || [...powers.values()].some((n) => n % 2 !== 0)) return undefined;
    return monomialNode(store, { factor: scale, powers: new Map(Array.from(powers, ([x, n]) => [x, n / 2])) });
  };
  for (const middle of monomials) {
    const [x, y] = monomials.filter((one) => one !== middle).map(rootOf);
    if (x === undefined || y === undefined) continue;
    for (const op of ['add', 'sub'] as const) {
      const root = store.op(op, x, y);
      const [own, wanted] = [polynomialOf(store.op('pow', root, store.const(2))), monomials];
      const rest =
        own && wanted.reduce((sum, one) => plus(sum, polynomialOf(monomialNode(store, one)) ?? own, -1), own);
      if (rest?.size === 0) return root;
    }
  }
  return undefined;
}

/** Sums of products that are one product, or a square. */
export const identities: readonly Rule[] = [
  {
    name: '(x + y)² − (x − y)² → 4·x·y, x² − 2·x·y + y² → (x − y)²: the digits cancel, and the squares overflow',
    phase: 'before',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length < 2 || terms.length > MOST_TERMS || !terms.every(({ rest }) => rest && isProduct(rest)))
        return undefined;
      const p = polynomialOf(node);
      const [one, ...others] = [...(p?.values() ?? [])];
      if (p === undefined || one === undefined) return undefined;
      if (others.length === 0) return monomialNode(store, one);
      const root = terms.length === 3 ? squareRootOfBinomial(store, [one, ...others]) : undefined;
      return root && store.op('pow', root, store.const(2));
    },
  },
];
