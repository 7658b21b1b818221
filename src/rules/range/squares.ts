import type { Node } from '../../ir/store.ts';
import type { Kit } from '../kit.ts';
import { only, pair, squareRootOf } from '../match.ts';
import { isConst } from '../simplify/terms.ts';
import { quotientNode, quotientOf } from '../stabilise/quotient.ts';
import { LEAST, MOST } from './row.ts';
import type { Alternative, RangeRow } from './row.ts';

/** What brings the squares of what is very small into range, and its inverse those of what is very large. */
const SCALE = 2 ** 600;

/** Σ x², perhaps with a positive literal beside it, and what it is with x / scale for x where it is out of range. */
interface Squares {
  readonly isBeyond: Node;
  readonly scale: Node;
  readonly scaled: Node;
}

function squaresOf(k: Kit, node: Node): Squares | undefined {
  const [literal, other] = node.op === 'add' ? pair(node) : [];
  const isMore = isConst(literal) && literal.value > 0;
  const sum = isMore ? (other as Node) : node;
  if (sum.op !== 'sumOver' || (isMore && literal.value > 1 / LEAST)) return undefined;
  const { index, body } = k.store.open(sum);
  const x = squareRootOf(body);
  if (x === undefined) return undefined;
  const isBeyond = isMore ? k.gt(sum, MOST) : k.or(k.lt(sum, LEAST), k.gt(sum, MOST));
  const scale = isMore ? k.num(SCALE) : k.select(k.gt(sum, 1), SCALE, 1 / SCALE);
  // Where that does not hold the sum is not computed: the test is made around its loop.
  const scaled = k.store.reduce('sumOver', index, k.select(isBeyond, k.sq(k.div(x, scale)), 0));
  return { isBeyond, scale, scaled };
}

/** For √Σ x², the sum again with its squares scaled into range. */
export function rootOfSum(k: Kit, node: Node): Alternative | undefined {
  const squares = squaresOf(k, only(node));
  if (squares === undefined) return undefined;
  return { test: k.not(squares.isBeyond), otherwise: k.mul(k.sqrt(squares.scaled), squares.scale) };
}

/** Sums of squares over an index, which overflow and vanish earlier than what is made of them. */
export const squareRows: readonly RangeRow[] = [
  {
    name: '√Σ x² → c·√Σ (x / c)² out of range, with a power of 2 for c',
    on: ['sqrt'],
    apply: rootOfSum,
  },
  {
    name: 'log Σ x² → 2·log(c) + log Σ (x / c)² out of range',
    on: ['log', 'log1p'],
    apply: (k, node) => {
      const squares = squaresOf(k, node.op === 'log' ? only(node) : k.add(1, only(node)));
      if (squares === undefined) return undefined;
      const otherwise = k.add(k.mul(2, k.log(squares.scale)), k.log(squares.scaled));
      return { test: k.not(squares.isBeyond), otherwise };
    },
  },
  {
    name: 'x / Σ x² → x / c / Σ (x / c)² / c, x / √Σ x² → x / c / √Σ (x / c)² out of range',
    on: ['mul', 'div'],
    apply: (k, node) => {
      const quotient = quotientOf(node);
      if (quotient === undefined) return undefined;
      const below = new Map(quotient.below);
      let [beyond, scale, degree]: [Node | undefined, Node | undefined, number] = [undefined, undefined, 0];
      for (const [base, n] of quotient.below) {
        const isRoot = base.op === 'sqrt';
        const squares = squaresOf(k, isRoot ? only(base) : base);
        // One scale for all: of other sums the quotient stays as it is.
        if (squares === undefined || (scale !== undefined && scale !== squares.scale)) continue;
        [scale, beyond] = [squares.scale, beyond === undefined ? squares.isBeyond : k.or(beyond, squares.isBeyond)];
        degree += isRoot ? n : 2 * n;
        below.delete(base);
        below.set(isRoot ? k.sqrt(squares.scaled) : squares.scaled, n);
      }
      if (scale === undefined || beyond === undefined) return undefined;
      const above = new Map<Node, number>();
      for (const [base, n] of quotient.above) {
        const own = Math.min(n, degree);
        degree -= own;
        if (own > 0) above.set(k.div(base, scale), own);
        if (n > own) above.set(base, n - own);
      }
      let otherwise = quotientNode(k.store, { ...quotient, above, below });
      for (; degree > 0; degree -= 1) otherwise = k.div(otherwise, scale);
      return { test: k.not(beyond), otherwise };
    },
  },
];
