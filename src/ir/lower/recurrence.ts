import { affineOf, difference } from '../affine.ts';
import type { Affine } from '../affine.ts';
import type { Fact } from '../graph.ts';
import type { Node } from '../store.ts';
import { negated, plus, proves } from './bounds.ts';
import { report, textOf } from './context.ts';
import type { GrowingRead, Lowering, Work } from './context.ts';
import { isIntInput } from './places.ts';
import type { Unit } from './program.ts';

/** A clause of a recurrence as elaborated: the places that it defines, and what it read. */
export interface Grown {
  readonly unit: Unit;
  /** A place or an index variable; undefined where it gives a whole dimension. */
  readonly places: readonly (Node | undefined)[];
  readonly work: Work;
}

interface Verdict {
  /** The first dimension in which the places differ; undefined if they are the same. */
  readonly dimension?: number;
  readonly order: 'earlier' | 'later' | 'same' | 'unknown';
}

/**
 * Checks that each array of a recurrence is read at earlier places only: in the first dimension in which a place differs
 * from the one that is defined, it comes before it (or after it, in all reads: a recurrence that runs downwards). Reads at
 * the same place order the arrays among themselves. Says `future-read` and `cyclic`.
 *
 * Returns the units so that each comes after those that it reads at the same place.
 */
export function checkRecurrence(lowering: Lowering, units: readonly Unit[], grown: readonly Grown[]): Unit[] {
  const directions = new Map<number, { order: 'earlier' | 'later'; read: GrowingRead }>();
  const same = new Map<Unit, Map<Unit, GrowingRead>>(units.map((unit) => [unit, new Map()]));
  for (const { unit, places, work } of grown) {
    for (const read of work.reads) {
      const { order, dimension } = compare(lowering, work, places, read);
      if (order === 'same') {
        if (read.unit === unit) reportSelf(lowering, work, unit, read);
        else if (!same.get(unit)?.has(read.unit)) same.get(unit)?.set(read.unit, read);
      } else if (order === 'unknown' || dimension === undefined) {
        reportFuture(
          lowering,
          work,
          read,
          `it cannot be shown that \`${read.unit.name.name}\` is read at an earlier place here`,
        );
      } else {
        const known = directions.get(dimension);
        if (known === undefined) directions.set(dimension, { order, read });
        else if (known.order !== order) {
          const [future, past] = order === 'later' ? [read, known.read] : [known.read, read];
          const text = textOf(lowering.source, past.span);
          reportFuture(lowering, work, future, `this reads a later place, and \`${text}\` an earlier one`);
        }
      }
    }
  }
  return orderUnits(lowering, units, same);
}

function reportSelf(lowering: Lowering, work: Work, unit: Unit, read: GrowingRead): void {
  const message = `this element of \`${unit.name.name}\` is defined by itself`;
  report(lowering, work, 'cyclic', message, read.span, 'read an earlier place, as in `p[t-1]`');
}

function reportFuture(lowering: Lowering, work: Work, read: GrowingRead, message: string): void {
  report(lowering, work, 'future-read', message, read.span, 'a recurrence reads earlier places only, as in `p[t-1]`');
}

function compare(lowering: Lowering, work: Work, own: readonly (Node | undefined)[], read: GrowingRead): Verdict {
  const dimensions = Math.min(own.length, read.places.length);
  for (let d = 0; d < dimensions; d += 1) {
    const [mine, theirs] = [own[d], read.places[d]];
    if (mine === undefined && theirs === undefined) continue;
    if (mine === undefined || theirs === undefined) return { dimension: d, order: 'unknown' };
    const gap = difference(mine, theirs);
    if (gap.terms.size === 0 && gap.constant === 0) continue;
    const order = direction(gap, read.assumptions);
    if (order !== undefined) return { dimension: d, order };
    return isEarlierByData(lowering, work, mine, theirs)
      ? { dimension: d, order: 'earlier' }
      : { dimension: d, order: 'unknown' };
  }
  return { order: 'same' };
}

function direction(gap: Affine, assumptions: readonly Affine[]): 'earlier' | 'later' | undefined {
  if (proves(plus(gap, -1), assumptions)) return 'earlier';
  return proves(plus(negated(gap), -1), assumptions) ? 'later' : undefined;
}

/** `T[parent[b]]`: the entry of an int input at this very place, less 1. That it is an earlier one is checked at run time. */
function isEarlierByData(lowering: Lowering, work: Work, mine: Node, theirs: Node): boolean {
  const { constant, terms } = affineOf(theirs);
  const [entry] = terms.keys();
  if (entry?.op !== 'read' || terms.size > 1 || terms.get(entry) !== 1 || constant !== -1) return false;
  const dimension = entry.args.indexOf(mine);
  if (mine.op !== 'index' || dimension < 0 || !isIntInput(lowering, entry.name)) return false;
  const from = mine.args[0] as Node;
  const fact: Fact = { kind: 'earlier', input: entry.name, dimension, ...(isZero(from) ? {} : { from }) };
  const known = work.facts.some(
    (other) =>
      other.kind === 'earlier' &&
      other.input === fact.input &&
      other.dimension === dimension &&
      other.from === fact.from,
  );
  if (!known) work.facts.push(fact);
  return true;
}

const isZero = (node: Node): boolean => node.op === 'const' && node.value === 0;

/** Depth-first over reads at the same place; a cycle among them is reported by its names. */
function orderUnits(
  lowering: Lowering,
  units: readonly Unit[],
  same: ReadonlyMap<Unit, ReadonlyMap<Unit, GrowingRead>>,
): Unit[] {
  const order: Unit[] = [];
  const state = new Map<Unit, 'open' | 'done'>();
  for (const root of units) {
    const path: { unit: Unit; rest: [Unit, GrowingRead][] }[] = [];
    const enter = (unit: Unit): void => {
      state.set(unit, 'open');
      path.push({ unit, rest: [...(same.get(unit) ?? [])] });
    };
    if (!state.has(root)) enter(root);
    while (path.length > 0) {
      const top = path[path.length - 1] as (typeof path)[number];
      const next = top.rest.shift();
      if (next === undefined) {
        path.pop();
        state.set(top.unit, 'done');
        order.push(top.unit);
      } else if (!state.has(next[0])) {
        enter(next[0]);
      } else if (state.get(next[0]) === 'open') {
        const cycle = path
          .slice(path.findIndex(({ unit }) => unit === next[0]))
          .map(({ unit }) => `\`${unit.name.name}\``);
        const message = `these arrays need each other at the same place: ${[...cycle, cycle[0]].join(' → ')}`;
        lowering.reporter.error('cyclic', message, next[1].span, 'let one of them read an earlier place');
      }
    }
  }
  return order;
}
