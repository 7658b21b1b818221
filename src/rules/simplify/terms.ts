import type { Node, Store } from '../../ir/store.ts';

/** How many terms or factors of one expression are looked through for equal ones; keeps long chains linear. */
const REACH = 24;

export const isConst = (node: Node | undefined): node is Node =>
  node !== undefined && node.op === 'const' && node.type !== 'bool';

export const isValue = (node: Node | undefined, value: number): boolean => isConst(node) && node.value === value;

/** Neither 0 nor infinite nor too small for all its digits. */
export const isOrdinary = (value: number): boolean =>
  Math.abs(value) >= 2.2250738585072014e-308 && Number.isFinite(value);

/** coefficient · rest. */
export function splitCoefficient(node: Node): [number, Node | undefined] {
  if (node.op === 'const') return [node.value, undefined];
  if (node.op === 'neg') {
    const [factor, rest] = splitCoefficient(node.args[0] as Node);
    return [-factor, rest];
  }
  if (node.op === 'mul' && isConst(node.args[0])) return [node.args[0].value, node.args[1]];
  return [1, node];
}

export function withCoefficient(store: Store, factor: number, rest: Node | undefined): Node {
  if (rest === undefined) return store.const(factor);
  if (factor === 0) return store.const(0);
  if (factor === 1) return rest;
  if (factor === -1) return store.op('neg', rest);
  return store.op('mul', store.const(factor), rest);
}

/**
 * The terms of a tree of sums, in order of evaluation, up to a limit; only terms with like parts are worth the
 * reordering of the user's own sum.
 */
export function termsOf(root: Node): { factor: number; rest: Node | undefined }[] {
  const terms: { factor: number; rest: Node | undefined }[] = [];
  const stack: [Node, number][] = [[root, 1]];
  while (stack.length > 0) {
    const [node, sign] = stack.pop() as [Node, number];
    const [a, b] = node.args as [Node, Node];
    if ((node.op === 'add' || node.op === 'sub') && terms.length + stack.length < REACH)
      stack.push([b, node.op === 'add' ? sign : -sign], [a, sign]);
    else {
      const [factor, rest] = splitCoefficient(node);
      terms.push({ factor: sign * factor, rest });
    }
  }
  return terms;
}

/** x + 2·y + x → 2·x + 2·y, where at least two terms are alike. */
export function collectTerms(store: Store, root: Node): Node | undefined {
  const terms = termsOf(root);
  const collected = new Map<Node | undefined, number>();
  for (const { factor, rest } of terms) collected.set(rest, (collected.get(rest) ?? 0) + factor);
  if (collected.size === terms.length) return undefined;
  if ([...collected.values()].some((factor) => !Number.isFinite(factor))) return undefined;
  let sum: Node | undefined;
  for (const [rest, factor] of collected) {
    if (factor === 0) continue;
    if (sum === undefined) sum = withCoefficient(store, factor, rest);
    else if (factor > 0 || rest === undefined) sum = store.op('add', sum, withCoefficient(store, factor, rest));
    else sum = store.op('sub', sum, withCoefficient(store, -factor, rest));
  }
  return sum ?? store.const(0);
}

/** The factors of a tree of products, in order, up to a limit, with the literal powers of each taken apart. */
export function factorsOf(root: Node): { base: Node; power: number }[] {
  const factors: { base: Node; power: number }[] = [];
  const stack: Node[] = [root];
  while (stack.length > 0) {
    const node = stack.pop() as Node;
    const [a, b] = node.args as [Node, Node];
    if (node.op === 'mul' && factors.length + stack.length < REACH) stack.push(b, a);
    else if (node.op === 'pow' && isConst(b) && Number.isInteger(b.value) && b.value > 0)
      factors.push({ base: a, power: b.value });
    else factors.push({ base: node, power: 1 });
  }
  return factors;
}

export function productOf(store: Store, factors: Iterable<{ base: Node; power: number }>): Node {
  let product: Node | undefined;
  for (const { base, power } of factors) {
    if (power === 0) continue;
    const factor = power === 1 ? base : store.op('pow', base, store.const(power));
    product = product === undefined ? factor : store.op('mul', product, factor);
  }
  return product ?? store.const(1);
}

/** x·(y·x) → x²·y, where at least two factors are alike. */
export function collectFactors(store: Store, root: Node): Node | undefined {
  const factors = factorsOf(root);
  const collected = new Map<Node, number>();
  let constants = 0;
  for (const { base, power } of factors) {
    if (isConst(base)) constants += 1;
    collected.set(base, (collected.get(base) ?? 0) + power);
  }
  const movable = constants > 0 && !isConst(root.args[0]);
  if (collected.size === factors.length && constants <= 1 && !movable) return undefined;
  let coefficient = 1;
  const rest: { base: Node; power: number }[] = [];
  for (const [base, power] of collected) {
    if (isConst(base)) coefficient *= base.value ** power;
    else rest.push({ base, power });
  }
  // Literals that together overflow or vanish stay apart: 1e200·(1e200·x) is no ∞·x.
  if (!isOrdinary(coefficient) && [...collected.keys()].every((base) => !isConst(base) || isOrdinary(base.value)))
    return undefined;
  if (rest.length === 0) return store.const(coefficient);
  return withCoefficient(store, coefficient, productOf(store, rest));
}

/** (a·x) / (b·x) → a / b for equal factors above and below. */
export function cancelFactors(store: Store, above: Node, below: Node): Node | undefined {
  const numerator = factorsOf(above);
  const denominator = factorsOf(below);
  let changed = false;
  for (const factor of denominator) {
    if (isConst(factor.base)) continue;
    for (const other of numerator) {
      if (other.base !== factor.base || other.power === 0) continue;
      const common = Math.min(factor.power, other.power);
      if (common === 0) continue;
      factor.power -= common;
      other.power -= common;
      changed = true;
    }
  }
  if (!changed) return undefined;
  const left = productOf(store, numerator);
  const right = productOf(store, denominator);
  return isValue(right, 1) ? left : store.op('div', left, right);
}
