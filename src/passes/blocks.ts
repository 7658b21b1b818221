import type { Definition, Input } from '../ir/graph.ts';
import type { Node, Store } from '../ir/store.ts';
import { isConst } from '../rules/simplify/terms.ts';
import { guardedTerms, solveFor } from './compress.ts';
import type { GuardedTerm } from './compress.ts';

/** A derivative of the value by one input: a definition for each of its elements along dimensions that are written out. */
export interface Derivative {
  readonly input: Input;
  /** Empty where the value does not depend on the input. */
  readonly parts: readonly Part[];
}

export interface Part {
  /** Undefined where these elements do not depend on the input. */
  readonly name: string | undefined;
  /** The places of the value along the dimensions that are written out; undefined along the others. */
  readonly literal: readonly (number | undefined)[];
  /** The definition's places, of those of the value that are left and those of the input. */
  readonly order: (places: readonly Node[], elements: readonly Node[]) => readonly Node[];
}

/** Entries of a row that have columns beside each other: the input's dimensions that are not fixed by the place of the row. */
export interface Block {
  readonly input: Input;
  /** The place of each dimension that is fixed, and the index of each that is not. */
  readonly places: readonly Node[];
  readonly open: readonly Node[];
  readonly value: Node;
}

/** The blocks of the rows by one input: terms that are fixed at the same places are one. */
export function blocksOf(
  store: Store,
  { input, parts }: Derivative,
  places: readonly Node[],
  byName: ReadonlyMap<string, Definition>,
  simplify: (node: Node) => Node,
): Block[] {
  const elements = input.shape.map((extent) => store.freshIndex(store.const(0), extent));
  const bodies = parts.map(({ name, literal, order }): { body: Node; isHere: Node } => {
    const definition = name === undefined ? undefined : byName.get(name);
    const all = order(
      places.filter((_, p) => literal[p] === undefined),
      elements,
    );
    const here = new Map(definition?.indices.map((index, p) => [index, all[p] as Node]));
    const isHere = literal.reduce<Node>((test, place, p) => {
      if (place === undefined) return test;
      return store.op('and', test, store.op('eq', places[p] as Node, store.const(place)));
    }, store.bool(true));
    return { body: definition === undefined ? store.const(0) : store.substitute(definition.body, here), isHere };
  });
  if (bodies.length === 0) return [];
  const body = simplify(
    bodies
      .map((one) => one.body)
      .reduceRight((rest, one, k) => store.op('select', bodies[k]?.isHere as Node, one, rest)),
  );
  const found = new Map<string, { fixed: readonly (Node | undefined)[]; terms: GuardedTerm[] }>();
  for (const term of guardedTerms(store, body)) {
    const fixed = elements.map((element) => fixedAt(store, term, element, elements));
    const key = fixed.map((place) => place?.id ?? '').join();
    const group = found.get(key) ?? { fixed, terms: [] };
    group.terms.push(term);
    found.set(key, group);
  }
  // A dimension that a literal subscript fixes in some terms is cheaper open than a block for each of them.
  const opened = merge([...found.values()]);
  return opened.map(({ fixed, terms }): Block => {
    const solved = new Map(elements.flatMap((element, p) => (fixed[p] === undefined ? [] : [[element, fixed[p]]])));
    const atPlace = (node: Node): Node => simplify(store.substitute(node, solved));
    const guarded = terms.map(({ body: inner, guards }) =>
      guards.reduceRight((part, guard) => store.op('select', guard, part, store.const(0)), inner),
    );
    const value = atPlace(opened.length === 1 ? body : guarded.reduce((a, b) => store.op('add', a, b)));
    const open = elements.filter((_, p) => fixed[p] === undefined);
    return { input, places: elements.map((element, p) => fixed[p] ?? element), open, value };
  });
}

/** The place of the row's only entry along a dimension, for a term: it may depend on the row, not on other columns. */
function fixedAt(store: Store, { guards }: GuardedTerm, element: Node, elements: readonly Node[]): Node | undefined {
  for (const guard of guards) {
    const place = solveFor(store, guard, element);
    if (place !== undefined && !place.free.some((index) => elements.includes(index))) return place;
  }
  return undefined;
}

interface Group {
  readonly fixed: readonly (Node | undefined)[];
  readonly terms: GuardedTerm[];
}

/** Groups that differ in nothing but literal places become one that is open where they are; what lies within another joins it. */
function merge(groups: readonly Group[]): Group[] {
  const merged = new Map<string, Group>();
  const isLiteral = (place: Node | undefined): boolean => place !== undefined && isConst(place);
  for (const { fixed, terms } of groups) {
    const key = fixed.map((place) => (place === undefined || isLiteral(place) ? '' : place.id)).join();
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { fixed, terms: [...terms] });
    else
      merged.set(key, {
        fixed: fixed.map((place, p) => (place === known.fixed[p] ? place : undefined)),
        terms: [...known.terms, ...terms],
      });
  }
  const found = [...merged.values()];
  const holds = (wide: Group, narrow: Group): boolean =>
    wide.fixed.every((place, p) => place === undefined || place === narrow.fixed[p]);
  const widest = found.filter((one) => !found.some((other) => other !== one && holds(other, one)));
  const homeOf = (one: Group): Group => widest.find((wide) => holds(wide, one)) as Group;
  return widest.map((wide) => ({
    fixed: wide.fixed,
    terms: found.filter((one) => homeOf(one) === wide).flatMap(({ terms }) => terms),
  }));
}
