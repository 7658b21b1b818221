import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import { isConst, isValue, productOf, splitCoefficient, withCoefficient } from '../simplify/terms.ts';
import { legsOf } from './legs.ts';

/** factor · Π above^power / Π below^power, the bases of neither being products or quotients. */
export interface Quotient {
  factor: number;
  readonly above: Map<Node, number>;
  readonly below: Map<Node, number>;
  /** Whether a factor was found both above and below. */
  cancels?: boolean;
  /** Whether such a factor is more than an input. */
  cancelsValue?: boolean;
}

/** More factors than this are left as they are. */
const MOST = 12;

/** A tree of products, quotients and literal powers taken apart; undefined where it is too large. */
export function quotientOf(root: Node): Quotient | undefined {
  const result: Quotient = { factor: 1, above: new Map(), below: new Map() };
  const stack: [node: Node, power: number][] = [[root, 1]];
  let steps = 0;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [node, power] = next;
    const [a, b] = node.args as [Node, Node];
    steps += 1;
    if (steps > 4 * MOST) return undefined;
    if (node.op === 'const') result.factor *= node.value ** power;
    else if (node.op === 'neg') {
      result.factor *= (-1) ** power;
      stack.push([a, power]);
    } else if (node.type === 'int') add(result, node, power);
    else if (node.op === 'mul') stack.push([b, power], [a, power]);
    else if (node.op === 'div') stack.push([b, -power], [a, power]);
    else if (node.op === 'pow' && isConst(b) && Number.isInteger(b.value) && Math.abs(b.value) <= MOST)
      stack.push([a, power * b.value]);
    else add(result, node, power);
  }
  return Number.isFinite(result.factor) && result.factor !== 0 ? result : undefined;
}

function add(quotient: Quotient, node: Node, power: number): void {
  const { above, below } = quotient;
  const [to, from] = power > 0 ? [above, below] : [below, above];
  const size = Math.abs(power);
  const common = Math.min(size, from.get(node) ?? 0);
  if (common > 0) quotient.cancels = true;
  if (common > 0 && node.op !== 'read') quotient.cancelsValue = true;
  if (common > 0) from.set(node, (from.get(node) as number) - common);
  if (from.get(node) === 0) from.delete(node);
  if (size > common) to.set(node, (to.get(node) ?? 0) + size - common);
}

/** With the factors of N·M for N > 0 ? (M > 0 ? N·M : 0) : 0, as of two norms: what divides by 0 has no value anyway. */
export function withoutGuards(quotient: Quotient, also?: 'above'): Quotient {
  const result: Quotient = { factor: quotient.factor, above: new Map(), below: new Map() };
  const put = (base: Node, power: number): void => {
    let node = base;
    while (node.op === 'select' && isValue(node.args[2], 0)) node = node.args[1] as Node;
    const parts = node !== base && (node.op === 'mul' || node.op === 'div') ? quotientOf(node) : undefined;
    if (parts === undefined) return add(result, node, power);
    result.factor *= parts.factor ** power;
    for (const [part, n] of parts.above) add(result, part, n * power);
    for (const [part, n] of parts.below) add(result, part, -n * power);
  };
  for (const [base, n] of quotient.above)
    if (also === 'above') put(base, n);
    else add(result, base, n);
  for (const [base, n] of quotient.below) put(base, -n);
  return result;
}

const total = (powers: ReadonlyMap<Node, number>): number => [...powers.values()].reduce((sum, n) => sum + n, 0);

const flat = (powers: ReadonlyMap<Node, number>): Node[] =>
  // By number, so that the same factors are always arranged in the same way.
  [...powers].sort(([a], [b]) => a.id - b.id).flatMap(([base, n]) => Array<Node>(n).fill(base));

/**
 * The quotient as (a / c)·(b / d) / e: each factor above over one below, so that no product of either is formed.
 * √ of a sum of squares stands below in place of the sum where the sum may overflow and the quotient not.
 */
export function quotientNode(store: Store, whole: Quotient): Node {
  const quotient = unfolded(store, whole);
  if (isSquare(quotient)) {
    const half = new Map(Array.from(quotient.below, ([base, n]): [Node, number] => [base, n / 2]));
    const inverse = flat(half).reduce<Node>((a, b) => store.op('div', a, b), store.const(1));
    const square = store.op('pow', inverse, store.const(2));
    return withCoefficient(
      store,
      quotient.factor,
      [...flat(quotient.above), square].reduce((a, b) => store.op('mul', a, b)),
    );
  }
  const tops = flat(quotient.above);
  const unders = besideOwn(tops, besideInverse(flat(rooted(store, quotient))));
  const parts = new Map<Node, number>();
  tops.forEach((top, k) => {
    const under = unders[k];
    const part = under === undefined ? top : store.op('div', top, under);
    parts.set(part, (parts.get(part) ?? 0) + 1);
  });
  const product = together(store, parts);
  const rest = unders.slice(tops.length).reduce((a, b) => store.op('div', a, b), product);
  return withCoefficient(store, quotient.factor, isConst(rest) ? undefined : rest);
}

/** p of x^p for a p that is no whole number, and twice which is one. */
const halfOf = ({ op, args }: Node): number | undefined =>
  op === 'pow' && isConst(args[1]) && args[1].value > 1 && args[1].value % 1 === 0.5 ? args[1].value : undefined;

const rootOf = (store: Store, x: Node): Node =>
  (x.op === 'add' ? legsOf(store, x) : undefined)?.reduce((a, b) => store.op('hypot', a, b)) ?? store.op('sqrt', x);

/** With an x of x^1.5 for each sum below that grows with it, which may be in range where the power is not; below as x·√x. */
function unfolded(store: Store, { factor, above, below }: Quotient): Quotient {
  const result: Quotient = { factor, above: new Map(above), below: new Map(below) };
  const put = (powers: Map<Node, number>, base: Node, n: number): void =>
    void (n > 0 && powers.set(base, (powers.get(base) ?? 0) + n));
  for (const [base, n] of below) {
    const p = halfOf(base);
    const x = base.args[0];
    if (p === undefined || x === undefined || n > 1) continue;
    result.below.delete(base);
    put(result.below, x, p - 0.5);
    put(result.below, rootOf(store, x), 1);
  }
  for (const [base, n] of above) {
    const p = halfOf(base);
    const x = base.args[0];
    if (p === undefined || x === undefined || n > 1) continue;
    const whole = p + (result.above.get(x) ?? 0);
    const own = [...result.below].reduce((sum, [under, m]) => sum + (holds(under, x) ? m : 0), 0);
    const taken = Math.min(own, Math.floor(whole));
    result.above.delete(base);
    result.above.delete(x);
    put(result.above, x, taken);
    put(result.above, whole - taken === 0.5 ? rootOf(store, x) : store.op('pow', x, store.const(whole - taken)), 1);
  }
  return result;
}

/** (x / h·y)² for (x / h)²·y²: the square of one may overflow, and that of the product not. */
function together(store: Store, parts: ReadonlyMap<Node, number>): Node {
  const powers = [...parts.values()];
  const n = Math.min(...powers);
  const isShared = parts.size > 1 && n > 1 && powers.every((power) => power % n === 0);
  const product = productOf(
    store,
    Array.from(parts, ([base, power]) => ({ base, power: isShared ? power / n : power })),
  );
  return isShared ? store.op('pow', product, store.const(n)) : product;
}

const isRootOf = ({ op, args }: Node, x: Node): boolean => op === 'sqrt' && args[0] === x;

/** Functions that are as their argument near 0. */
export const vanishing: ReadonlySet<string> = new Set(['expm1', 'log1p', 'sin', 'tan', 'asin', 'atan', 'sinh', 'tanh', 'asinh', 'atanh']); // prettier-ignore

/** With each exp(c / x) − 1 next to an x: for a large x their product is near c where x² might overflow. */
function besideInverse(below: readonly Node[]): Node[] {
  const isOf = (f: Node, x: Node): boolean => {
    const inverse = vanishing.has(f.op) || f.op === 'erf' ? splitCoefficient(f.args[0] as Node)[1] : undefined;
    return inverse?.op === 'div' && isConst(inverse.args[0]) && inverse.args[1] === x;
  };
  const left = below.filter((f) => !below.some((x) => isOf(f, x)));
  const moved = below.filter((f) => !left.includes(f));
  return left
    .flatMap((x) => {
      const at = moved.findIndex((f) => isOf(f, x));
      return at < 0 ? [x] : [x, ...moved.splice(at, 1)];
    })
    .concat(moved);
}

/** What stands below, in the order of what is above: x over the √(x² + y) that grows with it. */
function besideOwn(tops: readonly Node[], below: readonly Node[]): Node[] {
  const left = [...below];
  const own = tops.map((x) => {
    const at = isConst(x) ? -1 : left.findIndex((base) => !isRootOf(base, x) && holds(base, x));
    return at < 0 ? undefined : left.splice(at, 1)[0];
  });
  return [...own.map((base) => base ?? left.shift()).filter((base) => base !== undefined), ...left];
}

/** c / (x²·s²) for a count c: as c·(1 / x / s)², as x and s may be each other's inverses. */
const isSquare = ({ above, below }: Quotient): boolean =>
  [...above.keys()].every(({ type }) => type === 'int') &&
  below.size > 1 &&
  [...below].every(([base, n]) => n % 2 === 0 && base.type !== 'int');

/** What stands below, with hypot(x, y)² for x² + y² where one of them is above: at 1e154 the sum overflows. */
function rooted(store: Store, { above, below }: Quotient): Map<Node, number> {
  const result = new Map<Node, number>();
  const put = (base: Node, n: number): void => void result.set(base, (result.get(base) ?? 0) + n);
  for (const [base, n] of below) {
    const legs = base.op === 'add' ? legsOf(store, base) : undefined;
    const root = legs?.reduce((a, b) => store.op('hypot', a, b));
    if (legs === undefined || root === undefined) put(base, n);
    else if (below.has(root) || degreeIn(above, new Set(legs.filter((leg) => !isConst(leg)))) >= 1) put(root, 2 * n);
    else put(base, n);
  }
  return result;
}

/** How many of the factors grow with one of the legs. */
function degreeIn(above: ReadonlyMap<Node, number>, legs: ReadonlySet<Node>): number {
  let degree = 0;
  for (const [base, n] of above) if (grows(base, legs)) degree += n;
  return degree;
}

function grows(base: Node, legs: ReadonlySet<Node>): boolean {
  const bare = (node: Node): Node | undefined => splitCoefficient(node)[1];
  if (base.op === 'add' || base.op === 'sub') return base.args.some((arg) => grows(arg, legs));
  if (base.op === 'abs') return grows(base.args[0] as Node, legs);
  const x = bare(base);
  return x !== undefined && [...legs].some((leg) => bare(leg) === x);
}

const sums: ReadonlySet<string> = new Set(['add', 'sub', 'sqrt', 'hypot', 'neg']);

/** Whether a sum or root has x among its terms. */
const holds = (base: Node, x: Node): boolean =>
  sums.has(base.op) &&
  postorder([base], (node) => node === x || sums.has(node.op) || node.op === 'mul' || node.op === 'pow').includes(x);

/** Whether an order of evaluation is worth choosing: something above, and below a repeated factor or a sum of squares. */
export function isUnbalanced(store: Store, quotient: Quotient): boolean {
  const { above, below } = quotient;
  if (isSquare(quotient)) return true;
  if (above.size === 0 || below.size === 0 || total(above) + total(below) > MOST) return false;
  if ([...below].some(([base, n]) => (n > 1 || halfOf(base) !== undefined) && base.type !== 'int')) return true;
  const isBeside = (x: Node): boolean => [...below.keys()].some((base) => holds(base, x));
  if ([...above].some(([x, n]) => (n > 1 && isBeside(x)) || (halfOf(x) !== undefined && isBeside(x.args[0] as Node))))
    return true;
  return [...rooted(store, quotient)].some(([base]) => !below.has(base));
}

/** Whether more stands below than above, a sum of squares being two of its roots. */
export function lacksFactor(store: Store, node: Node): boolean {
  if (node.op !== 'div' && node.op !== 'mul' && node.op !== 'neg' && node.op !== 'pow') return false;
  const quotient = quotientOf(node);
  if (quotient === undefined) return false;
  let lacking = -total(quotient.above);
  for (const [base, n] of quotient.below) lacking += base.op === 'add' && legsOf(store, base) !== undefined ? 2 * n : n;
  return lacking > 0;
}
