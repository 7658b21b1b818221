import { compileGraph } from '../ir/evaluate.ts';
import { freshName, namesOf } from '../ir/graph.ts';
import { prune } from '../passes/prune.ts';
import { createRewriter, indexRules } from '../passes/rewrite.ts';
import type { Values } from '../ir/evaluate.ts';
import type { Graph } from '../ir/graph.ts';
import type { InputValues } from '../ir/sizes.ts';
import type { Node } from '../ir/store.ts';

/** Values of the graph where the inputs have moved and every condition is decided as before they did. */
type Frozen = (moved: InputValues) => Values;

/**
 * A conditional has the derivative of the branch that is taken. `x == 1 ? x^2 : x` takes its first at one point alone:
 * the function knows nothing of that derivative, the branch does. So the conditions get inputs and definitions of their
 * own, which stay at the point.
 */
export function freezeConditions(graph: Graph, point: InputValues): Frozen {
  const { store } = graph;
  const taken = namesOf(graph);
  const reals = graph.inputs.filter(({ kind }) => kind === 'real');
  const names = new Map<string, string>();
  for (const { name } of [...reals, ...graph.definitions]) {
    const still = freshName(`${name}Still`, taken);
    taken.add(still);
    names.set(name, still);
  }
  const stillName = (name: string): string => names.get(name) ?? name;
  const still = createRewriter(
    store,
    indexRules([
      {
        // Ints are flat, and bound loops: they are read as they are.
        name: 'what is read stays at the point',
        on: ['read'],
        apply: (_, { name, args, type }) =>
          type !== 'int' && names.has(name) ? store.read(stillName(name), args, type) : undefined,
      },
    ]),
  );
  const moving = createRewriter(
    store,
    indexRules([
      {
        name: 'conditions stay at the point',
        on: ['select'],
        apply: (_, node) => store.with(node, [still(node.args[0] as Node), ...node.args.slice(1)]),
      },
    ]),
  );
  const evaluate = compileGraph(
    prune({
      ...graph,
      inputs: [...graph.inputs, ...reals.map((input) => ({ ...input, name: stillName(input.name) }))],
      definitions: graph.definitions.flatMap((definition) => [
        { ...definition, name: stillName(definition.name), body: still(definition.body) },
        { ...definition, body: moving(definition.body) },
      ]),
    }),
  );
  const kept = reals.map(({ name }) => [stillName(name), point.get(name) ?? Number.NaN] as const);
  return (moved) => evaluate(new Map([...moved, ...kept]));
}
