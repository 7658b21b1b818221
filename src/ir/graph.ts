import type { Span } from '../source.ts';
import { postorder } from './store.ts';
import type { Node, Store } from './store.ts';
import type { InputKind } from '../syntax/tree.ts';

/**
 * A graph is a list of definitions `name[i, j, …] = body` over inputs, in dependency order (a definition may read
 * itself, or its neighbours in a recurrence, at places that come earlier in the recurrence's order).
 * Everything counts from 0: mathjs' `x[i]` with i from 1 has become a read at i − 1.
 */
export interface Graph {
  readonly store: Store;
  /** Name of the function that the graph computes. */
  readonly name: string;
  readonly inputs: readonly Input[];
  readonly definitions: readonly Definition[];
  readonly outputs: readonly Output[];
  readonly facts: readonly Fact[];
}

export interface Input {
  readonly name: string;
  /** Only `real` inputs have a gradient. */
  readonly kind: InputKind;
  /** One size expression a dimension; empty for a scalar. */
  readonly shape: readonly Node[];
  readonly span?: Span;
}

export interface Definition {
  readonly name: string;
  /** Index nodes 0 ≤ index < extent (see `definitionIndex`); empty for a scalar. */
  readonly indices: readonly Node[];
  readonly body: Node;
  /** Where it comes from, for comments: the user's formula, or what it is the adjoint or tangent of. */
  readonly origin?: Origin;
}

export interface Origin {
  readonly kind: 'formula' | 'adjoint' | 'tangent' | 'jacobian' | 'shared';
  /** The formula in mathjs syntax, or the name of the primal definition or input that this belongs to. */
  readonly text: string;
  readonly span?: Span;
}

export interface Output {
  readonly role:
    'value' | 'saved' | 'gradient' | 'tangent' | 'jacobian' | 'hessian' | 'hvp' | 'rows' | 'columns' | 'values';
  /** The input(s) differentiated by; absent for the value. A Hessian block has two. */
  readonly by?: readonly string[];
  /** The definition that holds it. */
  readonly definition: string;
}

/** What the program checks at run time, and passes may rely on. */
export type Fact =
  /**
   * Every entry of this int input at place `from` (else 0) or later is at least 1 and, less 1, below its own place along
   * dimension `dimension`: `parent[b] < b`.
   */
  | { readonly kind: 'earlier'; readonly input: string; readonly dimension: number; readonly from?: Node }
  /** Every entry of this int input is within 1 … limit: it is used as a subscript. */
  | { readonly kind: 'within'; readonly input: string; readonly limit: Node; readonly array: string }
  /** left ≤ right, for int expressions over sizes and scalar int inputs: `text` says why, in the user's words. */
  | { readonly kind: 'atMost'; readonly left: Node; readonly right: Node; readonly text: string };

/** The extents of a definition's dimensions. */
export const extentsOf = (definition: Definition): Node[] => definition.indices.map((index) => index.args[1] as Node);

/** The names that a graph uses: of inputs, definitions and sizes. */
export function namesOf({ inputs, definitions }: Pick<Graph, 'inputs' | 'definitions'>): Set<string> {
  const sizes = postorder(inputs.flatMap(({ shape }) => shape)).filter(({ op }) => op === 'size');
  return new Set([...inputs, ...definitions, ...sizes].map(({ name }) => name));
}

/** Where the search for a free name goes on, for each set of names: thousands of names of one stem stay linear. */
const nextCounts = new WeakMap<ReadonlySet<string>, Map<string, number>>();

/** A name that is not taken, made from the wanted one. */
export function freshName(wanted: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wanted)) return wanted;
  const counts = nextCounts.get(taken) ?? new Map<string, number>();
  nextCounts.set(taken, counts);
  let count = counts.get(wanted) ?? 2;
  while (taken.has(`${wanted}${count}`)) count += 1;
  counts.set(wanted, count);
  return `${wanted}${count}`;
}
