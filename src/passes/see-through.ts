import type { Graph } from '../ir/graph.ts';
import type { NodeOp } from '../ir/op.ts';
import type { Node } from '../ir/store.ts';
import { bodyAt } from './inline.ts';
import { createRewriter, indexRules } from './rewrite.ts';

/** Operations that undo another one: their stabilising rows need to see what they are applied to. */
const undoing: readonly NodeOp[] = ['log', 'log1p', 'expm1', 'sqrt'];

/**
 * Stabilises across definitions: `log(p[i])`, where `p` is the user's name for a softmax, becomes what the
 * stabilising rows make of the log of p's body. Where no row applies the read stays.
 */
export function seeThrough(graph: Graph, stabilise: (node: Node) => Node): Graph {
  const { store } = graph;
  const byName = new Map(graph.definitions.map((definition) => [definition.name, definition]));
  const expand = createRewriter(
    store,
    indexRules([
      {
        name: 'stabilise across a definition',
        on: undoing,
        apply: (_store, node) => {
          const read = node.args[0] as Node;
          const definition = read.op === 'read' ? byName.get(read.name) : undefined;
          if (definition === undefined) return undefined;
          const raw = store.with(node, [bodyAt(store, definition, read.args)]);
          const stable = stabilise(raw);
          return stable === raw || stable.op === node.op ? undefined : stable;
        },
      },
    ]),
  );
  return {
    ...graph,
    definitions: graph.definitions.map((definition) => ({ ...definition, body: stabilise(expand(definition.body)) })),
  };
}
