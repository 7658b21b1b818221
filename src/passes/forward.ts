import { freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph, Origin } from '../ir/graph.ts';
import { isPrimitive } from '../ir/op.ts';
import type { OpName } from '../ir/op.ts';
import type { Node, Store } from '../ir/store.ts';
import { createKit } from '../rules/kit.ts';
import { activeNodes, dependents, openDefinition } from './opened.ts';
import { productOfOthers } from './reverse.ts';
import type { Calculus } from './reverse.ts';

export interface ForwardOptions extends Calculus {
  /** The tangent of an input's element at its places; undefined for an input that is held fixed. */
  readonly seeds: ReadonlyMap<string, (places: readonly Node[]) => Node>;
  /** Indices that every tangent has besides its own: the direction, for a Jacobian or Hessian. */
  readonly directions: readonly Node[];
  readonly nameOf: (name: string) => string;
  readonly kind: Origin['kind'];
}

/** Definitions of the tangents, and the name of each definition's tangent. */
export interface Tangents {
  readonly graph: Graph;
  readonly tangents: ReadonlyMap<string, string>;
}

/**
 * Forward mode in index notation, graph to graph: every definition that the seeded inputs reach gets a tangent
 * definition with the same indices, followed by the directions. A Jacobian is the tangent in all unit directions at once
 * (the seed is a Kronecker delta, which the simplifier eliminates: what is zero by structure is never computed).
 */
export function forward(graph: Graph, options: ForwardOptions): Tangents {
  const { store } = graph;
  const { simplify, directions } = options;
  const active = dependents(store, graph.definitions, options.seeds.keys());
  const taken = namesOf(graph);
  const tangents = new Map<string, string>();
  for (const { name } of graph.definitions) {
    if (!active.has(name)) continue;
    const dot = freshName(options.nameOf(name), taken);
    taken.add(dot);
    tangents.set(name, dot);
  }
  const tangentOfRead = (read: Node): Node => {
    const seed = options.seeds.get(read.name);
    if (seed !== undefined) return seed(read.args);
    return store.read(tangents.get(read.name) as string, [...read.args, ...directions]);
  };
  const added: Definition[] = [];
  for (const definition of graph.definitions) {
    const name = tangents.get(definition.name);
    if (name === undefined) continue;
    const { indices, body } = openDefinition(store, definition);
    const tangent = forwardBody(store, body, active, tangentOfRead, options);
    const all = [...indices, ...directions];
    const own = all.map((index, position) => {
      const bound = store.definitionIndex(position, index.args[1] as Node);
      const hint = store.indexName(index);
      return hint === undefined ? bound : store.nameIndex(bound, hint);
    });
    added.push({
      name,
      indices: own,
      body: simplify(store.substitute(tangent, new Map(all.map((index, p) => [index, own[p] as Node])))),
      origin: { kind: options.kind, text: definition.name },
    });
  }
  return { graph: { ...graph, definitions: [...graph.definitions, ...added] }, tangents };
}

function forwardBody(
  store: Store,
  body: Node,
  active: ReadonlySet<string>,
  tangentOfRead: (read: Node) => Node,
  { derivatives, simplify }: Calculus,
): Node {
  const kit = createKit(store);
  const zero = store.const(0);
  const tangents = new Map<Node, Node>();
  for (const node of activeNodes(store, body, active)) {
    if (node.op === 'read') {
      tangents.set(node, simplify(tangentOfRead(node)));
    } else if (isPrimitive(node.op)) {
      const partials = derivatives[node.op as OpName](kit, node.args, node);
      let sum: Node | undefined;
      for (const [k, arg] of node.args.entries()) {
        const partial = partials[k];
        const tangent = tangents.get(arg);
        if (partial === null || partial === undefined || tangent === undefined) continue;
        const part = simplify(store.op('mul', partial, tangent));
        sum = sum === undefined ? part : store.op('add', sum, part);
      }
      tangents.set(node, simplify(sum ?? zero));
    } else {
      tangents.set(node, simplify(reductionTangent(store, node, tangents)));
    }
  }
  return tangents.get(body) ?? zero;
}

function reductionTangent(store: Store, node: Node, tangents: ReadonlyMap<Node, Node>): Node {
  const { index, body } = store.open(node);
  const tangent = tangents.get(body) ?? store.const(0);
  switch (node.op) {
    case 'sumOver':
      return store.reduce('sumOver', index, tangent);
    case 'maxOver':
    case 'minOver': {
      const first = store.reduce(node.op === 'maxOver' ? 'argmaxOver' : 'argminOver', index, body);
      return store.substitute(tangent, new Map([[index, first]]));
    }
    case 'prodOver':
      return store.reduce('sumOver', index, store.op('mul', productOfOthers(store, index, body), tangent));
    default:
      throw new Error(`forward: ${node.op} has no derivative`);
  }
}
