import { comparisonForm } from '../ir/affine.ts';
import type { Affine } from '../ir/affine.ts';
import type { Graph } from '../ir/graph.ts';
import { formsOfFacts, formsWithin, implies, negation } from '../ir/implies.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';

/**
 * Tests that what emitted code checks on entry decides, as truth values: whether x[k] is among the elements that a sum is
 * over, where a row must know, and the lengths and subscripts that are checked say that it is.
 */
export function settleTests(graph: Graph): Graph {
  if (graph.facts.length === 0) return graph;
  const { store } = graph;
  const facts = formsOfFacts(graph.facts);
  const truthOf = (test: Node): boolean | undefined => {
    const form = comparisonForm(test);
    if (form === undefined || test.op === 'eq') return undefined;
    const known: Affine[] = [...facts, ...formsWithin(graph.facts, [...form.terms.keys()])];
    if (implies(known, form)) return true;
    return implies(known, negation(form)) ? false : undefined;
  };
  const replacements = new Map<Node, Node>();
  for (const node of postorder(graph.definitions.map(({ body }) => body))) {
    const truth = node.type === 'bool' ? truthOf(node) : undefined;
    if (truth !== undefined) replacements.set(node, store.bool(truth));
  }
  if (replacements.size === 0) return graph;
  const definitions = graph.definitions.map((definition) => ({
    ...definition,
    body: store.substitute(definition.body, replacements),
  }));
  return { ...graph, definitions };
}
