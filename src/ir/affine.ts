import type { Node, Store } from './store.ts';

/** An int expression as constant + Σ coefficient · term, where terms are indices, sizes, int reads and the like. */
export interface Affine {
  readonly constant: number;
  readonly terms: ReadonlyMap<Node, number>;
}

/** Reads an int expression as affine; what is not a sum or a literal multiple becomes a term of its own. */
export function affineOf(root: Node): Affine {
  let constant = 0;
  const terms = new Map<Node, number>();
  const stack: [Node, number][] = [[root, 1]];
  while (stack.length > 0) {
    const [node, factor] = stack.pop() as [Node, number];
    const [a, b] = node.args;
    if (node.op === 'const') constant += factor * node.value;
    else if (node.type === 'int' && node.op === 'add') stack.push([b as Node, factor], [a as Node, factor]);
    else if (node.type === 'int' && node.op === 'sub') stack.push([b as Node, -factor], [a as Node, factor]);
    else if (node.type === 'int' && node.op === 'neg') stack.push([a as Node, -factor]);
    else if (node.type === 'int' && node.op === 'mul' && a?.op === 'const') stack.push([b as Node, factor * a.value]);
    else if (node.type === 'int' && node.op === 'mul' && b?.op === 'const') stack.push([a as Node, factor * b.value]);
    else {
      const sum = (terms.get(node) ?? 0) + factor;
      if (sum === 0) terms.delete(node);
      else terms.set(node, sum);
    }
  }
  return { constant, terms };
}

/**
 * The node of an affine form: positive terms first, in order of creation, then the rest, then the constant; but a
 * constant above 0 where no term is, so that no sign stands in front: 2 − 2·m.
 */
export function affineNode(store: Store, { constant, terms }: Affine): Node {
  const sorted = [...terms].sort(([a, x], [b, y]) => Number(y > 0) - Number(x > 0) || a.id - b.id);
  const leads = constant > 0 && sorted.length > 0 && sorted.every(([, factor]) => factor < 0);
  let sum: Node | undefined = leads ? store.const(constant) : undefined;
  for (const [term, factor] of sorted) {
    const size = Math.abs(factor);
    const scaled = size === 1 ? term : store.op('mul', store.const(size), term);
    if (sum === undefined) sum = factor > 0 ? scaled : store.op('neg', scaled);
    else sum = store.op(factor > 0 ? 'add' : 'sub', sum, scaled);
  }
  if (sum === undefined) return store.const(constant);
  if (constant === 0 || leads) return sum;
  return constant > 0 ? store.op('add', sum, store.const(constant)) : store.op('sub', sum, store.const(-constant));
}

/** a + factor · b. */
export function addAffine(a: Affine, b: Affine, factor = 1): Affine {
  const terms = new Map(a.terms);
  for (const [term, coefficient] of b.terms) {
    const sum = (terms.get(term) ?? 0) + factor * coefficient;
    if (sum === 0) terms.delete(term);
    else terms.set(term, sum);
  }
  return { constant: a.constant + factor * b.constant, terms };
}

/** An int expression in its normal form: `(i + 1) − 1` is `i`. */
export const normalizeInt = (store: Store, node: Node): Node =>
  node.type === 'int' ? affineNode(store, affineOf(node)) : node;

/** a − b as an affine form. */
export const difference = (a: Node, b: Node): Affine => addAffine(affineOf(a), affineOf(b), -1);

const BELOW: Affine = { constant: -1, terms: new Map() };

/** What an index begins at where it has a value at all: of min(hi, c) that is c. */
const leastOf = ({ args: [lo, hi] }: Node): Node => boundBut(lo as Node, 'min', hi as Node);
/** What it is below. */
const limitOf = ({ args: [lo, hi] }: Node): Node => boundBut(hi as Node, 'max', lo as Node);
const boundBut = (bound: Node, op: 'min' | 'max', end: Node): Node =>
  bound.op === op && bound.args.includes(end) ? (bound.args.find((arg) => arg !== end) ?? bound) : bound;

/** How many minima and maxima inside of each other are looked into. */
const MOST_TRIES = 4;

/**
 * Whether an int expression is at least 0 wherever its indices are within their bounds and sizes are at least 1
 * (for an empty array no loop runs, and what stands outside of loops has no element to be about).
 * Replaces each index, the innermost first, by the bound that makes the expression smallest, and tries what a minimum or
 * maximum may be. False means "not known".
 */
export function provablyNonNegative(form: Affine, tries = MOST_TRIES): boolean {
  let current = form;
  for (let step = 0; step < 32; step += 1) {
    const choice = [...current.terms.keys()].find(({ op }) => op === 'min' || op === 'max');
    if (choice !== undefined && tries > 0) {
      const factor = current.terms.get(choice) as number;
      const without = new Map(current.terms);
      without.delete(choice);
      const holds = (arg: Node): boolean =>
        provablyNonNegative(
          addAffine({ constant: current.constant, terms: without }, affineOf(arg), factor),
          tries - 1,
        );
      // Below a minimum is what is below all of it, above it what is above any of it.
      return (choice.op === 'max') === factor > 0 ? choice.args.some(holds) : choice.args.every(holds);
    }
    const index = [...current.terms.keys()]
      .filter((term) => term.op === 'index')
      .sort((a, b) => b.free.length - a.free.length || b.id - a.id)[0];
    if (index === undefined) break;
    const factor = current.terms.get(index) as number;
    const bound = factor > 0 ? affineOf(leastOf(index)) : addAffine(affineOf(limitOf(index)), BELOW);
    const without = new Map(current.terms);
    without.delete(index);
    current = addAffine({ constant: current.constant, terms: without }, bound, factor);
  }
  let least = current.constant;
  for (const [term, factor] of current.terms) {
    if (factor < 0 || !isNonNegativeTerm(term)) return false;
    if (term.op === 'size') least += factor;
  }
  return least >= 0;
}

function isNonNegativeTerm(term: Node): boolean {
  if (term.op === 'size') return true;
  if (term.op === 'max') return term.args.some((arg) => provablyNonNegative(affineOf(arg)));
  // A remainder of what is divided by at least 1.
  if (term.op === 'mod') return provablyNonNegative(addAffine(affineOf(term.args[1] as Node), BELOW));
  if (term.op === 'min' || (term.op === 'mul' && term.type === 'int') || term.op === 'idiv')
    return term.args.every((arg) => provablyNonNegative(affineOf(arg)));
  return false;
}

/** Whether a ≤ b is known to hold. */
export const provablyAtMost = (a: Node, b: Node): boolean => provablyNonNegative(difference(b, a));

/** Whether a < b is known to hold. */
export const provablyLess = (a: Node, b: Node): boolean =>
  provablyNonNegative(addAffine(difference(b, a), { constant: -1, terms: new Map() }));

/** What a comparison of ints says, as a form that is at least 0 where it holds; undefined for others. */
export function comparisonForm({ op, args }: Node): Affine | undefined {
  const [a, b] = args;
  if (a?.type !== 'int' || b?.type !== 'int') return undefined;
  const beyond = (x: Node, y: Node, gap: number): Affine =>
    addAffine(difference(x, y), { constant: -gap, terms: new Map() });
  switch (op) {
    case 'lt':
      return beyond(b, a, 1);
    case 'le':
      return beyond(b, a, 0);
    case 'gt':
      return beyond(a, b, 1);
    case 'ge':
      return beyond(a, b, 0);
    case 'eq':
      // Of two that are ordered, the one is not less than the other.
      return provablyAtMost(a, b) ? beyond(a, b, 0) : provablyAtMost(b, a) ? beyond(b, a, 0) : undefined;
    default:
      return undefined;
  }
}
