import { isLeastAtZero } from './least.ts';
import type { Rule } from './rule.ts';
import type { Node, Store } from '../ir/store.ts';

/**
 * Rewrites for people who read a derivative: one fraction a term, factors in the order of a textbook. They keep the
 * mathematics but not every digit and not every removable singularity, so what is computed never goes through them.
 */
export const presentRules: readonly Rule[] = [
  {
    name: 'a product is one fraction: (x / y) / y · −2 → −2·x / y²',
    on: ['mul', 'div', 'neg', 'pow'],
    apply: (store, node) => {
      if (node.type !== 'real') return undefined;
      const product = collect(node);
      return product === undefined ? undefined : fraction(store, product);
    },
  },
  {
    name: '−a + b → b − a',
    on: ['add'],
    apply: (store, { args: [a, b] }) =>
      a?.op === 'neg' && b?.op !== 'neg' ? store.op('sub', b as Node, a.args[0] as Node) : undefined,
  },
  {
    name: 'one denominator: a / c − b / c → (a − b) / c',
    on: ['add', 'sub'],
    apply: (store, { op, args: [a, b] }) => {
      if (a?.op !== 'div' || b?.op !== 'div' || a.args[1] !== b.args[1] || a.args[1]?.op === 'const') return undefined;
      return store.op('div', store.op(op as 'add', a.args[0] as Node, b.args[0] as Node), a.args[1] as Node);
    },
  },
  {
    name: 'one conditional: (t ? a : b) + (t ? c : d) → t ? a + c : b + d',
    on: ['add', 'sub'],
    apply: (store, { op, args: [a, b] }) => {
      if (a?.op !== 'select' || b?.op !== 'select' || a.args[0] !== b.args[0]) return undefined;
      const [test, x, y] = a.args as [Node, Node, Node];
      const [, z, w] = b.args as [Node, Node, Node];
      return store.op('select', test, sum(store, op as 'add', x, z), sum(store, op as 'add', y, w));
    },
  },
  {
    name: 'fractions of integers: 1 / 3 − 1 → −2 / 3',
    on: ['add', 'sub'],
    apply: (store, { op, args }) => {
      const [a, b] = args.map((arg) => fractionOf(arg));
      if (a === undefined || b === undefined) return undefined;
      const sign = op === 'add' ? 1 : -1;
      const { above, below } = reduced(a[0] * b[1] + sign * b[0] * a[1], a[1] * b[1]);
      return below === 1 ? store.const(above) : store.op('div', store.const(above), store.const(below));
    },
  },
  {
    name: 'the guard of a power rule: y = 0 ? 0 : y·z → y·z, and y = 0 is known for a literal y',
    on: ['select'],
    apply: (_store, { args: [test, zero, product] }) => {
      if (test?.op !== 'eq' || zero === undefined || !isZero(zero) || product?.type !== 'real') return undefined;
      const [y, other] = test.args as [Node, Node];
      if (!isZero(other)) return undefined;
      const literal = fractionOf(y);
      if (literal !== undefined) return literal[0] === 0 ? zero : product;
      return (collect(product)?.powers.get(y) ?? 0) > 0 ? product : undefined;
    },
  },
  {
    name: 'the guard of a root: s = 0 ? 0 : x / √s → x / √s, for a sum of squares',
    on: ['select'],
    apply: (_store, { args: [test, zero, slope] }) => {
      if (test?.op !== 'eq' || zero === undefined || !isZero(zero) || !isZero(test.args[1] as Node)) return undefined;
      return isLeastAtZero(test.args[0] as Node) && test.args[0]?.op !== 'hypot' ? slope : undefined;
    },
  },
];

const isZero = (node: Node): boolean => node.op === 'const' && node.value === 0;

function sum(store: Store, op: 'add' | 'sub', a: Node, b: Node): Node {
  if (isZero(b)) return a;
  if (isZero(a)) return op === 'add' ? b : negative(store, b);
  return store.op(op, a, b);
}

/** An integer or a quotient of two, with its sign above. */
function fractionOf(node: Node | undefined): [number, number] | undefined {
  if (node?.op === 'const') return Number.isSafeInteger(node.value) ? [node.value, 1] : undefined;
  if (node?.op === 'neg') {
    const [above, below] = fractionOf(node.args[0]) ?? [0, 0];
    return below === 0 ? undefined : [-above, below];
  }
  if (node?.op !== 'div') return undefined;
  const [a, b] = node.args as [Node, Node];
  const isLiteral =
    a.op === 'const' && b.op === 'const' && Number.isSafeInteger(a.value) && Number.isSafeInteger(b.value);
  return isLiteral && b.value > 0 ? [a.value, b.value] : undefined;
}

/** above / below · Π base^power. */
interface Product {
  readonly above: number;
  readonly below: number;
  readonly powers: ReadonlyMap<Node, number>;
}

/** Longer products stay as they are: each level of one collects what is below it. */
const MOST_FACTORS = 64;

function collect(root: Node): Product | undefined {
  let above = 1;
  let below = 1;
  const powers = new Map<Node, number>();
  const stack: [Node, number][] = [[root, 1]];
  let count = 0;
  while (stack.length > 0) {
    const [node, power] = stack.pop() as [Node, number];
    const [a, b] = node.args as [Node, Node];
    count += 1;
    if (count > 4 * MOST_FACTORS || powers.size > MOST_FACTORS) return undefined;
    if (node.op === 'mul') stack.push([b, power], [a, power]);
    else if (node.op === 'div') stack.push([b, -power], [a, power]);
    else if (node.op === 'neg' && Number.isInteger(power)) {
      above *= power % 2 === 0 ? 1 : -1;
      stack.push([a, power]);
    } else if (node.op === 'const' && Number.isInteger(power)) {
      if (power > 0) above *= node.value ** power;
      else below *= node.value ** -power;
    } else if (node.op === 'pow' && b.op === 'const' && Number.isInteger(b.value) && a.op !== 'const' && !isProduct(a))
      stack.push([a, power * b.value]);
    else powers.set(node, (powers.get(node) ?? 0) + power);
  }
  const isPlain = (value: number): boolean => Number.isFinite(value) && value !== 0;
  return isPlain(above) && isPlain(below) ? { ...reduced(above, below), powers } : undefined;
}

const isProduct = (node: Node): boolean => node.op === 'mul' || node.op === 'div' || node.op === 'neg';

/** A quotient of numbers in lowest terms; 0.5 is 1 / 2. */
function reduced(above: number, below: number): { above: number; below: number } {
  if (Math.abs(above) === 0.5) return reduced(Math.sign(above), 2 * below);
  if (below < 0) return reduced(-above, -below);
  if (!Number.isSafeInteger(above) || !Number.isSafeInteger(below)) return { above, below };
  let [a, b] = [Math.abs(above), below];
  while (b > 0) [a, b] = [b, a % b];
  return { above: above / a, below: below / a };
}

function fraction(store: Store, { above, below, powers }: Product): Node {
  const sorted = [...powers].sort(([a], [b]) => rankOf(a) - rankOf(b) || a.id - b.id);
  const one = store.const(1);
  const productOf = (number: number, sign: number): Node => {
    const factors = sorted
      .filter(([, power]) => power * sign > 0)
      .map(([base, power]) => (power === sign ? base : store.op('pow', base, store.const(power * sign))));
    const all = number === 1 && factors.length > 0 ? factors : [store.const(number), ...factors];
    return all.reduce((product, factor) => store.op('mul', product, factor));
  };
  const top = productOf(Math.abs(above), 1);
  const bottom = productOf(below, -1);
  const value = bottom === one ? top : store.op('div', top, bottom);
  return above > 0 ? value : negative(store, value);
}

/** −value; a number takes the sign itself. */
const negative = (store: Store, value: Node): Node =>
  value.op === 'const' ? store.const(-value.value) : store.op('neg', value);

/** Names come first, then functions, then sums in parentheses. */
function rankOf(node: Node): number {
  if (node.op === 'read' || node.op === 'size') return 0;
  return node.op === 'add' || node.op === 'sub' || node.op === 'select' ? 2 : 1;
}
