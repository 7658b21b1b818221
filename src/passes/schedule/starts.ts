import { choicesOf } from './choose.ts';
import type { Choice, Edge, FuseContext, Unit } from './choose.ts';
import type { Task } from './task.ts';

/**
 * What is written to a recurrence's arrays before it, literals and first terms, joins it where it has the recurrence's loop
 * too: done in the iteration that reads it, and not in a loop before, it needs no more memory than one iteration does.
 */
export function joinStarts(
  context: FuseContext,
  units: readonly Unit[],
  incoming: ReadonlyMap<Task, readonly Edge[]>,
  isCyclic: (unit: Unit) => boolean,
): readonly Unit[] {
  const unitOf = new Map<Task, Unit>(units.flatMap((unit) => unit.map((task): [Task, Unit] => [task, unit])));
  const readers = new Map<Unit, Set<Unit>>(units.map((unit) => [unit, new Set()]));
  for (const [to, edges] of incoming)
    for (const { from } of edges) readers.get(unitOf.get(from) as Unit)?.add(unitOf.get(to) as Unit);
  const readersOf = (unit: Unit): ReadonlySet<Unit> => readers.get(unit) as Set<Unit>;

  /** The units that write to a recurrence's arrays, and that nobody reads but they, the recurrence and what waits for it. */
  const startsOf = (recurrence: Unit): Unit[] => {
    const targets = new Set(recurrence.map(({ target }) => target));
    const after = readersOf(recurrence);
    let starts = units.filter((unit) => unit !== recurrence && isPlain(unit) && targets.has(unit[0]?.target as string));
    for (let before = -1; before !== starts.length;) {
      before = starts.length;
      const inside: ReadonlySet<Unit> = new Set([recurrence, ...starts]);
      starts = starts.filter((unit) => {
        const by = [...readersOf(unit)];
        return by.some((reader) => inside.has(reader)) && by.every((reader) => inside.has(reader) || after.has(reader));
      });
    }
    return starts;
  };
  const isPlain = (unit: Unit): boolean =>
    !isCyclic(unit) && unit.every(({ dims }) => dims.length > 0 && !dims.some(({ reduces }) => reduces));

  const joined = new Set<Unit>();
  const result = units.map((unit): Unit => {
    const starts = isCyclic(unit) ? startsOf(unit) : [];
    if (starts.length === 0) return unit;
    const whole: Unit = [...unit, ...starts.flat()];
    const [alone, together] = [unit, whole].map((one) => choicesOf(context, one, incoming, true)[0]);
    if (!runsAs(alone, together)) return unit;
    for (const start of starts) joined.add(start);
    return whole;
  });
  return result.filter((unit) => !joined.has(unit));
}

/** Whether a recurrence with its starts runs as it does without, and each start by a loop that it has. */
const runsAs = (alone: Choice | undefined, together: Choice | undefined): boolean =>
  alone !== undefined &&
  together !== undefined &&
  together.lo === alone.lo &&
  together.hi === alone.hi &&
  together.down === alone.down &&
  together.members.every(({ dim, original }) => original.dims.includes(dim));
