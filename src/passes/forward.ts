import { freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph, Origin } from '../ir/graph.ts';
import { isPrimitive } from '../ir/op.ts';
import type { OpName } from '../ir/op.ts';
import type { Node, Store } from '../ir/store.ts';
import { createKit } from '../rules/kit.ts';
import { createChain } from './chain.ts';
import type { Chain, Flow } from './chain.ts';
import { activeNodes, dependents, openDefinition } from './opened.ts';
import { components, recurrences } from './prune.ts';
import type { Calculus } from './reverse.ts';

export interface ForwardOptions extends Calculus {
  /** The tangent of an input's element at its places; undefined for an input that is held fixed. */
  readonly seeds: ReadonlyMap<string, (places: readonly Node[]) => Node>;
  /** Indices that every tangent has besides its own: the direction, for a Jacobian or Hessian. */
  readonly directions: readonly Node[];
  /** The inputs that seeds read, if the caller chooses the direction: some of their elements may be 0. */
  readonly directional?: readonly string[];
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
  const chain = createChain(store, graph.definitions, options.directional ?? [], simplify);
  const tangentOfRead = (read: Node): Flow => {
    const seed = options.seeds.get(read.name);
    if (seed !== undefined) return { node: seed(read.args), steep: false };
    return chain.read(store.read(tangents.get(read.name) as string, [...read.args, ...directions]));
  };
  const recurrent = recurrences(graph.definitions);
  const added: Definition[] = [];
  for (const definition of graph.definitions) {
    const name = tangents.get(definition.name);
    if (name === undefined) continue;
    const { indices, body } = openDefinition(store, definition);
    const all = [...indices, ...directions];
    const own = all.map((index, position) => {
      const bound = store.definitionIndex(position, index.args[1] as Node);
      const hint = store.indexName(index);
      return hint === undefined ? bound : store.nameIndex(bound, hint);
    });
    const placed = new Map(all.map((index, p) => [index, own[p] as Node]));
    const push = (): Flow => {
      const { node, steep } = forwardBody(store, body, active, tangentOfRead, options, chain);
      return { node: simplify(store.substitute(node, placed)), steep };
    };
    const recurs = recurrent.has(definition.name);
    let tangent = push();
    if (chain.define(name, own, tangent, recurs) && recurs) tangent = push();
    const origin: Origin = { kind: options.kind, text: definition.name };
    added.push({ name, indices: own, body: tangent.node, origin });
  }
  // Where one of a recurrence is only tested by the others, the tangents of these do not depend on its own.
  const sorted = components(added).flat();
  return { graph: { ...graph, definitions: [...graph.definitions, ...sorted] }, tangents };
}

function forwardBody(
  store: Store,
  body: Node,
  active: ReadonlySet<string>,
  tangentOfRead: (read: Node) => Flow,
  { derivatives, reductions, simplify }: Calculus,
  chain: Chain,
): Flow {
  const kit = createKit(store);
  const none: Flow = { node: store.const(0), steep: false };
  const tangents = new Map<Node, Flow>();
  for (const node of activeNodes(store, body, active)) {
    let flow: Flow | undefined;
    if (node.op === 'read') {
      flow = tangentOfRead(node);
    } else if (isPrimitive(node.op)) {
      const partials = derivatives[node.op as OpName](kit, node.args, node);
      for (const [k, arg] of node.args.entries()) {
        const partial = partials[k];
        const tangent = tangents.get(arg);
        if (partial === null || partial === undefined || tangent === undefined) continue;
        const part = chain.forward(simplify(partial), tangent, node);
        flow =
          flow === undefined ? part : { node: store.op('add', flow.node, part.node), steep: flow.steep || part.steep };
      }
    } else {
      flow = reductionTangent(store, node, tangents, reductions, chain);
    }
    tangents.set(node, flow === undefined ? none : { ...flow, node: simplify(flow.node) });
  }
  return tangents.get(body) ?? none;
}

function reductionTangent(
  store: Store,
  node: Node,
  tangents: ReadonlyMap<Node, Flow>,
  reductions: Calculus['reductions'],
  chain: Chain,
): Flow {
  const { index, body } = store.open(node);
  const tangent = tangents.get(body) ?? { node: store.const(0), steep: false };
  switch (node.op) {
    case 'sumOver':
      return { ...tangent, node: store.reduce('sumOver', index, tangent.node) };
    case 'maxOver':
    case 'minOver': {
      const first = reductions[node.op](store, index, body);
      return { ...tangent, node: store.substitute(tangent.node, new Map([[index, first]])) };
    }
    case 'prodOver': {
      const part = chain.forward(reductions.prodOver(store, index, body), tangent, node);
      return { ...part, node: store.reduce('sumOver', index, part.node) };
    }
    default:
      throw new Error(`forward: ${node.op} has no derivative`);
  }
}
