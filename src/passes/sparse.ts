import { extentsOf, freshName, namesOf } from '../ir/graph.ts';
import type { Definition, Graph, Input, Output } from '../ir/graph.ts';
import type { Node, Store } from '../ir/store.ts';
import { isValue } from '../rules/simplify/terms.ts';
import { blocksOf } from './blocks.ts';
import type { Block, Derivative, Part } from './blocks.ts';
import { compress, guardPlace } from './compress.ts';
import { forward } from './forward.ts';
import { mergeRows } from './merge-rows.ts';
import { prune, sortDefinitions } from './prune.ts';
import { reverse } from './reverse.ts';
import type { Calculus } from './reverse.ts';
import { workOf } from './work.ts';
import { placesOf, ROW, rowDims } from './write-out.ts';

interface Derived {
  readonly graph: Graph;
  readonly derivatives: readonly Derivative[];
}

/**
 * The Jacobian in compressed sparse rows, by all inputs beside each other: `rows`, `columns` and `values`. A row is an element of the
 * value, a column one of the inputs, both flat, the inputs in order. What is zero by structure is not stored: where an
 * input is read at places that follow from those of the value (`x[i]`, `camera[k[i], 1:3]`), these places are the columns, and all
 * rows have the same number of entries. Two entries of a row may have the same column: they add up.
 *
 * Rows are computed by reverse mode or columns by forward mode, all at once in index notation, whichever is the less work
 * after structural zeros are gone.
 */
export function sparseJacobian(from: Graph, wrt: readonly string[], calculus: Calculus): Graph {
  const { simplify, flatten = (same) => same } = calculus;
  const graph = flatten(from);
  const value = graph.outputs.find(({ role }) => role === 'value') as Output;
  const definition = graph.definitions.find(({ name }) => name === value.definition) as Definition;
  const inputs = graph.inputs.filter(({ name }) => wrt.includes(name));
  const candidates = [byRows, byColumns].map((derive) => {
    const derived = derive(graph, definition, inputs, calculus);
    // What is asked for keeps its shape: its zeros are looked at here.
    const kept = new Set([
      ...graph.definitions.map(({ name }) => name),
      ...derived.derivatives.flatMap(({ parts }) => parts.map(({ name }) => name)),
    ]);
    const compressed = compress(derived.graph, (name) => !kept.has(name), simplify);
    return sortDefinitions(assemble({ ...derived, graph: compressed }, definition, inputs, simplify));
  });
  const [rows, columns] = candidates as [Graph, Graph];
  return workOf(flatten(prune(rows))) <= workOf(flatten(prune(columns))) ? rows : columns;
}

type Derive = (graph: Graph, value: Definition, inputs: readonly Input[], calculus: Calculus) => Derived;

const delta = (store: Store, places: readonly Node[], at: readonly Node[]): Node =>
  places.reduce<Node>(
    (inner, place, p) => store.op('select', store.op('eq', place, at[p] as Node), inner, store.const(0)),
    store.const(1),
  );

/** Reverse mode from every element of the value; those of a short row one by one, as they have little in common. */
const byRows: Derive = (from, value, inputs, calculus) => {
  const graph = mergeRows(from, calculus.simplify);
  const { store } = graph;
  const wrt = inputs.map(({ name }) => name);
  const merged = graph.definitions.find(({ name }) => name === value.name) as Definition;
  const dims = rowDims(merged, ROW);
  const taken = new Set(namesOf(graph));
  const added: Definition[] = [];
  const parts = new Map(inputs.map(({ name }): [string, Part[]] => [name, []]));
  for (const places of placesOf(merged, dims)) {
    const element = elementAt(graph, merged, dims, places, taken, calculus);
    const output: Output = { role: 'value', definition: element.name };
    const alone = prune({ ...graph, definitions: [...graph.definitions, element], outputs: [output] });
    const directions = extentsOf(element).map((extent) => store.freshIndex(store.const(0), extent));
    const seed = (at: readonly Node[]): Node => delta(store, at, directions);
    const { graph: reversed, adjoints } = reverse(alone, element.name, {
      wrt,
      seed,
      directions,
      avoid: taken,
      ...calculus,
    });
    const more = [element, ...reversed.definitions.slice(alone.definitions.length)];
    added.push(...more);
    for (const { name } of more) taken.add(name);
    const literal = merged.indices.map((_, p) => (dims.includes(p) ? places[dims.indexOf(p)] : undefined));
    for (const { name } of inputs)
      parts.get(name)?.push({ name: adjoints.get(name), literal, order: (left, elements) => [...elements, ...left] });
  }
  const derivatives = inputs.map((input): Derivative => ({ input, parts: parts.get(input.name) ?? [] }));
  return { graph: { ...graph, definitions: [...graph.definitions, ...added] }, derivatives };
};

/** The elements of a definition at literal places of some dimensions, as a definition over the others. */
function elementAt(
  { store }: Graph,
  { name, indices, body }: Definition,
  dims: readonly number[],
  places: readonly number[],
  taken: Set<string>,
  { simplify }: Calculus,
): Definition {
  const others = indices.filter((_, p) => !dims.includes(p));
  const own = others.map((index, p) => store.definitionIndex(p, index.args[1] as Node));
  const at = new Map([
    ...dims.map((p, k): [Node, Node] => [indices[p] as Node, store.const(places[k] as number)]),
    ...others.map((index, k): [Node, Node] => [index, own[k] as Node]),
  ]);
  const fresh = freshName(`${name}${places.map((place) => place + 1).join('')}`, taken);
  taken.add(fresh);
  return { name: fresh, indices: own, body: simplify(store.substitute(body, at)) };
}

/** Forward mode by every element of each input. */
const byColumns: Derive = (graph, value, inputs, calculus) => {
  const { store } = graph;
  const added: Definition[] = [];
  const derivatives = inputs.map((input): Derivative => {
    const directions = input.shape.map((extent) => store.freshIndex(store.const(0), extent));
    const seed = (places: readonly Node[]): Node => delta(store, places, directions);
    const { graph: pushed, tangents } = forward(graph, {
      seeds: new Map([[input.name, seed]]),
      directions,
      nameOf: (name) => `d${name}_d${input.name}`,
      kind: 'jacobian',
      ...calculus,
    });
    added.push(...pushed.definitions.slice(graph.definitions.length));
    const literal = value.indices.map(() => undefined);
    const order: Part['order'] = (places, elements) => [...places, ...elements];
    return { input, parts: [{ name: tangents.get(value.name), literal, order }] };
  });
  return { graph: { ...graph, definitions: [...graph.definitions, ...added] }, derivatives };
};

/** The definitions of rows, columns and values over what the derivatives are. */
function assemble(
  { graph, derivatives }: Derived,
  definition: Definition,
  inputs: readonly Input[],
  simplify: (node: Node) => Node,
): Graph {
  const { store } = graph;
  const places = definition.indices;
  const byName = new Map(graph.definitions.map((one) => [one.name, one]));
  const blocks = derivatives.flatMap((one) => blocksOf(store, one, places, byName, simplify));
  const count = (block: Block): Node =>
    product(
      store,
      block.open.map((index) => index.args[1] as Node),
    );
  const starts = [store.const(0)];
  for (const block of blocks) starts.push(simplify(store.op('add', starts.at(-1) as Node, count(block))));
  const width = starts.at(-1) as Node;

  const entry = store.definitionIndex(places.length, width);
  let value: Node = store.const(0);
  let column: Node = store.const(0);
  for (const [k, block] of [...blocks.entries()].reverse()) {
    const within = store.op('sub', entry, starts[k] as Node);
    const at = new Map(unflatten(store, within, block.open));
    // At the ends of a stencil an entry may be outside: it is a zero in the first column.
    const inside = (node: Node): Node =>
      block.places.reduce(
        (inner, place, p) => {
          const extent = block.input.shape[p] as Node;
          return block.open.includes(place) ? inner : guardPlace(graph, place, [store.const(0), extent], inner);
        },
        store.substitute(node, at),
      );
    const offset = inputs.slice(0, inputs.indexOf(block.input)).map(({ shape }) => product(store, shape));
    const place = block.input.shape.reduce<Node>(
      (flat, extent, p) => store.op('add', store.op('mul', flat, extent), block.places[p] as Node),
      store.const(0),
    );
    const flat = offset.reduce((sum, size) => store.op('add', sum, size), place);
    const isLast = k === blocks.length - 1;
    const choose = (node: Node, rest: Node): Node =>
      isLast ? inside(node) : store.op('select', store.op('lt', entry, starts[k + 1] as Node), inside(node), rest);
    value = choose(block.value, value);
    column = choose(flat, column);
  }
  const taken = namesOf(graph);
  const define = (wanted: string, indices: readonly Node[], body: Node): Definition => {
    const name = freshName(wanted, taken);
    taken.add(name);
    return { name, indices, body: simplify(body), origin: { kind: 'jacobian', text: definition.name } };
  };
  const all = simplify(product(store, extentsOf(definition)));
  const row = store.definitionIndex(0, simplify(store.op('add', all, store.const(1))));
  const made = [
    define('rows', [row], store.op('mul', row, width)),
    define('columns', [...places, entry], column),
    define('values', [...places, entry], value),
  ] as const;
  const [rows, columns, values] = made;
  const outputs: Output[] = [
    ...graph.outputs,
    { role: 'rows', definition: rows.name },
    { role: 'columns', definition: columns.name },
    { role: 'values', definition: values.name },
  ];
  return { ...graph, definitions: [...graph.definitions, ...made], outputs };
}

const product = (store: Store, extents: readonly Node[]): Node =>
  extents.reduce((a, b) => store.op('mul', a, b), store.const(1));

/** The indices of which a flat place in a block is made. */
function unflatten(store: Store, flat: Node, open: readonly Node[]): [Node, Node][] {
  return open.map((index, p) => {
    const inner = product(
      store,
      open.slice(p + 1).map((other) => other.args[1] as Node),
    );
    const above = isValue(inner, 1) ? flat : store.op('idiv', flat, inner);
    const place = p === 0 ? above : store.op('mod', above, index.args[1] as Node);
    return [index, place];
  });
}
