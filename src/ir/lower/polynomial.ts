import type { Affine } from '../affine.ts';
import { postorder } from '../store.ts';
import type { Node, Store } from '../store.ts';

/**
 * Int expressions as polynomials over indices and sizes, for places that are not affine: those of a packed triangle,
 * (s − 1) d − s (s − 1) / 2 + r − s.
 */
interface Polynomial {
  /** Monomials as sorted lists of variables, by their ids; a variable stands as often as its exponent says. */
  readonly terms: ReadonlyMap<string, Monomial>;
}

interface Monomial {
  readonly variables: readonly Variable[];
  readonly factor: number;
}

/** An index, a size, an int input; or the distance of one from its bound, which has no node. */
interface Variable {
  readonly id: number;
  readonly node?: Node;
}

/** More terms than this are not worth a proof. */
const MOST_TERMS = 200;
/** Factors are multiples of 1 / denominator; these are exact in a double. */
const LARGEST_DENOMINATOR = 1 << 10;

const keyOf = (variables: readonly Variable[]): string => variables.map(({ id }) => id).join();

function collect(monomials: Iterable<Monomial>): Polynomial {
  const terms = new Map<string, Monomial>();
  for (const { variables, factor } of monomials) {
    const sorted = variables.toSorted((a, b) => a.id - b.id);
    const key = keyOf(sorted);
    const sum = (terms.get(key)?.factor ?? 0) + factor;
    if (sum === 0) terms.delete(key);
    else terms.set(key, { variables: sorted, factor: sum });
  }
  return { terms };
}

const constantPolynomial = (value: number): Polynomial => collect([{ variables: [], factor: value }]);

const variablePolynomial = (variable: Variable): Polynomial => collect([{ variables: [variable], factor: 1 }]);

/** a + factor · b. */
const addPolynomials = (a: Polynomial, b: Polynomial, factor = 1): Polynomial =>
  collect([...a.terms.values(), ...[...b.terms.values()].map((term) => ({ ...term, factor: factor * term.factor }))]);

const multiply = (a: Polynomial, b: Polynomial): Polynomial =>
  collect(
    [...a.terms.values()].flatMap((x) =>
      [...b.terms.values()].map((y) => ({
        variables: [...x.variables, ...y.variables],
        factor: x.factor * y.factor,
      })),
    ),
  );

/** The variables of a polynomial. */
const variablesOf = ({ terms }: Polynomial): Variable[] => [
  ...new Map([...terms.values()].flatMap(({ variables }) => variables.map((one) => [one.id, one] as const))).values(),
];

/**
 * An expression of ints as a polynomial whose factors may be fractions; what is no sum, product or quotient by a literal
 * is a variable. Undefined if it has reals, or is too long. An int division stands for the quotient where that is an int
 * whatever the variables are, and is a variable elsewhere.
 */
function polynomialOf(root: Node): Polynomial | undefined {
  const known = new Map<Node, Polynomial | undefined>();
  for (const node of postorder([root])) {
    const args = node.args.map((arg) => known.get(arg));
    const found = ARITHMETIC.has(node.op) ? combine(node, args) : leaf(node);
    known.set(node, found !== undefined && found.terms.size > MOST_TERMS ? undefined : found);
  }
  return known.get(root);
}

/** A sum of int terms as a polynomial. */
export function polynomialOfAffine({ constant, terms }: Affine): Polynomial | undefined {
  let sum: Polynomial | undefined = constantPolynomial(constant);
  for (const [term, factor] of terms) {
    const polynomial = polynomialOf(term);
    if (polynomial === undefined || sum === undefined) return undefined;
    sum = addPolynomials(sum, polynomial, factor);
  }
  return sum;
}

const ARITHMETIC: ReadonlySet<string> = new Set(['neg', 'add', 'sub', 'mul', 'div', 'idiv']);

function leaf(node: Node): Polynomial | undefined {
  if (node.type !== 'int') return undefined;
  return node.op === 'const' ? constantPolynomial(node.value) : variablePolynomial({ id: node.id, node });
}

function combine(node: Node, args: readonly (Polynomial | undefined)[]): Polynomial | undefined {
  const [a, b] = args;
  if (a === undefined) return undefined;
  if (node.op === 'neg') return addPolynomials(constantPolynomial(0), a, -1);
  if (b === undefined) return undefined;
  if (node.op === 'add') return addPolynomials(a, b);
  if (node.op === 'sub') return addPolynomials(a, b, -1);
  if (node.op === 'mul') return a.terms.size * b.terms.size > MOST_TERMS ? undefined : multiply(a, b);
  const divisor = b.terms.size === 1 ? b.terms.get('')?.factor : undefined;
  const isLiteral = divisor !== undefined && Number.isInteger(divisor) && divisor > 0;
  const quotient =
    isLiteral && divisor <= LARGEST_DENOMINATOR ? multiply(a, constantPolynomial(1 / divisor)) : undefined;
  if (node.op === 'div') return quotient;
  if (quotient !== undefined && isInteger(quotient)) return quotient;
  return variablePolynomial({ id: node.id, node });
}

/**
 * Whether a polynomial is an int for all ints. Its residue by the denominator repeats with each variable, so that
 * finitely many places decide: `d (d − 1) / 2` is, `d / 2` is not.
 */
function isInteger(polynomial: Polynomial): boolean {
  const factors = [...polynomial.terms.values()].map(({ factor }) => factor);
  let denominator = 1;
  while (factors.some((factor) => !isWhole(factor * denominator))) {
    denominator += 1;
    if (denominator > LARGEST_DENOMINATOR) return false;
  }
  const variables = variablesOf(polynomial);
  // By one variable the residues repeat after the denominator.
  const count = denominator ** variables.length;
  if (count > 4096) return false;
  for (let place = 0; place < count; place += 1) {
    const values = new Map(variables.map(({ id }, k) => [id, Math.floor(place / denominator ** k) % denominator]));
    if (!isWhole(evaluate(polynomial, values))) return false;
  }
  return true;
}

const isWhole = (value: number): boolean => Math.abs(value - Math.round(value)) < 1e-6;

const evaluate = ({ terms }: Polynomial, values: ReadonlyMap<number, number>): number =>
  [...terms.values()].reduce(
    (sum, { variables, factor }) =>
      sum + variables.reduce((product, { id }) => product * (values.get(id) ?? Number.NaN), factor),
    0,
  );

const EXACT: ReadonlySet<string> = new Set(['add', 'sub', 'mul', 'div']);

/** A quotient that is not known to come out even. */
function isFraction(node: Node): boolean {
  if (node.op !== 'div') return false;
  const polynomial = polynomialOf(node);
  return polynomial === undefined || !isInteger(polynomial);
}

/** The same expression with int divisions where quotients come out even, so that it is an int; undefined if one does not. */
export function exactInt(store: Store, root: Node): Node | undefined {
  const known = new Map<Node, Node>();
  for (const node of postorder([root])) {
    const [a, b] = node.args.map((arg) => known.get(arg));
    if (node.type === 'int') known.set(node, node);
    else if (node.op === 'neg' && a !== undefined) known.set(node, store.op('neg', a));
    else if (EXACT.has(node.op) && a !== undefined && b !== undefined && !isFraction(node))
      known.set(node, store.op(node.op === 'div' ? 'idiv' : (node.op as 'add'), a, b));
  }
  return known.get(root);
}

/**
 * Whether an int expression is at least 0 within the bounds of its indices, for sizes of at least 1. Each bound makes its
 * variable the other side and a distance that is not negative: s < r < d gives r = s + 1 + u and d = r + 1 + v.
 * Where all factors are then at least 0, so is the value. False means "not known".
 */
export function isNeverNegative(form: Polynomial): boolean {
  const positions = inner(form);
  let current = form;
  let fresh = -1;
  const distance = (): Polynomial => {
    fresh -= 1;
    return variablePolynomial({ id: fresh });
  };
  const replaced = new Map<number, Polynomial>();
  const resolve = (node: Node): Polynomial | undefined => {
    const polynomial = polynomialOf(node);
    return polynomial && substitute(polynomial, replaced);
  };
  const replace = (variable: Variable, by: Polynomial): void => {
    const one = new Map([[variable.id, by]]);
    current = substitute(current, one);
    for (const [id, polynomial] of replaced) replaced.set(id, substitute(polynomial, one));
    replaced.set(variable.id, by);
  };
  for (const variable of positions) {
    const [lo, hi] = (variable.node as Node).args as [Node, Node];
    if (!replaced.has(variable.id)) {
      const low = resolve(lo);
      if (low === undefined) return false;
      replace(variable, addPolynomials(low, distance()));
    }
    const high = resolve(hi);
    const bound = high && soleVariable(high);
    if (high === undefined || bound?.node === undefined || replaced.has(bound.id)) continue;
    // index ≤ hi − 1, and hi is a variable and a literal.
    const offset = addPolynomials(high, variablePolynomial(bound), -1);
    const value = replaced.get(variable.id) as Polynomial;
    replace(
      bound,
      addPolynomials(addPolynomials(addPolynomials(value, constantPolynomial(1)), distance()), offset, -1),
    );
  }
  for (const variable of variablesOf(current)) {
    if (variable.node === undefined) continue;
    if (variable.node.op !== 'size') return false;
    replace(variable, addPolynomials(constantPolynomial(1), distance()));
  }
  return current.terms.size <= MOST_TERMS && [...current.terms.values()].every(({ factor }) => factor >= 0);
}

/** The indices of a polynomial and of their bounds, the innermost first. */
function inner(form: Polynomial): Variable[] {
  const nodes = variablesOf(form).flatMap(({ node }) => (node === undefined ? [] : [node]));
  return postorder(nodes)
    .filter(({ op }) => op === 'index')
    .toSorted((a, b) => b.free.length - a.free.length || b.id - a.id)
    .map((node) => ({ id: node.id, node }));
}

/** The variable of v + literal. */
function soleVariable(polynomial: Polynomial): Variable | undefined {
  const [variable, ...others] = variablesOf(polynomial);
  const isPlain = [...polynomial.terms.values()].every(
    ({ variables, factor }) => variables.length === 0 || (variables.length === 1 && factor === 1),
  );
  return isPlain && others.length === 0 ? variable : undefined;
}

const substitute = (polynomial: Polynomial, by: ReadonlyMap<number, Polynomial>): Polynomial =>
  [...polynomial.terms.values()].reduce(
    (sum, { variables, factor }) =>
      addPolynomials(
        sum,
        variables.reduce(
          (product, variable) => multiply(product, by.get(variable.id) ?? variablePolynomial(variable)),
          constantPolynomial(factor),
        ),
      ),
    constantPolynomial(0),
  );

/** More places than this are not tried one by one. */
const MOST_PLACES = 1 << 16;

/** The same by trying every place, where all bounds are literals. */
export function isNeverNegativeByTrial(form: Polynomial): boolean {
  const indices = inner(form).toReversed();
  const used = new Set(indices.map(({ id }) => id));
  if (variablesOf(form).some(({ id }) => !used.has(id))) return false;
  let places: Map<number, number>[] = [new Map()];
  for (const { id, node } of indices) {
    const [lo, hi] = (node as Node).args.map(polynomialOf);
    if (lo === undefined || hi === undefined) return false;
    const next: Map<number, number>[] = [];
    for (const place of places) {
      const [from, to] = [evaluate(lo, place), evaluate(hi, place)];
      if (Number.isNaN(from) || Number.isNaN(to) || next.length + to - from > MOST_PLACES) return false;
      for (let value = from; value < to; value += 1) next.push(new Map(place).set(id, value));
    }
    places = next;
  }
  return places.every((place) => evaluate(form, place) >= 0);
}
