import type { Node } from '../../ir/store.ts';
import type { Kit } from '../kit.ts';
import { only, squareRootOf } from '../match.ts';
import { isValue } from '../simplify/terms.ts';
import { quotientNode, quotientOf, withoutGuards } from '../stabilise/quotient.ts';
import type { Quotient } from '../stabilise/quotient.ts';
import { elementIn } from '../stabilise/element.ts';
import { LEAST, MOST } from './row.ts';
import type { RangeRow } from './row.ts';
import { rootOfSum } from './squares.ts';

/** A norm or a sum, and what it is of: N = √Σ x[i]², or Σ x[i]. */
interface Scale {
  readonly by: Node;
  readonly sum: Node;
  readonly isRoot: boolean;
}

/** A root or sum as it was written, of which one branch of a choice may have been made. */
function scaleOf(k: Kit, by: Node): Scale | undefined {
  let node = by;
  if (node.op === 'select' && isValue(node.args[2], 0)) node = node.args[1] as Node;
  if (node.op === 'select') {
    const written = node.args[1] as Node;
    const found = written.op === 'sqrt' ? rootOfSum(k, written) : undefined;
    if (found === undefined || k.select(found.test, written, found.otherwise) !== node) return undefined;
    node = written;
  }
  const isRoot = node.op === 'sqrt';
  const sum = isRoot ? only(node) : node;
  return sum.op === 'sumOver' ? { by, sum, isRoot } : undefined;
}

/** x at an index of Σ x² under a root, or of Σ x. */
function termAt(k: Kit, { sum, isRoot }: Scale, index: Node): Node | undefined {
  const opened = k.store.open(sum);
  if (opened.index.args.some((bound, at) => bound !== index.args[at])) return undefined;
  const body = k.store.substitute(opened.body, new Map([[opened.index, index]]));
  return isRoot ? squareRootOf(body) : body;
}

/** Products of several norms, N > 0 ? (M > 0 ? N·M : 0) : 0, which may be out of range where the norms are not. */
const productsIn = ({ below }: Quotient): Node[] =>
  [...below.keys()].filter((base) => {
    let node = base;
    while (node.op === 'select' && isValue(node.args[2], 0)) node = node.args[1] as Node;
    return node !== base && (node.op === 'mul' || node.op === 'div');
  });

const isBeyond = (k: Kit, node: Node): Node => k.not(k.and(k.ge(k.abs(node), LEAST), k.le(k.abs(node), MOST)));

const take = (powers: Map<Node, number>, base: Node): void => {
  const left = (powers.get(base) as number) - 1;
  if (left === 0) powers.delete(base);
  else powers.set(base, left);
};

/** Sums of products over an index beside the norms or sums of their factors. */
export const sumRows: readonly RangeRow[] = [
  {
    name: 'Σ x·y / √Σ x² → Σ (x / √Σ x²)·y where the sum of products is out of range',
    on: ['mul', 'div'],
    apply: (k, node) => {
      const written = quotientOf(node);
      if (written === undefined || written.below.size === 0) return undefined;
      if (![...written.above.keys()].some(({ op }) => op === 'sumOver')) return undefined;
      const [quotient, products] = [withoutGuards(written), productsIn(written)];
      for (const [sum, n] of quotient.above) {
        if (sum.op !== 'sumOver' || n !== 1) continue;
        const { index, body } = k.store.open(sum);
        const factors = quotientOf(body);
        if (factors === undefined) continue;
        const rest = { ...quotient, above: new Map(quotient.above), below: new Map(quotient.below) };
        const inside = { ...factors, above: new Map(factors.above) };
        const scaled: Node[] = [];
        for (const base of quotient.below.keys()) {
          const scale = scaleOf(k, base);
          const x = scale && termAt(k, scale, index);
          if (x === undefined) continue;
          for (let left = Math.min(rest.below.get(base) ?? 0, inside.above.get(x) ?? 0); left > 0; left -= 1) {
            take(rest.below, base);
            take(inside.above, x);
            scaled.push(k.div(x, base));
          }
        }
        if (scaled.length === 0) continue;
        take(rest.above, sum);
        const beyond = [sum, ...products].map((part) => isBeyond(k, part)).reduce((a, b) => k.or(a, b));
        // Where it is not, nothing is computed: the test is made around its loop.
        const term = k.select(
          beyond,
          scaled.reduce((a, b) => k.mul(a, b), quotientNode(k.store, inside)),
          0,
        );
        const otherwise = k.mul(k.store.reduce('sumOver', index, term), quotientNode(k.store, rest));
        return { test: k.not(beyond), otherwise };
      }
      return undefined;
    },
  },
  {
    name: 'x / (√Σ x²·√Σ y²), c / √Σ x² / √Σ y²·x → c·(x / √Σ x²) / √Σ y² where what is without x is out of range',
    on: ['mul', 'div'],
    apply: (k, node) => {
      const written = quotientOf(node);
      if (written === undefined || written.below.size === 0) return undefined;
      const [quotient, parts] = [withoutGuards(written), productsIn(written)];
      const own = ownTerm(k, quotient);
      if (own !== undefined) {
        const rest = { ...quotient, above: new Map(quotient.above) };
        take(rest.above, own);
        parts.push(quotientNode(k.store, rest));
      }
      if (parts.length === 0) return undefined;
      const beyond = parts.map((part) => isBeyond(k, part)).reduce((a, b) => k.or(a, b));
      return { test: k.not(beyond), otherwise: quotientNode(k.store, quotient) };
    },
  },
];

/** x[k] above √Σ x² and another norm, or that again. */
function ownTerm(k: Kit, { above, below }: Quotient): Node | undefined {
  const scales = [...below.keys()].flatMap((base) => scaleOf(k, base) ?? []).filter(({ isRoot }) => isRoot);
  const total = scales.reduce((sum, { by }) => sum + (below.get(by) as number), 0);
  if (total < 2) return undefined;
  return [...above.keys()].find((x) =>
    scales.some(({ sum }) => {
      const { index, body } = k.store.open(sum);
      const root = squareRootOf(body);
      return root !== undefined && elementIn(k.store, root, index, x) !== undefined;
    }),
  );
}
