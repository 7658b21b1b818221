import { createReporter, didYouMean, throwIfErrors } from './diagnostic.ts';
import type { Graph } from './ir/graph.ts';
import type { Source } from './source.ts';

/** The derivatives that can be asked for. */
export type Emit = 'grad' | 'jvp' | 'jacobian' | 'sparse' | 'entries' | 'hessian' | 'hvp';

/** The derivatives that are wanted and that a value of this rank has; of a scalar always the gradient. */
export function rolesFor(source: Source, rank: number, emit: readonly Emit[]): Emit[] {
  const reporter = createReporter(source);
  for (const role of emit)
    if (rank > 0 && (role === 'hessian' || role === 'hvp'))
      reporter.error(
        'not-scalar',
        `${role} needs a scalar value, and this one is an array of rank ${rank}`,
        undefined,
        'ask for jacobian or jvp, or use the backward function with a seed',
      );
  throwIfErrors(reporter);
  const wanted = new Set<Emit>(rank === 0 ? ['grad', ...emit] : emit.filter((role) => role !== 'grad'));
  // Entries mean nothing without the pattern.
  if (wanted.has('entries')) wanted.add('sparse');
  return (['grad', 'jvp', 'jacobian', 'sparse', 'entries', 'hessian', 'hvp'] as const).filter((role) =>
    wanted.has(role),
  );
}

/** The inputs to differentiate by: those of these names, or all real ones. */
export function chooseInputs(source: Source, graph: Graph, wanted: readonly string[] | undefined): string[] {
  const real = graph.inputs.filter(({ kind }) => kind === 'real').map(({ name }) => name);
  if (wanted === undefined) return real;
  const reporter = createReporter(source);
  for (const name of wanted) {
    if (real.includes(name)) continue;
    const input = graph.inputs.find((one) => one.name === name);
    if (input !== undefined) {
      reporter.error(
        'not-differentiable',
        `'${name}' is declared as ${input.kind}: it has no gradient`,
        input.span,
        `declare it as real`,
      );
      continue;
    }
    const near = didYouMean(name, real);
    const hint =
      near === undefined ? `the inputs of ${graph.name} are ${real.join(', ') || 'none'}` : `did you mean '${near}'?`;
    reporter.error('unknown-wrt', `'${name}' is no input of ${graph.name}`, undefined, hint);
  }
  throwIfErrors(reporter);
  return real.filter((name) => wanted.includes(name));
}
