import { addAffine, affineNode, affineOf, comparisonForm, difference, provablyAtMost } from '../../ir/affine.ts';
import type { Node, Store } from '../../ir/store.ts';
import type { Rule } from '../rule.ts';
import { isConst, isValue } from './terms.ts';

const mentions = (node: Node, index: Node): boolean => node.free.includes(index);

/** A guard under a sum: `select(test, body, 0)`. */
const guardOf = (node: Node): { test: Node; body: Node; zero: Node } | undefined =>
  node.op === 'select' && isValue(node.args[2], 0)
    ? { test: node.args[0] as Node, body: node.args[1] as Node, zero: node.args[2] as Node }
    : undefined;

/** Guards `lo ≤ place < hi` around a body, leaving out what is known to hold. */
export function guardRange(store: Store, place: Node, lo: Node, hi: Node, body: Node): Node {
  const zero = store.const(0);
  let guarded = body;
  guarded = store.op('select', store.op('lt', place, hi), guarded, zero);
  return store.op('select', store.op('le', lo, place), guarded, zero);
}

/**
 * The Kronecker delta: Σ over i of select(p(i) = q, body, 0), where p is affine in i, is the body at the i that solves
 * the equation, guarded by the range of i (Laue, Mitterreiter, Giesen 2018; Li et al. 2018, scatter to gather).
 */
function eliminateDelta(store: Store, index: Node, test: Node, body: Node): Node | undefined {
  if (test.op !== 'eq' || !test.args.every((arg) => arg.type === 'int')) return undefined;
  const form = difference(test.args[0] as Node, test.args[1] as Node);
  const factor = form.terms.get(index);
  if (factor === undefined) return undefined;
  const without = new Map(form.terms);
  without.delete(index);
  if ([...without.keys()].some((term) => mentions(term, index))) return undefined;
  // factor·i + rest = 0, so i = −rest / factor.
  const sign = factor > 0 ? -1 : 1;
  const numerator = affineNode(
    store,
    addAffine({ constant: 0, terms: new Map() }, { constant: form.constant, terms: without }, sign),
  );
  const step = Math.abs(factor);
  const place = step === 1 ? numerator : store.op('idiv', numerator, store.const(step));
  const [lo, hi] = index.args as [Node, Node];
  const solved = guardRange(store, place, lo, hi, store.substitute(body, new Map([[index, place]])));
  if (step === 1) return solved;
  const even = store.op('eq', store.op('mod', numerator, store.const(step)), store.const(0));
  return store.op('select', even, solved, store.const(0));
}

/** A guard that bounds the index moves into its bounds: Σ over i of select(i < e, body, 0) → Σ over i < min(hi, e). */
function tightenBounds(store: Store, index: Node, test: Node): Node | undefined {
  const form = test.op === 'eq' ? undefined : comparisonForm(test);
  const factor = form?.terms.get(index);
  if (form === undefined || (factor !== 1 && factor !== -1)) return undefined;
  const terms = new Map(form.terms);
  terms.delete(index);
  if ([...terms.keys()].some((term) => mentions(term, index))) return undefined;
  const rest = { constant: form.constant, terms };
  const [lo, hi] = index.args as [Node, Node];
  if (factor === 1) {
    // i ≥ −rest
    const bound = affineNode(store, addAffine({ constant: 0, terms: new Map() }, rest, -1));
    return store.freshIndex(
      provablyAtMost(bound, lo) ? lo : provablyAtMost(lo, bound) ? bound : store.op('max', lo, bound),
      hi,
    );
  }
  // i ≤ rest
  const bound = affineNode(store, { constant: rest.constant + 1, terms });
  return store.freshIndex(
    lo,
    provablyAtMost(hi, bound) ? hi : provablyAtMost(bound, hi) ? bound : store.op('min', hi, bound),
  );
}

/** hi − lo, and 0 for an empty range. */
export function tripCount(store: Store, index: Node): Node {
  const [lo, hi] = index.args as [Node, Node];
  const count = affineNode(store, addAffine(affineOf(hi), affineOf(lo), -1));
  return provablyAtMost(lo, hi) ? count : store.op('max', count, store.const(0));
}

/** Reductions: Kronecker deltas, guards, and what does not depend on the index. */
export const sums: readonly Rule[] = [
  {
    name: 'eliminate Kronecker deltas and move guards into bounds',
    on: ['sumOver'],
    apply: (store, node) => {
      const bound = node.args[0] as Node;
      const direct = guardOf(node.args[1] as Node);
      if (direct === undefined) return undefined;
      const { test, zero } = direct;
      if (!mentions(test, bound)) return store.op('select', test, store.reduce('sumOver', bound, direct.body), zero);
      if (test.op === 'and') {
        const [a, b] = test.args as [Node, Node];
        const nested = store.op('select', a, store.op('select', b, direct.body, zero), zero);
        return store.reduce('sumOver', bound, nested);
      }
      const opened = store.open(node);
      const guard = guardOf(opened.body) as { test: Node; body: Node; zero: Node };
      const solved = eliminateDelta(store, opened.index, guard.test, guard.body);
      if (solved !== undefined) return solved;
      const tightened = tightenBounds(store, opened.index, guard.test);
      if (tightened !== undefined) {
        const name = store.indexName(bound);
        if (name !== undefined) store.nameIndex(tightened, name);
        return store.reduce('sumOver', tightened, store.substitute(guard.body, new Map([[opened.index, tightened]])));
      }
      // A guard inside that can be moved comes first: Σ select(opaque, select(i = k, …)).
      const inner = guardOf(guard.body);
      if (inner === undefined) return undefined;
      const movable =
        !mentions(inner.test, opened.index) || eliminateDelta(store, opened.index, inner.test, zero) !== undefined;
      if (!movable) return undefined;
      const swapped = store.op('select', inner.test, store.op('select', guard.test, inner.body, zero), zero);
      return store.reduce('sumOver', opened.index, swapped);
    },
  },
  {
    name: 'a sum of guarded terms is taken apart: Σ (select(t, a, 0) + b) → Σ select(t, a, 0) + Σ b',
    on: ['sumOver'],
    apply: (store, node) => {
      const [bound, body] = node.args as [Node, Node];
      if (body.op !== 'add' && body.op !== 'sub') return undefined;
      const [a, b] = body.args as [Node, Node];
      const separate = [a, b].some((part) => guardOf(part) !== undefined || !mentions(part, bound));
      if (!separate) return undefined;
      return store.op(body.op, store.reduce('sumOver', bound, a), store.reduce('sumOver', bound, b));
    },
  },
  {
    name: 'factors that do not depend on the index go outside: Σ c·a(i) → c·Σ a(i)',
    on: ['sumOver'],
    apply: (store, node) => {
      const [bound, body] = node.args as [Node, Node];
      if (!mentions(body, bound)) {
        const count = tripCount(store, bound);
        return isValue(count, 1) ? body : store.op('mul', count, body);
      }
      if (body.op === 'neg') return store.op('neg', store.reduce('sumOver', bound, body.args[0] as Node));
      if (body.op === 'div' && !mentions(body.args[1] as Node, bound))
        return store.op('div', store.reduce('sumOver', bound, body.args[0] as Node), body.args[1] as Node);
      if (body.op !== 'mul') return undefined;
      const inside: Node[] = [];
      const outside: Node[] = [];
      const stack: Node[] = [body];
      while (stack.length > 0) {
        const part = stack.pop() as Node;
        if (!mentions(part, bound)) outside.push(part);
        else if (part.op === 'mul') stack.push(part.args[1] as Node, part.args[0] as Node);
        else inside.push(part);
      }
      if (outside.length === 0) return undefined;
      const product = (parts: Node[]): Node => parts.reduce((a, b) => store.op('mul', a, b));
      return store.op('mul', product(outside), store.reduce('sumOver', bound, product(inside)));
    },
  },
  {
    name: 'max, min and prod over an index that the body does not mention',
    on: ['prodOver', 'maxOver', 'minOver'],
    apply: (store, node) => {
      const [bound, body] = node.args as [Node, Node];
      if (mentions(body, bound)) return undefined;
      const count = tripCount(store, bound);
      if (node.op === 'prodOver') return isConst(count) ? store.op('pow', body, count) : undefined;
      return isConst(count) && count.value > 0 ? body : undefined;
    },
  },
  {
    name: 'an empty range',
    on: ['sumOver', 'prodOver'],
    apply: (store, node) => {
      const [lo, hi] = (node.args[0] as Node).args as [Node, Node];
      return provablyAtMost(hi, lo) ? store.const(node.op === 'sumOver' ? 0 : 1) : undefined;
    },
  },
  {
    name: 'a range of one place',
    on: ['sumOver', 'prodOver', 'maxOver', 'minOver'],
    apply: (store, node) => {
      const bound = node.args[0] as Node;
      const count = tripCount(store, bound);
      if (!isValue(count, 1)) return undefined;
      const { index, body } = store.open(node);
      return store.substitute(body, new Map([[index, bound.args[0] as Node]]));
    },
  },
];
