import { normalizeInt } from '../../affine.ts';
import type { Node } from '../../store.ts';
import { asInt } from '../lookup.ts';
import { defineArray } from '../store-value.ts';
import { FAILED, elementAt, formula, listed, literalCount, scalar } from '../value.ts';
import type { Known, Value } from '../value.ts';
import {
  areNumbers,
  arrayOf,
  asArray,
  at,
  builtin,
  fail,
  keep,
  ofRank,
  shapeOf,
  shownCall,
  spanOf,
  tabulate,
} from './kit.ts';
import type { Builtin, Use } from './kit.ts';
import { countOf } from './reduce.ts';

/** Lists made by these functions are at most this long. */
const LONGEST_LIST = 64;

/** The sizes in `zeros(n, m)` or `zeros([n, m])`. */
function sizesOf(use: Use, args: readonly Known[]): Node[] | undefined {
  const [first] = args;
  if (args.length === 1 && first?.kind === 'listed' && first.shape.length === 1) {
    if (first.elements.every((size) => size.type === 'int'))
      return first.elements.map((size) => normalizeInt(use.store, size));
    fail(use, 'type', `${shownCall(use)} needs sizes that are ints`, spanOf(use, 0));
    return undefined;
  }
  const sizes = args.map((arg, k) => asInt(use.lowering, use.env, arg, spanOf(use, k), 'size'));
  return sizes.some((size) => size === undefined) ? undefined : (sizes as Node[]);
}

const filled =
  (rule: (use: Use, places: readonly Node[]) => Node, square: boolean): Builtin['apply'] =>
  (use, args) => {
    const sizes = sizesOf(use, args);
    if (sizes === undefined) return FAILED;
    const shape = square && sizes.length === 1 ? [...sizes, ...sizes] : sizes;
    return tabulate(use.store, shape, (...places) => rule(use, places), false);
  };

function identityElement({ store }: Use, places: readonly Node[]): Node {
  const [i, j] = places;
  if (i === undefined || j === undefined) return store.const(1);
  return store.op('select', store.op('eq', i, j), store.const(1), store.const(0));
}

/** `size(x)`: the array of its sizes. */
function size(use: Use, args: readonly Known[]): Value {
  const value = asArray(use, args, 0, 1);
  return { kind: 'listed', shape: [use.store.const(value.shape.length)], elements: value.shape };
}

const count = (use: Use, args: readonly Known[]): Value => {
  const value = arrayOf(use, args, 0);
  return value === undefined ? FAILED : scalar(countOf(use.store, value.shape));
};

/** The diagonal matrix of a vector, or the diagonal of a matrix. */
function diag(use: Use, args: readonly Known[]): Value {
  const { store } = use;
  const value = asArray(use, args, 0, 1);
  const [rows, columns] = value.shape as [Node, Node];
  if (value.shape.length === 1) {
    const element = (i: Node, j: Node): Node =>
      store.op('select', store.op('eq', i, j), at(store, value, i), store.const(0));
    const listElement = (i: Node, j: Node): Node => (i === j ? at(store, value, i) : store.const(0));
    const isList = value.kind === 'listed';
    return tabulate(store, [rows, rows], (i, j) => (isList ? listElement : element)(i as Node, j as Node), isList);
  }
  if (value.shape.length !== 2 || !use.lowering.knowledge.unify(rows, columns)) {
    return fail(
      use,
      'shape',
      `\`diag\` takes a vector or a square matrix, and this is ${shapeOf(use, value)}`,
      spanOf(use, 0),
    );
  }
  return tabulate(store, [rows], (i) => at(store, value, i as Node, i as Node), value.kind === 'listed');
}

/** The elements in row-major order as an array of another shape. */
function reshaped(use: Use, value: Known, shape: readonly Node[]): Known {
  const { store } = use;
  const int = (node: Node): Node => normalizeInt(store, node);
  const strides = (extents: readonly Node[]): Node[] => extents.map((_, k) => countOf(store, extents.slice(k + 1)));
  const literal = literalCount(shape);
  if (literal !== undefined && (value.kind === 'listed' || literal <= LONGEST_LIST)) {
    const offsets = strides(shape).map((stride) => stride.value);
    const steps = strides(value.shape).map((stride) => stride.value);
    const element = (...places: Node[]): Node => {
      const offset = places.reduce((sum, place, k) => sum + place.value * (offsets[k] as number), 0);
      const old = value.shape.map((extent, k) => Math.floor(offset / (steps[k] as number)) % extent.value);
      return at(store, value, ...old.map(store.const));
    };
    return tabulate(store, shape, element, true);
  }
  const offsets = strides(shape);
  const steps = strides(value.shape);
  const element = (...places: Node[]): Node => {
    const terms = places.map((place, k) =>
      (offsets[k] as Node).value === 1 ? place : store.op('mul', offsets[k] as Node, place),
    );
    const offset = terms.length === 0 ? store.const(0) : int(terms.reduce((a, b) => store.op('add', a, b)));
    const old = value.shape.map((extent, k) => {
      const quotient = k === value.shape.length - 1 ? offset : store.op('idiv', offset, steps[k] as Node);
      return k === 0 ? quotient : store.op('mod', quotient, extent);
    });
    return at(store, value, ...old);
  };
  return tabulate(store, shape, element, false);
}

function flatten(use: Use, args: readonly Known[]): Value {
  const value = asArray(use, args, 0, 2);
  return value.shape.length < 2 ? value : reshaped(use, keep(use, value, 0), [countOf(use.store, value.shape)]);
}

function reshape(use: Use, args: readonly Known[]): Value {
  const value = asArray(use, args, 0, 1);
  const shape = sizesOf(use, args.slice(1));
  if (shape === undefined) return FAILED;
  if (!use.lowering.knowledge.unify(countOf(use.store, value.shape), countOf(use.store, shape))) {
    return fail(use, 'shape', `an array ${shapeOf(use, value)} has not as many elements as that`, spanOf(use, 1));
  }
  return reshaped(use, keep(use, value, 0), shape);
}

/** One vector after the other. */
function concat(use: Use, args: readonly Known[]): Value {
  const { store } = use;
  const vectors = args.map((_, k) => ofRank(use, args, k, 1));
  if (vectors.some((vector) => vector === undefined)) return FAILED;
  return (vectors as Known[]).reduce((a, b) => {
    const [n, m] = [a.shape[0] as Node, b.shape[0] as Node];
    const shape = [normalizeInt(store, store.op('add', n, m))];
    if (a.kind === 'listed' && b.kind === 'listed') return listed(shape, [...a.elements, ...b.elements]);
    const later = (k: Node): Node => at(store, b, normalizeInt(store, store.op('sub', k, n)));
    return tabulate(
      store,
      shape,
      (k) => store.op('select', store.op('lt', k as Node, n), at(store, a, k as Node), later(k as Node)),
      false,
    );
  });
}

/** The running sum of a vector: a recurrence, or a sum of its own for each element where indices are in scope. */
function cumsum(use: Use, args: readonly Known[]): Value {
  const { store, lowering, env } = use;
  const vector = areNumbers(use, args) ? ofRank(use, args, 0, 1) : undefined;
  if (vector === undefined) return FAILED;
  if (vector.kind === 'listed') {
    const sums: Node[] = [];
    for (const element of vector.elements)
      sums.push(sums.length === 0 ? element : store.op('add', sums[sums.length - 1] as Node, element));
    return listed(vector.shape, sums);
  }
  const value = keep(use, vector, 0);
  const running = defineArray(lowering, env, 'cumsum', value.shape, 'real', use.call.span, (read, [i]) => {
    const before = read([normalizeInt(store, store.op('sub', i as Node, store.const(1)))]);
    const first = store.op('eq', i as Node, store.const(0));
    const element = elementAt(store, value, [i as Node]);
    return store.op('select', first, element, store.op('add', before, element));
  });
  if (running !== undefined) return running;
  const rule = (i: Node): Node => {
    const index = store.freshIndex(store.const(0), normalizeInt(store, store.op('add', i, store.const(1))));
    return store.reduce('sumOver', index, elementAt(store, value, [index]));
  };
  return formula(value.shape, rule(store.definitionIndex(0, value.shape[0] as Node)));
}

export const constructBuiltins: readonly (readonly [string, Builtin])[] = [
  [
    'zeros',
    builtin(
      1,
      Infinity,
      filled(({ store }) => store.const(0), false),
    ),
  ],
  [
    'ones',
    builtin(
      1,
      Infinity,
      filled(({ store }) => store.const(1), false),
    ),
  ],
  ['identity', builtin(1, 2, filled(identityElement, true))],
  ['size', builtin(1, 1, size)],
  ['count', builtin(1, 1, count)],
  ['diag', builtin(1, 1, diag)],
  ['flatten', builtin(1, 1, flatten)],
  ['reshape', builtin(2, 2, reshape)],
  ['concat', builtin(1, Infinity, concat)],
  ['cumsum', builtin(1, 1, cumsum)],
];
