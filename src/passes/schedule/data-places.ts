import { addAffine, affineNode, affineOf, provablyAtMost } from '../../ir/affine.ts';
import type { Affine } from '../../ir/affine.ts';
import type { Fact } from '../../ir/graph.ts';
import type { Node, Store } from '../../ir/store.ts';

/** A place with its reads of data replaced by the least or greatest that facts say they are: `parent[t]` is at most t. */
export function withoutData(store: Store, facts: readonly Fact[], place: Node, end: 'least' | 'greatest'): Node {
  const form = affineOf(place);
  let result: Affine = { constant: form.constant, terms: new Map() };
  for (const [term, factor] of form.terms) {
    const isGreatest = (end === 'greatest') === factor > 0;
    const limits = term.op === 'read' ? facts.map((fact) => limitBy(store, fact, term, isGreatest)) : [];
    const limit = limits.find((one) => one !== undefined);
    result = addAffine(result, affineOf(limit ?? term), factor);
  }
  return affineNode(store, result);
}

function limitBy(store: Store, fact: Fact, read: Node, isGreatest: boolean): Node | undefined {
  if (fact.kind === 'atMost' || fact.input !== read.name) return undefined;
  if (fact.kind === 'within') return isGreatest ? fact.limit : store.const(1);
  const own = read.args[fact.dimension];
  if (own === undefined || (fact.from !== undefined && !provablyAtMost(fact.from, own))) return undefined;
  return isGreatest ? own : store.const(1);
}
