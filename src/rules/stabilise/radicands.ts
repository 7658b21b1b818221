import type { NodeOp } from '../../ir/op.ts';
import type { Node } from '../../ir/store.ts';
import { factsOf } from '../facts.ts';
import { createKit } from '../kit.ts';
import { collected, only, squareRootOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isConst, isValue } from '../simplify/terms.ts';
import { settled } from './values.ts';

/** exp of this is in range, and a literal is nothing beside it. */
const MOST_EXPONENT = 700;
/** Literals that are nothing beside it. */
const LARGEST = 1e200;

/** f(u) / exp(u) for a large u; of |u| for what is even. */
const growths: Partial<Record<NodeOp, { readonly factor: number; readonly even?: boolean }>> = {
  exp: { factor: 1 },
  expm1: { factor: 1 },
  cosh: { factor: 0.5, even: true },
};

/** x of 1 / x². */
function inverseRootOf(node: Node): Node | undefined {
  const [above, below] = node.args;
  if (node.op === 'div' && isValue(above, 1)) return squareRootOf(below as Node);
  const base = squareRootOf(node);
  return base?.op === 'div' && isValue(base.args[0], 1) ? base.args[1] : undefined;
}

/** Roots of what overflows where they do not, or cancels. */
export const radicands: readonly Rule[] = [
  {
    name: '√(c + exp(u)) → exp(u / 2) for u > 700: the exponential overflows at 710, its root at 1420',
    phase: 'before',
    on: ['sqrt'],
    apply: (store, node) => {
      const terms = collected(only(node));
      const start = terms.get(undefined) ?? 0;
      const [f, factor] = [...terms].find(([rest]) => rest !== undefined) ?? [];
      const growth = f && growths[f.op as NodeOp];
      if (f === undefined || factor === undefined || growth === undefined || !(factor > 0)) return undefined;
      if (terms.size > (start === 0 ? 1 : 2) || Math.abs(start) > LARGEST || factsOf(only(f)).high <= MOST_EXPONENT)
        return undefined;
      const k = createKit(store);
      const size = growth.even === true ? k.abs(only(f)) : only(f);
      const far = k.mul(Math.sqrt(growth.factor * factor), k.exp(k.div(size, 2)));
      return k.select(k.le(size, MOST_EXPONENT), k.sqrt(settled(store, only(node))), far);
    },
  },
  {
    name: '√(1 − 1 / x²) → √((x − 1) / x·((x + 1) / x)): the digits cancel near ±1',
    phase: 'after',
    on: ['sqrt'],
    apply: (store, node) => {
      const terms = collected(only(node));
      const [square] = [...terms].find(([rest, factor]) => rest !== undefined && factor === -1) ?? [];
      const x = square && inverseRootOf(square);
      if (terms.size !== 2 || terms.get(undefined) !== 1 || x === undefined || isConst(x)) return undefined;
      const k = createKit(store);
      return k.sqrt(k.mul(k.div(k.sub(x, 1), x), k.div(k.add(x, 1), x)));
    },
  },
];
