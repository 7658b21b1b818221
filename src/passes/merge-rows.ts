import type { Definition, Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { bodyAt } from './inline.ts';
import { prune, recurrences } from './prune.ts';
import { createRewriter, indexRules } from './rewrite.ts';

/**
 * Definitions that others read at their own indices only, `y[i, a]` in the body of `z[i, a]`, put into these: what is computed
 * for an element from the same element is then one expression, in which equal parts are one node, and which is
 * differentiated without a sum over elements.
 */
export function mergeRows(graph: Graph, simplify: (node: Node) => Node): Graph {
  const { store } = graph;
  const kept = keptNames(graph);
  const merged = new Map<string, Definition>();
  const expand = createRewriter(
    store,
    indexRules([
      {
        name: 'put the definition in the place of its read',
        on: ['read'],
        apply: (_store, read) => {
          const definition = merged.get(read.name);
          return definition === undefined ? undefined : bodyAt(store, definition, read.args);
        },
      },
    ]),
  );
  const definitions = graph.definitions.map((before) => {
    const definition = { ...before, body: simplify(expand(before.body)) };
    if (!kept.has(before.name)) merged.set(before.name, definition);
    return definition;
  });
  return prune({ ...graph, definitions });
}

/** Outputs, recurrences, and what is read at other places than the reader's own. */
function keptNames({ definitions, outputs }: Graph): Set<string> {
  const kept = new Set([...outputs.map(({ definition }) => definition), ...recurrences(definitions).keys()]);
  for (const { indices, body } of definitions) {
    const own = new Set(indices);
    for (const { op, name, args } of postorder([body]))
      if (op === 'read' && !(args.every((place) => own.has(place)) && new Set(args).size === args.length))
        kept.add(name);
  }
  return kept;
}
