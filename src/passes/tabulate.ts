import { provablyAtMost } from '../ir/affine.ts';
import { freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node, Store } from '../ir/store.ts';
import { canonical, indicesIn } from './canonical.ts';
import type { Canonical } from './canonical.ts';
import { gathersIn } from './gathers.ts';
import type { Gather } from './gathers.ts';
import { costOfNode } from './inline.ts';
import { pushTo } from './lists.ts';

/** A table is made for expressions of at least this cost together. */
const DEAR = 20;
/** What costs less on top of other tables is computed from them. */
const WORTHWHILE = 4;

/** So many values of one element stand beside each other: it is looked up once. */
const ROW = 4;

/** Expressions as elements of one table, by key. */
interface Tables {
  /** The definition that holds it, and where this expression stands in it; undefined where it is not kept. */
  find(node: Node, gather: Gather): { readonly name: string; readonly places: readonly Node[] } | undefined;
  readonly definitions: readonly Definition[];
}

/**
 * What depends on an element that an index of data chooses, and on nothing else of that index's, is computed once for each
 * element and not once for each choice: the sine of an angle of camera[i] for every camera, though many observations i
 * are of the same one. Where the sizes are known when the function runs only, a table has as many places as there are of
 * the fewer, elements or choices, so that never more is computed than was.
 */
export function tabulate(graph: Graph): Graph {
  const { store } = graph;
  if (!graph.facts.some(({ kind }) => kind === 'within')) return graph;
  const gathers = gathersIn(graph);
  const tables = makeTables(graph, gathers);
  if (tables.definitions.length === 0) return graph;
  const definitions = graph.definitions.map((definition) => {
    const { body, name } = definition;
    const of = gathers.of(name);
    const done = new Map<Node, Node>();
    const readOf = (node: Node): Node | undefined => {
      const gather = node.type === 'real' && node.op !== 'read' ? of(node) : undefined;
      const found = gather === undefined ? undefined : tables.find(node, gather);
      return found === undefined ? undefined : store.read(found.name, found.places);
    };
    for (const node of postorder([body], (n) => readOf(n) === undefined))
      done.set(
        node,
        store.with(
          node,
          node.args.map((arg) => done.get(arg) ?? readOf(arg) ?? arg),
        ),
      );
    return { ...definition, body: done.get(body) ?? readOf(body) ?? body };
  });
  return { ...graph, definitions: [...tables.definitions, ...definitions] };
}

function makeTables(graph: Graph, gathers: ReturnType<typeof gathersIn>): Tables {
  const { store } = graph;
  const taken = namesOf(graph);
  const forms = new Map<Node, Canonical>();
  const formOf = (node: Node, gather: Gather): Canonical => {
    const known = forms.get(node) ?? elementOf(store, node, gather);
    forms.set(node, known);
    return known;
  };
  const candidates = new Map<string, { readonly form: Canonical; readonly owner: string }[]>();
  for (const { name, body } of graph.definitions) {
    const of = gathers.of(name);
    for (const node of largest(body, of)) {
      const gather = of(node) as Gather;
      pushTo(candidates, `${gather.input} ${gather.limit.id}`, { form: formOf(node, gather), owner: name });
    }
  }
  const kept = new Map<string, { readonly name: string; readonly column?: Node }>();
  const definitions: Definition[] = [];
  const define = (wanted: string, { indices, body }: Pick<Canonical, 'indices' | 'body'>): string => {
    const name = freshName(wanted, taken);
    taken.add(name);
    definitions.push({ name, indices, body, origin: { kind: 'shared', text: '' } });
    return name;
  };
  for (const group of candidates.values()) {
    const wanted = worthKeeping(group.map(({ form }) => form));
    const found = new Map(
      group.flatMap(({ form, owner }) => (wanted.has(form.key) ? [[form.key, { form, owner }]] : [])),
    );
    const single = [...found.values()].filter(({ form }) => form.indices.length === 1);
    if (single.length >= ROW) {
      const name = define(
        `${single[0]?.owner}Table`,
        rowsOf(
          store,
          single.map(({ form }) => form),
        ),
      );
      for (const [k, { form }] of single.entries()) kept.set(form.key, { name, column: store.const(k) });
    }
    for (const { form, owner } of found.values()) {
      if (kept.has(form.key)) continue;
      const { op } = form.body;
      kept.set(form.key, { name: define(`${owner}${op.charAt(0).toUpperCase()}${op.slice(1)}`, form) });
    }
  }
  return {
    definitions,
    find(node, gather) {
      if (kept.size === 0) return undefined;
      const { key, places } = formOf(node, gather);
      const found = kept.get(key);
      if (found === undefined) return undefined;
      return { name: found.name, places: found.column === undefined ? places : [...places, found.column] };
    },
  };
}

/** Tables of one index as the columns of one. */
function rowsOf(store: Store, forms: readonly Canonical[]): { indices: readonly Node[]; body: Node } {
  const [first, ...others] = forms.toReversed() as [Canonical, ...Canonical[]];
  const column = store.definitionIndex(1, store.const(forms.length));
  const at = (k: number): Node => store.op('eq', column, store.const(k));
  const body = others.reduce(
    (rest, one, k) => store.op('select', at(forms.length - 2 - k), one.body, rest),
    first.body,
  );
  return { indices: [...first.indices, column], body };
}

/** What is computed from a gathered element alone, as large as it gets, wherever no test on other values is around it. */
function largest(body: Node, of: (node: Node) => Gather | undefined): Node[] {
  const found = new Set<Node>();
  const reached = new Set<Node>([body]);
  for (const node of reached) {
    if (of(node) !== undefined && !isArranged(node)) {
      if (node.type === 'real' && node.op !== 'read') found.add(node);
      // A test is made where it is needed, of values that are looked up.
      if (node.type !== 'bool') continue;
    }
    const [test] = node.args;
    const isChoice = node.op === 'select' && of(test as Node) === undefined && readsReal(test as Node);
    for (const arg of isChoice ? [test as Node] : node.args) reached.add(arg);
  }
  return [...found];
}

/** What stands at which place of a row: to look that up takes as long as to tell. */
const isArranged = ({ op, args }: Node): boolean => op === 'select' && !readsReal(args[0] as Node);

const readsReal = (test: Node): boolean => postorder([test]).some(({ op, type }) => op === 'read' && type === 'real');

/** The keys of those that cost enough besides what others, that stand inside of them, hold already. */
function worthKeeping(forms: readonly Canonical[]): ReadonlySet<string> {
  const byBody = new Map(forms.map((form) => [form.body, form.key]));
  const kept = new Set<string>();
  const counted = new Set<Node>();
  let total = 0;
  for (const body of postorder([...byBody.keys()])) {
    const key = byBody.get(body);
    if (key === undefined) continue;
    const own = postorder([body], (node) => node === body || !kept.has(byBody.get(node) ?? ''));
    const cost = sumOf(own);
    if (cost < WORTHWHILE) continue;
    kept.add(key);
    total += sumOf(own.filter((node) => !counted.has(node)));
    for (const node of own) counted.add(node);
  }
  return total < DEAR ? new Set() : kept;
}

/** A reduction inside is a loop, which costs more than any one operation. */
const sumOf = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, node) => sum + (node.op === 'sumOver' ? DEAR : costOfNode(node)), 0);

/** An expression of a gathered element as the body of a table, and the places at which it is read there. */
function elementOf(store: Store, node: Node, { place, index, input, limit }: Gather): Canonical {
  const choices = index.args[1] as Node;
  const isFewer = provablyAtMost(limit, choices) ? undefined : store.op('le', limit, choices);
  const chosen = (at: Node, one: Node): Node => (isFewer === undefined ? at : store.op('select', isFewer, at, one));
  const entry = store.freshIndex(store.const(0), isFewer === undefined ? limit : store.op('min', limit, choices));
  const inTable = chosen(entry, store.op('sub', store.read(input, [entry], 'int'), store.const(1)));
  const body = store.substitute(node, new Map([[place, inTable]]));
  const others = indicesIn(body).filter((one) => one !== entry);
  return { ...canonical(store, body, [entry, ...others]), places: [chosen(place, index), ...others] };
}
