import type { Affine } from '../affine.ts';
import type { Definition, Fact } from '../graph.ts';
import type { Node, Store } from '../store.ts';
import type { Reporter } from '../../diagnostic.ts';
import type { Source, Span } from '../../source.ts';
import type { Tree } from '../../syntax/tree.ts';
import type { Slope } from './gradient.ts';
import type { Knowledge, Obligation } from './knowledge.ts';
import type { Program, Unit, UserFunction } from './program.ts';
import type { Known, Value } from './value.ts';

/** One round of elaboration: everything that its parts share. */
export interface Lowering {
  readonly store: Store;
  readonly source: Source;
  readonly reporter: Reporter;
  readonly knowledge: Knowledge;
  readonly program: Program;
  /** The undeclared names that are inputs, in order of appearance. */
  readonly free: ReadonlyMap<string, Span>;
  /** The declared inputs. */
  readonly declared: ReadonlyMap<string, Value>;
  readonly recursiveFunctions: ReadonlySet<UserFunction>;
  /** The number that a size is given as, if it is. */
  readonly givenSize: (name: string) => number | undefined;
  /** The parameters of the function that is lowered: inputs of the graph. */
  readonly params: ReadonlyMap<string, Span>;
  /** What each unit means, once it has been elaborated (or, in a recurrence, while it is). */
  readonly values: Map<Unit, Value>;
  /** The name of each unit's definition. */
  readonly definitionNames: ReadonlyMap<Unit, string>;
  /** The body of each definition made so far. */
  readonly bodies: Map<string, Node>;
  /** A name that nothing has yet, made from the wanted one. */
  readonly newName: (wanted: string) => string;
  /** The gradient operator of formulas, if there is one. */
  readonly slope: Slope | undefined;
  /** The arrays that are being defined, by the names of their definitions. */
  readonly growing: Map<string, Unit>;
}

/** A definition, or a scan for its ranges, in progress. */
export interface Work {
  /** The position of the statement: what is above is known. */
  readonly position: number;
  /** The definition that this is for; undefined where it is for the result itself. */
  readonly owner?: string;
  /** Definitions made on the way, in dependency order. */
  readonly definitions: Definition[];
  /** Values of user functions by function and arguments, so that sharing survives inlining. */
  readonly calls: Map<string, Value>;
  /** Arrays that have been given a definition of their own, by body. */
  readonly stored: Map<Node, Known>;
  /** Reads of arrays that are still being defined. */
  readonly reads: GrowingRead[];
  /** What must be checked when the program runs. */
  readonly facts: Fact[];
  /** What must hold of sizes. */
  readonly obligations: Obligation[];
  /** Set in a scan: nothing is reported or kept but what bounds the scanned indices. */
  readonly scan?: Scan;
}

/** A read of an array of the recurrence that is being defined. A place that covers a whole dimension is undefined. */
export interface GrowingRead {
  readonly unit: Unit;
  readonly places: readonly (Node | undefined)[];
  readonly assumptions: readonly Affine[];
  readonly span: Span;
}

/** Finds the range of the index variables of a clause: each has the lower bound 0 and an upper bound that is opaque. */
export interface Scan {
  readonly indices: ReadonlySet<Node>;
  readonly bounds: ScanBound[];
}

/** `index ≥ form` or `index < form`. */
export interface ScanBound {
  readonly index: Node;
  readonly side: 'lower' | 'upper';
  readonly form: Affine;
  /** False where the read is guarded by a condition that keeps it inside anyway. */
  readonly strong: boolean;
  /** The read stands in a branch of a conditional. */
  readonly guarded: boolean;
  /** The array being defined that is read, if it is one. */
  readonly source: Unit | undefined;
  /** The place is the index itself. */
  readonly exact: boolean;
  /** What is read, for messages. */
  readonly array: string;
  readonly span: Span;
}

/** What surrounds an expression. */
export interface Env {
  readonly scope: Scope | undefined;
  /** The indices in scope, outermost first. */
  readonly indices: readonly Node[];
  /** Int forms that are at least 0 here: the conditions of the branches around. */
  readonly assumptions: readonly Affine[];
  readonly work: Work;
  /** The function whose body this is, with a key of its arguments. */
  readonly caller?: { readonly fn: UserFunction; readonly key: string };
  /** Functions whose own derivatives do not count here: `derivative(f, x) = f(x) * …` reads the plain value of f. */
  readonly unclaimed: ReadonlySet<UserFunction>;
  /** Values of the trees that have been elaborated here: the parser shares trees. */
  readonly done: Map<Tree, Value>;
}

export interface Scope {
  readonly names: ReadonlyMap<string, Value>;
  readonly outer?: Scope | undefined;
}

/** A tree to elaborate: what a step asks for. It is answered with the tree's value. */
export interface Task {
  readonly tree: Tree;
  readonly env: Env;
}

/** Elaboration of one tree that is suspended while the trees that it asks for are elaborated: depth needs no stack. */
export type Step = Generator<Task, Value, Value>;

export function report(
  lowering: Lowering,
  work: Work,
  code: string,
  message: string,
  span: Span,
  suggestion?: string,
): void {
  if (work.scan === undefined) lowering.reporter.error(code, message, span, suggestion);
}

export const inner = (env: Env, changes: Partial<Env>): Env => ({ ...env, ...changes, done: new Map() });

export const withNames = (env: Env, names: ReadonlyMap<string, Value>): Env =>
  inner(env, { scope: { names, outer: env.scope } });

/** What the name of an extent that is still to be found starts with: no name of a user's does. */
export const OPEN = '@';

export const newWork = (position: number, owner?: string, scan?: Scan): Work => ({
  position,
  ...(owner === undefined ? {} : { owner }),
  definitions: [],
  calls: new Map(),
  stored: new Map(),
  reads: [],
  facts: [],
  obligations: [],
  ...(scan === undefined ? {} : { scan }),
});

export const newEnv = (work: Work, scope?: Scope): Env => ({
  scope,
  indices: [],
  assumptions: [],
  work,
  unclaimed: NONE,
  done: new Map(),
});

const NONE: ReadonlySet<UserFunction> = new Set();

/** The user's text of a span, on one line. */
export const textOf = (source: Source, span: Span): string =>
  source.text.slice(span.start, span.end).replace(/\s+/g, ' ').trim();

/** Gives names that differ from those taken and from each other; linear however often one is wanted. */
export function createNamer(names: Iterable<string>): (wanted: string) => string {
  const taken = new Set(names);
  const counts = new Map<string, number>();
  return (wanted) => {
    let name = wanted;
    for (let count = counts.get(wanted) ?? 2; taken.has(name); count += 1) {
      name = `${wanted}${count}`;
      counts.set(wanted, count + 1);
    }
    taken.add(name);
    return name;
  };
}
