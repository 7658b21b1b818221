import type { Node } from '../../ir/store.ts';
import type { FuseContext, Range } from './choose.ts';
import { fuse } from './fuse.ts';
import type { Block } from './fuse.ts';
import type { Task } from './task.ts';

/** Programs of more tasks than this are fused once. */
const MOST_TASKS = 200;
/** Fewer elements than this are fast to reach anyway. */
const FEW = 4000;
const MUCH_LESS = 0.5;
/** A loop of literally fewer iterations does not go around all others. */
const SHORT = 64;

/**
 * Loops as `fuse` makes them, which grow from the first task on; or one loop around all that can be in it, over points
 * for example, where that leaves much less to be stored. `volume` says how many elements a program's temporaries have.
 */
export function fuseTightly(context: FuseContext, tasks: readonly Task[], volume: (block: Block) => number): Block {
  let best = fuse(context, tasks);
  if (tasks.length > MOST_TASKS) return best;
  let least = volume(best);
  if (least < FEW) return best;
  for (const outermost of rangesOf(tasks)) {
    const block = fuse({ ...context, outermost }, tasks);
    const elements = volume(block);
    if (elements >= MUCH_LESS * least) continue;
    best = block;
    least = elements;
  }
  return best;
}

/** The ranges of loops that several tasks have. */
function rangesOf(tasks: readonly Task[]): Range[] {
  const counts = new Map<string, { readonly range: Range; count: number }>();
  for (const { dims } of tasks)
    for (const { index } of dims) {
      const [lo, hi] = index.args as [Node, Node];
      if (lo.free.length > 0 || hi.free.length > 0 || (hi.op === 'const' && hi.value < SHORT)) continue;
      const key = `${lo.id} ${hi.id}`;
      const known = counts.get(key) ?? { range: { lo, hi }, count: 0 };
      known.count += 1;
      counts.set(key, known);
    }
  return [...counts.values()].filter(({ count }) => count > 1).map(({ range }) => range);
}
