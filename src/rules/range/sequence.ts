import type { Node } from '../../ir/store.ts';
import type { Kit } from '../kit.ts';
import { pair } from '../match.ts';
import { factorsOf, isConst } from '../simplify/terms.ts';
import { settled } from '../stabilise/values.ts';
import { degreeOf } from './degree.ts';

/** Powers up to here are multiplied out. */
const MOST = 4;

/**
 * A product in which one factor may vanish, with each of the others multiplied to it by itself: 0 · x · y is 0 where
 * 0 · (x · y) is 0 · ∞. It is given where the order as written does that, but for powers; undefined elsewhere, as another
 * order might vanish on the way to a value that does not.
 */
export function inSequence(
  k: Kit,
  node: Node,
  vanishes: (factor: Node) => boolean,
  isInput: (name: string) => boolean,
): Node | undefined {
  /** The factors from the outermost in. */
  const factors: { op: 'mul' | 'div'; factor: Node }[] = [];
  let rest = node;
  let isNegative = false;
  while (!vanishes(rest)) {
    const [a, b] = pair(rest);
    if (rest.op === 'neg') {
      isNegative = !isNegative;
      rest = a;
    } else if (rest.op === 'mul' && holds(b, vanishes) && !holds(a, vanishes)) {
      factors.push({ op: 'mul', factor: a });
      rest = b;
    } else if ((rest.op === 'mul' || rest.op === 'div') && !holds(b, vanishes)) {
      factors.push({ op: rest.op, factor: b });
      rest = a;
    } else return undefined;
  }
  let product = rest;
  let coefficient = isNegative ? -1 : 1;
  for (const { op, factor } of factors.reverse()) {
    const [base, n] = powerOf(factor);
    if (!(degreeOf(base, isInput) <= 1) || n > MOST || (n > 1 && op === 'div')) return undefined;
    if (isConst(factor) && op === 'mul') {
      coefficient *= factor.value;
      continue;
    }
    // As a value of its own: x·(x·e) would be collected to x²·e.
    for (let times = 0; times < n; times += 1) product = k[op](times > 0 ? settled(k.store, product) : product, base);
  }
  if (!Number.isFinite(coefficient) || coefficient === 0) return undefined;
  return coefficient === 1 ? product : coefficient === -1 ? k.neg(product) : k.mul(coefficient, product);
}

/** The same in an order of its own, what may vanish first: for the few factors of an expression outside of loops. */
export function vanishingFirst(k: Kit, node: Node, vanishes: (factor: Node) => boolean): Node | undefined {
  const factors = node.op === 'mul' && node.free.length === 0 ? factorsOf(node) : [];
  if (factors.length < 3 || factors.length > 2 * MOST) return undefined;
  const isNamed = ({ base, power }: (typeof factors)[number]): boolean =>
    power === 1 && (base.op === 'read' || vanishes(base) || isConst(base));
  if (!factors.every(isNamed) || factors.filter(({ base }) => vanishes(base)).length !== 1) return undefined;
  const literals = factors.filter(({ base }) => isConst(base));
  const first = factors.filter(({ base }) => vanishes(base));
  const rest = factors.filter((factor) => !literals.includes(factor) && !first.includes(factor));
  const product = [...literals, ...first, ...rest];
  return product.map(({ base }) => base).reduce((a, b) => k.mul(a, b));
}

const powerOf = (factor: Node): [base: Node, power: number] => {
  const [base, n] = factor.op === 'pow' ? pair(factor) : [];
  return base !== undefined && isConst(n) && Number.isInteger(n.value) && n.value > 0 ? [base, n.value] : [factor, 1];
};

/** Whether the factor that may vanish is in a product. */
function holds(root: Node, vanishes: (factor: Node) => boolean): boolean {
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (vanishes(node)) return true;
    if (node.op === 'mul' || node.op === 'div' || node.op === 'neg') stack.push(...node.args);
  }
  return false;
}
