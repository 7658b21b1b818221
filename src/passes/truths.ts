import type { Definition, Graph } from '../ir/graph.ts';
import { indexRules, rewrite } from './rewrite.ts';

const readsOfTruths = indexRules([
  {
    name: 'an element that is true or false → its number is not 0',
    on: ['read'],
    apply: (store, node) =>
      node.type === 'bool' && node.args.length > 0
        ? store.op('ne', store.read(node.name, node.args, 'int'), store.const(0))
        : undefined,
  },
]);

/** Arrays hold numbers: those of truth values become 0 and 1. */
export function numberTruths(graph: Graph): Graph {
  const { store } = graph;
  const isTruths = ({ body, indices }: Definition): boolean => body.type === 'bool' && indices.length > 0;
  if (!graph.definitions.some(isTruths)) return graph;
  const { definitions } = rewrite(graph, readsOfTruths);
  const numbered = definitions.map((definition) =>
    isTruths(definition)
      ? { ...definition, body: store.op('select', definition.body, store.const(1), store.const(0)) }
      : definition,
  );
  return { ...graph, definitions: numbered };
}
