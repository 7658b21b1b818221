import type { NodeOp } from '../../ir/op.ts';
import type { Node, Store } from '../../ir/store.ts';
import { collected, only, pair, sumOf } from '../match.ts';

/** Coefficients by the power of E = exp(u), which may be negative. */
export type Laurent = ReadonlyMap<number, number>;

/** p(E) / q(E). */
export interface Ratio {
  readonly p: Laurent;
  readonly q: Laurent;
}

/** Most terms, and the highest power, of what is multiplied out. */
const [MOST, HIGHEST] = [8, 12];
/** Most steps through an expression. */
const LARGEST = 40;

const laurent = (terms: Iterable<readonly [power: number, factor: number]>): Laurent => {
  const sum = new Map<number, number>();
  for (const [power, factor] of terms) sum.set(power, (sum.get(power) ?? 0) + factor);
  return new Map([...sum].filter(([, factor]) => factor !== 0));
};

const one: Laurent = new Map([[0, 1]]);
const whole = (p: Laurent): Ratio => ({ p, q: one });
export const times = (a: Laurent, b: Laurent): Laurent =>
  laurent([...a].flatMap(([n, x]) => [...b].map(([m, y]): [number, number] => [n + m, x * y])));
export const plus = (a: Laurent, b: Laurent, sign: number): Laurent =>
  laurent([...a, ...[...b].map(([n, x]): [number, number] => [n, sign * x])]);

const isSame = (a: Laurent, b: Laurent): boolean => plus(a, b, -1).size === 0;

/** Functions that are ratios of polynomials in E = exp(x), by the power of E that x stands for. */
const ratios: Partial<Record<NodeOp, (n: number) => Ratio>> = {
  exp: (n) => whole(laurent([[n, 1]])),
  expm1: (n) => whole(laurent([[n, 1], [0, -1]])), // prettier-ignore
  sinh: (n) => whole(laurent([[n, 0.5], [-n, -0.5]])), // prettier-ignore
  cosh: (n) => whole(laurent([[n, 0.5], [-n, 0.5]])), // prettier-ignore
  sigmoid: (n) => ({ p: one, q: laurent([[0, 1], [-n, 1]]) }), // prettier-ignore
  tanh: (n) => ({ p: laurent([[n, 1], [-n, -1]]), q: laurent([[n, 1], [-n, 1]]) }), // prettier-ignore
};

const isWhole = (node: Node | undefined): boolean => node?.op === 'const' && Number.isInteger(node.value);

/** The exponents in an expression of literals and such functions; undefined where anything else is in it. */
function exponentsIn(root: Node): Node[] | undefined {
  const found: Node[] = [];
  const stack = [root];
  for (let steps = 0; stack.length > 0; steps += 1) {
    const node = stack.pop() as Node;
    if (node.op === 'const') continue;
    if (steps > LARGEST || node.type !== 'real') return undefined;
    if (ratios[node.op as NodeOp] !== undefined) found.push(only(node));
    else if (['add', 'sub', 'mul', 'div', 'neg'].includes(node.op)) stack.push(...node.args);
    else if (node.op === 'pow' && isWhole(node.args[1])) stack.push(only(node));
    else return undefined;
  }
  return found;
}

/** u, and by exponent its multiple n·u, for whole numbers n. */
export interface Exponents {
  readonly u: Node;
  readonly multiple: ReadonlyMap<Node, number>;
}

/** The exponents of several expressions as multiples of one. */
export function exponentsOf(store: Store, roots: readonly Node[]): Exponents | undefined {
  const all = roots.map(exponentsIn);
  const exponents = new Set(all.flatMap((found) => found ?? []));
  if (all.includes(undefined) || exponents.size === 0) return undefined;
  const [first, ...rest] = Array.from(exponents, (x) => collected(x));
  // With a number in it exp(u) is a multiple of another; what is detached has its derivative elsewhere.
  if (first === undefined || first.size === 0 || first.has(undefined)) return undefined;
  if ([...first.keys()].some((part) => part === undefined || isHidden(part))) return undefined;
  const [[lead, unit] = [undefined, 0]] = first;
  const scales = [1, ...rest.map((terms) => (terms.get(lead) ?? 0) / unit)];
  if (rest.some((terms, k) => !isMultiple(terms, first, scales[k + 1] as number))) return undefined;
  const least = Math.min(...scales.map(Math.abs));
  const share = [1, 2, 3].find((n) => scales.every((scale) => Number.isInteger((scale / least) * n)));
  if (share === undefined || !(least > 0)) return undefined;
  const by = share / least;
  if (scales.some((scale) => Math.abs(scale * by) > HIGHEST)) return undefined;
  const u = sumOf(store, new Map([...first].map(([part, factor]) => [part, factor / by])));
  return { u, multiple: new Map([...exponents].map((x, k) => [x, (scales[k] as number) * by])) };
}

const isHidden = ({ op }: Node): boolean => op === 'detach' || op === 'given';

const isMultiple = (
  terms: ReadonlyMap<Node | undefined, number>,
  of: ReadonlyMap<Node | undefined, number>,
  scale: number,
): boolean => terms.size === of.size && scale !== 0 && [...of].every(([part, c]) => terms.get(part) === c * scale);

/** An expression as a ratio; undefined where it is too long. */
export function ratioOf(root: Node, exponents: Exponents): Ratio | undefined {
  if (root.op === 'const') return whole(laurent([[0, root.value]]));
  const f = ratios[root.op as NodeOp];
  if (f !== undefined) return f(exponents.multiple.get(only(root)) as number);
  const [a, b] = pair(root);
  const x = ratioOf(a, exponents);
  if (x === undefined || root.op === 'neg') return x && { ...x, p: times(x.p, new Map([[0, -1]])) };
  if (root.op === 'pow') return power(x, b.value);
  const y = ratioOf(b, exponents);
  if (y === undefined) return undefined;
  if (root.op === 'mul') return product(x, y);
  if (root.op === 'div') return product(x, inverse(y));
  const sign = root.op === 'add' ? 1 : -1;
  if (isSame(x.q, y.q)) return short({ p: plus(x.p, y.p, sign), q: x.q });
  return short({ p: plus(times(x.p, y.q), times(y.p, x.q), sign), q: times(x.q, y.q) });
}

export const product = (x: Ratio, y: Ratio): Ratio | undefined => short({ p: times(x.p, y.p), q: times(x.q, y.q) });
const inverse = ({ p, q }: Ratio): Ratio => ({ p: q, q: p });
const short = (ratio: Ratio): Ratio | undefined =>
  ratio.p.size > MOST || ratio.q.size > MOST || ratio.p.size === 0 || ratio.q.size === 0 ? undefined : ratio;

export function power(x: Ratio, n: number): Ratio | undefined {
  let result: Ratio | undefined = whole(one);
  const base = n < 0 ? inverse(x) : x;
  if (Math.abs(n) > HIGHEST) return undefined;
  for (let k = 0; k < Math.abs(n); k += 1) result = result && product(result, base);
  return result;
}

/** E^low · (E − 1)^ones · Σ rest[k]·E^k, of which the first and the last are not 0. */
export interface Factored {
  readonly low: number;
  readonly ones: number;
  readonly rest: readonly number[];
}

/** With the factors E and E − 1 taken out, near whose zeros the sum has no digits. */
export function factored(p: Laurent): Factored {
  const powers = [...p.keys()];
  const [low, high] = [Math.min(...powers), Math.max(...powers)];
  let rest = Array.from({ length: high - low + 1 }, (_, k) => p.get(low + k) ?? 0);
  let ones = 0;
  for (; rest.length > 1 && rest.reduce((sum, c) => sum + c, 0) === 0; ones += 1) {
    // Synthetic division by E − 1, from the highest power down.
    let sum = 0;
    rest = [...rest]
      .reverse()
      .map((c) => (sum += c))
      .reverse()
      .slice(1);
  }
  return { low, ones, rest };
}

/** E·d/dE. */
export const slopeOf = (p: Laurent): Laurent => laurent([...p].map(([n, c]): [number, number] => [n, n * c]));
