import { addAffine, affineNode, affineOf, difference } from '../../ir/affine.ts';
import type { Affine } from '../../ir/affine.ts';
import type { Definition } from '../../ir/graph.ts';
import { implies, times, upperBounds } from '../../ir/implies.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import { extreme } from '../widen.ts';
import { beyond, plus } from './claims.ts';
import { greater, reach, shiftOf, slopes } from './slopes.ts';
import type { Step } from './slopes.ts';

/** What the search for a band goes by. */
export interface BandContext {
  readonly store: Store;
  readonly facts: readonly Affine[];
  /** Occurs in no expression. */
  readonly unknown: Node;
  readonly simplify: (node: Node) => Node;
}

/** Along which dimension, which end of it, and how that end moves along another dimension. */
export interface Direction {
  readonly own: number;
  readonly sign: 1 | -1;
  readonly other: number | undefined;
  readonly slope: number;
}

/** The elements of a recurrence at sign · own ≤ slope · other + constant, one constant for each definition. */
export interface Band {
  readonly direction: Direction;
  readonly constants: ReadonlyMap<string, Affine>;
  /** The greatest of sign · own that it gets to anywhere. */
  readonly limit: Affine;
}

/** A part of what a band must hold: a form of a place, and forms that are at least 0 there. */
export interface Source {
  readonly places: readonly Node[];
  readonly where: readonly Affine[];
}

/** What leads from the elements of one definition of a recurrence to those of another, which reads them. */
export interface Link {
  readonly from: Definition;
  readonly to: Definition;
  readonly read: Node;
}

/** The reads of a recurrence's own elements. */
export function ownReads(component: readonly Definition[]): { readonly reader: Definition; readonly read: Node }[] {
  const names = new Set(component.map(({ name }) => name));
  return component.flatMap((reader) =>
    postorder([reader.body]).flatMap((read) => (read.op === 'read' && names.has(read.name) ? [{ reader, read }] : [])),
  );
}

/** The form sign · own − slope · other at some places. */
function formAt({ own, sign, other, slope }: Direction, places: readonly Node[]): Affine {
  const along = times(affineOf(places[own] as Node), sign);
  return other === undefined ? along : addAffine(along, affineOf(places[other] as Node), -slope);
}

/** What lies outside of a band, as a form that is at least 0 there. */
export const outside = ({ direction, constants }: Band, { name, indices }: Definition): Affine | undefined => {
  const constant = constants.get(name);
  const { own, sign, other, slope } = direction;
  if (constant === undefined) return undefined;
  return beyond(sign, indices[own] as Node, slope, other === undefined ? undefined : indices[other], constant);
};

/**
 * Bands that hold all sources of a recurrence and all that links lead to from them, and that leave out more than a
 * constant number of places: proposals, to be proved.
 */
export function* proposeBands(
  context: BandContext,
  component: readonly Definition[],
  links: readonly Link[],
  sourcesOf: ReadonlyMap<string, readonly Source[]>,
): Generator<Band> {
  const rank = Math.min(...component.map(({ indices }) => indices.length));
  const { store, facts } = context;
  for (let own = 0; own < rank; own += 1)
    for (const sign of [1, -1] as const) {
      if (!isBounded(sourcesOf, own, sign)) continue;
      for (const other of [undefined, ...Array.from({ length: rank }, (_, q) => q).filter((q) => q !== own)]) {
        const steps = stepsOf(store, links, { own, sign, other, slope: 0 });
        if (steps === undefined) continue;
        const nowhere = new Map(component.map(({ name }) => [name, [{ constant: 0, terms: new Map<Node, number>() }]]));
        const slope = (other === undefined ? [0] : slopes).find(
          (one) => reach(store, nowhere, steps, one, facts) !== undefined,
        );
        if (slope === undefined) continue;
        yield* within(context, component, steps, sourcesOf, { own, sign, other, slope });
        break;
      }
    }
}

/** The band of a direction, if it leaves out anything to speak of. */
function* within(
  context: BandContext,
  component: readonly Definition[],
  steps: readonly Step[],
  sourcesOf: ReadonlyMap<string, readonly Source[]>,
  direction: Direction,
): Generator<Band> {
  const { store, facts } = context;
  const sources = new Map<string, Affine[]>();
  for (const [name, list] of sourcesOf) {
    const bounds = list.map((source) => boundOf(context, direction, source));
    if (bounds.includes(undefined)) return;
    sources.set(name, bounds as Affine[]);
  }
  const constants = reach(store, sources, steps, direction.slope, facts);
  if (constants === undefined || constants.size < component.length) return;
  const limit = limitOf(context, component, direction, constants);
  if (limit !== undefined && component.some((one) => gains(context, component, one, direction, limit)))
    yield { direction, constants, limit };
}

/** Whether something besides an index's own bounds limits each of the sources. */
function isBounded(sourcesOf: ReadonlyMap<string, readonly Source[]>, own: number, sign: 1 | -1): boolean {
  return [...sourcesOf.values()].every((sources) =>
    sources.every(({ places, where }) => {
      const index = places[own] as Node;
      if (index.op !== 'index') return true;
      return where.some(({ terms }) => (terms.get(index) ?? 0) * sign < 0);
    }),
  );
}

function stepsOf(store: Store, links: readonly Link[], { own, sign, other }: Direction): Step[] | undefined {
  const steps: Step[] = [];
  for (const { from, to: reader, read } of links) {
    const along = shiftOf(store, read.args[own] as Node, reader.indices[own] as Node);
    const across =
      other === undefined ? ([0, 0] as const) : shiftOf(store, read.args[other] as Node, reader.indices[other] as Node);
    if (along === undefined || across === undefined || across[0] !== across[1]) return undefined;
    const most = Math.max(-sign * along[0], -sign * along[1]);
    steps.push({ from: from.name, to: reader.name, own: most, other: -across[0] });
  }
  return steps;
}

function boundOf({ facts, unknown }: BandContext, direction: Direction, { places, where }: Source): Affine | undefined {
  const form = formAt(direction, places);
  const plain = upperBounds(form, facts, unknown);
  const bounds = upperBounds(form, [...where, ...facts], unknown);
  const isPlain = (bound: Affine): boolean =>
    plain.some((other) => {
      const { constant, terms } = addAffine(bound, other, -1);
      return constant === 0 && terms.size === 0;
    });
  const simplest = [...bounds].sort((a, b) => a.terms.size - b.terms.size);
  return simplest.find((bound) => !isPlain(bound)) ?? simplest[0];
}

/** The greatest of sign · own in a band. */
function limitOf(
  { store, facts }: BandContext,
  component: readonly Definition[],
  { other, slope }: Direction,
  constants: ReadonlyMap<string, Affine>,
): Affine | undefined {
  let limit: Affine | undefined;
  for (const { name, indices } of component) {
    let most = constants.get(name) as Affine;
    if (other !== undefined) {
      const end = extreme(store, indices[other] as Node, slope > 0 ? 'greatest' : 'least');
      if (end === undefined) return undefined;
      most = addAffine(most, affineOf(end), slope);
    }
    limit = limit === undefined ? most : greater(store, limit, most, facts);
  }
  // An extent does not depend on the elements of an array.
  const terms = [...(limit?.terms.keys() ?? [])];
  return postorder(terms).some(({ op, args }) => op === 'read' && args.length > 0) ? undefined : limit;
}

/** Whether a limit leaves out a number of places that grows with the sizes, where each definition has an element. */
function gains(
  { facts }: BandContext,
  component: readonly Definition[],
  { indices }: Definition,
  { own, sign }: Direction,
  limit: Affine,
): boolean {
  const [lo, hi] = (indices[own] as Node).args as [Node, Node];
  const gap = sign > 0 ? addAffine(affineOf(hi), plus(limit, 1), -1) : addAffine(times(limit, -1), affineOf(lo), -1);
  const filled = component.flatMap((one) =>
    one.indices.map(({ args: [from, to] }) => plus(difference(to as Node, from as Node), -1)),
  );
  return gap.terms.size > 0 && !implies([...facts, ...filled], times(gap, -1));
}

/** The bounds of an index within the limit of a band. */
export function boundsWithin(
  { store, facts }: BandContext,
  index: Node,
  { direction: { sign }, limit }: Band,
): readonly [lo: Node, hi: Node] {
  const [lo, hi] = index.args as [Node, Node];
  if (sign < 0) return [extremeOf(store, 'max', [affineOf(lo), times(limit, -1)], facts), hi];
  const end = extremeOf(store, 'min', [affineOf(hi), plus(limit, 1)], facts);
  return [lo, implies(facts, affineOf(end)) ? end : store.op('max', store.const(0), end)];
}

/** The least or the greatest of forms: those inside of each other become one, and none is there that another makes needless. */
export function extremeOf(store: Store, op: 'min' | 'max', forms: readonly Affine[], facts: readonly Affine[]): Node {
  const flat: Affine[] = [];
  const stack = [...forms].reverse();
  for (let form = stack.pop(); form !== undefined; form = stack.pop()) {
    const inner = [...form.terms].find(([term, factor]) => term.op === op && factor === 1)?.[0];
    if (inner === undefined) flat.push(form);
    else for (const arg of [...inner.args].reverse()) stack.push(replaceTerm(form, inner, affineOf(arg)));
  }
  const isNeedless = (form: Affine, by: Affine): boolean =>
    implies(facts, op === 'min' ? addAffine(form, by, -1) : addAffine(by, form, -1));
  const left = flat.reduce<Affine[]>(
    (kept, form) =>
      kept.some((other) => isNeedless(form, other))
        ? kept
        : [...kept.filter((other) => !isNeedless(other, form)), form],
    [],
  );
  return left.map((form) => affineNode(store, form)).reduce((a, b) => store.op(op, a, b));
}

function replaceTerm(form: Affine, term: Node, by: Affine): Affine {
  const terms = new Map(form.terms);
  terms.delete(term);
  return addAffine({ ...form, terms }, by);
}
