import type { Node } from '../../ir/store.ts';
import type { Kit } from '../../rules/kit.ts';

/** A number times factors, over others. */
interface Product {
  readonly c: number;
  readonly over: readonly Node[];
  readonly under: readonly Node[];
}

/** A sum of products, each by the key of its factors: what differs in the order of its factors alone is the same. */
export type Coefficient = ReadonlyMap<string, Product>;

/** Atoms, one or two of them, and what they are multiplied by. */
export interface Monomial {
  readonly atoms: readonly Node[];
  readonly by: Coefficient;
}

/** A sum of monomials, by the key of their atoms. */
export type Form = ReadonlyMap<string, Monomial>;

/** What is longer than this is not worth being written as a form. */
const MONOMIALS = 12;
const PRODUCTS = 32;

const keyOf = (nodes: readonly Node[]): string => nodes.map(({ id }) => id).join();
const sorted = (nodes: readonly Node[]): Node[] => nodes.toSorted((a, b) => a.id - b.id);

const coefficient = (products: readonly Product[]): Coefficient => {
  const sums = new Map<string, Product>();
  for (const one of products) {
    const key = `${keyOf(one.over)}/${keyOf(one.under)}`;
    sums.set(key, { ...one, c: one.c + (sums.get(key)?.c ?? 0) });
  }
  return new Map([...sums].filter(([, { c }]) => c !== 0).toSorted(([a], [b]) => (a < b ? -1 : 1)));
};

export const numeric = (c: number): Coefficient => coefficient([{ c, over: [], under: [] }]);

/** A node as a coefficient; literal factors are told apart. */
export function coefficientOf(node: Node): Coefficient {
  const [a, b] = node.args as [Node, Node];
  if (node.op === 'const') return numeric(node.value);
  if (node.op === 'neg') return scaled(coefficientOf(a), -1);
  if (node.op === 'mul' && a.op === 'const') return scaled(coefficientOf(b), a.value);
  return coefficient([{ c: 1, over: [node], under: [] }]);
}

const scaled = (of: Coefficient, by: number): Coefficient =>
  coefficient([...of.values()].map((one) => ({ ...one, c: one.c * by })));

export function times(a: Coefficient, b: Coefficient): Coefficient {
  const products: Product[] = [];
  for (const x of a.values())
    for (const y of b.values())
      products.push({ c: x.c * y.c, over: sorted([...x.over, ...y.over]), under: sorted([...x.under, ...y.under]) });
  return coefficient(products);
}

export const over = (of: Coefficient, node: Node): Coefficient =>
  coefficient([...of.values()].map((one) => ({ ...one, under: sorted([...one.under, node]) })));

/** The number that a coefficient is; undefined where it has other factors. */
export function numberOf(of: Coefficient): number | undefined {
  const [first] = of.values();
  return of.size === 1 && first?.over.length === 0 && first.under.length === 0 ? first.c : undefined;
}

/** A power of two, of either sign: by it a product is exact. */
export const isExact = (c: number): boolean => c !== 0 && Number.isInteger(Math.log2(Math.abs(c)));

/** What can be taken out of a coefficient exactly, so that equal ones are one. */
export function leading(of: Coefficient): number {
  const c = [...of.values()][0]?.c ?? 1;
  return isExact(c) ? c : 1;
}

/** The coefficient divided by a power of two. */
export function build(kit: Kit, of: Coefficient, by: number): Node {
  const terms = [...scaled(of, 1 / by).values()].map(({ c, over, under }) => {
    const factors = c === 1 && over.length > 0 ? over : [kit.num(c), ...over];
    return under.reduce(
      (a, b) => kit.div(a, b),
      factors.reduce((a, b) => kit.mul(a, b)),
    );
  });
  return terms.length === 0 ? kit.num(0) : terms.reduce((a, b) => kit.add(a, b));
}

export const atom = (node: Node): Form => new Map([[keyOf([node]), { atoms: [node], by: numeric(1) }]]);

export const constant = (by: Coefficient): Form => new Map([['', { atoms: [], by }]]);

/** The sum of monomials; undefined where it gets too long. */
export function formOf(monomials: readonly Monomial[]): Form | undefined {
  const form = new Map<string, Monomial>();
  for (const { atoms, by } of monomials) {
    const key = keyOf(atoms);
    const sum = coefficient([...(form.get(key)?.by.values() ?? []), ...by.values()]);
    if (atoms.length > 2 || sum.size > PRODUCTS) return undefined;
    form.set(key, { atoms, by: sum });
  }
  const held = [...form].filter(([, { by }]) => by.size > 0);
  return held.length > MONOMIALS ? undefined : new Map(held.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export const scaledForm = (form: Form, by: (of: Coefficient) => Coefficient): Monomial[] =>
  [...form.values()].map((one) => ({ ...one, by: by(one.by) }));

export const productOf = (a: Form, b: Form): Monomial[] =>
  [...a.values()].flatMap((x) =>
    [...b.values()].map((y) => ({ atoms: sorted([...x.atoms, ...y.atoms]), by: times(x.by, y.by) })),
  );
