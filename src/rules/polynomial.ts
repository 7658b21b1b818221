import type { Node, Store } from '../ir/store.ts';
import { isConst, withCoefficient } from './simplify/terms.ts';

/** A literal times powers of atoms: of what is no sum, product, quotient or literal power. */
export interface Monomial {
  readonly factor: number;
  readonly powers: ReadonlyMap<Node, number>;
}

/** By key, without zeros. */
export type Polynomial = ReadonlyMap<string, Monomial>;

/** More monomials than this are not worth the work. */
const MOST = 24;
const HIGHEST = 12;

const keyOf = (powers: ReadonlyMap<Node, number>): string =>
  [...powers]
    .map(([{ id }, power]) => [id, power] as const)
    .sort(([a], [b]) => a - b)
    .map(([id, power]) => `${id}^${power}`)
    .join(' ');

const polynomial = (monomials: Iterable<Monomial>): Polynomial => {
  const sum = new Map<string, Monomial>();
  for (const { factor, powers } of monomials) {
    const key = keyOf(powers);
    const total = (sum.get(key)?.factor ?? 0) + factor;
    if (total === 0) sum.delete(key);
    else sum.set(key, { factor: total, powers });
  }
  return sum;
};

export const constant = (factor: number): Polynomial => polynomial([{ factor, powers: new Map() }]);
const atom = (node: Node, power = 1): Polynomial => polynomial([{ factor: 1, powers: new Map([[node, power]]) }]);

export const plus = (a: Polynomial, b: Polynomial, sign = 1): Polynomial =>
  polynomial([...a.values(), ...[...b.values()].map(({ factor, powers }) => ({ factor: sign * factor, powers }))]);

const together = (a: Monomial, b: Monomial): Monomial => {
  const powers = new Map(a.powers);
  for (const [base, power] of b.powers) {
    const sum = (powers.get(base) ?? 0) + power;
    if (sum === 0) powers.delete(base);
    else powers.set(base, sum);
  }
  return { factor: a.factor * b.factor, powers };
};

export const times = (a: Polynomial, b: Polynomial): Polynomial | undefined =>
  a.size * b.size > MOST
    ? undefined
    : polynomial([...a.values()].flatMap((x) => [...b.values()].map((y) => together(x, y))));

export function power(a: Polynomial, n: number): Polynomial | undefined {
  let result: Polynomial | undefined = constant(1);
  for (let k = 0; k < n && result !== undefined; k += 1) result = times(result, a);
  return result;
}

/** What nodes are as polynomials, by how deep below the root of the question they are: shared minors are asked for often. */
const known = new WeakMap<Node, (Polynomial | null | undefined)[]>();

/** A node as a polynomial of its atoms; undefined where that is too long. */
export function polynomialOf(root: Node, depth = 0): Polynomial | undefined {
  const own = known.get(root) ?? [];
  known.set(root, own);
  const seen = own[depth];
  if (seen !== undefined) return seen ?? undefined;
  const polynomial = expanded(root, depth);
  own[depth] = polynomial ?? null;
  return polynomial;
}

function expanded(root: Node, depth: number): Polynomial | undefined {
  if (root.op === 'const') return constant(root.value);
  const [a, b] = root.args as [Node, Node];
  if (depth > HIGHEST || root.type === 'int') return atom(root);
  const of = (node: Node): Polynomial | undefined => polynomialOf(node, depth + 1);
  switch (root.op) {
    case 'neg': {
      const x = of(a);
      return x && plus(constant(0), x, -1);
    }
    case 'add':
    case 'sub': {
      const x = of(a);
      const y = x && of(b);
      return x && y && x.size + y.size <= MOST ? plus(x, y, root.op === 'add' ? 1 : -1) : undefined;
    }
    case 'mul': {
      const x = of(a);
      const y = x && of(b);
      return x && y && times(x, y);
    }
    case 'pow': {
      if (!isConst(b) || !Number.isInteger(b.value) || b.value < 1 || b.value > HIGHEST) return atom(root);
      const x = of(a);
      return x && power(x, b.value);
    }
    default:
      return atom(root);
  }
}

/** Two polynomials, x as the square of √x where one has x and one has √x. */
export function inRoots(p: Polynomial | undefined, q: Polynomial | undefined): (Polynomial | undefined)[] {
  if (p === undefined || q === undefined) return [];
  const atoms = [...p.values(), ...q.values()].flatMap(({ powers }) => [...powers.keys()]);
  const root = atoms.find((base) => base.op === 'sqrt' && atoms.includes(base.args[0] as Node));
  const x = root?.args[0];
  if (root === undefined || x === undefined) return [p, q];
  return [p, q].map((one) =>
    [...one.values()].reduce<Polynomial | undefined>((sum, { factor, powers }) => {
      const others = new Map([...powers].filter(([base]) => base !== x));
      const n = 2 * (powers.get(x) ?? 0) + (powers.get(root) ?? 0);
      if (n > 0) others.set(root, n);
      const monomial = [...others].reduce<Polynomial | undefined>((product, [base, m]) => {
        const atom = polynomialOf(base);
        const raised = atom && power(atom, m);
        return product && raised && times(product, raised);
      }, constant(factor));
      return sum && monomial && plus(sum, monomial);
    }, constant(0)),
  );
}

/** The monomial that all have in common, and what is left. */
export function commonFactor(p: Polynomial): { readonly common: Monomial; readonly rest: Polynomial } {
  const [first, ...others] = [...p.values()];
  const powers = new Map(first?.powers);
  for (const { powers: other } of others)
    for (const [base, n] of powers) {
      const least = Math.min(n, other.get(base) ?? 0);
      if (least === 0) powers.delete(base);
      else powers.set(base, least);
    }
  const common = { factor: 1, powers };
  const inverse = { factor: 1, powers: new Map([...powers].map(([base, n]) => [base, -n])) };
  return { common, rest: polynomial([...p.values()].map((one) => together(one, inverse))) };
}

/** p / q where nothing is left over. */
export function divided(p: Polynomial, q: Polynomial): Polynomial | undefined {
  const lead = leading(q);
  if (lead === undefined) return undefined;
  let [rest, quotient] = [p, constant(0)];
  for (let steps = 0; rest.size > 0; steps += 1) {
    const top = leading(rest) as Monomial;
    const inverse = { factor: 1 / lead.factor, powers: new Map([...lead.powers].map(([base, n]) => [base, -n])) };
    const term = together(top, inverse);
    if (steps > MOST || [...term.powers.values()].some((n) => n < 0)) return undefined;
    const one = polynomial([term]);
    const product = times(one, q);
    if (product === undefined) return undefined;
    quotient = plus(quotient, one);
    rest = plus(rest, product, -1);
    // Literals that do not come out even leave a rounding error behind.
    if (rest.has(keyOf(top.powers))) return undefined;
  }
  return quotient;
}

/** The first monomial by degree, then by the atoms' numbers: an order that products keep. */
function leading(p: Polynomial): Monomial | undefined {
  let best: Monomial | undefined;
  for (const one of p.values()) if (best === undefined || comesBefore(one.powers, best.powers)) best = one;
  return best;
}

const degree = (powers: ReadonlyMap<Node, number>): number => [...powers.values()].reduce((sum, n) => sum + n, 0);

function comesBefore(a: ReadonlyMap<Node, number>, b: ReadonlyMap<Node, number>): boolean {
  const gap = degree(a) - degree(b);
  if (gap !== 0) return gap > 0;
  const bases = [...new Set([...a.keys(), ...b.keys()])].sort((x, y) => x.id - y.id);
  for (const base of bases) {
    const apart = (a.get(base) ?? 0) - (b.get(base) ?? 0);
    if (apart !== 0) return apart > 0;
  }
  return false;
}

export function monomialNode(store: Store, { factor, powers }: Monomial): Node {
  let product: Node | undefined;
  for (const [base, n] of powers) {
    const one = n === 1 ? base : store.op('pow', base, store.const(n));
    product = product === undefined ? one : store.op('mul', product, one);
  }
  return withCoefficient(store, factor, product);
}

/** As a sum, what is added before what is subtracted. */
export function polynomialNode(store: Store, p: Polynomial): Node {
  const terms = [...p.values()].sort((a, b) => Number(a.factor < 0) - Number(b.factor < 0));
  let sum: Node | undefined;
  for (const { factor, powers } of terms) {
    if (sum === undefined) sum = monomialNode(store, { factor, powers });
    else if (factor > 0) sum = store.op('add', sum, monomialNode(store, { factor, powers }));
    else sum = store.op('sub', sum, monomialNode(store, { factor: -factor, powers }));
  }
  return sum ?? store.const(0);
}
