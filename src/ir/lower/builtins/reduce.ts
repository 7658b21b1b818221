import { normalizeInt } from '../../affine.ts';
import type { OpName, ReductionName } from '../../op.ts';
import type { Node, Store } from '../../store.ts';
import { FAILED, combine, elementAt, formula, listed, literalPlaces, placeholders, scalar } from '../value.ts';
import type { Known, Value } from '../value.ts';
import { areNumbers, arrayOf, builtin, chain, fail, keep, literal, shapeOf, spanOf } from './kit.ts';
import type { Builtin, Use } from './kit.ts';

/** A reduction of the graph with the operation that it repeats, and its value over nothing. */
export interface Fold {
  readonly over: ReductionName;
  readonly op: OpName;
  readonly empty: number;
}

export const folds = {
  sum: { over: 'sumOver', op: 'add', empty: 0 },
  prod: { over: 'prodOver', op: 'mul', empty: 1 },
  max: { over: 'maxOver', op: 'max', empty: -Infinity },
  min: { over: 'minOver', op: 'min', empty: Infinity },
} satisfies Record<string, Fold>;

/** Reduces all elements to one. A list is added up term by term, anything else is a reduction over fresh indices. */
export function reduceAll(store: Store, value: Known, fold: Fold): Node {
  if (value.kind === 'listed') return chain(store, fold.op, value.elements, fold.empty);
  const indices = value.shape.map((extent) => store.freshIndex(store.const(0), extent));
  return indices.reduceRight((body, index) => store.reduce(fold.over, index, body), elementAt(store, value, indices));
}

/** Reduces one dimension; the others stay. */
export function reduceDimension(store: Store, value: Known, dimension: number, fold: Fold): Known {
  const shape = value.shape.filter((_, k) => k !== dimension);
  const extent = value.shape[dimension] as Node;
  const element = (others: readonly Node[], place: Node): Node =>
    elementAt(store, value, [...others.slice(0, dimension), place, ...others.slice(dimension)]);
  if (value.kind === 'listed') {
    const along = Array.from({ length: extent.value }, (_, k) => store.const(k));
    const reduced = (others: readonly Node[]): Node =>
      chain(
        store,
        fold.op,
        along.map((place) => element(others, place)),
        fold.empty,
      );
    return listed(
      shape,
      literalPlaces(shape).map((places) => reduced(places.map(store.const))),
    );
  }
  const index = store.freshIndex(store.const(0), extent);
  return formula(shape, store.reduce(fold.over, index, element(placeholders(store, shape), index)));
}

/** The number of elements. */
export const countOf = (store: Store, shape: readonly Node[]): Node =>
  normalizeInt(
    store,
    shape.reduce(
      (product, extent) => (product.value === 1 ? extent : store.op('mul', product, extent)),
      store.const(1),
    ),
  );

/** `sum(x)` over an array, `sum(x, 2)` along a dimension, `sum(a, b, c)` of scalars. */
const reduction = (
  fold: Fold,
  finish: (store: Store, reduced: Node, count: Node) => Node = (_, reduced) => reduced,
): Builtin =>
  builtin(1, Infinity, (use, args) => {
    const { store } = use;
    if (!areNumbers(use, args)) return FAILED;
    if (args.length > 1 && args.every((arg) => arg.shape.length === 0)) {
      const terms = args.map((arg) => elementAt(store, arg, []));
      return scalar(finish(store, chain(store, fold.op, terms, fold.empty), store.const(terms.length)));
    }
    const value = arrayOf(use, args, 0);
    if (value === undefined) return FAILED;
    if (args.length === 1) return scalar(finish(store, reduceAll(store, value, fold), countOf(store, value.shape)));
    const dimension = args.length === 2 ? literal(args[1] as Known) : undefined;
    if (dimension === undefined) {
      return fail(use, 'shape', `\`${use.call.callee}\` takes one array, an array and a literal dimension, or scalars`);
    }
    const extent = value.shape[dimension - 1];
    if (extent === undefined) {
      return fail(
        use,
        'shape',
        `there is no dimension ${dimension} in an array ${shapeOf(use, value)}`,
        spanOf(use, 1),
      );
    }
    const reduced = reduceDimension(store, value, dimension - 1, fold);
    return combine(store, [reduced], reduced.shape, (element) => finish(store, element, extent));
  });

/** m + log(Σ exp(x − m)) with m = max x, which cannot overflow; the terms by which m matters cancel. */
function logSumExp(use: Use, args: readonly Known[]): Value {
  const { store } = use;
  const array = areNumbers(use, args) ? arrayOf(use, args, 0) : undefined;
  if (array === undefined) return FAILED;
  const value = keep(use, array, 0);
  const greatest = store.op('detach', reduceAll(store, value, folds.max));
  const scaled = combine(store, [value], value.shape, (x) => store.op('exp', store.op('sub', x, greatest)));
  return scalar(store.op('add', greatest, store.op('log', reduceAll(store, scaled, folds.sum))));
}

/** exp(x − m) / Σ exp(x − m) over the last dimension, with m the greatest of each row. */
function softmax(use: Use, args: readonly Known[]): Value {
  const { store } = use;
  const array = areNumbers(use, args) ? arrayOf(use, args, 0) : undefined;
  if (array === undefined) return FAILED;
  const value = keep(use, array, 0);
  const last = value.shape.length - 1;
  if (last < 0) return scalar(store.const(1));
  const greatest = spread(store, reduceDimension(store, value, last, folds.max), value.shape);
  const scaled = combine(store, [value, greatest], value.shape, (x, m) =>
    store.op('exp', store.op('sub', x as Node, store.op('detach', m as Node))),
  );
  const total = spread(store, reduceDimension(store, scaled, last, folds.sum), value.shape);
  return combine(store, [scaled, total], value.shape, (x, sum) => store.op('div', x as Node, sum as Node));
}

/** Repeats a reduced array along the last dimension, which it has lost. */
function spread(store: Store, value: Known, shape: readonly Node[]): Known {
  if (value.kind === 'formula') return formula(shape, value.body);
  const copies = (shape[shape.length - 1] as Node).value;
  return listed(
    shape,
    value.elements.flatMap((element) => Array.from({ length: copies }, () => element)),
  );
}

/** Σ (x − mean)² / (n − 1), as mathjs. */
const variance =
  (finish: (store: Store, variance: Node) => Node): Builtin['apply'] =>
  (use, args) => {
    const { store } = use;
    const array = areNumbers(use, args) ? arrayOf(use, args, 0) : undefined;
    if (array === undefined) return FAILED;
    const value = keep(use, array, 0);
    const count = countOf(store, value.shape);
    const mean = store.op('div', reduceAll(store, value, folds.sum), count);
    const squares = combine(store, [value], value.shape, (x) =>
      store.op('pow', store.op('sub', x, mean), store.const(2)),
    );
    const freedom = normalizeInt(store, store.op('sub', count, store.const(1)));
    return scalar(finish(store, store.op('div', reduceAll(store, squares, folds.sum), freedom)));
  };

/** The root of a sum of squares, with derivative 0 at 0 where the root has none. */
export const rootOfSquares = (store: Store, sum: Node): Node =>
  store.op('select', store.op('gt', sum, store.const(0)), store.op('sqrt', sum), store.const(0));

/** `norm(x)`, `norm(x, 1)`, `norm(x, Infinity)`, `norm(x, p)` of a vector; |x| of a scalar. */
function norm(use: Use, args: readonly Known[]): Value {
  const { store } = use;
  const value = areNumbers(use, args) ? arrayOf(use, args, 0) : undefined;
  if (value === undefined) return FAILED;
  if (value.shape.length > 1) {
    const advice = 'for the root of the sum of squares write `sqrt(sum(A .^ 2))`';
    return fail(
      use,
      'unsupported',
      `\`norm\` takes a vector, and this is an array ${shapeOf(use, value)}`,
      spanOf(use, 0),
      advice,
    );
  }
  const p = args[1] === undefined ? 2 : literal(args[1]);
  if (p === undefined)
    return fail(use, 'unsupported', 'the second argument of `norm` must be a literal number', spanOf(use, 1));
  const map = (rule: (x: Node) => Node): Known => combine(store, [value], value.shape, (x) => rule(x as Node));
  const abs = map((x) => store.op('abs', x));
  if (value.shape.length === 0) return abs;
  if (p === 1) return scalar(reduceAll(store, abs, folds.sum));
  if (p === Infinity) return scalar(reduceAll(store, abs, folds.max));
  if (p === -Infinity) return scalar(reduceAll(store, abs, folds.min));
  const power = (x: Node): Node => store.op('pow', x, store.const(p));
  if (p === 2) return scalar(rootOfSquares(store, reduceAll(store, map(power), folds.sum)));
  const total = reduceAll(
    store,
    combine(store, [abs], abs.shape, (x) => power(x as Node)),
    folds.sum,
  );
  return scalar(store.op('pow', total, store.op('div', store.const(1), store.const(p))));
}

export const reductionBuiltins: readonly (readonly [string, Builtin])[] = [
  ['sum', reduction(folds.sum)],
  ['prod', reduction(folds.prod)],
  ['max', reduction(folds.max)],
  ['min', reduction(folds.min)],
  ['mean', reduction(folds.sum, (store, sum, count) => store.op('div', sum, count))],
  ['logsumexp', builtin(1, 1, logSumExp)],
  ['softmax', builtin(1, 1, softmax)],
  [
    'variance',
    builtin(
      1,
      1,
      variance((_, value) => value),
    ),
  ],
  [
    'std',
    builtin(
      1,
      1,
      variance((store, value) => rootOfSquares(store, value)),
    ),
  ],
  ['norm', builtin(1, 2, norm)],
];
