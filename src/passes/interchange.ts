import { freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { definitionIndices } from './widen.ts';

/** A term of a sum: factors, those of a sum over j among them if there is one. */
interface Term {
  readonly negative: boolean;
  readonly factors: readonly Node[];
}

/**
 * Linear maps go out of sums: Σ over i of Σ over j of a[r, j]·f[i, j] is Σ over j of a[r, j]·(Σ over i of f[i, j]), which
 * runs over i once and not once for each r. The inner sum becomes a definition. A term is taken out where that
 * leaves fewer indices to run over together with i; its neighbours stay where they are.
 */
export function interchange(graph: Graph, simplify: (node: Node) => Node): Graph {
  const { store } = graph;
  const taken = namesOf(graph);
  const ranges = rangesOf(graph);
  const known = new Map<string, string>();
  const result: Definition[] = [];

  /** The sum over an index of what a linear map is applied to, by its own name. */
  const define = (sum: Node, owner: string): Node => {
    const free = postorder([sum]).filter((part) => part.op === 'index' && sum.free.includes(part));
    const { indices, renamed } = definitionIndices(store, free);
    const body = store.substitute(sum, renamed);
    const key = [body, ...indices].map(({ id }) => id).join();
    let name = known.get(key);
    if (name === undefined) {
      name = freshName(`${owner}Sum`, taken);
      taken.add(name);
      known.set(key, name);
      result.push({ name, indices, body, origin: { kind: 'shared', text: '' } });
    }
    return store.read(name, free);
  };

  const exchange = (sum: Node, owner: string): Node => {
    const { index: outer, body } = store.open(sum);
    const stay: Term[] = [];
    const moved: Node[] = [];
    for (const term of termsOf(body)) {
      const found = takeOut(store, outer, term, ranges);
      if (found === undefined) {
        stay.push(term);
        continue;
      }
      const { index, map, inner, outside, at } = found;
      const applied = store.op('mul', product(store, map), at(define(simplify(inner), owner)));
      const whole = product(store, [...outside, store.reduce('sumOver', index, applied)]);
      moved.push(term.negative ? store.op('neg', whole) : whole);
    }
    if (moved.length === 0) return sum;
    const rest = stay.map(({ negative, factors }) => {
      const value = product(store, factors);
      return negative ? store.op('neg', value) : value;
    });
    const parts = rest.length === 0 ? moved : [store.reduce('sumOver', outer, addUp(store, rest)), ...moved];
    return simplify(addUp(store, parts));
  };

  for (const definition of graph.definitions) {
    const { body } = definition;
    result.push(body.height < 2 ? definition : { ...definition, body: rewriteSums(store, definition, exchange) });
  }
  return { ...graph, definitions: result };
}

const product = (store: Store, factors: readonly Node[]): Node =>
  factors.length === 0 ? store.const(1) : factors.reduce((a, b) => store.op('mul', a, b));

const addUp = (store: Store, terms: readonly Node[]): Node => terms.reduce((a, b) => store.op('add', a, b));

/** The sums of a body, the inner ones first. */
function rewriteSums(store: Store, { name, body }: Definition, change: (sum: Node, owner: string) => Node): Node {
  const done = new Map<Node, Node>();
  const visit = (root: Node): Node => {
    for (const node of postorder([root], (n) => !done.has(n))) {
      if (node.op !== 'sumOver') {
        const args = node.args.map((arg) => done.get(arg) ?? arg);
        done.set(node, node.args.length === 0 ? node : store.with(node, args));
        continue;
      }
      const { index, body: inner } = store.open(node);
      done.set(node, change(store.reduce('sumOver', index, visit(inner)), name));
    }
    return done.get(root) as Node;
  };
  return visit(body);
}

function termsOf(root: Node): Term[] {
  const terms: Term[] = [];
  const stack: { node: Node; negative: boolean }[] = [{ node: root, negative: false }];
  while (stack.length > 0) {
    const { node, negative } = stack.pop() as { node: Node; negative: boolean };
    const [a, b] = node.args as [Node, Node];
    if (node.op === 'add' || node.op === 'sub')
      stack.push({ node: b, negative: negative !== (node.op === 'sub') }, { node: a, negative });
    else if (node.op === 'neg') stack.push({ node: a, negative: !negative });
    else terms.push({ negative, factors: factorsOf(node) });
  }
  return terms;
}

function factorsOf(root: Node): Node[] {
  const factors: Node[] = [];
  const stack = [root];
  while (stack.length > 0) {
    const node = stack.pop() as Node;
    if (node.op === 'mul') stack.push(node.args[1] as Node, node.args[0] as Node);
    else factors.push(node);
  }
  return factors;
}

interface Found {
  readonly index: Node;
  /** The factors that do not depend on the outer index, under the sum over j and outside of it. */
  readonly map: readonly Node[];
  readonly outside: readonly Node[];
  /** What is left to be summed up over the outer index, for each j that there is. */
  readonly inner: Node;
  /** A node of `inner` at the place of the sum's own index. */
  readonly at: (node: Node) => Node;
}

/** The range of places of an array's dimensions. */
type Ranges = ReadonlyMap<string, readonly (readonly [lo: Node, hi: Node])[]>;

function rangesOf({ store, inputs, definitions }: Graph): Ranges {
  const ranges = new Map<string, readonly (readonly [Node, Node])[]>();
  for (const { name, shape } of inputs)
    ranges.set(
      name,
      shape.map((extent) => [store.const(0), extent]),
    );
  for (const { name, indices } of definitions)
    ranges.set(
      name,
      indices.map(({ args }) => args as [Node, Node]),
    );
  return ranges;
}

/** How a term that holds a sum over j is taken out of the sum over an outer index, where that saves work. */
function takeOut(store: Store, outer: Node, { factors }: Term, ranges: Ranges): Found | undefined {
  const depends = (node: Node): boolean => node.free.includes(outer);
  const [sum, ...others] = factors.filter((factor) => factor.op === 'sumOver' && depends(factor));
  if (sum === undefined || others.length > 0 || depends(sum.args[0] as Node)) return undefined;
  const { index, body } = store.open(sum);
  const within = factorsOf(body);
  const map = within.filter((factor) => !depends(factor));
  const beside = factors.filter((factor) => factor !== sum && depends(factor));
  const mapped = product(store, [...within.filter(depends), ...beside]);
  if (map.length === 0 || !mapped.free.includes(index)) return undefined;
  const wide = ofItself(store, index, mapped, ranges);
  if (wide === undefined) return undefined;
  const inner = store.substitute(mapped, new Map([[index, wide]]));
  const isLeft = (one: Node): boolean => one === wide || body.free.includes(one);
  if (!inner.free.every(isLeft) || body.free.every((one) => one === index || inner.free.includes(one)))
    return undefined;
  const outside = factors.filter((factor) => !depends(factor));
  // What is defined for the whole range is read in that of the sum.
  const at = (node: Node): Node => store.substitute(node, new Map([[wide, index]]));
  return { index, map, outside, inner: store.reduce('sumOver', outer, inner), at };
}

/**
 * The index of a sum with bounds in which no other index occurs: its own, or those of the arrays that are read at it, so
 * that a triangle's inner sum is shared by all of its rows.
 */
function ofItself(store: Store, index: Node, root: Node, ranges: Ranges): Node | undefined {
  if (index.free.length === 1) return index;
  const found = new Set<string>();
  let bounds: readonly [Node, Node] | undefined;
  const nodes = postorder([root], (node) => node !== index);
  for (const node of nodes)
    for (const [p, arg] of node.args.entries()) {
      if (arg !== index) continue;
      const range = node.op === 'read' ? ranges.get(node.name)?.[p] : undefined;
      if (range === undefined || range.some((bound) => bound.free.length > 0)) return undefined;
      bounds = range;
      found.add(range.map(({ id }) => id).join());
    }
  if (bounds === undefined || found.size !== 1) return undefined;
  const wide = store.freshIndex(...bounds);
  const hint = store.indexName(index);
  return hint === undefined ? wide : store.nameIndex(wide, hint);
}
