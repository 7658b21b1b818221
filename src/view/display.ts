import { affineOf } from '../ir/affine.ts';
import type { Affine } from '../ir/affine.ts';
import { isPrimitive, isReduction } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { freshName } from '../ir/graph.ts';
import { nameIndices, namesIn } from './names.ts';
import { sharedNodes } from './share.ts';
import type { ShareOptions } from './share.ts';
import { boolTerm, elementTerm, nameTerm, numberTerm, opTerm, reductionTerm } from './term.ts';
import type { Term } from './term.ts';

export interface DisplayOptions extends ShareOptions {
  /** The store that knows the user's names of indices. */
  readonly store?: Store;
  /** Names that no index, shared part or constant may have, besides those in the expression. */
  readonly taken?: Iterable<string>;
}

/** A shared part: `name = term`, or `name[i, j] = term` when it depends on indices. */
export interface Let {
  readonly name: string;
  readonly indices: readonly string[];
  readonly term: Term;
}

export interface Display {
  readonly lets: readonly Let[];
  readonly terms: readonly Term[];
  readonly indexNames: ReadonlyMap<Node, string>;
}

/**
 * Turns expressions of the graph, which count from 0, into terms as the user writes them, which count from 1: the
 * visible index is the graph's plus 1, so a read at place p is shown at p + 1, and int expressions of indices are
 * brought into normal form, so that `index + 1` is `i` and a read at `index − 1` is `x[i - 1]`.
 * @param roots expressions; `extra` indices are named too although they may not occur.
 */
export function display(roots: readonly Node[], options: DisplayOptions = {}, extra: readonly Node[] = []): Display {
  const order = postorder([...roots, ...extra]);
  const taken = new Set([...(options.taken ?? []), ...namesIn(order)]);
  const indexNames = nameIndices([...roots, ...extra], order, taken, options.store);
  const shared = sharedNodes(roots, order, options);
  const used = new Set([...taken, ...indexNames.values()]);
  const letNames = new Map<Node, string>();
  for (const [position, node] of shared.entries()) {
    const name = freshName(`t${position + 1}`, used);
    used.add(name);
    letNames.set(node, name);
  }
  const terms = termsOf([...roots, ...shared], { order, taken: used, indexNames, letNames });
  const nameOf = (index: Node): string => indexNames.get(index) as string;
  return {
    lets: shared.map((node, k) => ({
      name: letNames.get(node) as string,
      indices: node.free.map(nameOf),
      term: terms[roots.length + k] as Term,
    })),
    terms: terms.slice(0, roots.length),
    indexNames,
  };
}

interface Naming {
  readonly order: readonly Node[];
  readonly taken: ReadonlySet<string>;
  readonly indexNames: ReadonlyMap<Node, string>;
  readonly letNames: ReadonlyMap<Node, string>;
}

/** Results that are places: what is seen is one more than what the graph holds. */
const isPlace = (node: Node): boolean => node.op === 'index' || node.op === 'argmaxOver' || node.op === 'argminOver';

const comparisons: ReadonlySet<string> = new Set(['lt', 'le', 'gt', 'ge', 'eq', 'ne']);

/** The nodes that stand for the terms of an int expression's affine form. */
const affineAtoms = (node: Node): Node[] => [...affineOf(node).terms.keys()];

function termsOf(roots: readonly Node[], naming: Naming): Term[] {
  const shifted = shiftedNodes(naming.order);
  /** The atoms of a value: itself, or the terms of its affine form when that mentions a place. */
  const atoms = (node: Node): readonly Node[] => (shifted.has(node) ? affineAtoms(node) : [node]);
  const comparesPlaces = (node: Node): boolean =>
    comparisons.has(node.op) &&
    node.args.every((arg) => arg.type === 'int') &&
    node.args.some((arg) => shifted.has(arg));
  const needs = (node: Node): readonly Node[] => {
    if (node.op === 'index') return [];
    if (node.op === 'read' || comparesPlaces(node)) return node.args.flatMap(affineAtoms);
    if (isReduction(node.op)) {
      const [index, body] = node.args as [Node, Node];
      return [...index.args.flatMap(affineAtoms), ...atoms(body)];
    }
    return node.args.flatMap(atoms);
  };

  const done = new Map<Node, Term>();
  const atomTerm = (node: Node): Term => done.get(node) as Term;
  const affine = (form: Affine, shift: number): Term => affineTerm(form, shift, atomTerm, naming.taken);
  const indexTerm = (index: Node): Term => nameTerm(naming.indexNames.get(index) as string);
  const valueTerm = (node: Node): Term => {
    const name = naming.letNames.get(node);
    if (name !== undefined) return elementTerm(name, node.free.map(indexTerm));
    return shifted.has(node) ? affine(affineOf(node), 0) : atomTerm(node);
  };
  const build = (node: Node): Term => {
    if (node.op === 'const')
      return node.type === 'bool' ? boolTerm(node.value !== 0) : numberTerm(node.value, naming.taken);
    if (node.op === 'size') return nameTerm(node.name);
    if (node.op === 'index') return indexTerm(node);
    if (node.op === 'read')
      return elementTerm(
        node.name,
        node.args.map((place) => affine(affineOf(place), 1)),
      );
    if (isReduction(node.op)) {
      const [index, body] = node.args as [Node, Node];
      const [lo, hi] = index.args as [Node, Node];
      const name = naming.indexNames.get(index) as string;
      return reductionTerm(node.op, name, affine(affineOf(lo), 1), affine(affineOf(hi), 0), valueTerm(body));
    }
    if (!isPrimitive(node.op)) throw new Error(`no text for ${node.op}`);
    const [a, b] = node.args as [Node, Node];
    if (comparesPlaces(node)) {
      // `index == 0` is `i == 1`: move the constant that the shift leaves to the other side.
      const shift = -visibleConstant(affineOf(shifted.has(a) ? a : b));
      return opTerm(node.op, [affine(affineOf(a), shift), affine(affineOf(b), shift)]);
    }
    return opTerm(node.op, node.args.map(valueTerm));
  };

  const starts = roots.flatMap(atoms);
  for (const node of ordered(starts, needs)) done.set(node, build(node));
  return roots.map((root) => (shifted.has(root) ? affine(affineOf(root), 0) : atomTerm(root)));
}

/** Int expressions whose affine form mentions a place, so that it changes when one counts from 1. */
function shiftedNodes(order: readonly Node[]): Set<Node> {
  const shifted = new Set<Node>();
  for (const node of order) {
    const [a, b] = node.args;
    const isSum = node.op === 'add' || node.op === 'sub' || node.op === 'neg';
    const isMultiple = node.op === 'mul' && (a?.op === 'const' || b?.op === 'const');
    if (isPlace(node) || (node.type === 'int' && (isSum || isMultiple) && node.args.some((arg) => shifted.has(arg))))
      shifted.add(node);
  }
  return shifted;
}

/** The constant of an affine form once its places are written as visible ones, less 1. */
function visibleConstant({ constant, terms }: Affine): number {
  let visible = constant;
  for (const [node, factor] of terms) if (isPlace(node)) visible -= factor;
  return visible;
}

/** An affine form plus `shift`: positive terms first, then the rest, then the constant. */
function affineTerm(form: Affine, shift: number, atomTerm: (node: Node) => Term, taken: ReadonlySet<string>): Term {
  const constant = visibleConstant(form) + shift;
  const sorted = [...form.terms].sort(([a, x], [b, y]) => Number(y > 0) - Number(x > 0) || a.id - b.id);
  let sum: Term | undefined;
  const plus = (summand: Term): void => {
    sum = sum === undefined ? summand : opTerm('add', [sum, summand]);
  };
  for (const [node, factor] of sorted) {
    const size = Math.abs(factor);
    const atom = atomTerm(node);
    const scaled = size === 1 ? atom : opTerm('mul', [numberTerm(size, taken), atom]);
    plus(factor > 0 ? scaled : opTerm('neg', [scaled]));
  }
  if (constant !== 0 || sum === undefined) plus(numberTerm(constant, taken));
  return sum as unknown as Term;
}

/** Nodes in an order in which each comes after what it needs. */
function ordered(starts: readonly Node[], needs: (node: Node) => readonly Node[]): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const stack: { node: Node; needed: readonly Node[]; next: number }[] = [];
  const visit = (node: Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    stack.push({ node, needed: needs(node), next: 0 });
  };
  for (const start of starts) {
    visit(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const needed = top.needed[top.next];
      top.next += 1;
      if (needed === undefined) {
        order.push(top.node);
        stack.pop();
      } else visit(needed);
    }
  }
  return order;
}
