import { evaluators } from '../../ir/evaluate-op.ts';
import { placeOf, solveSizes } from '../../ir/evaluate.ts';
import { extentsOf } from '../../ir/graph.ts';
import type { Definition, Graph } from '../../ir/graph.ts';
import { isPrimitive, isReduction } from '../../ir/op.ts';
import type { OpName, ReductionName } from '../../ir/op.ts';
import { evaluateShape } from '../../ir/sizes.ts';
import type { InputValues } from '../../ir/sizes.ts';
import type { Node } from '../../ir/store.ts';
import { fromDouble, isLost, NONE, UNKNOWN } from './ball.ts';
import type { Ball, Precision } from './ball.ts';
import { isZero } from './big.ts';
import { wholeOf } from './elementary.ts';
import { preciseOperations } from './operations.ts';
import type { PreciseOperation } from './operations.ts';

/** Numbers of some kind, and what an evaluation does with them. */
export interface Algebra<T> {
  number(x: number): T;
  apply(op: OpName, args: readonly T[]): T;
  /** The whole number that it is, for places and bounds; undefined if it is none, or none for sure. */
  whole(x: T): number | undefined;
  /** Whether a test holds; undefined if that is open. */
  holds(x: T): boolean | undefined;
  /** What is read outside an array. */
  readonly none: T;
  /** What depends on an open test. */
  readonly open: T;
}

export const doubles: Algebra<number> = {
  number: (x) => x,
  apply: (op, args) => evaluators[op](...args),
  whole: (x) => (Number.isSafeInteger(x) ? x : undefined),
  holds: (x) => x !== 0,
  none: Number.NaN,
  open: Number.NaN,
};

export const balls = (precision: Precision): Algebra<Ball> => ({
  number: fromDouble,
  apply: (op, args) => (preciseOperations[op] as PreciseOperation)(precision, ...args),
  whole: (x) => {
    const whole = wholeOf(x);
    return whole === undefined ? undefined : Number(whole);
  },
  holds: (x) => (isLost(x) ? undefined : !isZero(x.middle)),
  none: NONE,
  open: UNKNOWN,
});

/** An expression at the values of its indices, and what it evaluates to. */
export interface Occurrence<T> {
  readonly node: Node;
  readonly definition: string;
  readonly value: T;
  /** What a primitive or a reduction was computed from. */
  readonly args: readonly T[];
}

export interface Traced<T> {
  /** The elements of a definition, flat. */
  readonly values: ReadonlyMap<string, readonly T[]>;
  /** Every primitive and reduction that was computed, by a key that is the same for all algebras, in order. */
  readonly occurrences: ReadonlyMap<string, Occurrence<T>>;
}

type Scope = ReadonlyMap<Node, number>;
interface Task {
  readonly key: string;
  readonly node: Node;
  readonly scope: Scope;
  readonly definition: string;
  /** An element of a definition is not computed but taken from its body. */
  readonly element?: true;
}

const starts: Record<
  Exclude<ReductionName, 'argmaxOver' | 'argminOver'>,
  { readonly op: OpName; readonly first: number }
> = {
  sumOver: { op: 'add', first: 0 },
  prodOver: { op: 'mul', first: 1 },
  maxOver: { op: 'max', first: -Infinity },
  minOver: { op: 'min', first: Infinity },
};

/**
 * Evaluates definitions of a graph with numbers of any kind, by demand and iteratively, and keeps what every
 * sub-expression came to: slower than the interpreter, for a look inside. `given` replaces the value of occurrences.
 */
export function trace<T>(
  graph: Graph,
  inputs: InputValues,
  wanted: readonly string[],
  algebra: Algebra<T>,
  given: ReadonlyMap<string, T> = new Map(),
): Traced<T> {
  const sizes = solveSizes(graph, inputs);
  const definitions = new Map(graph.definitions.map((one) => [one.name, one] as const));
  const shapes = new Map(graph.definitions.map((one) => [one.name, evaluateShape(extentsOf(one), sizes, inputs)]));
  for (const { name, shape } of graph.inputs) shapes.set(name, evaluateShape(shape, sizes, inputs));
  const known = new Map<string, T>();
  const occurrences = new Map<string, Occurrence<T>>();
  const awaited = new Set<string>();
  const scopes = new Map<string, Scope>();

  const taskOf = (node: Node, scope: Scope, definition: string): Task => {
    let key = String(node.id);
    for (const index of node.free) if (index.op === 'index') key += `|${scope.get(index)}`;
    return { key, node, scope, definition };
  };
  const elementOf = (definition: Definition, offset: number): Task => {
    const key = `${definition.name}@${offset}`;
    let scope = scopes.get(key);
    if (scope === undefined) {
      const place = placeOf(offset, shapes.get(definition.name) as number[]);
      scope = new Map(definition.indices.map((index, d) => [index, place[d] as number]));
      scopes.set(key, scope);
    }
    return { key, node: definition.body, scope, definition: definition.name, element: true };
  };

  const stack: Task[] = [];
  /** The value of a task; undefined, with the task on the stack, if it has to be computed first. */
  const need = (task: Task): T | undefined => {
    const value = known.get(task.key);
    if (value === undefined) stack.push(task);
    return value;
  };
  const needAll = (tasks: readonly Task[]): T[] | undefined => {
    const values = tasks.map(need);
    return values.includes(undefined) ? undefined : (values as T[]);
  };

  const read = (node: Node, places: readonly T[]): T | undefined => {
    const extents = shapes.get(node.name) ?? [];
    let offset = 0;
    for (const [d, place] of places.entries()) {
      const at = algebra.whole(place);
      if (at === undefined || at < 0 || at >= (extents[d] ?? 0)) return algebra.none;
      offset = offset * (extents[d] as number) + at;
    }
    const definition = definitions.get(node.name);
    if (definition === undefined) {
      const value = inputs.get(node.name) as number | ArrayLike<number>;
      return algebra.number(typeof value === 'number' ? value : (value[offset] ?? Number.NaN));
    }
    const element = elementOf(definition, offset);
    // An element that needs itself has no value.
    return awaited.has(element.key) && !known.has(element.key) ? algebra.none : need(element);
  };

  const reduce = (op: ReductionName, lo: number, items: readonly T[]): T => {
    if (op === 'argmaxOver' || op === 'argminOver') {
      const better: OpName = op === 'argmaxOver' ? 'gt' : 'lt';
      let best = 0;
      for (let k = 1; k < items.length; k += 1) {
        const wins = algebra.holds(algebra.apply(better, [items[k] as T, items[best] as T]));
        if (wins === undefined) return algebra.open;
        if (wins) best = k;
      }
      return items.length === 0 ? algebra.none : algebra.number(lo + best);
    }
    const { op: step, first } = starts[op];
    if (items.length === 0) return algebra.number(first);
    return items.slice(1).reduce((total, item) => algebra.apply(step, [total, item]), items[0] as T);
  };

  /** The value of a task, undefined if something else has to be computed first. */
  const compute = ({ key, node, scope, definition, element }: Task): T | undefined => {
    const sub = (arg: Node): Task => taskOf(arg, scope, definition);
    if (element) {
      awaited.add(key);
      return need(sub(node));
    }
    const note = (args: readonly T[], value: T): T => {
      const own = given.get(key) ?? value;
      occurrences.set(key, { node, definition, value: own, args });
      return own;
    };
    const { op } = node;
    if (op === 'const') return algebra.number(node.value);
    if (op === 'size') return algebra.number(sizes.get(node.name) as number);
    if (op === 'index') return algebra.number(scope.get(node) as number);
    if (op === 'read') {
      const places = needAll(node.args.map(sub));
      return places === undefined ? undefined : read(node, places);
    }
    if (isReduction(op)) {
      const [index, body] = node.args as [Node, Node];
      const bounds = needAll(index.args.map(sub));
      if (bounds === undefined) return undefined;
      const [lo, hi] = bounds.map(algebra.whole) as [number | undefined, number | undefined];
      if (lo === undefined || hi === undefined) return algebra.open;
      const items: (T | undefined)[] = [];
      for (let k = lo; k < hi; k += 1) items.push(need(taskOf(body, new Map([...scope, [index, k]]), definition)));
      return items.includes(undefined) ? undefined : note(items as T[], reduce(op, lo, items as T[]));
    }
    const [a, b, c] = node.args as [Node, Node, Node];
    if (op === 'detach' || op === 'given') return need(sub(a));
    if (op === 'select' || op === 'and' || op === 'or') {
      const test = need(sub(a));
      if (test === undefined) return undefined;
      const holds = algebra.holds(test);
      if (holds === undefined) return algebra.open;
      if (op === 'select') return need(sub(holds ? b : c));
      return holds === (op === 'or') ? test : need(sub(b));
    }
    const args = needAll(node.args.map(sub));
    return args === undefined || !isPrimitive(op) ? undefined : note(args, algebra.apply(op, args));
  };

  const values = new Map<string, T[]>();
  for (const name of wanted) {
    const definition = definitions.get(name) as Definition;
    const length = (shapes.get(name) as number[]).reduce((product, extent) => product * extent, 1);
    values.set(
      name,
      Array.from({ length }, (_, offset) => {
        const root = elementOf(definition, offset);
        stack.push(root);
        while (stack.length > 0) {
          const task = stack[stack.length - 1] as Task;
          const value = known.get(task.key) ?? compute(task);
          if (value === undefined) continue;
          known.set(task.key, value);
          stack.pop();
        }
        return known.get(root.key) as T;
      }),
    );
  }
  return { values, occurrences };
}
