import { freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { isPrimitive } from '../ir/op.ts';
import type { OpName } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { affineOf } from '../ir/affine.ts';
import { createKit } from '../rules/kit.ts';
import type { Tables } from '../rules/tables.ts';
import { createChain } from './chain.ts';
import type { Chain, Flow } from './chain.ts';
import { activeNodes, dependents, indicesToSum, openDefinition } from './opened.ts';
import { pushTo } from './lists.ts';
import { bodyAt, costOfNode } from './inline.ts';
import { definitionIndices } from './widen.ts';
import { readsOf, recurrences, sortDefinitions } from './prune.ts';

/** From this cost on an operation is dear. */
const DEAR = 20;

/** What differentiation goes by. */
export interface Calculus {
  readonly derivatives: Tables['derivatives'];
  readonly reductions: Tables['reductions'];
  /** Brings nodes to normal form; contributions are simplified as they arise, which keeps them small. */
  readonly simplify: (node: Node) => Node;
  /** Writes short loops and short rows out, where that shows what is zero. */
  readonly flatten?: (graph: Graph) => Graph;
}

export interface ReverseOptions extends Calculus {
  /** Inputs to differentiate by. */
  readonly wrt: readonly string[];
  /** The cotangent of the value at its places: 1, or a read of a seed input. */
  readonly seed: (places: readonly Node[]) => Node;
  /**
   * Indices that every adjoint has besides its own: the element of the value, for a Jacobian row by row. Of a value that no other
   * definition reads only that element is looked at, and the seed is 1.
   */
  readonly directions?: readonly Node[];
  /** Names that adjoints must not have, besides those of the graph. */
  readonly avoid?: Iterable<string>;
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
  const { simplify, directions = [] } = options;
  const active = dependents(store, graph.definitions, options.wrt);
  const taken = new Set([...namesOf(graph), ...(options.avoid ?? [])]);
  const adjoints = new Map<string, string>();
  for (const { name } of [...graph.inputs, ...graph.definitions]) {
    if (!active.has(name)) continue;
    const bar = freshName(`${name}Bar`, taken);
    taken.add(bar);
    adjoints.set(name, bar);
  }

  // What the reads of each array contribute to its adjoint, at the places of `targetIndices`.
  const contributions = new Map<string, Flow[]>();
  const shapes = new Map<string, readonly Node[]>();
  for (const input of graph.inputs) shapes.set(input.name, input.shape);
  for (const definition of graph.definitions)
    shapes.set(
      definition.name,
      definition.indices.map((index) => index.args[1] as Node),
    );
  const targetIndices = (name: string): Node[] =>
    (shapes.get(name) ?? []).map((extent, position) => store.definitionIndex(position, extent));
  const allIndices = (name: string): Node[] => [...targetIndices(name), ...directions];

  const seed = options.seed(targetIndices(value));
  // Of an array that is given some elements may be 0; a number that is 0 asks for nothing.
  const isGiven = seed.op === 'read' && seed.args.length > 0;
  const chain = createChain(store, graph.definitions, isGiven ? [seed.name] : [], simplify);
  // What is dear and goes to another place of a recurrence is computed where the value was, from what that has computed already.
  const parts = new Map<Node, Definition>();
  const kept = ({ node, steep }: Flow, to: string): Node => {
    const { indices, renamed } = definitionIndices(store, node.free);
    const body = store.substitute(node, renamed);
    const name = parts.get(body)?.name ?? freshName(`${to}Part`, taken);
    taken.add(name);
    parts.set(body, { name, indices, body });
    chain.define(name, indices, { node: body, steep });
    return store.read(name, node.free);
  };
  // The element alone, where nothing else asks for others.
  const isLast = directions.length > 0 && graph.definitions.every((one) => !readsOf(one).has(value));
  if (adjoints.has(value) && !isLast) pushTo(contributions, value, { node: seed, steep: false });
  const recurrent = recurrences(graph.definitions);
  for (const [name, component] of recurrent)
    if (component.length > 1 && component.some(hasBranches)) chain.obscure(adjoints.get(name) ?? name);
  for (const definition of [...graph.definitions].reverse()) {
    const { name } = definition;
    const bar = adjoints.get(name);
    if (bar === undefined) continue;
    const isElement = isLast && name === value;
    const recurrence = recurrent.get(name) ?? [];
    const { indices, body } = isElement
      ? { indices: [], body: bodyAt(store, definition, directions) }
      : openDefinition(store, definition);
    const flow: Flow = isElement
      ? { node: store.const(1), steep: false }
      : chain.read(store.read(bar, [...indices, ...directions]));
    const spread = (): [string, Flow][] =>
      reverseBody(store, indices, body, flow, active, options, chain).map(([{ name, args, free }, flow]) => {
        const isBack = recurrence.some((one) => one.name === name) && isElsewhere(args);
        let node = isBack && isDear(flow.node) ? kept(flow, name) : flow.node;
        const target = targetIndices(name);
        // The first place is asked for first, so that what is summed up says where it is by that: recurrences run along it.
        for (const [p, place] of [...args.entries()].reverse())
          node = store.op('select', store.op('eq', place, target[p] as Node), node, store.const(0));
        for (const index of indicesToSum(free, directions)) node = store.reduce('sumOver', index, node);
        return [name, { node: simplify(node), steep: flow.steep }];
      });
    const known = (more: readonly [string, Flow][] = []): Flow =>
      total(store, simplify, [
        ...(contributions.get(name) ?? []),
        ...more.filter(([to]) => to === name).map(([, flow]) => flow),
      ]);
    if (recurrence.length === 0 && !isElement) chain.define(bar, allIndices(name), known());
    let found = spread();
    // What flows back to earlier places of a recurrence is part of its own adjoint.
    if (recurrence.length === 1 && chain.define(bar, allIndices(name), known(found), true)) found = spread();
    for (const [to, flow] of found) pushTo(contributions, to, flow);
  }

  const primals = new Map(graph.definitions.map((definition) => [definition.name, definition]));
  const adjointOf = (name: string): Definition => {
    const own = targetIndices(name);
    const more = directions.map((index, p) => store.definitionIndex(own.length + p, index.args[1] as Node));
    const indices = [...own, ...more];
    const at = new Map(directions.map((index, p) => [index, more[p] as Node]));
    const body = store.substitute(total(store, simplify, contributions.get(name) ?? []).node, at);
    for (const [p, index] of (primals.get(name)?.indices ?? []).entries()) {
      const hint = store.indexName(index);
      if (hint !== undefined) store.nameIndex(indices[p] as Node, hint);
    }
    return {
      name: adjoints.get(name) as string,
      indices,
      body,
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
  const all = { ...graph, definitions: [...definitions, ...parts.values()] };
  return { graph: parts.size === 0 ? all : sortDefinitions(all), adjoints };
}

/** Whether a read is at a shifted place: what flows to it is summed up under another index. */
const isElsewhere = (places: readonly Node[]): boolean =>
  places.some(
    (place) =>
      place.op !== 'index' &&
      place.op !== 'const' &&
      affineOf(place).terms.size > 0 &&
      postorder([place]).every(({ op }) => op !== 'read'),
  );

const isDear = (node: Node): boolean =>
  node.free.length > 0 && node.height === 0 && postorder([node]).some((part) => costOfNode(part) >= DEAR);

/** Whether a definition has a conditional that is not about places alone. */
const hasBranches = ({ body }: Definition): boolean =>
  postorder([body]).some(
    ({ op, args: [test] }) => op === 'select' && postorder([test as Node]).some((part) => part.op === 'read'),
  );

function total(store: Store, simplify: (node: Node) => Node, parts: readonly Flow[]): Flow {
  const sum = parts.map(({ node }) => node).reduce((a, b) => store.op('add', a, b), store.const(0));
  return { node: simplify(sum), steep: parts.some(({ steep }) => steep) };
}

/**
 * The scalar adjoint of every active read below a body, each an expression in the read's own indices.
 * `context` are the indices that the body is repeated over.
 */
function reverseBody(
  store: Store,
  context: readonly Node[],
  body: Node,
  seed: Flow,
  active: ReadonlySet<string>,
  { derivatives, reductions, simplify, directions = [] }: ReverseOptions,
  chain: Chain,
): [Node, Flow][] {
  const kit = createKit(store);
  const adjoints = new Map<Node, Flow>();
  const order = activeNodes(store, body, active);
  const isActive = new Set(order);

  // `from`: the indices over which `part` is repeated, whether or not it mentions them.
  const accumulate = (node: Node, part: Flow, from: readonly Node[]): void => {
    let sum = part.node;
    for (const index of indicesToSum(from, [...node.free, ...directions])) sum = store.reduce('sumOver', index, sum);
    const before = adjoints.get(node);
    adjoints.set(node, {
      node: simplify(before === undefined ? sum : store.op('add', before.node, sum)),
      steep: part.steep || before?.steep === true,
    });
  };

  accumulate(body, seed, context);
  const reads: [Node, Flow][] = [];
  for (const node of order.reverse()) {
    const adjoint = adjoints.get(node);
    if (adjoint === undefined || (adjoint.node.op === 'const' && adjoint.node.value === 0)) continue;
    if (node.op === 'read') {
      reads.push([node, adjoint]);
    } else if (isPrimitive(node.op)) {
      const partials = derivatives[node.op as OpName](kit, node.args, node);
      for (const [k, arg] of node.args.entries()) {
        const partial = partials[k];
        if (partial === null || partial === undefined || !isActive.has(arg)) continue;
        accumulate(arg, chain.backward(adjoint, simplify(partial), node), node.free);
      }
    } else {
      const { index, body: inner } = store.open(node);
      const within = [...node.free, index];
      const part = reductionPartial(store, node, index, inner, reductions);
      accumulate(inner, part === undefined ? adjoint : chain.backward(adjoint, part, node), within);
    }
  }
  return reads;
}

/** The partial derivative of a reduction by its body at its index; undefined for 1. */
function reductionPartial(
  store: Store,
  { op }: Node,
  index: Node,
  body: Node,
  reductions: Tables['reductions'],
): Node | undefined {
  switch (op) {
    case 'sumOver':
      return undefined;
    case 'maxOver':
    case 'minOver':
      return store.op(
        'select',
        store.op('eq', index, reductions[op](store, index, body)),
        store.const(1),
        store.const(0),
      );
    case 'prodOver':
      return reductions.prodOver(store, index, body);
    default:
      throw new Error(`reverse: ${op} has no derivative`);
  }
}
