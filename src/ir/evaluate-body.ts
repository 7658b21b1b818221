import { EXACT } from './evaluate-code.ts';
import { isBetter } from './evaluate-op.ts';
import type { Code, Kind } from './evaluate-code.ts';
import type { NodeOp, ReductionName } from './op.ts';
import type { Node } from './store.ts';

/** An array that bodies read. */
export interface Cells {
  readonly name: string;
  readonly extents: readonly number[];
  /** Where each dimension begins; absent where all begin at 0. What is before that does not exist. */
  readonly starts?: readonly number[];
  readonly values: Float64Array;
  /** For each element whether it is unknown, awaited or known; absent for an input, whose elements all are. */
  readonly state?: Uint8Array;
}
export const AWAITED = 1;
export const KNOWN = 2;

export interface OutOfRange {
  readonly definition: string;
  readonly array: string;
  /** The places read, from 0. */
  readonly places: readonly number[];
}

export interface Hooks {
  /** Called for a read outside its array on a path that is taken, at least once; the read itself gives NaN. */
  readonly onOutOfRange?: (read: OutOfRange) => void;
  /** Called with each value computed for a node of `watch`, and the values of its first two arguments. */
  readonly onNode?: (node: Node, value: number, first: number, second: number) => void;
  readonly watch?: ReadonlySet<Node>;
  /** Applied to the result of every real operation that rounds: Monte Carlo arithmetic measures rounding with it. */
  readonly round?: (value: number) => number;
}

export interface Machine {
  /** Evaluates the body at a place of its definition; undefined when an element is missing that must come first. */
  run(place: ArrayLike<number>): number | undefined;
  /** What was missing. */
  missing(): { readonly cells: Cells; readonly offset: number } | undefined;
}

interface Loop {
  at: number;
  hi: number;
  total: number;
  best: number;
}

const neutral: Record<ReductionName, number> = {
  sumOver: 0,
  prodOver: 1,
  maxOver: -Infinity,
  minOver: Infinity,
  argmaxOver: Number.NaN,
  argminOver: Number.NaN,
};

/**
 * Evaluates one body by demand, with an explicit stack: a node is computed when it is first needed, and again only
 * after an index that it depends on has moved; a reduction that would come back to the same indices is remembered. So
 * what is free of an index is computed once for all of it, and of a `select` only the branch taken is computed.
 */
export function createMachine(
  definition: string,
  code: Code,
  cellsOf: (name: string) => Cells,
  sizeOf: (name: string) => number,
  hooks: Hooks,
): Machine {
  const { nodes, kinds, functions, args, free, loops } = code;
  const count = nodes.length;
  const values = new Float64Array(count);
  const arrays = nodes.map((node) => (node.op === 'read' ? cellsOf(node.name) : undefined));
  // Time ticks when an index moves: a value is current while no index that it depends on has moved since.
  let time = 0;
  const computed = new Float64Array(count).fill(-1);
  const moved = new Float64Array(count);
  const running = new Map<number, Loop>();
  const kept = new Map([...code.repeated].map((slot) => [slot, new Map<number | string, number>()]));
  const stack: number[] = [];
  let missing: { cells: Cells; offset: number } | undefined;

  nodes.forEach((node, slot) => {
    if (node.op !== 'const' && node.op !== 'size' && node.op !== 'index') return;
    computed[slot] = Infinity;
    if (node.op !== 'index') values[slot] = node.op === 'size' ? sizeOf(node.name) : node.value;
  });

  const current = (slot: number): boolean => {
    const at = computed[slot] as number;
    if (at < 0) return false;
    for (const index of free[slot] as number[]) if ((moved[index] as number) > at) return false;
    return true;
  };
  const moveIndex = (slot: number, to: number): void => {
    values[slot] = to;
    moved[slot] = time += 1;
  };
  const finish = (slot: number, value: number): void => {
    const node = nodes[slot] as Node;
    values[slot] =
      hooks.round !== undefined && node.type === 'real' && !EXACT.has(node.op) ? hooks.round(value) : value;
    computed[slot] = time;
    if (hooks.watch?.has(node)) {
      const [a = slot, b = slot] = args[slot] as number[];
      hooks.onNode?.(node, values[slot] as number, values[a] as number, values[b] as number);
    }
  };

  /** False when the element read is not known yet. */
  const read = (slot: number): boolean => {
    const cells = arrays[slot] as Cells;
    const places = args[slot] as number[];
    let offset = 0;
    for (let d = 0; d < places.length; d += 1) {
      const place = values[places[d] as number] as number;
      const extent = cells.extents[d] ?? 0;
      const start = cells.starts?.[d] ?? 0;
      if (!(place >= start && place < extent && Number.isInteger(place))) {
        const at = places.map((p) => values[p] as number);
        hooks.onOutOfRange?.({ definition, array: cells.name, places: at });
        finish(slot, Number.NaN);
        return true;
      }
      offset = offset * extent + place;
    }
    if (cells.state !== undefined && cells.state[offset] !== KNOWN) {
      missing = { cells, offset };
      return false;
    }
    finish(slot, cells.values[offset] as number);
    return true;
  };

  /** An operation or read whose arguments are all there. */
  const compute = (slot: number): boolean => {
    if (kinds[slot] === 'read') return read(slot);
    const [a, b, c] = args[slot] as number[];
    const f = functions[slot] as (...args: number[]) => number;
    if (b === undefined) finish(slot, f(values[a as number] as number));
    else if (c === undefined) finish(slot, f(values[a as number] as number, values[b] as number));
    else finish(slot, f(values[a as number] as number, values[b] as number, values[c] as number));
    return true;
  };

  const accumulate = (op: NodeOp, loop: Loop, value: number): void => {
    const round = hooks.round ?? ((x: number) => x);
    if (op === 'sumOver') loop.total = round(loop.total + value);
    else if (op === 'prodOver') loop.total = round(loop.total * value);
    else if (op === 'maxOver') loop.total = Math.max(loop.total, value);
    else if (op === 'minOver') loop.total = Math.min(loop.total, value);
    else if (Number.isNaN(loop.total) || isBetter(op === 'argmaxOver', value, loop.best)) {
      loop.total = loop.at;
      loop.best = value;
    }
    loop.at += 1;
  };

  /** Pushes what is not current; true when all was. */
  const demand = (wanted: readonly number[]): boolean => {
    let ready = true;
    for (const slot of wanted) {
      if (current(slot)) continue;
      stack.push(slot);
      ready = false;
    }
    return ready;
  };

  /** The values of the indices that a node depends on, as one key. */
  const keyOf = (slot: number): number | string => {
    const own = free[slot] as readonly number[];
    if (own.length === 1) return values[own[0] as number] as number;
    return own.map((index) => values[index]).join();
  };

  /** One visit of a reduction: goes on until it needs something, or is done. False when an element is missing. */
  const reduce = (slot: number): boolean => {
    const node = nodes[slot] as Node;
    const [index, body] = args[slot] as [number, number];
    let loop = running.get(slot);
    const known = kept.get(slot);
    if (loop === undefined) {
      const before = known?.get(keyOf(slot));
      if (before !== undefined) {
        finish(slot, before);
        return true;
      }
      const bounds = args[index] as [number, number];
      if (!demand(bounds)) return true;
      const [lo, hi] = bounds.map((bound) => values[bound] as number) as [number, number];
      loop = { at: lo, hi, total: neutral[node.op as ReductionName], best: Number.NaN };
      running.set(slot, loop);
      if (lo < hi) moveIndex(index, lo);
    }
    const straight = loops.get(slot);
    if (straight !== undefined && loop.at < loop.hi && !demand(straight.needs)) return true;
    while (loop.at < loop.hi) {
      if (straight === undefined) {
        if (!current(body)) {
          stack.push(body);
          return true;
        }
      } else {
        values[index] = loop.at;
        for (const step of straight.steps) if (!compute(step)) return false;
      }
      accumulate(node.op, loop, values[body] as number);
      if (straight === undefined && loop.at < loop.hi) moveIndex(index, loop.at);
    }
    if (straight !== undefined) moved[index] = time += 1;
    running.delete(slot);
    finish(slot, loop.total);
    known?.set(keyOf(slot), loop.total);
    return true;
  };

  /** One visit of the instruction on top of the stack; false when an element is missing. */
  const visit = (slot: number): boolean => {
    const own = args[slot] as number[];
    switch (kinds[slot] as Kind) {
      case 'strict':
      case 'read':
        return demand(own) ? compute(slot) : true;
      case 'first':
        if (demand(own.slice(0, 1))) finish(slot, values[own[0] as number] as number);
        return true;
      case 'select': {
        const [test, then, otherwise] = own as [number, number, number];
        if (!demand([test])) return true;
        const branch = values[test] !== 0 ? then : otherwise;
        if (demand([branch])) finish(slot, values[branch] as number);
        return true;
      }
      case 'and':
      case 'or': {
        const [first, second] = own as [number, number];
        if (!demand([first])) return true;
        const decided = (values[first] !== 0) === (kinds[slot] === 'or');
        if (decided) finish(slot, kinds[slot] === 'or' ? 1 : 0);
        else if (demand([second])) finish(slot, values[second] !== 0 ? 1 : 0);
        return true;
      }
      case 'reduce':
        return reduce(slot);
      default:
        return true;
    }
  };

  return {
    missing: () => missing,
    run(place) {
      code.indices.forEach((slot, d) => {
        if (slot >= 0 && (values[slot] !== place[d] || moved[slot] === 0)) moveIndex(slot, place[d] as number);
      });
      running.clear();
      stack.length = 0;
      missing = undefined;
      const root = count - 1;
      stack.push(root);
      while (stack.length > 0) {
        const top = stack[stack.length - 1] as number;
        if (current(top)) stack.pop();
        else if (!visit(top)) return undefined;
      }
      return values[root] as number;
    },
  };
}
