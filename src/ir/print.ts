import { extentsOf } from './graph.ts';
import type { Definition, Fact, Graph } from './graph.ts';
import { isReduction } from './op.ts';
import type { NodeOp } from './op.ts';
import { postorder } from './store.ts';
import type { Node, Store } from './store.ts';

/**
 * A graph as text, one definition a line, as the graph has it: places count from 0.
 *
 *     f(x: real[n])
 *       y[i < n] = x[i]^2
 *       value = sum(j < n, y[j])
 *       gives value
 *
 * A large expression that is used more than once stands on a line of its own, as `%1 = …`, below the definition.
 */
export function printGraph(graph: Graph): string {
  const { store } = graph;
  const inputs = graph.inputs.map(
    ({ name, kind, shape }) => `${name}: ${kind}${brackets(shape.map((n) => printNode(n, store)))}`,
  );
  const outputs = graph.outputs.map(({ role, by, definition }) => {
    const of = [role === 'value' ? '' : role, by === undefined ? '' : by.join(', ')].filter((part) => part !== '');
    return of.length === 0 ? definition : `${definition} (${of.join(' by ')})`;
  });
  const lines = [
    ...graph.definitions.flatMap((definition) => printDefinition(definition, store)),
    ...graph.facts.map((fact) => printFact(fact, store)),
    `gives ${outputs.join(', ')}`,
  ];
  return [`${graph.name}(${inputs.join(', ')})`, ...lines.map((line) => `  ${line}`)].join('\n');
}

/** One definition: its line, and a line for each large expression that is used more than once in it. */
export function printDefinition(definition: Definition, store: Store): string[] {
  const printer = createPrinter(definition.indices, definition.body, store);
  const heads = definition.indices.map(
    (index, k) => `${printer.text(index)} < ${printNode(extentsOf(definition)[k] as Node, store)}`,
  );
  const body = printer.text(definition.body);
  return [`${definition.name}${brackets(heads)} = ${body}`, ...printer.shared().map((line) => `  where ${line}`)];
}

/** One expression. */
export const printNode = (node: Node, store: Store): string => createPrinter([], node, store).text(node);

function printFact(fact: Fact, store: Store): string {
  switch (fact.kind) {
    case 'earlier': {
      const from = fact.from === undefined ? '' : ` from place ${printNode(fact.from, store)}`;
      return `check ${fact.input} - 1 < its place in dimension ${fact.dimension}${from}`;
    }
    case 'within':
      return `check 1 <= ${fact.input} <= ${printNode(fact.limit, store)}, a subscript of ${fact.array}`;
    case 'atMost':
      return `check ${printNode(fact.left, store)} <= ${printNode(fact.right, store)}: ${fact.text}`;
  }
}

const brackets = (parts: readonly string[]): string => (parts.length === 0 ? '' : `[${parts.join(', ')}]`);

/** Binary operators: sign, precedence, and whether the right operand must bind tighter. */
const OPERATORS: Partial<Record<NodeOp, readonly [sign: string, precedence: number]>> = {
  or: [' or ', 1],
  and: [' and ', 2],
  eq: [' == ', 3],
  ne: [' != ', 3],
  lt: [' < ', 3],
  le: [' <= ', 3],
  gt: [' > ', 3],
  ge: [' >= ', 3],
  add: [' + ', 4],
  sub: [' - ', 4],
  mul: [' * ', 5],
  div: [' / ', 5],
  neg: ['-', 6],
  pow: ['^', 7],
};
const ATOM = 9;

const REDUCTIONS: Partial<Record<NodeOp, string>> = {
  sumOver: 'sum',
  prodOver: 'prod',
  maxOver: 'max',
  minOver: 'min',
};

/** Shared expressions of at least this many nodes stand on a line of their own. */
const LARGE = 8;

interface Written {
  readonly text: string;
  readonly precedence: number;
}

function createPrinter(
  indices: readonly Node[],
  root: Node,
  store: Store,
): { text(node: Node): string; shared(): string[] } {
  const order = postorder([root]);
  const names = nameIndices(indices, order, store);
  const written = new Map<Node, Written>();
  const lines: string[] = [];
  const uses = new Map<Node, number>();
  const sizes = new Map<Node, number>();
  for (const node of order) {
    for (const arg of node.args) uses.set(arg, (uses.get(arg) ?? 0) + 1);
    sizes.set(
      node,
      node.args.reduce((sum, arg) => sum + (sizes.get(arg) ?? 1), 1),
    );
  }
  const of = (node: Node): Written => written.get(node) ?? { text: leafText(node, names), precedence: ATOM };
  const within = (node: Node, precedence: number): string => {
    const { text, precedence: own } = of(node);
    return own < precedence ? `(${text})` : text;
  };
  for (const node of order) {
    const result = write(node, of, within, names);
    if ((uses.get(node) ?? 0) > 1 && (sizes.get(node) ?? 0) >= LARGE && node.op !== 'index') {
      const name = `%${lines.length + 1}`;
      lines.push(`${name} = ${result.text}`);
      sizes.set(node, 1);
      written.set(node, { text: name, precedence: ATOM });
    } else {
      written.set(node, result);
    }
  }
  return { text: (node) => of(node).text, shared: () => lines };
}

function write(
  node: Node,
  of: (node: Node) => Written,
  within: (node: Node, precedence: number) => string,
  names: ReadonlyMap<Node, string>,
): Written {
  const { op, args } = node;
  const [a, b] = args as [Node, Node];
  const operator = OPERATORS[op];
  if (isReduction(op)) {
    const [lo, hi] = a.args as [Node, Node];
    const from = lo.op === 'const' && lo.value === 0 ? '' : `${within(lo, 4)} <= `;
    return {
      text: `${REDUCTIONS[op] ?? op.replace('Over', '')}(${from}${of(a).text} < ${within(hi, 4)}, ${of(b).text})`,
      precedence: ATOM,
    };
  }
  if (op === 'read') return { text: node.name + brackets(args.map((arg) => of(arg).text)), precedence: ATOM };
  if (op === 'select') {
    const [test, then, otherwise] = args as [Node, Node, Node];
    return { text: `${within(test, 1)} ? ${within(then, 1)} : ${of(otherwise).text}`, precedence: 0 };
  }
  if (operator === undefined) {
    if (args.length === 0 || op === 'index') return { text: leafText(node, names), precedence: signOf(node) };
    return { text: `${op}(${args.map((arg) => of(arg).text).join(', ')})`, precedence: ATOM };
  }
  const [sign, precedence] = operator;
  if (op === 'neg') return { text: sign + within(a, precedence), precedence };
  if (op === 'pow') return { text: within(a, precedence + 1) + sign + within(b, precedence), precedence };
  return { text: within(a, precedence) + sign + within(b, precedence + 1), precedence };
}

/** A negative literal binds as a negation does. */
const signOf = (node: Node): number =>
  node.op === 'const' && (node.value < 0 || Object.is(node.value, -0)) ? 6 : ATOM;

function leafText(node: Node, names: ReadonlyMap<Node, string>): string {
  if (node.op === 'index') return names.get(node) ?? `i${node.value}`;
  if (node.op !== 'const') return node.name;
  if (node.type === 'bool') return node.value === 1 ? 'true' : 'false';
  return Object.is(node.value, -0) ? '-0' : String(node.value);
}

const LETTERS = ['i', 'j', 'k', 'l', 'p', 'q', 'r', 's', 't', 'u', 'v'];

/** Names for the indices of a definition: the user's where they differ, else letters. */
function nameIndices(indices: readonly Node[], order: readonly Node[], store: Store): Map<Node, string> {
  const names = new Map<Node, string>();
  const taken = new Set(order.flatMap((node) => (node.op === 'read' || node.op === 'size' ? [node.name] : [])));
  const inside = order.filter((node) => node.op === 'index');
  for (const node of [...indices, ...inside]) {
    if (names.has(node)) continue;
    const wanted = [store.indexName(node) ?? '', ...LETTERS];
    let name = wanted.find((candidate) => candidate !== '' && !taken.has(candidate));
    for (let count = 2; name === undefined; count += 1) if (!taken.has(`i${count}`)) name = `i${count}`;
    taken.add(name);
    names.set(node, name);
  }
  return names;
}
