import type { Graph } from '../ir/graph.ts';
import { prune, readsOf } from './prune.ts';

/** Thrown where the places of a sparse Jacobian's entries follow from numbers that are not ints. */
export class MovingPattern extends Error {
  constructor(names: readonly string[]) {
    super(`where the sparse Jacobian has entries depends on ${names.join(', ')}`);
    this.name = 'MovingPattern';
  }
}

const isPattern = ({ role }: { readonly role: string }): boolean => role === 'rows' || role === 'columns';

/**
 * A sparse Jacobian without its pattern, for callers who have that from before.
 *
 * @throws MovingPattern where another pattern may belong to the same ints and sizes.
 */
export function withoutPattern(graph: Graph): Graph {
  const pattern = prune({ ...graph, outputs: graph.outputs.filter(isPattern) });
  const reads = new Set(pattern.definitions.flatMap((definition) => [...readsOf(definition)]));
  const moving = graph.inputs.filter(({ name, kind }) => kind !== 'int' && reads.has(name));
  if (moving.length > 0) throw new MovingPattern(moving.map(({ name }) => name));
  return prune({ ...graph, outputs: graph.outputs.filter((output) => !isPattern(output)) });
}
