import type { Definition, Fact, Graph, Input } from '../graph.ts';
import { postorder } from '../store.ts';
import type { Node } from '../store.ts';
import { OPEN } from './context.ts';
import type { Lowering, Work } from './context.ts';
import { guessedValue } from './lookup.ts';
import { settleObligations } from './places.ts';

/** What one output is made of. */
export interface Result {
  /** Name of the function of the graph. */
  readonly name: string;
  /** The definition that holds its value. */
  readonly definition: string;
  readonly works: readonly Work[];
}

/** The graph of a result: what it reaches, its inputs in order, and the facts it relies on. Says `size-undetermined`. */
export function assemble(lowering: Lowering, result: Result): Graph {
  const { store } = lowering;
  const { definitions, works } = reach(result);
  // A mistake is reported wherever it is; a fact is needed only for what is computed.
  const facts = result.works.flatMap((work) => {
    const checks = settleObligations(lowering, work.obligations);
    return works.has(work) ? [...work.facts, ...checks] : [];
  });
  const needed = unique(facts);
  const inputs = inputsOf(lowering, definitions, needed);
  return {
    store,
    name: result.name,
    inputs,
    definitions,
    outputs: [{ role: 'value', definition: result.definition }],
    facts: needed.filter((fact) => fact.kind === 'atMost' || inputs.some((input) => input.name === fact.input)),
  };
}

function unique(facts: readonly Fact[]): Fact[] {
  const seen = new Map<string, Fact>();
  for (const fact of facts) {
    const key =
      fact.kind === 'atMost'
        ? `${fact.left.id} ${fact.right.id}`
        : fact.kind === 'within'
          ? `${fact.input} ${fact.limit.id}`
          : `${fact.input} ${fact.dimension} earlier ${fact.from?.id}`;
    if (!seen.has(key)) seen.set(key, fact);
  }
  return [...seen.values()];
}

/** The definitions that the result reads, directly or through others, and the works that made them. */
function reach({ definition, works }: Result): { definitions: Definition[]; works: ReadonlySet<Work> } {
  const byName = new Map(works.flatMap((work) => work.definitions.map((found) => [found.name, found] as const)));
  const used = new Set([definition]);
  const stack = [definition];
  while (stack.length > 0) {
    const found = byName.get(stack.pop() as string);
    if (found === undefined) continue;
    for (const node of postorder([...found.indices, found.body])) {
      if (node.op !== 'read' || used.has(node.name)) continue;
      used.add(node.name);
      stack.push(node.name);
    }
  }
  return {
    definitions: works.flatMap((work) => work.definitions.filter(({ name }) => used.has(name))),
    works: new Set(works.filter((work) => work.owner === undefined || used.has(work.owner))),
  };
}

/** The inputs: all parameters, then what is used of the declared names, then of the free ones. */
function inputsOf(lowering: Lowering, definitions: readonly Definition[], facts: readonly Fact[]): Input[] {
  const { program, knowledge, params, free } = lowering;
  const candidates: { readonly input: Input; readonly always: boolean }[] = [];
  const seen = new Set<string>();
  const add = (name: string, always: boolean): void => {
    // A declaration may also state the shape of what the module defines.
    if (seen.has(name) || lowering.bodies.has(name)) return;
    seen.add(name);
    const declaration = program.declarations.get(name);
    const declared = lowering.declared.get(name);
    const guess = knowledge.guesses.get(name);
    if (declaration !== undefined && declared?.kind === 'formula') {
      if (declared.body.op !== 'read') return;
      candidates.push({
        input: { name, kind: declaration.type, shape: declared.shape, span: declaration.name.span },
        always,
      });
    } else if (guess !== undefined && guess.kind !== 'size') {
      const value = guessedValue(lowering, guess);
      if (value.kind === 'formula' && value.body.op !== 'read') return;
      candidates.push({ input: { name, kind: guess.kind, shape: value.shape, span: guess.span }, always });
    }
  };
  for (const name of params.keys()) add(name, true);
  // A declaration of an array that is given by its elements says its range: it is no input.
  const isGiven = (name: string): boolean =>
    program.unitsOf.get(name)?.some(({ clauses }) => clauses.length > 0) ?? false;
  for (const name of program.declarations.keys()) if (!isGiven(name)) add(name, false);
  for (const name of free.keys()) add(name, false);

  const used = new Set(candidates.filter(({ always }) => always).map(({ input }) => input.name));
  const sizes = new Map<string, Node>();
  const visit = (roots: readonly Node[]): void => {
    for (const node of postorder(roots)) {
      if (node.op === 'read') used.add(node.name);
      if (node.op === 'size') sizes.set(node.name, node);
    }
  };
  for (const { indices, body } of definitions) visit([...indices, body]);
  for (const fact of facts) {
    if (fact.kind === 'atMost') visit([fact.left, fact.right]);
    else if (fact.kind === 'within' && used.has(fact.input)) visit([fact.limit]);
  }
  for (;;) {
    const inputs = candidates.map(({ input }) => input).filter(({ name }) => used.has(name));
    const before = used.size;
    for (const { shape } of inputs) visit(shape);
    const known = determinedSizes(inputs);
    const missing = [...sizes.keys()].find((name) => !known.has(name));
    if (missing !== undefined && used.size === before) {
      const helper = candidates.find(({ input }) => !used.has(input.name) && sizesIn(input).includes(missing));
      if (helper !== undefined) used.add(helper.input.name);
    }
    if (used.size === before) {
      reportOpenSizes(lowering, inputs, sizes.keys());
      return inputs;
    }
  }
}

const sizesIn = ({ shape }: Input): string[] => [
  ...new Set(postorder(shape).flatMap((node) => (node.op === 'size' ? [node.name] : []))),
];

/** The sizes that follow from the lengths of arrays: each array with one unknown size left determines it. */
function determinedSizes(inputs: readonly Input[], given: readonly string[] = []): Set<string> {
  const known = new Set<string>(given);
  const open = new Map(inputs.map((input) => [input, sizesIn(input)]));
  for (let news = true; news;) {
    news = false;
    for (const names of open.values()) {
      const rest = names.filter((name) => !known.has(name));
      if (rest.length !== 1) continue;
      known.add(rest[0] as string);
      news = true;
    }
  }
  return known;
}

function reportOpenSizes({ reporter, program }: Lowering, inputs: readonly Input[], sizes: Iterable<string>): void {
  const assumed: string[] = [];
  for (const name of sizes) {
    // An extent that is not known is told of where its index stands.
    if (name.startsWith(OPEN) && reporter.diagnostics.length > 0) continue;
    // With one more size given, others may follow.
    if (determinedSizes(inputs, assumed).has(name)) continue;
    assumed.push(name);
    const input = inputs.find((candidate) => sizesIn(candidate).includes(name));
    if (input !== undefined && program.declarations.has(input.name)) {
      const message = `the size \`${name}\` of \`${input.name}\` does not follow from the lengths of the arrays`;
      reporter.error('size-undetermined', message, input.span, `declare \`${name} : int\`: then it is an input`);
    } else {
      const subject = input === undefined ? `the size \`${name}\`` : `the shape of \`${input.name}\``;
      const sizesShown = input?.shape.map((_, k) => ['rows', 'columns'][k] ?? `size${k + 1}`).join(', ');
      const advice =
        input &&
        `declare it: \`${input.name} : real[${sizesShown}]\`, and a size that is not otherwise known as \`: int\``;
      reporter.error(
        'size-undetermined',
        `${subject} does not follow from the lengths of the arrays`,
        input?.span,
        advice,
      );
    }
  }
}
