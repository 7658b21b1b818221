import type { Definition, Graph } from '../ir/graph.ts';
import { isReduction } from '../ir/op.ts';
import type { NodeOp } from '../ir/op.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { display } from './display.ts';
import { termPrinter } from './mathjs.ts';
import type { Term } from './term.ts';

/** Numbers that are shown in a node: its value, and the derivative of the result by it. */
export interface Note {
  readonly value?: number;
  readonly adjoint?: number;
}

export interface DotOptions {
  /** The numbers of an input or definition (`node` absent), or of an operation inside a definition. */
  readonly annotate?: (name: string, node?: Node) => Note | undefined;
}

const symbols: Partial<Record<NodeOp, string>> = {
  neg: '−',
  add: '+',
  sub: '−',
  mul: '×',
  div: '÷',
  pow: '^',
  idiv: '⌊÷⌋',
  lt: '<',
  le: '≤',
  gt: '>',
  ge: '≥',
  eq: '=',
  ne: '≠',
  and: 'and',
  or: 'or',
  not: 'not',
  select: '? :',
  sumOver: 'Σ',
  prodOver: 'Π',
  maxOver: 'max',
  minOver: 'min',
  argmaxOver: 'argmax',
  argminOver: 'argmin',
};

/**
 * The computational graph in Graphviz' language, as textbooks draw it for back-propagation: inputs are boxes,
 * operations circles, each definition a frame around its operations; arrows go the way the values go.
 */
export function toDot(graph: Graph, { annotate = () => undefined }: DotOptions = {}): string {
  const lines = [
    `digraph ${quoted(graph.name)} {`,
    '  rankdir=LR;',
    '  node [fontname="Helvetica", fontsize=11, shape=circle, margin=0.05];',
    '  edge [arrowsize=0.6];',
  ];
  const ids = new Map<string, string>();
  for (const { name } of [...graph.inputs, ...graph.definitions]) ids.set(name, `v${ids.size}`);
  const outputs = new Set(graph.outputs.map((output) => output.definition));
  const idOf = (name: string): string => ids.get(name) ?? quoted(name);
  const box = (name: string, shown: string, style: string): string =>
    `${idOf(name)} [label=${quoted(label(shown, annotate(name)))}, ${style}];`;

  for (const { name, shape } of graph.inputs) {
    const [sizes, text] = shownTerms(graph, shape);
    const shown = sizes.length === 0 ? name : `${name}[${sizes.map(text).join(', ')}]`;
    lines.push(`  ${box(name, shown, 'shape=box')}`);
  }
  for (const definition of graph.definitions) {
    const { name } = definition;
    const drawn = drawBody(graph, definition, idOf, (node) => annotate(name, node));
    const style = outputs.has(name) ? 'shape=box, style="rounded,bold"' : 'shape=box, style=rounded';
    lines.push(
      `  subgraph ${quoted(`cluster_${name}`)} {`,
      `    label=${quoted(drawn.title)}; color=gray; fontname="Helvetica"; fontsize=10;`,
      ...drawn.nodes.map((line) => `    ${line}`),
      `    ${box(name, drawn.title, style)}`,
      '  }',
      ...drawn.edges.map((line) => `  ${line}`),
    );
  }
  return `${[...lines, '}'].join('\n')}\n`;
}

interface Drawn {
  readonly title: string;
  readonly nodes: readonly string[];
  readonly edges: readonly string[];
}

function drawBody(
  graph: Graph,
  { name, body, indices }: Definition,
  idOf: (name: string) => string,
  annotate: (node: Node) => Note | undefined,
): Drawn {
  // Places and bounds are written into the nodes that have them, so the drawing doesn't go down into them.
  const parts = (node: Node): readonly Node[] =>
    node.op === 'read' || node.op === 'index' ? [] : isReduction(node.op) ? node.args.slice(1) : node.args;
  const order = postorder([body]);
  const drawn = new Set<Node>([body]);
  for (const node of [...order].reverse()) if (drawn.has(node)) for (const part of parts(node)) drawn.add(part);

  const shown = order.filter((node) => drawn.has(node));
  const [terms, text, indexNames] = shownTerms(graph, shown, indices);
  const title = indices.length === 0 ? name : `${name}[${indices.map((index) => indexNames.get(index)).join(', ')}]`;
  const isScalar = (node: Node): boolean => node.op === 'read' && node.args.length === 0;
  const idIn = (node: Node): string => (isScalar(node) ? idOf(node.name) : `${idOf(name)}n${node.id}`);

  const nodes: string[] = [];
  const edges: string[] = [];
  for (const [k, node] of shown.entries()) {
    if (isScalar(node)) continue;
    const style = node.op === 'read' ? ', shape=box, style=dotted' : isLeaf(node) ? ', shape=plaintext' : '';
    const caption = captionOf(node, terms[k] as Term, text);
    nodes.push(`${idIn(node)} [label=${quoted(label(caption, annotate(node)))}${style}];`);
    for (const part of parts(node)) edges.push(`${idIn(part)} -> ${idIn(node)};`);
    if (node.op !== 'read') continue;
    // An element comes from its array, and from those that its place is read from.
    const sources = postorder([node]).filter((other) => other.op === 'read');
    for (const source of new Set(sources.map((other) => other.name))) edges.push(`${idOf(source)} -> ${idIn(node)};`);
  }
  edges.push(`${idIn(body)} -> ${idOf(name)};`);
  return { title, nodes, edges };
}

const isLeaf = (node: Node): boolean => node.op === 'const' || node.op === 'size' || node.op === 'index';

/** What a node shows: an operation its symbol, a reduction also its range, a leaf its text. */
function captionOf(node: Node, term: Term, text: (term: Term) => string): string {
  if (isReduction(node.op)) {
    const [first, last] = term.args as [Term, Term, Term];
    return `${symbols[node.op]} ${term.name}=${text(first)}:${text(last)}`;
  }
  if (node.op === 'read' || isLeaf(node)) return text(term);
  return symbols[node.op] ?? node.op;
}

type Shown = [terms: readonly Term[], text: (term: Term) => string, indexNames: ReadonlyMap<Node, string>];

/** The terms of nodes, and the text of those that are short: leaves, reads and bounds. */
function shownTerms(graph: Graph, nodes: readonly Node[], indices: readonly Node[] = []): Shown {
  const { terms, indexNames } = display(nodes, { store: graph.store, limit: Infinity }, indices);
  const isShort = (node: Node | undefined): boolean => node !== undefined && (node.op === 'read' || isLeaf(node));
  const short = terms.flatMap((term, k) =>
    isReduction(nodes[k]?.op ?? 'const') ? term.args.slice(0, 2) : isShort(nodes[k]) ? [term] : [],
  );
  return [terms, termPrinter(short), indexNames];
}

/** The caption with the numbers below it. */
function label(caption: string, note: Note | undefined): string {
  const lines = [caption];
  if (note?.value !== undefined) lines.push(shortNumber(note.value));
  if (note?.adjoint !== undefined) lines.push(`∂ ${shortNumber(note.adjoint)}`);
  return lines.join('\n');
}

const shortNumber = (value: number): string => String(Number(value.toPrecision(6)));

/** A string of the language: names from the user cannot end it. */
const quoted = (text: string): string =>
  `"${text
    .replace(/[\\"]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\p{Cc}/gu, ' ')}"`;
