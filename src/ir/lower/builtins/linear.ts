import type { Node, Store } from '../../store.ts';
import {
  FAILED,
  elementAt,
  elementsOf,
  formula,
  listed,
  literalCount,
  literalPlaces,
  placeholders,
  scalar,
} from '../value.ts';
import type { Known, Value } from '../value.ts';
import {
  areNumbers,
  asArray,
  at,
  builtin,
  chain,
  fail,
  keep,
  literal,
  numeric,
  ofRank,
  sameExtent,
  shapeOf,
  shownCall,
  spanOf,
  tabulate,
} from './kit.ts';
import type { Builtin, Use } from './kit.ts';
import { folds } from './reduce.ts';

/** Products of lists with more terms than this are reductions. */
const MOST_TERMS = 1024;

/** Σ over the last dimension of a and the first of b. Elements that are read more than once are computed once. */
function contract(use: Use, a: Known, b: Known, ka: number, kb: number): Value {
  if (!sameExtent(use, a, b, a.shape.length - 1, 0)) return FAILED;
  const { store } = use;
  const inside = a.shape[a.shape.length - 1] as Node;
  const left = a.shape.slice(0, -1);
  const shape = [...left, ...b.shape.slice(1)];
  const term = (x: Known, y: Known, places: readonly Node[], k: Node): Node =>
    store.op(
      'mul',
      elementAt(store, x, [...places.slice(0, left.length), k]),
      elementAt(store, y, [k, ...places.slice(left.length)]),
    );

  const count = literalCount([...shape, inside]);
  if (count !== undefined && count <= MOST_TERMS && (a.kind === 'listed' || b.kind === 'listed')) {
    const along = Array.from({ length: inside.value }, (_, k) => store.const(k));
    const elements = literalPlaces(shape).map((places) =>
      chain(
        store,
        'add',
        along.map((k) => term(a, b, places.map(store.const), k)),
        0,
      ),
    );
    return listed(shape, elements);
  }
  const x = b.shape.length > 1 || a.kind === 'listed' ? keep(use, a, ka) : a;
  const y = a.shape.length > 1 || b.kind === 'listed' ? keep(use, b, kb) : b;
  const index = store.freshIndex(store.const(0), inside);
  return formula(shape, store.reduce(folds.sum.over, index, term(x, y, placeholders(store, shape), index)));
}

/** `a * b`: products with scalars, dot product of vectors, matrix products. */
function product(use: Use, a: Known, b: Known, ka: number, kb: number): Value {
  if (a.shape.length === 0 || b.shape.length === 0) {
    return numeric(use, [a, b], (x, y) => use.store.op('mul', x as Node, y as Node));
  }
  const arrays = [a, b].map((value, k) => asArray(use, [value], 0, k === 0 ? a.shape.length : b.shape.length));
  if (arrays.some((value) => value.shape.length > 2)) {
    const message = `${shownCall(use)} multiplies vectors and matrices, not ${shapeOf(use, a)} and ${shapeOf(use, b)}`;
    return fail(use, 'shape', message, use.call.span, 'write `.*` to multiply element by element, or a `sum(k = …)`');
  }
  return contract(use, a, b, ka, kb);
}

function multiply(use: Use, args: readonly Known[]): Value {
  if (!areNumbers(use, args)) return FAILED;
  const [first, ...rest] = args as [Known, ...Known[]];
  let result: Value = first;
  rest.forEach((arg, k) => {
    if (result.kind !== 'failed') result = product(use, result, arg, k === 0 ? 0 : -1, k + 1);
  });
  return result;
}

/** `x ^ n`: of numbers, or a product of that many copies of a square matrix. */
function power(use: Use, args: readonly Known[]): Value {
  const [base, exponent] = args as [Known, Known];
  if (base.shape.length === 0 && exponent.shape.length === 0) {
    return numeric(use, args, (x, n) => use.store.op('pow', x as Node, n as Node));
  }
  const n = literal(exponent);
  const advice = 'write `.^` to raise each element';
  if (base.shape.length !== 2 || n === undefined || !Number.isInteger(n) || n < 1 || n > 64) {
    const message = `\`^\` takes a number, or a square matrix and a literal int from 1 to 64; this is ${shapeOf(use, base)}`;
    return fail(use, 'shape', message, use.call.span, advice);
  }
  if (!use.lowering.knowledge.unify(base.shape[0] as Node, base.shape[1] as Node)) {
    return fail(use, 'shape', `\`^\` needs a square matrix, and this is ${shapeOf(use, base)}`, spanOf(use, 0), advice);
  }
  let result: Value = base;
  let square: Value = base;
  let first = true;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) {
      if (first) result = square;
      else if (result.kind !== 'failed' && square.kind !== 'failed') result = contract(use, result, square, -1, -1);
      first = false;
    }
    if (rest > 1 && square.kind !== 'failed') square = contract(use, square, square, -1, -1);
  }
  return result;
}

function transpose(use: Use, args: readonly Known[]): Value {
  const { store } = use;
  const value = asArray(use, args, 0, 2);
  if (value.shape.length < 2) return value;
  if (value.shape.length > 2)
    return fail(use, 'shape', `only a matrix can be transposed, and this is ${shapeOf(use, value)}`, spanOf(use, 0));
  const shape = [value.shape[1] as Node, value.shape[0] as Node];
  return tabulate(store, shape, (i, j) => at(store, value, j as Node, i as Node), value.kind === 'listed');
}

function dot(use: Use, args: readonly Known[]): Value {
  const a = ofRank(use, args, 0, 1);
  const b = ofRank(use, args, 1, 1);
  return a === undefined || b === undefined ? FAILED : contract(use, a, b, 0, 1);
}

function cross(use: Use, args: readonly Known[]): Value {
  const { store } = use;
  const a = ofRank(use, args, 0, 1);
  const b = ofRank(use, args, 1, 1);
  if (a === undefined || b === undefined) return FAILED;
  const three = store.const(3);
  for (const [k, value] of [a, b].entries()) {
    if (use.lowering.knowledge.unify(value.shape[0] as Node, three)) continue;
    return fail(use, 'shape', `\`cross\` needs vectors of 3, and this is ${shapeOf(use, value)}`, spanOf(use, k));
  }
  const [x, y] = [a, b].map((value) => [0, 1, 2].map((k) => at(store, value, store.const(k)))) as [Node[], Node[]];
  const minor = (i: number, j: number): Node =>
    store.op('sub', store.op('mul', x[i] as Node, y[j] as Node), store.op('mul', x[j] as Node, y[i] as Node));
  return listed([three], [minor(1, 2), minor(2, 0), minor(0, 1)]);
}

/** A square matrix; reports if it isn't one. */
function square(use: Use, args: readonly Known[]): Known | undefined {
  const value = ofRank(use, args, 0, 2);
  if (value === undefined || use.lowering.knowledge.unify(value.shape[0] as Node, value.shape[1] as Node)) return value;
  fail(
    use,
    'shape',
    `\`${use.call.callee}\` needs a square matrix, and this is ${shapeOf(use, value)}`,
    spanOf(use, 0),
  );
  return undefined;
}

function trace(use: Use, args: readonly Known[]): Value {
  const { store } = use;
  const value = square(use, args);
  if (value === undefined) return FAILED;
  const extent = value.shape[0] as Node;
  if (value.kind === 'listed') {
    const diagonal = Array.from({ length: extent.value }, (_, k) => at(store, value, store.const(k), store.const(k)));
    return scalar(chain(store, 'add', diagonal, 0));
  }
  const index = store.freshIndex(store.const(0), extent);
  return scalar(store.reduce('sumOver', index, at(store, value, index, index)));
}

/** The size of a square matrix whose elements can be written out; reports if it is too large or not literal. */
function literalSize(use: Use, value: Known, most: number): number | undefined {
  const extent = value.shape[0] as Node;
  if (extent.op === 'const' && extent.value >= 1 && extent.value <= most) return extent.value;
  const message = `\`${use.call.callee}\` is supported for matrices of literal size up to ${most} × ${most}, and this is ${shapeOf(use, value)}`;
  fail(use, 'unsupported', message, spanOf(use, 0));
  return undefined;
}

/**
 * The determinant of some rows and columns, expanded along the first of the rows; equal minors are one node, so that
 * n · 2ⁿ⁻¹ products serve in place of n!.
 */
function minors(
  store: Store,
  elements: readonly Node[],
  n: number,
): (rows: readonly number[], columns: readonly number[]) => Node {
  const known = new Map<string, Node>();
  const minor = (rows: readonly number[], columns: readonly number[]): Node => {
    const key = `${rows.join()} ${columns.join()}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const [row = 0, ...below] = rows;
    let sum: Node | undefined;
    columns.forEach((column, k) => {
      const element = elements[row * n + column] as Node;
      const others = columns.filter((_, other) => other !== k);
      const term = below.length === 0 ? element : store.op('mul', element, minor(below, others));
      if (sum === undefined) sum = term;
      else sum = store.op(k % 2 === 0 ? 'add' : 'sub', sum, term);
    });
    known.set(key, sum as Node);
    return sum as Node;
  };
  return minor;
}

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

function determinant(use: Use, args: readonly Known[]): Value {
  const value = square(use, args);
  const n = value && literalSize(use, value, 12);
  if (value === undefined || n === undefined) return FAILED;
  return scalar(minors(use.store, elementsOf(use.store, value), n)(range(n), range(n)));
}

/** The adjugate over the determinant. */
function inverse(use: Use, args: readonly Known[]): Value {
  const { store } = use;
  const value = square(use, args);
  const n = value && literalSize(use, value, 4);
  if (value === undefined || n === undefined) return FAILED;
  const minor = minors(store, elementsOf(store, value), n);
  const whole = minor(range(n), range(n));
  const elements = literalPlaces(value.shape).map(([i = 0, j = 0]) => {
    const except = (k: number): number[] => range(n).filter((other) => other !== k);
    const cofactor = n === 1 ? store.const(1) : minor(except(j), except(i));
    return store.op('div', (i + j) % 2 === 0 ? cofactor : store.op('neg', cofactor), whole);
  });
  return listed(value.shape, elements);
}

export const linearBuiltins: readonly (readonly [string, Builtin])[] = [
  ['multiply', builtin(2, Infinity, multiply)],
  ['pow', builtin(2, 2, power)],
  ['transpose', builtin(1, 1, transpose)],
  ['dot', builtin(2, 2, dot)],
  ['cross', builtin(2, 2, cross)],
  ['trace', builtin(1, 1, trace)],
  ['det', builtin(1, 1, determinant)],
  ['inv', builtin(1, 1, inverse)],
];
