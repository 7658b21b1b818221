import { difference } from '../../../ir/affine.ts';
import { isPrimitive } from '../../../ir/op.ts';
import { postorder } from '../../../ir/store.ts';
import type { Node } from '../../../ir/store.ts';
import { costOfNode } from '../../inline.ts';
import type { Block, LoopItem } from '../fuse.ts';
import { targetsOf, taskReads } from '../task.ts';
import type { Task } from '../task.ts';
import { tasksIn } from './legal.ts';

/** Trips of a loop whose count is not known: not a multiple of anything. */
const TRIPS = 67;
/** Instructions that start in one cycle. */
const WIDTH = 4;
/** Cycles until the next addition can use the result of this one. */
const ADDITION = 4;
/** The same where the accumulator is in memory. */
const THROUGH_MEMORY = 10;
/** An access is an address, a test of its bounds and a load or store. */
const ACCESS = 2;
/** An iteration counts, compares and jumps: beside additions in registers that shows. */
const LOOP = 2;
const REGISTERS = 14;
const SPILL = 4;

/** Number of iterations, where the text says it. */
export function literalTrips(index: Node): number | undefined {
  const { constant, terms } = difference(index.args[1] as Node, index.args[0] as Node);
  return terms.size === 0 ? Math.max(0, constant) : undefined;
}

/**
 * Estimated cycles of loops: per iteration either the instructions (of what changes in it; the rest is hoisted), or the
 * longest chain from one iteration to the next, whichever is more. `isScalar` tells what is kept in a variable.
 */
export function cyclesOf(block: Block, isScalar: (name: string) => boolean): number {
  let sum = 0;
  for (const item of block) if (item.kind === 'loop') sum += cyclesOfLoop(item, isScalar);
  return sum;
}

function cyclesOfLoop(loop: LoopItem, isScalar: (name: string) => boolean): number {
  const { index, body, step = 1, rest } = loop;
  const tasks = body.flatMap((item) => (item.kind === 'leaf' ? [item.task] : []));
  const written = new Set(tasksIn(body).flatMap(targetsOf));
  const count = literalTrips(index);
  const trips = rest === undefined ? (count ?? TRIPS) / step : (count ?? 1.5);
  const roots = tasks.flatMap((task) => [task.body, ...task.guards, ...(task.init === undefined ? [] : [task.init])]);
  const moving = movingNodes(roots, index, written);
  const sums = tasks.some((task) => task.mode !== 'set' && isScalar(targetsOf(task)[0] as string));
  let work = sums ? LOOP : 0;
  for (const node of moving) {
    if (node.op === 'read') work += isScalar(node.name) ? 0 : ACCESS;
    else if (node.type !== 'int' && isPrimitive(node.op)) work += weight(costOfNode(node));
  }
  let chain = 0;
  for (const task of tasks) {
    const scalar = isScalar(targetsOf(task)[0] as string);
    const accumulates = task.mode !== 'set';
    work += (scalar ? 0 : ACCESS * (accumulates ? 2 : 1)) + (accumulates ? 1 : 0) + 2 * task.guards.length;
    // What is set from itself, as by Horner's rule: a product and a sum.
    if (!accumulates && scalar && taskReads(task).some(({ name }) => name === task.target))
      chain = Math.max(chain, 2 * ADDITION);
    const stays = !task.places.some((place) => place.free.includes(index));
    if (accumulates && (scalar || stays)) chain = Math.max(chain, scalar ? ADDITION : THROUGH_MEMORY);
  }
  const live = liveScalars(tasks, roots, moving, isScalar);
  work += SPILL * Math.max(0, live - REGISTERS);
  return trips * (Math.max(chain, work / WIDTH) + cyclesOf(body, isScalar));
}

/** Divisions, roots and functions take their time whatever else there is to do. */
const weight = (cost: number): number => (cost >= 4 ? WIDTH * cost : cost);

/** The nodes that are computed anew in each iteration. */
function movingNodes(roots: readonly Node[], index: Node, written: ReadonlySet<string>): ReadonlySet<Node> {
  const moving = new Set<Node>();
  for (const node of postorder(roots))
    if (
      node.free.includes(index) ||
      (node.op === 'read' && written.has(node.name)) ||
      node.args.some((arg) => moving.has(arg))
    )
      moving.add(node);
  return moving;
}

/** Variables, and values from outside of the loop, that an iteration works with. */
function liveScalars(
  tasks: readonly Task[],
  roots: readonly Node[],
  moving: ReadonlySet<Node>,
  isScalar: (name: string) => boolean,
): number {
  const live = new Set<Node | string>();
  for (const task of tasks) {
    for (const name of targetsOf(task)) if (isScalar(name) && task.mode !== 'set') live.add(name);
    for (const read of taskReads(task)) if (isScalar(read.name)) live.add(read.name);
  }
  const fromOutside = (node: Node): void => {
    if (node.type === 'real' && !moving.has(node) && node.op !== 'const')
      live.add(node.op === 'read' ? node.name : node);
  };
  for (const root of roots) fromOutside(root);
  for (const node of moving) if (node.op !== 'read') for (const arg of node.args) fromOutside(arg);
  return live.size;
}
