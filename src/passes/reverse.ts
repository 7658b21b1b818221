import { freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { isPrimitive } from '../ir/op.ts';
import type { OpName } from '../ir/op.ts';
import type { Node, Store } from '../ir/store.ts';
import { createKit } from '../rules/kit.ts';
import type { Tables } from '../rules/tables.ts';
import { activeNodes, dependents, indicesToSum, openDefinition } from './opened.ts';
import { pushTo } from './lists.ts';

/** What differentiation goes by. */
export interface Calculus {
  readonly derivatives: Tables['derivatives'];
  /** Brings nodes to normal form; contributions are simplified as they arise, which keeps them small. */
  readonly simplify: (node: Node) => Node;
}

export interface ReverseOptions extends Calculus {
  /** Inputs to differentiate by. */
  readonly wrt: readonly string[];
  /** The cotangent of the value at its places: 1, or a read of a seed input. */
  readonly seed: (places: readonly Node[]) => Node;
}

/** The name of the adjoint definition of each definition and input that has one. */
export interface Reversed {
  readonly graph: Graph;
  readonly adjoints: ReadonlyMap<string, string>;
}

/**
 * Reverse mode in index notation, graph to graph. Every definition Y that the inputs reach gets an adjoint
 * definition Ȳ. Each read A[e(i)] in a body contributes Σ over i of [e(i) = k] · (its scalar adjoint) to Ā[k]; the
 * simplifier eliminates the Kronecker deltas (Laue et al. 2018; Li et al. 2018). Inside a body the scalar chain rule is
 * applied once a node, users before arguments, and an adjoint is summed over an index as soon as the node that it
 * belongs to does not depend on that index, so that value and gradient cost a small multiple of the value
 * (Griewank and Walther 2008).
 */
export function reverse(graph: Graph, value: string, options: ReverseOptions): Reversed {
  const { store } = graph;
  const { simplify } = options;
  const active = dependents(store, graph.definitions, options.wrt);
  const taken = namesOf(graph);
  const adjoints = new Map<string, string>();
  for (const { name } of [...graph.inputs, ...graph.definitions]) {
    if (!active.has(name)) continue;
    const bar = freshName(`${name}Bar`, taken);
    taken.add(bar);
    adjoints.set(name, bar);
  }

  // What the reads of each array contribute to its adjoint, at the places of `targetIndices`.
  const contributions = new Map<string, Node[]>();
  const contribute = (name: string, node: Node): void => {
    pushTo(contributions, name, node);
  };
  const shapes = new Map<string, readonly Node[]>();
  for (const input of graph.inputs) shapes.set(input.name, input.shape);
  for (const definition of graph.definitions)
    shapes.set(
      definition.name,
      definition.indices.map((index) => index.args[1] as Node),
    );
  const targetIndices = (name: string): Node[] =>
    (shapes.get(name) ?? []).map((extent, position) => store.definitionIndex(position, extent));

  if (adjoints.has(value)) contribute(value, options.seed(targetIndices(value)));
  for (const definition of [...graph.definitions].reverse()) {
    const bar = adjoints.get(definition.name);
    if (bar === undefined) continue;
    const { indices, body } = openDefinition(store, definition);
    for (const [read, adjoint] of reverseBody(store, indices, body, store.read(bar, indices), active, options)) {
      let node = adjoint;
      const target = targetIndices(read.name);
      for (const [p, place] of read.args.entries())
        node = store.op('select', store.op('eq', place, target[p] as Node), node, store.const(0));
      for (const index of indicesToSum(read.free, [])) node = store.reduce('sumOver', index, node);
      contribute(read.name, simplify(node));
    }
  }

  const adjointOf = (name: string): Definition => {
    const indices = targetIndices(name);
    const parts = contributions.get(name) ?? [];
    const body = parts.length === 0 ? store.const(0) : parts.reduce((a, b) => store.op('add', a, b));
    const primal = graph.definitions.find((definition) => definition.name === name);
    for (const [p, index] of (primal?.indices ?? []).entries()) {
      const hint = store.indexName(index);
      if (hint !== undefined) store.nameIndex(indices[p] as Node, hint);
    }
    return {
      name: adjoints.get(name) as string,
      indices,
      body: simplify(body),
      origin: { kind: 'adjoint', text: name },
    };
  };
  const definitions = [
    ...graph.definitions,
    ...[...graph.definitions]
      .reverse()
      .filter(({ name }) => adjoints.has(name))
      .map(({ name }) => adjointOf(name)),
    ...graph.inputs.filter(({ name }) => adjoints.has(name)).map(({ name }) => adjointOf(name)),
  ];
  return { graph: { ...graph, definitions }, adjoints };
}

/**
 * The scalar adjoint of every active read below a body, each an expression in the read's own indices.
 * `context` are the indices that the body is repeated over.
 */
function reverseBody(
  store: Store,
  context: readonly Node[],
  body: Node,
  seed: Node,
  active: ReadonlySet<string>,
  { derivatives, simplify }: Calculus,
): [Node, Node][] {
  const kit = createKit(store);
  const adjoints = new Map<Node, Node>();
  const order = activeNodes(store, body, active);
  const isActive = new Set(order);

  // `from`: the indices over which `part` is repeated, whether or not it mentions them.
  const accumulate = (node: Node, part: Node, from: readonly Node[]): void => {
    let sum = part;
    for (const index of indicesToSum(from, node.free)) sum = store.reduce('sumOver', index, sum);
    const before = adjoints.get(node);
    adjoints.set(node, simplify(before === undefined ? sum : store.op('add', before, sum)));
  };

  accumulate(body, seed, context);
  const reads: [Node, Node][] = [];
  for (const node of order.reverse()) {
    const adjoint = adjoints.get(node);
    if (adjoint === undefined || (adjoint.op === 'const' && adjoint.value === 0)) continue;
    if (node.op === 'read') {
      reads.push([node, adjoint]);
    } else if (isPrimitive(node.op)) {
      const partials = derivatives[node.op as OpName](kit, node.args, node);
      for (const [k, arg] of node.args.entries()) {
        const partial = partials[k];
        if (partial === null || partial === undefined || !isActive.has(arg)) continue;
        accumulate(arg, simplify(store.op('mul', adjoint, partial)), node.free);
      }
    } else {
      const { index, body: inner } = store.open(node);
      const within = [...node.free, index];
      accumulate(inner, reductionPartial(store, node, index, inner, adjoint), within);
    }
  }
  return reads;
}

/** The adjoint of a reduction's body at its index, from the adjoint of the reduction. */
function reductionPartial(store: Store, node: Node, index: Node, body: Node, adjoint: Node): Node {
  const zero = store.const(0);
  switch (node.op) {
    case 'sumOver':
      return adjoint;
    case 'maxOver':
    case 'minOver': {
      // The first index that attains the extremum takes it all.
      const first = store.reduce(node.op === 'maxOver' ? 'argmaxOver' : 'argminOver', index, body);
      return store.op('select', store.op('eq', index, first), adjoint, zero);
    }
    case 'prodOver':
      return store.op('mul', adjoint, productOfOthers(store, index, body));
    default:
      throw new Error(`reverse: ${node.op} has no derivative`);
  }
}

/** Π over l ≠ index of body(l): exact where a factor is zero. */
export function productOfOthers(store: Store, index: Node, body: Node): Node {
  const other = store.freshIndex(index.args[0] as Node, index.args[1] as Node);
  const factor = store.substitute(body, new Map([[index, other]]));
  return store.reduce('prodOver', other, store.op('select', store.op('eq', other, index), store.const(1), factor));
}
