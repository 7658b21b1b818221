import { affineNode } from '../../../ir/affine.ts';
import type { Statement } from '../../../ir/program.ts';
import type { Node, Store } from '../../../ir/store.ts';
import type { Leaf, Step } from './steps.ts';

/** Runs of fewer steps are written out. */
const LEAST = 4;

/** Where a step's value goes. */
export interface Target {
  readonly array: string;
  readonly at: number;
}

export interface LoopContext {
  readonly store: Store;
  readonly steps: readonly Step[];
  /** By the number of a step. */
  readonly targets: readonly Target[];
  /** The name of the array of places, and what is in it so far: loops add to it. */
  readonly table: string;
  readonly places: number[];
  readonly freshName: (wanted: string) => string;
}

/** A run of steps of one kind as a loop whose places stand in a table, but for those that grow evenly. */
export function loopOf(context: LoopContext, run: readonly number[]): Statement[] {
  const { store, steps, targets, table, places, freshName } = context;
  const rows = run.map((number) => placesOf(steps[number] as Step, targets, targets[number] as Target));
  const write = (number: number, places: readonly Node[]): Statement => {
    const value = valueOf(context, steps[number] as Step, places);
    return { kind: 'store', array: (targets[number] as Target).array, at: places.at(-1) as Node, mode: 'set', value };
  };
  if (run.length < LEAST)
    return run.map((number, k) =>
      write(
        number,
        (rows[k] as number[]).map((place) => store.const(place)),
      ),
    );

  const index = store.nameIndex(store.freshIndex(store.const(0), store.const(run.length)), 'i');
  const [first, second] = rows as [number[], number[]];
  const slopes = first.map((place, column) => {
    const slope = (second[column] as number) - place;
    return rows.every((row, k) => row[column] === place + slope * k) ? slope : undefined;
  });
  const width = slopes.filter((slope) => slope === undefined).length;
  const from = places.length;
  for (const row of rows)
    for (const [column, place] of row.entries()) if (slopes[column] === undefined) places.push(place);
  /** constant + slope · index. */
  const along = (slope: number, constant: number): Node =>
    affineNode(store, { constant, terms: new Map(slope === 0 ? [] : [[index, slope]]) });
  const record = along(width, from);
  let column = 0;
  const columns = slopes.map((slope, k) => {
    if (slope !== undefined) return along(slope, first[k] as number);
    column += 1;
    return store.read(table, [column === 1 ? record : store.op('add', record, store.const(column - 1))], 'int');
  });
  const name: Statement = { kind: 'local', name: freshName('entry'), value: record, names: record };
  const body = [...(width > 1 ? [name] : []), write(run[0] as number, columns)];
  return [{ kind: 'loop', index, name: 'i', lo: store.const(0), hi: store.const(run.length), down: false, body }];
}

/** The places that a step reads, in the order of its text, and that which it writes. */
function placesOf(step: Step, targets: readonly Target[], target: Target): number[] {
  const own = target.at;
  if (step.kind === 'given') return [...step.node.args.map(({ value }) => value), own];
  const leaves: Leaf[] =
    step.kind === 'sum' ? step.terms.flatMap(({ factors }) => factors) : leavesIn(step.node, step.leaves);
  const numbers = leaves.filter((leaf) => typeof leaf === 'number');
  return [...numbers.map((number) => (targets[number] as Target).at), own];
}

function leavesIn(node: Node, leaves: ReadonlyMap<Node, Leaf>): Leaf[] {
  return node.args.flatMap((arg) => {
    const leaf = leaves.get(arg);
    return leaf === undefined ? leavesIn(arg, leaves) : [leaf];
  });
}

/** The expression of a step, its leaves at these places. */
function valueOf({ store, targets }: LoopContext, step: Step, places: readonly Node[]): Node {
  if (step.kind === 'given') return store.with(step.node, places.slice(0, step.node.args.length));
  let next = 0;
  const read = (leaf: Leaf): Node => {
    if (typeof leaf !== 'number') return leaf;
    next += 1;
    return store.read((targets[leaf] as Target).array, [places[next - 1] as Node]);
  };
  if (step.kind === 'operation') {
    const rebuild = (node: Node): Node => {
      const leaf = step.leaves.get(node);
      return leaf === undefined ? store.with(node, node.args.map(rebuild)) : read(leaf);
    };
    return store.with(step.node, step.node.args.map(rebuild));
  }
  return step.terms.reduce<Node | undefined>((sum, { sign, factors }) => {
    const term = factors.map(read).reduce((a, b) => store.op('mul', a, b));
    if (sum === undefined) return sign > 0 ? term : store.op('neg', term);
    return store.op(sign > 0 ? 'add' : 'sub', sum, term);
  }, undefined) as Node;
}
