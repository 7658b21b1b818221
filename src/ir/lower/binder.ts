import { normalizeInt } from '../affine.ts';
import type { Node } from '../store.ts';
import type { Tree } from '../../syntax/tree.ts';
import { countOf, folds } from './builtins/reduce.ts';
import type { Fold } from './builtins/reduce.ts';
import { builtins } from './builtins/table.ts';
import { inner, report } from './context.ts';
import type { Env, Lowering, Step, Task } from './context.ts';
import { inlineCall } from './call.ts';
import { elaborateRange } from './ranges.ts';
import { promoteRank, useWhole } from './shapes.ts';
import {
  FAILED,
  bodyOf,
  elementAt,
  elementsOf,
  formula,
  listed,
  literalCount,
  placeholders,
  scalar,
  typeOf,
} from './value.ts';
import type { Known, Value } from './value.ts';
import type { Call } from './walk.ts';

/** The reduction that each binder form is made of. */
const FOLDS: ReadonlyMap<string, Fold> = new Map([
  ...Object.entries(folds),
  ['mean', folds.sum],
  ['logsumexp', folds.sum],
]);

/** Elaborates `sum(i = 1:n, j = 1:i, body)` and its likes; a name may also run over the elements of a vector. */
export function* elaborateBinder(lowering: Lowering, env: Env, tree: Call): Step {
  const { store } = lowering;
  let current = env;
  const indices: Node[] = [];
  for (const arg of tree.args.slice(0, -1)) {
    if (arg.kind !== 'binding') return FAILED;
    const bound = yield* bind(lowering, current, arg);
    if (bound === undefined) return FAILED;
    indices.push(bound.index);
    const scope = { names: new Map<string, Value>([[arg.name, scalar(bound.value)]]), outer: current.scope };
    current = inner(current, { scope, indices: [...current.indices, bound.index] });
  }
  const tail = tree.args[tree.args.length - 1] as Tree;
  const body = yield { tree: tail, env: current };
  const fold = FOLDS.get(tree.callee);
  if (body.kind === 'failed' || fold === undefined) return FAILED;
  if (typeOf(body) === 'bool') {
    const advice = 'write `test ? 1 : 0` to count it';
    report(
      lowering,
      env.work,
      'type',
      `\`${tree.callee}\` needs a number, and this is a truth value`,
      tail.span,
      advice,
    );
    return FAILED;
  }
  if (body.shape.some((extent) => extent.free.some((index) => indices.includes(index)))) {
    report(
      lowering,
      env.work,
      'shape',
      'the size of these arrays differs from term to term',
      tail.span,
      'add up numbers: `sum(i = 1:n, sum(…))`',
    );
    return FAILED;
  }
  const reduce = (element: Node, { over }: Fold): Node =>
    indices.reduceRight((reduced, index) => store.reduce(over, index, reduced), element);
  return each(body, (element) => {
    if (tree.callee === 'mean') return store.op('div', reduce(element, fold), countTerms(lowering, indices, reduce));
    if (tree.callee !== 'logsumexp') return reduce(element, fold);
    const greatest = store.op('detach', reduce(element, folds.max));
    const total = reduce(store.op('exp', store.op('sub', element, greatest)), folds.sum);
    return store.op('add', greatest, store.op('log', total));
  });
}

/** Applies a rule to each element of an array, whose expressions may mention indices that the rule binds. */
function each(value: Known, rule: (element: Node) => Node): Known {
  if (value.kind === 'listed') return listed(value.shape, value.elements.map(rule));
  return formula(value.shape, rule(value.body));
}

/** How many terms there are: a product of sizes, or for a triangle the sum of 1. */
function countTerms({ store }: Lowering, indices: readonly Node[], reduce: (element: Node, fold: Fold) => Node): Node {
  const extents = indices.map((index) =>
    normalizeInt(store, store.op('sub', index.args[1] as Node, index.args[0] as Node)),
  );
  return extents.some((extent) => extent.free.length > 0) ? reduce(store.const(1), folds.sum) : countOf(store, extents);
}

interface BoundIndex {
  readonly index: Node;
  readonly value: Node;
}

/** The index of `i = 1:n`, and what `i` means; or of `v = x`, which runs over the elements of x. */
function* bind(
  lowering: Lowering,
  env: Env,
  arg: Tree & { readonly kind: 'binding' },
): Generator<Task, BoundIndex | undefined, Value> {
  const { store } = lowering;
  const { value: tree, name } = arg;
  if (tree.kind === 'range') {
    const range = yield* elaborateRange(lowering, env, tree);
    if (range === undefined) return undefined;
    const { first, step, count, last } = range;
    if (step === 1) {
      const from = normalizeInt(store, store.op('sub', first, store.const(1)));
      const index = store.nameIndex(store.freshIndex(from, last), name);
      return { index, value: store.op('add', index, store.const(1)) };
    }
    const index = store.nameIndex(store.freshIndex(store.const(0), count), name);
    return { index, value: normalizeInt(store, store.op('add', store.op('mul', store.const(step), index), first)) };
  }
  const found = yield { tree, env };
  if (found.kind === 'failed') return undefined;
  const array = promoteRank(lowering, found, 1);
  useWhole(lowering, array);
  if (array.shape.length !== 1) {
    const advice = 'write a range, as in `i = 1:n`';
    report(lowering, env.work, 'shape', `\`${name}\` must run over a range or a vector`, tree.span, advice);
    return undefined;
  }
  const index = store.nameIndex(store.freshIndex(store.const(0), array.shape[0] as Node), name);
  return { index, value: elementAt(store, array, [index]) };
}

/** Elaborates `map(x, f)` and `map(x, f(t) = …)`. */
export function* elaborateMap(lowering: Lowering, env: Env, tree: Call): Step {
  const { store, program } = lowering;
  const [first, second] = tree.args;
  if (first === undefined || second === undefined) return FAILED;
  const found = yield { tree: first, env };
  if (found.kind === 'failed') return FAILED;
  const array = promoteRank(lowering, found, 1);
  useWhole(lowering, array);

  function* apply(element: Node, indices: readonly Node[]): Step {
    const here = inner(env, { indices: [...env.indices, ...indices] });
    const value = scalar(element);
    if (second?.kind === 'lambda') {
      const [param] = second.params;
      if (param === undefined || second.params.length > 1) return failMap('a function of one parameter');
      const scope = { names: new Map<string, Value>([[param.name, value]]), outer: env.scope };
      return yield { tree: second.body, env: inner(here, { scope }) };
    }
    const fn = second?.kind === 'name' ? program.functions.get(second.name) : undefined;
    if (fn !== undefined)
      return fn.params.length === 1
        ? yield* inlineCall(lowering, here, fn, [value], tree)
        : failMap('a function of one parameter');
    const builtin = second?.kind === 'name' ? builtins.get(second.name) : undefined;
    if (builtin === undefined || builtin.min > 1) return failMap('a function');
    return builtin.apply({ lowering, store, env: here, call: tree }, [value]);
  }
  const failMap = (wanted: string): Value => {
    report(
      lowering,
      env.work,
      'type',
      `\`map\` needs ${wanted}`,
      (second ?? tree).span,
      'write `map(x, f)` or `map(x, f(t) = t^2)`',
    );
    return FAILED;
  };

  if (array.kind === 'listed') {
    const results: Known[] = [];
    for (const element of array.elements) {
      const result = yield* apply(element, []);
      if (result.kind === 'failed') return FAILED;
      results.push(result);
    }
    const inside = results[0]?.shape ?? [];
    if (inside.length === 0)
      return listed(
        array.shape,
        results.map((result) => bodyOf(store, result)),
      );
    if (literalCount(inside) === undefined) return failMap('a function with scalar values here');
    return listed(
      [...array.shape, ...inside],
      results.flatMap((result) => elementsOf(store, result)),
    );
  }
  const indices = array.shape.map((extent) => store.freshIndex(store.const(0), extent));
  const result = yield* apply(elementAt(store, array, indices), indices);
  if (result.kind === 'failed') return FAILED;
  return abstract(lowering, result, indices, array.shape);
}

/** An array over fresh indices, and for each an array: one array of both their dimensions. */
export function abstract({ store }: Lowering, value: Known, indices: readonly Node[], extents: readonly Node[]): Known {
  const shape = [...extents, ...value.shape];
  const places = placeholders(store, shape);
  const moved = elementAt(store, value, places.slice(extents.length));
  return formula(shape, store.substitute(moved, new Map(indices.map((index, k) => [index, places[k] as Node]))));
}
