import { pushTo } from '../../lists.ts';
import { postorder } from '../../../ir/store.ts';
import type { Node, Store } from '../../../ir/store.ts';

/** The number of a step, or a literal. */
export type Leaf = number | Node;

/** A product of one or two leaves, added or taken away. */
export interface Term {
  readonly sign: 1 | -1;
  readonly factors: readonly Leaf[];
}

/** What computes one value: a sum of products of others, from the left; an operation on them; or a read of what is there before. */
export type Step =
  | { readonly kind: 'sum'; readonly terms: readonly Term[] }
  | { readonly kind: 'operation'; readonly node: Node; readonly leaves: ReadonlyMap<Node, Leaf> }
  | { readonly kind: 'given'; readonly node: Node };

/** Steps, each after those that it needs but for the negatives at their end, and the numbers of those that have a value. */
export interface Steps {
  readonly steps: readonly Step[];
  readonly numbers: ReadonlyMap<Node, number>;
}

/** A sum of more terms is computed in several steps, each from the one before. */
const TERMS = 12;

/** A product in so many sums is part of each: a step of its own takes as long as three products. */
const COPIES = 3;

/** So many sums with the same signs keep them; others take them into their factors, so that they are alike. */
const ALIKE = 32;

/**
 * Values as steps of few kinds, each rounded as before: what is used once and is a product in a sum, or the beginning of
 * one, is part of it, all else a step. Undefined where something is no real number.
 */
export function stepsOf(store: Store, roots: ReadonlySet<Node>): Steps | undefined {
  const order = postorder([...roots], ({ op, type }) => op !== 'const' && type !== 'int');
  if (!order.every(isReal) || ![...roots].every(({ type }) => type === 'real')) return undefined;
  const uses = new Map<Node, number>();
  for (const { args } of order) for (const arg of args) uses.set(arg, (uses.get(arg) ?? 0) + 1);
  const factors = new Set(order.flatMap((node) => (isSum(node) ? [] : node.args)));
  const isCheap = (node: Node): boolean => node.op === 'mul' && !factors.has(node);
  const isPart = (node: Node): boolean => (uses.get(node) ?? 0) <= (isCheap(node) ? COPIES : 1) && !roots.has(node);
  const wanted = new Set(roots);
  for (const node of [...order].reverse())
    if (wanted.has(node)) for (const leaf of leavesOf(node, isPart)) if (leaf.op !== 'const') wanted.add(leaf);

  const steps: Step[] = [];
  const numbers = new Map<Node, number>();
  const leafOf = (node: Node): Leaf => numbers.get(node) ?? node;
  for (const node of sortedReads(order)) numbers.set(node, steps.push({ kind: 'given', node }) - 1);
  for (const node of order) {
    if (!wanted.has(node) || node.op === 'read') continue;
    if (!isArithmetic(node)) {
      const leaves = new Map(leavesOf(node, isPart).map((leaf) => [leaf, leafOf(leaf)]));
      steps.push({ kind: 'operation', node, leaves });
    } else {
      const terms = termsOf(node, isPart).map(({ sign, factors }) => ({ sign, factors: factors.map(leafOf) }));
      for (let from = 0; from < terms.length; from += TERMS) {
        const before: Term[] = from === 0 ? [] : [{ sign: 1, factors: [steps.length - 1] }];
        steps.push({ kind: 'sum', terms: [...before, ...terms.slice(from, from + TERMS)] });
      }
    }
    numbers.set(node, steps.length - 1);
  }
  return { steps: withoutSigns(store, steps), numbers };
}

/** Reads by name and place, so that neighbours are beside each other. */
const sortedReads = (nodes: readonly Node[]): Node[] =>
  nodes
    .filter(({ op }) => op === 'read')
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : (a.args[0]?.value ?? 0) - (b.args[0]?.value ?? 0)));

/** A read of a real number, an operation on real numbers, literals and comparisons, or a comparison of the former. */
const isReal = ({ op, type, args }: Node): boolean => {
  if (op === 'read') return type === 'real' && args.every((place) => place.op === 'const');
  return args.every((arg) => arg.op === 'const' || arg.type === 'real' || (arg.type === 'bool' && type !== 'bool'));
};

const isSum = ({ op }: Node): boolean => op === 'add' || op === 'sub' || op === 'neg';
const isArithmetic = (node: Node): boolean => isSum(node) || node.op === 'mul';

/** What a step for a node is made of. */
function leavesOf(node: Node, isPart: (node: Node) => boolean): readonly Node[] {
  if (node.op === 'read') return [];
  if (isArithmetic(node)) return termsOf(node, isPart).flatMap(({ factors }) => factors);
  return node.args.flatMap((arg) => (arg.type === 'bool' ? arg.args : [arg]));
}

/** A sum as its terms from the left. */
function termsOf(root: Node, isPart: (node: Node) => boolean): { sign: 1 | -1; factors: readonly Node[] }[] {
  const terms: { sign: 1 | -1; factors: readonly Node[] }[] = [];
  const isOpen = (node: Node): boolean => node === root || isPart(node);
  const take = (node: Node, sign: 1 | -1): void => {
    const isNegated = node.op === 'neg' && isOpen(node);
    const inner = isNegated ? (node.args[0] as Node) : node;
    const factors = inner.op === 'mul' && isOpen(inner) ? inner.args : [inner];
    terms.push({ sign: isNegated ? (-sign as 1 | -1) : sign, factors });
  };
  let node = root;
  for (; (node.op === 'add' || node.op === 'sub') && isOpen(node); node = node.args[0] as Node)
    take(node.args[1] as Node, node.op === 'add' ? 1 : -1);
  take(node, 1);
  return terms.reverse();
}

/** What steps have to have in common to be done by one loop: all but the numbers of their leaves. */
export function kindOf(step: Step): string {
  if (step.kind === 'sum')
    return step.terms.map(({ sign, factors }) => (sign > 0 ? '+' : '-') + factors.map(leafKind).join('*')).join('');
  if (step.kind === 'given') return `${step.node.name} ${step.node.args.length}`;
  const { node, leaves } = step;
  const text = (one: Node): string => {
    const leaf = leaves.get(one) ?? (one.op === 'const' ? one : undefined);
    if (leaf !== undefined) return leafKind(leaf);
    return `${one.op}(${one.args.map(text).join(',')})`;
  };
  return `${node.op}(${node.args.map(text).join(',')})`;
}

const leafKind = (leaf: Leaf): string =>
  typeof leaf === 'number' ? 'x' : Object.is(leaf.value, -0) ? '-0' : String(leaf.value);

/**
 * Of sums that are alike but for their signs, those whose signs few others have take them into their factors, as (−a)·b for
 * −(a·b), which is rounded alike: they differ in their leaves alone then.
 */
function withoutSigns(store: Store, steps: readonly Step[]): readonly Step[] {
  const all = [...steps];
  const negated = new Map<number, number>();
  const negate = (leaf: Leaf): Leaf => {
    if (typeof leaf !== 'number') return store.const(-leaf.value);
    const known = negated.get(leaf) ?? all.push({ kind: 'sum', terms: [{ sign: -1, factors: [leaf] }] }) - 1;
    negated.set(leaf, known);
    return known;
  };
  const isGiven = (leaf: Leaf): boolean => typeof leaf !== 'number' || all[leaf]?.kind === 'given';
  const turn = ({ sign, factors }: Term): Term => {
    if (sign > 0) return { sign, factors };
    const at = Math.max(0, factors.findIndex(isGiven));
    return { sign: 1, factors: factors.map((factor, k) => (k === at ? negate(factor) : factor)) };
  };
  const bySigns = new Map<string, Map<string, number[]>>();
  for (const [number, step] of steps.entries()) {
    if (step.kind !== 'sum') continue;
    const unsigned = kindOf({ kind: 'sum', terms: step.terms.map(({ factors }) => ({ sign: 1, factors })) });
    const signed = bySigns.get(unsigned) ?? new Map<string, number[]>();
    pushTo(signed, kindOf(step), number);
    bySigns.set(unsigned, signed);
  }
  for (const signed of bySigns.values()) {
    if (signed.size === 1) continue;
    for (const numbers of signed.values()) {
      if (numbers.length >= ALIKE) continue;
      for (const number of numbers) {
        const { terms } = all[number] as Extract<Step, { kind: 'sum' }>;
        if (terms.length > 1) all[number] = { kind: 'sum', terms: terms.map(turn) };
      }
    }
  }
  return all;
}

/** The steps that a step needs. */
export function needsOf(step: Step): number[] {
  if (step.kind === 'given') return [];
  const leaves = step.kind === 'sum' ? step.terms.flatMap(({ factors }) => factors) : [...step.leaves.values()];
  return leaves.filter((leaf) => typeof leaf === 'number');
}
