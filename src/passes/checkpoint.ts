import type { Definition, Fact, Graph, Input, Output } from '../ir/graph.ts';
import { affineOf, provablyNonNegative } from '../ir/affine.ts';
import type { Affine } from '../ir/affine.ts';
import { extentsOf, freshName, namesOf } from '../ir/graph.ts';
import { postorder } from '../ir/store.ts';
import type { Node } from '../ir/store.ts';
import { costOf, costOfNode } from './inline.ts';
import { prune, readersOf, readsOf, sortDefinitions } from './prune.ts';

/** A forward and a backward graph; what the first saves is among the inputs of the second. */
export interface Pair {
  readonly forward: Graph;
  readonly backward: Graph;
}

/** From this cost on, a value is saved rather than computed again. */
const DEAR = 4;

/**
 * Cuts a graph of value and adjoints in two (Griewank and Walther 2008, chapter 12: store or recompute). The backward
 * graph keeps what depends on the seed and recomputes what is cheap; of the rest it is handed just what it reads.
 */
export function splitForwardBackward(
  graph: Graph,
  seed: Input,
  nameOf: (node: Node, taken: ReadonlySet<string>) => string,
): Pair {
  const named = sortDefinitions(nameSharedScalars(graph, seed, nameOf));
  const after = readersOf(named.definitions, seed.name);
  const gradients = named.outputs.filter(({ role }) => role === 'gradient');
  const byName = new Map(named.definitions.map((definition) => [definition.name, definition]));
  const backward = new Map<string, Definition>();
  const saved = new Set<string>();
  const stack = gradients.map((output) => output.definition);
  while (stack.length > 0) {
    const name = stack.pop() as string;
    const definition = byName.get(name);
    if (definition === undefined || backward.has(name) || saved.has(name)) continue;
    const isGradient = gradients.some((output) => output.definition === name);
    // What is true or false is no input: it is found again.
    const cheap =
      definition.body.type === 'bool' ||
      (costOf(definition.body) < DEAR && definition.indices.length > 0 && !readsOf(definition).has(name));
    if (!after.has(name) && !isGradient && !cheap) {
      saved.add(name);
      continue;
    }
    backward.set(name, definition);
    stack.push(...readsOf(definition));
  }
  const definitions = named.definitions.filter(({ name }) => backward.has(name));
  const needed = new Set(definitions.flatMap((definition) => [...readsOf(definition)]));
  for (const { args } of definitions.flatMap((definition) => definition.indices))
    for (const node of postorder(args)) if (node.op === 'read') needed.add(node.name);
  const savedInputs = [...saved].map((name): Input => {
    const definition = byName.get(name) as Definition;
    return { name, kind: definition.body.type === 'int' ? 'int' : 'data', shape: extentsOf(definition) };
  });
  const savedOutputs: Output[] = savedInputs.map(({ name }) => ({ role: 'saved', definition: name }));
  const reads = (input: Input): boolean => needed.has(input.name) && input.name !== seed.name;
  const inputs = withSizes(named.inputs.filter(reads), savedInputs, seed, definitions, graph.inputs);
  // What the backward pass is not handed, the forward pass has checked.
  const shapes = [...inputs, ...savedInputs, seed].flatMap(({ shape }) => shape);
  const sizes = postorder(shapes).flatMap((node) => (node.op === 'size' ? [node.name] : []));
  const handed = new Set([...inputs.map(({ name }) => name), ...sizes]);
  const facts = named.facts.filter((fact) => namesIn(fact).every((name) => handed.has(name)));
  return {
    forward: prune({
      ...named,
      inputs: graph.inputs.filter((input) => input.name !== seed.name),
      outputs: [...named.outputs.filter(({ role }) => role === 'value'), ...savedOutputs],
    }),
    backward: { ...named, inputs: [...inputs, ...savedInputs, seed], definitions, outputs: gradients, facts },
  };
}

/** The inputs and the sizes that a fact is about. */
const namesIn = (fact: Fact): string[] => {
  const nodes = fact.kind === 'atMost' ? [fact.left, fact.right] : fact.kind === 'within' ? [fact.limit] : [];
  const read = postorder(nodes).flatMap(({ op, name }) => (op === 'read' || op === 'size' ? [name] : []));
  return fact.kind === 'atMost' ? read : [fact.input, ...read];
};

/** The inputs, and for each size that none of them tells one that does. */
function withSizes(
  inputs: readonly Input[],
  saved: readonly Input[],
  seed: Input,
  definitions: readonly Definition[],
  all: readonly Input[],
): Input[] {
  const sizesOf = (roots: readonly Node[]): string[] =>
    postorder(roots).flatMap((node) => (node.op === 'size' ? [node.name] : []));
  const wanted = new Set([
    ...sizesOf(definitions.flatMap(({ body, indices }) => [body, ...indices])),
    ...sizesOf([...inputs, ...saved, seed].flatMap(({ shape }) => shape)),
  ]);
  const result = new Set(inputs);
  // The length of a vector tells its size even where another one is 0.
  const candidates = [...inputs, ...saved, seed, ...all].sort(
    (a, b) => Number(b.shape.length === 1) - Number(a.shape.length === 1),
  );
  const tellers = tellersOf(candidates, sizesOf);
  for (const name of wanted) {
    const teller = tellers.get(name);
    if (teller === undefined) continue;
    result.add(teller);
    for (const size of sizesOf(teller.shape)) wanted.add(size);
  }
  return all.filter((input) => result.has(input) && input.name !== seed.name);
}

/**
 * Which input tells each size: one whose length leaves no other size open, the first of them; where there are any, one of
 * which no other extent may be 0.
 */
function tellersOf(inputs: readonly Input[], sizesOf: (roots: readonly Node[]) => string[]): Map<string, Input> {
  const tellers = new Map<string, Input>();
  for (let found: Input | undefined = inputs[0]; found !== undefined;) {
    let open: string[] = [];
    const tells = ({ shape }: Input): boolean => {
      open = sizesOf(shape).filter((name) => !tellers.has(name));
      return open.length > 0 && open.every((name) => name === open[0]) && growsWith(shape, open[0] as string);
    };
    found = inputs.find((input) => tells(input) && isSure(input.shape, open[0] as string)) ?? inputs.find(tells);
    if (found !== undefined) tellers.set(open[0] as string, found);
  }
  return tellers;
}

/** Whether the first extent that has a size is an affine form that grows with it, so that the length tells it. */
function growsWith(shape: readonly Node[], size: string): boolean {
  const extent = extentWith(shape, size);
  return (
    extent !== undefined &&
    [...affineOf(extent).terms].some(([term, by]) => term.op === 'size' && term.name === size && by > 0)
  );
}

/** Whether no extent beside the first that has a size may be 0: the length would be 0 then whatever the size is. */
const isSure = (shape: readonly Node[], size: string): boolean =>
  shape.every((one) => one === extentWith(shape, size) || isPositive(affineOf(one)));

const extentWith = (shape: readonly Node[], size: string): Node | undefined =>
  shape.find((one) => postorder([one]).some(({ op, name }) => op === 'size' && name === size));

const isPositive = ({ constant, terms }: Affine): boolean => provablyNonNegative({ constant: constant - 1, terms });

/** Dear scalar expressions that both sides compute get a definition, so that they can be saved. */
function nameSharedScalars(
  graph: Graph,
  seed: Input,
  nameOf: (node: Node, taken: ReadonlySet<string>) => string,
): Graph {
  const { store } = graph;
  const after = readersOf(graph.definitions, seed.name);
  const before = new Set<Node>();
  const bodies = (isAfter: boolean): Node[] =>
    graph.definitions.filter(({ name }) => after.has(name) === isAfter).map(({ body }) => body);
  for (const node of postorder(bodies(false))) before.add(node);
  const roots = new Map(
    graph.definitions.filter((d) => d.indices.length === 0 && !after.has(d.name)).map((d) => [d.body, d.name]),
  );
  const isShared = (node: Node): boolean =>
    node.free.length === 0 &&
    before.has(node) &&
    node.args.some((arg) => arg.op !== 'const') &&
    costOfNode(node) >= DEAR;
  const taken = namesOf(graph);
  const replaced = new Map<Node, Node>();
  const added: Definition[] = [];
  for (const node of postorder(bodies(true))) {
    if (!isShared(node) || replaced.has(node)) continue;
    const known = roots.get(node);
    const name = known ?? freshName(nameOf(node, taken), taken);
    taken.add(name);
    replaced.set(node, store.read(name, []));
    if (known === undefined) added.push({ name, indices: [], body: node, origin: { kind: 'shared', text: '' } });
  }
  if (replaced.size === 0) return graph;
  // Each expression with what is shared inside of it replaced.
  const inner = new Map<Node, Node>();
  for (const node of postorder([...added, ...graph.definitions].map(({ body }) => body)))
    inner.set(
      node,
      store.with(
        node,
        node.args.map((arg) => replaced.get(arg) ?? (inner.get(arg) as Node)),
      ),
    );
  const put = (definition: Definition): Definition => {
    const own = replaced.get(definition.body);
    // The expression itself stays where it is defined.
    const isOwn = own === undefined || own.name === definition.name;
    return { ...definition, body: isOwn ? (inner.get(definition.body) as Node) : own };
  };
  return { ...graph, definitions: [...added, ...graph.definitions].map(put) };
}
