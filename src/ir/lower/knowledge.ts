import { addAffine, affineNode, affineOf, difference, normalizeInt } from '../affine.ts';
import type { Affine } from '../affine.ts';
import type { Span } from '../../source.ts';
import { postorder } from '../store.ts';
import type { Node, Store } from '../store.ts';
import { greatest, negated, smallest, without } from './bounds.ts';

/** What has been found out about an input that nobody declared. */
export interface Guess {
  readonly name: string;
  readonly span: Span;
  /** A parameter of the function that is lowered, not a free name. */
  readonly param: boolean;
  rank: number;
  /** `size`: it stands in a range and may be the size of an array; else it is an int input. */
  kind: 'real' | 'int' | 'size';
}

/**
 * What stands for a size until it is known: an extent of an array given by its elements, a dimension of an undeclared
 * input, or a free name in a range (a candidate for the size of what is indexed).
 */
export type VariableKind = 'extent' | 'dimension' | 'candidate';

interface Variable {
  readonly kind: VariableKind;
  readonly order: number;
  /** The name to show when it stays unknown. */
  readonly shown: string | undefined;
}

/** A form that must not be negative, with no index in it. */
export interface Obligation {
  readonly form: Affine;
  readonly span: Span;
  /** What holds if the form is not negative. */
  readonly text: string;
  /** What is wrong if it is. */
  readonly complaint: string;
}

/**
 * What is known of ranks, kinds and sizes; it survives the rounds of elaboration, each of which may add to it.
 * When a round has added nothing, the elaboration is right.
 */
export interface Knowledge {
  readonly guesses: Map<string, Guess>;
  /** Ranks of the arrays given by their elements, by unit number; at least the number of subscripts. */
  rankOf(unit: number): number;
  setRank(unit: number, rank: number): void;
  changed(): boolean;
  beginRound(): void;
  promote(guess: Guess, to: { rank?: number; kind?: Guess['kind'] }): void;
  /** The size variable of that name. */
  variable(name: string, kind: VariableKind, shown?: string): Node;
  isOpen(name: string): boolean;
  kindOf(name: string): VariableKind | undefined;
  shownAs(name: string): string | undefined;
  /** With all that is known about sizes put in. */
  resolve(node: Node): Node;
  resolveForm(form: Affine): Affine;
  /** From here on the size variable is known by its own name. */
  close(name: string): void;
  /** The names of the open size variables, in the order in which they came up. */
  openNames(): string[];
  /** Makes two sizes equal, if they are or if one of them is still open. */
  unify(a: Node, b: Node): boolean;
  /** Says what a size variable is, in place of what was said before. */
  assign(name: string, value: Node): void;
  /** A dimension that is used as a whole is not bounded by the places that happen to be read. */
  useWhole(extent: Node): void;
  /** Chooses the open sizes that only inequalities speak of; true if that was news. */
  settle(obligations: readonly Obligation[]): boolean;
}

export function createKnowledge(store: Store): Knowledge {
  const guesses = new Map<string, Guess>();
  const variables = new Map<string, Variable>();
  const solution = new Map<string, Node>();
  const whole = new Set<string>();
  const closed = new Set<string>();
  const ranks = new Map<number, number>();
  let resolved = new Map<Node, Node>();
  let changed = false;

  const isOpen = (name: string): boolean => variables.has(name) && !solution.has(name) && !closed.has(name);

  const openIn = (form: Affine): string[] =>
    [...form.terms.keys()].flatMap((term) => (term.op === 'size' && isOpen(term.name) ? [term.name] : []));

  const assign = (name: string, value: Node): void => {
    const known = solution.get(name);
    const next = normalizeInt(store, value);
    if (known === next || next === store.size(name)) return;
    if (postorder([next]).some((node) => node === store.size(name))) return;
    solution.set(name, next);
    resolved = new Map();
    changed = true;
  };

  function resolve(node: Node): Node {
    const known = resolved.get(node);
    if (known !== undefined) return known;
    let current = node;
    for (let step = 0; step < 100; step += 1) {
      const replacements = new Map<Node, Node>();
      for (const part of postorder([current])) {
        const value = part.op === 'size' ? solution.get(part.name) : undefined;
        if (value !== undefined) replacements.set(part, value);
      }
      if (replacements.size === 0) break;
      current = normalizeInt(store, store.substitute(current, replacements));
    }
    resolved.set(node, current);
    return current;
  }

  const resolveForm = (form: Affine): Affine => affineOf(resolve(affineNode(store, form)));

  /** What `name` must be for the form to be 0, if that is an int form. */
  const solveFor = (form: Affine, name: string): Affine | undefined => {
    const term = store.size(name);
    const factor = form.terms.get(term);
    if (factor !== 1 && factor !== -1) return undefined;
    const rest = without(form, term);
    return factor === 1 ? negated(rest) : rest;
  };

  function unify(a: Node, b: Node): boolean {
    if (a === b) return true;
    const form = difference(resolve(a), resolve(b));
    if (form.terms.size === 0) return form.constant === 0;
    const order = (name: string): number => {
      const variable = variables.get(name) as Variable;
      return { extent: 0, dimension: 1, candidate: 2 }[variable.kind] * 1e9 - variable.order;
    };
    for (const name of openIn(form).sort((x, y) => order(x) - order(y))) {
      const value = solveFor(form, name);
      if (value === undefined) continue;
      const node = affineNode(store, value);
      if (node.free.length > 0 || postorder([node]).some((part) => part === store.size(name))) continue;
      assign(name, node);
      return true;
    }
    return false;
  }

  /**
   * In this order: a free name bounded by sizes that are known becomes the greatest number allowed; a dimension of which
   * only places are read becomes the least extent that holds them; the free names that remain.
   */
  function settle(obligations: readonly Obligation[]): boolean {
    let news = false;
    const isNews = (): boolean => {
      if (changed) forms = obligations.map(({ form }) => resolveForm(form));
      news ||= changed;
      changed = false;
      return news;
    };
    changed = false;
    let forms = obligations.map(({ form }) => resolveForm(form));
    const bounds = (name: string, sign: 1 | -1): Affine[] =>
      forms.flatMap((form) => {
        if (form.terms.get(store.size(name)) !== sign) return [];
        const rest = without(form, store.size(name));
        return [sign === 1 ? negated(rest) : rest];
      });
    const openNames = (kind: VariableKind): string[] =>
      [...variables].flatMap(([name, variable]) => (variable.kind === kind && isOpen(name) ? [name] : []));
    const choose = (name: string, form: Affine | undefined): void => {
      if (form !== undefined) assign(name, affineNode(store, form));
      isNews();
    };
    for (const name of openNames('candidate')) {
      choose(name, smallest(bounds(name, -1).filter((form) => openIn(form).length === 0)));
    }
    for (const name of openNames('dimension')) {
      if (!whole.has(name)) choose(name, greatest(bounds(name, 1)));
    }
    for (const name of openNames('candidate')) {
      for (const above of bounds(name, -1)) {
        const target = openIn(above).find((other) => variables.get(other)?.kind === 'dimension');
        const gap = addAffine(above, affineOf(store.size(name)), -1);
        choose(target ?? name, target === undefined ? undefined : solveFor(gap, target));
      }
    }
    changed = isNews();
    return changed;
  }

  return {
    guesses,
    rankOf: (unit) => ranks.get(unit) ?? 0,
    setRank(unit, rank) {
      if (ranks.get(unit) === rank) return;
      ranks.set(unit, rank);
      changed = true;
    },
    close(name) {
      if (!closed.has(name)) changed = true;
      closed.add(name);
    },
    openNames: () => [...variables.keys()].filter(isOpen),
    changed: () => changed,
    beginRound: () => void (changed = false),
    promote(guess, { rank = guess.rank, kind = guess.kind }) {
      if (rank === guess.rank && kind === guess.kind) return;
      guess.rank = rank;
      guess.kind = kind;
      changed = true;
    },
    variable(name, kind, shown) {
      if (!variables.has(name)) variables.set(name, { kind, order: variables.size, shown });
      return resolve(store.size(name));
    },
    isOpen,
    kindOf: (name) => variables.get(name)?.kind,
    shownAs: (name) => variables.get(name)?.shown,
    resolve,
    resolveForm,
    unify,
    assign,
    useWhole(extent) {
      for (const part of postorder([resolve(extent)])) {
        if (part.op === 'size' && isOpen(part.name)) whole.add(part.name);
      }
    },
    settle,
  };
}
