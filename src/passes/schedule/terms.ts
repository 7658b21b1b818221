import { isValue } from '../../rules/simplify/terms.ts';
import type { Node, Store } from '../../ir/store.ts';

/** A term of a sum, and the conditions on which it counts. */
export interface Term {
  readonly body: Node;
  readonly guards: readonly Node[];
}

/** The terms of a sum below signs and guards. */
export function termsOf(store: Store, root: Node): Term[] {
  const terms: Term[] = [];
  const stack: { node: Node; negative: boolean; guards: readonly Node[] }[] = [
    { node: root, negative: false, guards: [] },
  ];
  while (stack.length > 0) {
    const { node, negative, guards } = stack.pop() as { node: Node; negative: boolean; guards: readonly Node[] };
    const [a, b] = node.args as [Node, Node];
    if (node.op === 'add' || node.op === 'sub')
      stack.push({ node: b, negative: negative !== (node.op === 'sub'), guards }, { node: a, negative, guards });
    else if (node.op === 'neg') stack.push({ node: a, negative: !negative, guards });
    else if (node.op === 'select' && isValue(node.args[2], 0))
      stack.push({ node: b, negative, guards: [...guards, a] });
    else if (node.op === 'select' && node.height > 0) {
      // A reduction in a branch: a term for each.
      const [, , c] = node.args as [Node, Node, Node];
      stack.push({ node: c, negative, guards: [...guards, store.op('not', a)] });
      if (!isValue(b, 0)) stack.push({ node: b, negative, guards: [...guards, a] });
    } else {
      const sum = withFactorsInside(store, node);
      if (sum === node) terms.push({ body: negative ? negate(store, node) : node, guards });
      else stack.push({ node: sum, negative, guards });
    }
  }
  return terms;
}

/** c · Σ a(i) → Σ c·a(i): simplifying a part of a definition may have taken a factor out of a sum. */
export function withFactorsInside(store: Store, node: Node): Node {
  if (node.height === 0 || (node.op !== 'mul' && node.op !== 'div')) return node;
  const p = node.args.findIndex(({ height }) => height > 0);
  if (p < 0 || (node.op === 'div' && p > 0) || node.args.some(({ height }, k) => k !== p && height > 0)) return node;
  const sum = withFactorsInside(store, node.args[p] as Node);
  if (sum.op !== 'sumOver') return node;
  const { index, body } = store.open(sum);
  return store.reduce('sumOver', index, store.with(node, node.args.with(p, body)));
}

function negate(store: Store, node: Node): Node {
  if (node.op !== 'sumOver') return store.op('neg', node);
  const { index, body } = store.open(node);
  return store.reduce('sumOver', index, negate(store, body));
}

/** Terms under the same guards that are no sums become one. */
export function mergeByGuards(store: Store, terms: readonly Term[]): Term[] {
  const merged = new Map<string, Term>();
  for (const [k, term] of terms.entries()) {
    const key = term.body.op === 'sumOver' ? `sum ${k}` : term.guards.map(({ id }) => id).join();
    const known = merged.get(key);
    merged.set(key, known === undefined ? term : { ...term, body: store.op('add', known.body, term.body) });
  }
  return [...merged.values()];
}

export const guardTerm = (store: Store, body: Node, guards: readonly Node[]): Node =>
  guards.reduce((inner, guard) => store.op('select', guard, inner, store.const(0)), body);
