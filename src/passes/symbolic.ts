import type { Definition, Graph } from '../ir/graph.ts';
import { presentRules } from '../rules/present.ts';
import { erasureRules, simplifyRules } from '../rules/simplify.ts';
import { stabiliseRules } from '../rules/stabilise.ts';
import { standardTables } from '../rules/tables.ts';
import { differentiators } from './differentiate.ts';
import { flatten } from './flatten.ts';
import { prune } from './prune.ts';
import { createRewriter, indexRules, rewrite } from './rewrite.ts';

const simplifying = indexRules(simplifyRules);
const preparing = indexRules([...stabiliseRules, ...simplifyRules]);
const finishing = indexRules([...erasureRules, ...stabiliseRules, ...simplifyRules]);
const presenting = indexRules(presentRules);

/** A derivative as a graph whose one output is its last definition. */
export interface SymbolicDerivative {
  /** To compute with. */
  readonly graph: Graph;
  /** The same for reading: equal as mathematics. */
  readonly shown: Graph;
}

/**
 * The derivatives of a graph's value by variables, simplified and flattened.
 * By what doesn't occur as a real input the derivative is 0.
 */
export function symbolicDerivatives(lowered: Graph, variables: readonly string[]): SymbolicDerivative[] {
  const graph = prune(rewrite(rewrite(lowered, simplifying), preparing));
  const value = valueOf(graph);
  const occurring = graph.inputs.filter(({ name, kind }) => kind === 'real' && variables.includes(name));
  // Reverse mode for a scalar; an array has a Jacobian, by forward mode.
  const differentiate = value.indices.length === 0 ? differentiators.grad : differentiators.jacobian;
  const simplify = createRewriter(graph.store, preparing);
  const derived =
    occurring.length === 0
      ? graph
      : differentiate(
          graph,
          occurring.map(({ name }) => name),
          { derivatives: standardTables.derivatives, simplify },
        );
  return variables.map((name) => {
    const output = derived.outputs.find(({ role, by }) => role !== 'value' && by?.[0] === name);
    if (output === undefined) {
      const nothing = zero(graph, value);
      return { graph: nothing, shown: nothing };
    }
    const finished = prune(rewrite({ ...derived, outputs: [output] }, finishing));
    const result = rewrite(flatten(finished), finishing);
    return { graph: result, shown: rewrite(result, presenting) };
  });
}

function valueOf(graph: Graph): Definition {
  const output = graph.outputs.find(({ role }) => role === 'value');
  return graph.definitions.find(({ name }) => name === output?.definition) as Definition;
}

const zero = (graph: Graph, value: Definition): Graph => ({
  ...graph,
  definitions: [{ ...value, body: graph.store.const(0) }],
  outputs: [{ role: 'gradient', definition: value.name }],
});
