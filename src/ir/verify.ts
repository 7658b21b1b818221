import { affineOf, provablyNonNegative } from './affine.ts';
import type { Affine } from './affine.ts';
import { formsOfFacts, implies } from './implies.ts';
import { isPrimitive, isReduction, ops } from './op.ts';
import { postorder } from './store.ts';
import type { Definition, Graph } from './graph.ts';
import type { OpName, Type } from './op.ts';
import type { Node } from './store.ts';

/** What a read of a name may rely on. */
interface Known {
  readonly dimensions: number;
  readonly type: Type;
}

type Problem = (message: string) => void;

/**
 * The problems of a graph, in words; empty when it is well formed. Passes keep a graph well formed, so a problem is a
 * mistake of the program, not of its user.
 */
export function verifyGraph(graph: Graph): string[] {
  const problems: string[] = [];
  const add: Problem = (message) => problems.push(message);
  const known = declare(graph, add);
  const sizes = new Set<string>();
  for (const input of graph.inputs) {
    for (const node of postorder(input.shape)) if (node.op === 'size') sizes.add(node.name);
    verifyExtents(`${graph.name}: input ${input.name}`, input.shape, graph, add);
  }
  for (const definition of graph.definitions) {
    const where = `${graph.name}: ${definition.name}`;
    verifyIndices(where, definition, graph, add);
    for (const node of postorder([...definition.indices, definition.body])) {
      verifyNode(where, node, known, add);
      if (node.op === 'size' && !sizes.has(node.name)) add(`${where}: no input determines the size ${node.name}`);
    }
    for (const index of definition.body.free) {
      if (!definition.indices.includes(index)) add(`${where}: the free index ${show(index)} is not its own`);
    }
  }
  verifyOrder(graph, add);
  verifyEnds(graph, add);
  return [...new Set(problems)];
}

/** The names that may be read; reports those that are given twice. */
function declare(graph: Graph, add: Problem): Map<string, Known> {
  const known = new Map<string, Known>();
  const enter = (name: string, entry: Known): void => {
    if (known.has(name)) add(`${graph.name}: the name ${name} is given twice`);
    known.set(name, entry);
  };
  for (const { name, kind, shape } of graph.inputs) {
    enter(name, { dimensions: shape.length, type: kind === 'int' ? 'int' : 'real' });
  }
  for (const { name, indices, body } of graph.definitions) enter(name, { dimensions: indices.length, type: body.type });
  return known;
}

/** Extents are ints known before the program runs: over sizes, literals and scalar int inputs. */
function verifyExtents(where: string, extents: readonly Node[], graph: Graph, add: Problem): void {
  const scalars = new Set(graph.inputs.filter((i) => i.kind === 'int' && i.shape.length === 0).map((i) => i.name));
  for (const extent of extents) {
    if (extent.type !== 'int') add(`${where}: the extent ${show(extent)} is ${extent.type}, not int`);
    if (extent.free.length > 0) add(`${where}: the extent ${show(extent)} mentions an index`);
    for (const node of postorder([extent])) {
      if (isReduction(node.op)) add(`${where}: the extent ${show(extent)} holds a reduction`);
      if (node.op === 'read' && !scalars.has(node.name)) {
        add(`${where}: an extent reads ${node.name}, which is no scalar int input`);
      }
    }
  }
}

function verifyIndices(where: string, definition: Definition, graph: Graph, add: Problem): void {
  const { indices } = definition;
  const isAtLeast0 = (form: Affine): boolean => provablyNonNegative(form) || implies(formsOfFacts(graph.facts), form);
  indices.forEach((index, position) => {
    const lo = index.args[0];
    if (index.op !== 'index') add(`${where}: dimension ${position} is ${show(index)}, not an index`);
    else if (lo?.type !== 'int' || !isAtLeast0(affineOf(lo))) {
      add(`${where}: dimension ${position} may start below 0`);
    } else if (lo.free.some((other) => !indices.slice(0, position).includes(other))) {
      add(`${where}: dimension ${position} starts at an index that is not before it`);
    }
    if (indices.indexOf(index) !== position) add(`${where}: dimension ${position} repeats an index`);
  });
  const extents = indices.flatMap((index) => (index.op === 'index' ? index.args.slice(1, 2) : []));
  verifyExtents(where, extents, graph, add);
}

const ARITY_OF_LEAVES = { const: 0, size: 0, index: 2 } as const;
const TAKES_BOOLS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'eq', 'ne', 'select']);
const NEEDS_BOOLS: ReadonlySet<string> = new Set(['and', 'or', 'not']);
const NEEDS_INTS: ReadonlySet<string> = new Set(['idiv', 'index']);

function verifyNode(where: string, node: Node, known: ReadonlyMap<string, Known>, add: Problem): void {
  const { op, args } = node;
  if (op === 'read') {
    verifyRead(where, node, known, add);
    return;
  }
  const arity = isPrimitive(op) ? ops[op].arity : isReduction(op) ? 2 : ARITY_OF_LEAVES[op];
  if (args.length !== arity) {
    add(`${where}: ${op} takes ${arity} arguments, not ${args.length}`);
    return;
  }
  if (isReduction(op) && args[0]?.op !== 'index') add(`${where}: ${op} binds ${show(args[0] as Node)}, not an index`);
  if (op === 'select' && args[0]?.type !== 'bool') add(`${where}: the test of a select is ${args[0]?.type}, not bool`);
  const mixed = op === 'select' && (args[1]?.type === 'bool') !== (args[2]?.type === 'bool');
  if (mixed) add(`${where}: one branch of a select is bool, the other is not`);
  for (const arg of args) {
    if (NEEDS_BOOLS.has(op) && arg.type !== 'bool') add(`${where}: ${op} of a value that is ${arg.type}, not bool`);
    if (NEEDS_INTS.has(op) && arg.type !== 'int') add(`${where}: ${op} of a value that is ${arg.type}, not int`);
    if (arg.type === 'bool' && !TAKES_BOOLS.has(op)) add(`${where}: ${op} of a bool`);
  }
  if (isPrimitive(op) && node.type !== resultOf(op, args)) {
    add(`${where}: ${op} is marked ${node.type}, and gives ${resultOf(op, args)}`);
  }
}

function verifyRead(where: string, node: Node, known: ReadonlyMap<string, Known>, add: Problem): void {
  const target = known.get(node.name);
  if (target === undefined) {
    add(`${where}: reads ${node.name}, which is neither an input nor a definition`);
    return;
  }
  if (node.args.length !== target.dimensions) {
    add(`${where}: reads ${node.name} at ${node.args.length} places, and it has ${target.dimensions}`);
  }
  for (const place of node.args) {
    if (place.type !== 'int') add(`${where}: reads ${node.name} at a place that is ${place.type}, not int`);
  }
  const fits = node.type === target.type || (node.type === 'real' && target.type === 'int');
  if (!fits) add(`${where}: reads ${node.name} as ${node.type}, and it is ${target.type}`);
}

function resultOf(op: OpName, args: readonly Node[]): Type {
  const { result } = ops[op];
  if (result !== 'keep') return result;
  const values = op === 'select' ? args.slice(1) : args;
  if (values.every((arg) => arg.type === 'bool') && op === 'select') return 'bool';
  return values.every((arg) => arg.type === 'int') ? 'int' : 'real';
}

/** Definitions read what comes before them; only the members of one recurrence read each other freely. */
function verifyOrder(graph: Graph, add: Problem): void {
  const position = new Map(graph.definitions.map(({ name }, k) => [name, k]));
  const reads = graph.definitions.map(({ body }) => {
    const names = new Set(
      postorder([body])
        .filter((node) => node.op === 'read')
        .map((node) => node.name),
    );
    return [...names].flatMap((name) => position.get(name) ?? []);
  });
  const group = components(reads);
  graph.definitions.forEach(({ name, indices }, k) => {
    for (const read of reads[k] as number[]) {
      const other = graph.definitions[read] as Definition;
      if (read > k && group[read] !== group[k]) add(`${graph.name}: ${name} reads ${other.name}, which comes later`);
      if (read === k && indices.length === 0) add(`${graph.name}: the scalar ${name} reads itself`);
    }
  });
}

/** The strongly connected component of each vertex, by number (Tarjan 1972, with an explicit stack). */
function components(edges: readonly (readonly number[])[]): number[] {
  const found = edges.map(() => -1);
  const low = edges.map(() => 0);
  const component = edges.map(() => -1);
  const open: number[] = [];
  let time = 0;
  let count = 0;
  edges.forEach((_, root) => {
    if (found[root] !== -1) return;
    const work: { vertex: number; next: number }[] = [];
    const enter = (vertex: number): void => {
      found[vertex] = low[vertex] = time++;
      open.push(vertex);
      work.push({ vertex, next: 0 });
    };
    enter(root);
    while (work.length > 0) {
      const top = work[work.length - 1] as { vertex: number; next: number };
      const target = edges[top.vertex]?.[top.next++];
      if (target === undefined) {
        work.pop();
        const parent = work[work.length - 1]?.vertex;
        const own = low[top.vertex] as number;
        if (parent !== undefined) low[parent] = Math.min(low[parent] as number, own);
        if (own === found[top.vertex]) {
          for (let member = -1; member !== top.vertex;) component[(member = open.pop() as number)] = count;
          count += 1;
        }
      } else if (found[target] === -1) enter(target);
      else if (component[target] === -1) {
        low[top.vertex] = Math.min(low[top.vertex] as number, found[target] as number);
      }
    }
  });
  return component;
}

/** Outputs and facts name what exists. */
function verifyEnds(graph: Graph, add: Problem): void {
  const inputs = new Map(graph.inputs.map((input) => [input.name, input]));
  const definitions = new Set(graph.definitions.map(({ name }) => name));
  for (const { role, by, definition } of graph.outputs) {
    if (!definitions.has(definition)) add(`${graph.name}: the ${role} is ${definition}, which is no definition`);
    for (const name of by ?? [])
      if (!inputs.has(name)) add(`${graph.name}: the ${role} is by ${name}, which is no input`);
  }
  for (const fact of graph.facts) {
    if (fact.kind === 'atMost') {
      verifyExtents(`${graph.name}: the fact '${fact.text}'`, [fact.left, fact.right], graph, add);
      continue;
    }
    const input = inputs.get(fact.input);
    if (input?.kind !== 'int') add(`${graph.name}: a fact about ${fact.input}, which is no int input`);
    else if (fact.kind === 'earlier' && fact.dimension >= input.shape.length) {
      add(`${graph.name}: a fact about dimension ${fact.dimension} of ${fact.input}, which has ${input.shape.length}`);
    }
  }
}

const show = (node: Node): string =>
  node.op === 'const'
    ? String(node.value)
    : node.op === 'index'
      ? `#${node.value}`
      : node.name === ''
        ? node.op
        : node.name;
