import type { Definition, Graph } from '../ir/graph.ts';
import type { NodeOp } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import type { Rule } from '../rules/rule.ts';
import { rootOf } from '../rules/stabilise/share.ts';
import { bodyAt } from './inline.ts';
import { recurrences } from './prune.ts';
import { createRewriter, indexRules } from './rewrite.ts';

/** Operations that undo another one: their stabilising rows need to see what they are applied to. */
const undoing: readonly NodeOp[] = ['log', 'log1p', 'expm1', 'sqrt'];

/** What sums and quotients of exponentials are made of. */
const parts: ReadonlySet<NodeOp> = new Set<NodeOp>(['add', 'sub', 'neg', 'mul', 'div', 'sumOver']);

/** More reads than this in one expression are left as they are. */
const MOST = 64;

/**
 * Stabilises across definitions: `log(p[i])`, where `p` is the user's name for a softmax, becomes what the
 * stabilising rows make of the log of p's body, and so do logs and quotients of named exponentials, and one element of a named
 * softmax. Where no row applies the read stays.
 */
export function seeThrough(graph: Graph, stabilise: (node: Node) => Node, simplify: (node: Node) => Node): Graph {
  const { store } = graph;
  const byName = new Map(graph.definitions.map((definition) => [definition.name, definition]));
  const named = exponentialNames(graph.definitions);
  const put = createRewriter(
    store,
    indexRules([
      {
        name: 'a named exponential is what it stands for',
        on: ['read'],
        apply: (_store, { name, args }) =>
          named.has(name) ? bodyAt(store, byName.get(name) as Definition, args) : undefined,
      },
    ]),
  );
  /** What the rows make of an expression with other ones put in, where they make anything of it. */
  const stable = (raw: Node): Node | undefined => {
    const found = stabilise(raw);
    return found === raw || found === simplify(raw) ? undefined : found;
  };
  const rules: readonly Rule[] = [
    {
      name: 'stabilise a log or a quotient of named exponentials',
      on: ['log', 'div'],
      apply: (_store, node) => {
        const reads = readsWithin(node).filter((read) => named.has(read.name));
        if (reads.length === 0 || reads.length > MOST) return undefined;
        return stable(put(node));
      },
    },
    {
      name: 'stabilise an element of a named quotient of exponentials',
      on: ['read'],
      apply: (_store, read) => {
        const definition = byName.get(read.name);
        if (definition?.body.op !== 'div' || !named.has(read.name)) return undefined;
        return read.args.some(({ op }) => op !== 'index') ? stable(put(read)) : undefined;
      },
    },
    {
      name: 'stabilise across a definition',
      on: undoing,
      apply: (_store, node) => {
        const [argument] = node.args as [Node];
        // log(1 − p) has become log1p(−p).
        const read = argument.op === 'neg' ? (argument.args[0] as Node) : argument;
        const definition = read.op === 'read' ? byName.get(read.name) : undefined;
        if (definition === undefined) return undefined;
        const body = bodyAt(store, definition, read.args);
        const raw = store.with(node, [argument === read ? body : store.op('neg', body)]);
        const found = stabilise(raw);
        return found === raw || found.op === node.op ? undefined : found;
      },
    },
  ];
  const expand = createRewriter(store, indexRules(rules));
  return {
    ...graph,
    definitions: graph.definitions.map((definition) => ({ ...definition, body: stabilise(expand(definition.body)) })),
  };
}

/** Where a sum that has a name is looked at as what it stands for. */
const around: readonly NodeOp[] = ['sqrt', 'log', 'div', 'pow'];

/**
 * Stabilises elements of arrays, of such as have a name too: u[1] of u = v / norm(v) is a quotient, where the rows make something of
 * it, and s of s = sum(v .^ 2) is a sum under a root or below a fraction line.
 */
export function seeElements(graph: Graph, stabilise: (node: Node) => Node): Graph {
  const { store } = graph;
  const recurrent = recurrences(graph.definitions);
  const byName = new Map(
    graph.definitions.flatMap((definition) =>
      recurrent.has(definition.name) ? [] : [[definition.name, definition] as const],
    ),
  );
  const sumOf = (read: Node): Node | undefined => {
    const definition = read.op === 'read' && read.args.length === 0 ? byName.get(read.name) : undefined;
    return definition && rootOf(definition.body).sum.op === 'sumOver' ? definition.body : undefined;
  };
  const named: Rule = {
    name: 'a named sum or root of one, under a root, in a quotient, power or log',
    on: around,
    apply: (_store, node) => {
      const args = node.args.map((arg) => sumOf(arg) ?? arg);
      return store.with(node, args);
    },
  };
  const sums = createRewriter(store, indexRules([named]));
  const element: Rule = {
    name: 'an element of a named quotient',
    on: ['read'],
    apply: (_store, read) => {
      const definition = byName.get(read.name);
      if (definition?.body.op !== 'div' || read.args.some(({ op }) => op === 'index')) return undefined;
      const raw = sums(bodyAt(store, definition, read.args));
      const found = stabilise(raw);
      return found === raw || found.op === 'div' ? undefined : found;
    },
  };
  const expand = createRewriter(store, indexRules([named, element]));
  const definitions = graph.definitions.map((definition) => ({
    ...definition,
    body: stabilise(expand(definition.body)),
  }));
  return { ...graph, definitions };
}

/** The reads that an expression's sums, products and quotients are made of. */
function readsWithin(root: Node): Node[] {
  const reaches = (node: Node): boolean => node === root || parts.has(node.op) || node.op === 'read';
  return postorder([root], reaches).filter(({ op }) => op === 'read');
}

/** Definitions that are exponentials, sums of them, or quotients with one above or below; by name or written out. */
function exponentialNames(definitions: readonly Definition[]): ReadonlySet<string> {
  const named = new Set<string>();
  const recurrent = recurrences(definitions);
  for (const { name, body } of definitions) {
    if (recurrent.has(name)) continue;
    const exps = new Set<Node>();
    for (const node of postorder([body], (one) => one === body || parts.has(one.op) || isExponential(one, named)))
      if (isExponential(node, named) || (parts.has(node.op) && node.args.some((arg) => exps.has(arg)))) exps.add(node);
    if (exps.has(body)) named.add(name);
  }
  return named;
}

const isExponential = (node: Node, named: ReadonlySet<string>): boolean =>
  node.op === 'exp' || (node.op === 'read' && named.has(node.name));
