import { freshName } from './graph.ts';
import type { Input } from './graph.ts';
import type { Node } from './store.ts';

/**
 * A loop program: what the scheduler makes of a graph and the targets print. Expressions are graph nodes in which a
 * read has no place (a scalar: an input, or a variable of the program) or one (an offset into a flat array), and in
 * which every node that an earlier `local` of an enclosing block names stands for that name.
 *
 * Names are unique in the whole of a program. What follows a `#` in one only serves that: a target shows `shownName`,
 * and a number where that is taken.
 */
export interface Program {
  readonly name: string;
  readonly inputs: readonly Input[];
  readonly arrays: readonly ProgramArray[];
  readonly tables: readonly ProgramTable[];
  readonly body: readonly Statement[];
  /** Sizes with which it means nothing where they are 0. */
  readonly nonEmpty: readonly string[];
}

export interface ProgramArray {
  readonly name: string;
  /** Number of elements. */
  readonly length: Node;
  /** `output`: handed to the caller. `scratch`: kept between calls, its content is not. */
  readonly storage: 'output' | 'scratch';
}

/** Ints that are known at compile time, to be read as an array of them is. */
export interface ProgramTable {
  readonly name: string;
  readonly values: readonly number[];
}

/** How a value enters a variable or an element. `set` overwrites. */
export type Mode = 'set' | 'add' | 'mul' | 'max' | 'min';

export type Statement =
  /** `const name = value`; from here to the end of the block, `names` (if given) is known by this name. */
  | {
      readonly kind: 'local';
      readonly name: string;
      readonly value: Node;
      readonly names?: Node;
      readonly comment?: string;
    }
  /** `let name = value`. */
  | { readonly kind: 'variable'; readonly name: string; readonly value: Node; readonly comment?: string }
  | {
      readonly kind: 'update';
      readonly name: string;
      readonly mode: Mode;
      readonly value: Node;
      readonly comment?: string;
    }
  | {
      readonly kind: 'store';
      readonly array: string;
      readonly at: Node;
      readonly mode: Mode;
      readonly value: Node;
      readonly comment?: string;
    }
  | { readonly kind: 'fill'; readonly array: string; readonly value: number; readonly comment?: string }
  /** Keeps in `arg` the index at which `value` is first greatest (or least), and in `best` that value; a NaN is both. */
  | {
      readonly kind: 'track';
      readonly best: string;
      readonly arg: string;
      readonly greatest: boolean;
      readonly value: Node;
      readonly index: Node;
    }
  | {
      readonly kind: 'loop';
      readonly index: Node;
      readonly name: string;
      readonly lo: Node;
      readonly hi: Node;
      readonly down: boolean;
      readonly body: readonly Statement[];
      /** The index grows by this (else by 1), and the body does so many iterations at once. */
      readonly step?: number;
      /** Set for the loop that does what the one before it with a step leaves over. */
      readonly rest?: true;
    }
  | { readonly kind: 'if'; readonly test: Node; readonly body: readonly Statement[] };

const MARK = '#';

/** A name as the reader shall see it. */
export const shownName = (name: string): string => {
  const end = name.indexOf(MARK);
  return end < 0 ? name : name.slice(0, end);
};

/** A name that is shown as the wanted one, and is none of those taken. */
export const uniqueName = (wanted: string, taken: ReadonlySet<string>): string =>
  taken.has(wanted) ? freshName(`${wanted}${MARK}`, taken) : wanted;

/** All statements, those within others too. */
export function* allStatements(statements: readonly Statement[]): Generator<Statement> {
  for (const statement of statements) {
    yield statement;
    if (statement.kind === 'loop' || statement.kind === 'if') yield* allStatements(statement.body);
  }
}

/** The expressions of statements, those within others too. */
export function expressionsOf(statements: readonly Statement[]): Node[] {
  const roots: Node[] = [];
  for (const one of allStatements(statements)) {
    if ('value' in one && typeof one.value === 'object') roots.push(one.value);
    if (one.kind === 'store') roots.push(one.at);
    if (one.kind === 'track') roots.push(one.index);
    if (one.kind === 'if') roots.push(one.test);
    if (one.kind === 'loop') roots.push(one.lo, one.hi);
  }
  return roots;
}
