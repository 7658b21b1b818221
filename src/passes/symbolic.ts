import type { Definition, Graph } from '../ir/graph.ts';
import { presentRules } from '../rules/present.ts';
import { erasureRules, simplifyRules } from '../rules/simplify.ts';
import { stabiliseRules } from '../rules/stabilise.ts';
import { standardTables } from '../rules/tables.ts';
import { differentiators } from './differentiate.ts';
import { flatten } from './flatten.ts';
import { prune } from './prune.ts';
import { removeSingularities } from './removable.ts';
import { createRewriter, indexRules, rewrite } from './rewrite.ts';
import type { RuleIndex } from './rewrite.ts';

const simplifying = indexRules(simplifyRules);

/** The rules before and after differentiation. */
interface Rules {
  readonly before: RuleIndex;
  readonly after: RuleIndex;
}

const toCompute: Rules = {
  before: indexRules([...stabiliseRules.filter(({ phase }) => phase !== 'after'), ...simplifyRules]),
  after: indexRules([...erasureRules, ...stabiliseRules.filter(({ phase }) => phase !== 'before'), ...simplifyRules]),
};

/** People read the derivative of what they wrote, not of what keeps its digits. */
const toRead: Rules = { before: simplifying, after: indexRules([...erasureRules, ...simplifyRules]) };
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
  const written = prune(rewrite(lowered, simplifying));
  const stable = rewrite(removeSingularities(rewrite(written, toCompute.before)), simplifying);
  const shown = derive(written, variables, toRead);
  return derive(stable, variables, toCompute).map((graph, k) => ({
    graph,
    shown: rewrite(shown[k] as Graph, presenting),
  }));
}

function derive(graph: Graph, variables: readonly string[], rules: Rules): Graph[] {
  const value = valueOf(graph);
  const occurring = graph.inputs.filter(({ name, kind }) => kind === 'real' && variables.includes(name));
  // Reverse mode for a scalar; an array has a Jacobian, by forward mode.
  const differentiate = value.indices.length === 0 ? differentiators.grad : differentiators.jacobian;
  const simplify = createRewriter(graph.store, rules.before);
  const derived =
    occurring.length === 0
      ? graph
      : differentiate(
          graph,
          occurring.map(({ name }) => name),
          { ...standardTables, simplify },
        );
  return variables.map((name) => {
    const output = derived.outputs.find(({ role, by }) => role !== 'value' && by?.[0] === name);
    if (output === undefined) return zero(graph, value);
    const finished = prune(rewrite({ ...derived, outputs: [output] }, rules.after));
    return rewrite(flatten(finished), rules.after);
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
