import { addAffine, affineNode, affineOf, provablyAtMost } from '../../ir/affine.ts';
import type { Affine } from '../../ir/affine.ts';
import type { Definition, Fact } from '../../ir/graph.ts';
import type { Node, Store } from '../../ir/store.ts';
import { openDefinition } from '../opened.ts';

/** What is known of places that are read: of inputs what is checked, and within which range a search finds. */
export type Known = Fact | Found;

/** The places that a definition finds, at its indices. */
interface Found {
  readonly kind: 'found';
  readonly input: string;
  readonly indices: readonly Node[];
  readonly least: Node;
  readonly greatest: Node;
}

/** The facts, and the ranges of the searches among definitions. */
export function knownPlaces(store: Store, facts: readonly Fact[], definitions: readonly Definition[]): Known[] {
  const searches = definitions.filter(({ body }) => body.op === 'argmaxOver' || body.op === 'argminOver');
  const found = searches.map((definition): Found => {
    const { indices, body } = openDefinition(store, definition);
    const [least, hi] = store.open(body).index.args as [Node, Node];
    return { kind: 'found', input: definition.name, indices, least, greatest: store.op('sub', hi, store.const(1)) };
  });
  return [...facts, ...found];
}

/** A place with its reads of data replaced by the least or greatest that facts say they are: `parent[t]` is at most t. */
export function withoutData(store: Store, facts: readonly Known[], place: Node, end: 'least' | 'greatest'): Node {
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

function limitBy(store: Store, fact: Known, read: Node, isGreatest: boolean): Node | undefined {
  if (fact.kind === 'atMost' || fact.input !== read.name) return undefined;
  if (fact.kind === 'found') {
    const at = new Map(fact.indices.map((index, p) => [index, read.args[p] as Node]));
    return store.substitute(isGreatest ? fact.greatest : fact.least, at);
  }
  if (fact.kind === 'within') return isGreatest ? fact.limit : store.const(1);
  const own = read.args[fact.dimension];
  if (own === undefined || (fact.from !== undefined && !provablyAtMost(fact.from, own))) return undefined;
  return isGreatest ? own : store.const(1);
}
