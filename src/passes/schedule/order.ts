import { affineOf } from '../../ir/affine.ts';
import type { Node } from '../../ir/store.ts';
import { isFree, taskReads } from './task.ts';
import type { Dim, Task } from './task.ts';

/** Cost of an access in the innermost loop: none where it stays, little for a neighbour, much for a jump. */
const NEXT = 1;
const JUMP = 8;

/**
 * The loops by which a task may be entered, the best outermost first: arrays are row-major, so the loop whose
 * index stands last in most places belongs innermost. An accumulation that tracks an index keeps its loop innermost.
 */
export function orderDims(task: Task): Dim[] {
  const tracked = task.mode === 'argmax' || task.mode === 'argmin';
  const candidates = task.dims.filter(
    (dim) => isFree(dim, task) && !(tracked && dim.reduces && task.dims.some((d) => !d.reduces)),
  );
  const costs = new Map(task.dims.map((dim) => [dim, innerCost(task, dim)]));
  const costOf = (dim: Dim): number => costs.get(dim) as number;
  candidates.sort((a, b) => costOf(b) - costOf(a) || task.dims.indexOf(a) - task.dims.indexOf(b));
  // The loop that is clearly the best innermost is not entered first, whatever it could be fused with.
  const [last, before] = [...task.dims].sort((a, b) => costOf(a) - costOf(b));
  const clear = last !== undefined && before !== undefined && costOf(before) - costOf(last) >= JUMP / 2;
  return clear && candidates.length > 1 ? candidates.filter((dim) => dim !== last) : candidates;
}

/** What the accesses of a task cost an iteration if this loop is the innermost. */
function innerCost(task: Task, dim: Dim): number {
  let cost = 0;
  for (const read of taskReads(task)) cost += strideCost(read.args, dim.index);
  // A store costs more than a load; an accumulator that stays put is a register.
  cost += 2 * strideCost(task.places, dim.index);
  // Bounds that mention this index (triangles) keep it outside.
  if (task.dims.some((other) => other !== dim && other.index.free.includes(dim.index))) cost += 100;
  return cost;
}

function strideCost(places: readonly Node[], index: Node): number {
  for (const [p, place] of places.entries()) {
    const factor = affineOf(place).terms.get(index);
    const hidden = factor === undefined && place.free.includes(index);
    if (factor === undefined && !hidden) continue;
    return p === places.length - 1 && !hidden && Math.abs(factor as number) === 1 ? NEXT : JUMP;
  }
  return 0;
}
