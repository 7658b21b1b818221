import { addAffine, affineOf } from '../affine.ts';
import type { Affine } from '../affine.ts';
import type { Node } from '../store.ts';
import type { Tree } from '../../syntax/tree.ts';
import { truth } from './builtins/elementwise.ts';
import { elaborateBinder, elaborateMap } from './binder.ts';
import { holds, negated, plus } from './bounds.ts';
import { elaborateCall } from './call.ts';
import { inner, report } from './context.ts';
import type { Env, Lowering, Step, Task } from './context.ts';
import { lookup } from './lookup.ts';
import { binderNames } from './names.ts';
import { elaborateRange, rangeArray } from './ranges.ts';
import { broadcast } from './shapes.ts';
import { elaborateIndex } from './subscript.ts';
import {
  FAILED,
  bodyOf,
  combine,
  elementAt,
  elementsOf,
  formula,
  listed,
  literalCount,
  placeholders,
  scalar,
  typeOf,
  wholeRead,
} from './value.ts';
import type { Known, Value } from './value.ts';

/**
 * The value of a tree. Each compound tree is elaborated by a generator that asks for the values of its parts, so that
 * trees and chains of functions of any depth need no stack.
 */
export const elaborate = (lowering: Lowering, task: Task): Value => run(lowering, [], task);

/** The value of a step that is under way. */
export const elaborateStep = (lowering: Lowering, step: Step): Value => run(lowering, [{ step }], undefined);

function run(lowering: Lowering, stack: { step: Step; task?: Task }[], first: Task | undefined): Value {
  let asked = first;
  let answer: Value = FAILED;
  for (;;) {
    if (asked !== undefined) {
      const known: Value | undefined = asked.env.done.get(asked.tree) ?? leaf(lowering, asked);
      if (known === undefined) stack.push({ step: compound(lowering, asked), task: asked });
      else answer = known;
    }
    const top = stack[stack.length - 1];
    if (top === undefined) return answer;
    const result = top.step.next(answer);
    if (result.done === true) {
      stack.pop();
      answer = result.value;
      top.task?.env.done.set(top.task.tree, answer);
      asked = undefined;
    } else {
      asked = result.value;
    }
  }
}

/** Values of trees that have no parts. */
function leaf(lowering: Lowering, { tree, env }: Task): Value | undefined {
  const { store, growing } = lowering;
  switch (tree.kind) {
    case 'number':
      return scalar(store.const(tree.value));
    case 'boolean':
      return scalar(store.bool(tree.value));
    case 'name': {
      const value = lookup(lowering, env, tree.name, tree.span);
      const whole = wholeRead(store, value);
      const unit = whole === undefined ? undefined : growing.get(whole);
      if (unit !== undefined) {
        const places = value.shape.map(() => undefined);
        env.work.reads.push({ unit, places, assumptions: env.assumptions, span: tree.span });
      }
      return value;
    }
    case 'binding':
    case 'lambda':
      return FAILED;
    default:
      return undefined;
  }
}

function compound(lowering: Lowering, { tree, env }: Task): Step {
  switch (tree.kind) {
    case 'call':
      if (!lowering.program.functions.has(tree.callee)) {
        if (binderNames.has(tree.callee) && tree.args[0]?.kind === 'binding')
          return elaborateBinder(lowering, env, tree);
        if (tree.callee === 'map') return elaborateMap(lowering, env, tree);
      }
      return elaborateCall(lowering, env, tree);
    case 'index':
      return elaborateIndex(lowering, env, tree);
    case 'range':
      return elaborateRangeArray(lowering, env, tree);
    case 'array':
      return elaborateArray(lowering, env, tree);
    case 'conditional':
      return elaborateConditional(lowering, env, tree);
    default:
      throw new Error(`${tree.kind} is no compound tree`);
  }
}

function* elaborateRangeArray(lowering: Lowering, env: Env, tree: Tree & { readonly kind: 'range' }): Step {
  const range = yield* elaborateRange(lowering, env, tree);
  return range === undefined ? FAILED : rangeArray(lowering, range);
}

/** `[a, b, c]`, and arrays of arrays of one shape. */
function* elaborateArray(lowering: Lowering, env: Env, tree: Tree & { readonly kind: 'array' }): Step {
  const { store, knowledge } = lowering;
  const items: Known[] = [];
  let failed = false;
  for (const item of tree.items) {
    const value = yield { tree: item, env };
    if (value.kind === 'failed') failed = true;
    else items.push(value);
  }
  if (failed) return FAILED;
  const inside = items[0]?.shape ?? [];
  for (const [k, { shape }] of items.entries()) {
    if (shape.length === inside.length && shape.every((extent, d) => knowledge.unify(inside[d] as Node, extent)))
      continue;
    report(
      lowering,
      env.work,
      'shape',
      'the items of an array must have one shape, and this differs from the first',
      (tree.items[k] as Tree).span,
    );
    return FAILED;
  }
  if (items.some((item) => typeOf(item) === 'bool') && items.some((item) => typeOf(item) !== 'bool')) {
    report(lowering, env.work, 'type', 'this array mixes numbers and truth values', tree.span);
    return FAILED;
  }
  const shape = [store.const(items.length), ...inside];
  if (literalCount(inside) !== undefined) {
    return listed(
      shape,
      items.flatMap((item) => (item.shape.length === 0 ? [bodyOf(store, item)] : elementsOf(store, item))),
    );
  }
  const [row, ...places] = placeholders(store, shape) as [Node, ...Node[]];
  const rows = items.map((item) => elementAt(store, item, places));
  const last = rows.pop() as Node;
  const body = rows.reduceRight(
    (rest, element, k) => store.op('select', store.op('eq', row, store.const(k)), element, rest),
    last,
  );
  return formula(shape, body);
}

/** `test ? a : b`: each branch knows what the test says about ints. */
function* elaborateConditional(lowering: Lowering, env: Env, tree: Tree & { readonly kind: 'conditional' }): Step {
  const { store } = lowering;
  const test = yield { tree: tree.test, env };
  const condition =
    test.kind === 'failed' || test.shape.length > 0 ? undefined : truth(store, elementAt(store, test, []));
  if (test.kind !== 'failed' && condition === undefined) {
    report(
      lowering,
      env.work,
      'type',
      'the test of a conditional must be a scalar, and this is an array',
      tree.test.span,
    );
  }
  const branchEnv = (holdsHere: boolean): Env => {
    const assumed = condition === undefined ? [] : conditionsOf(condition, holdsHere, env.work.scan?.indices);
    return assumed.length === 0 ? env : inner(env, { assumptions: [...env.assumptions, ...assumed] });
  };
  const then = yield { tree: tree.then, env: branchEnv(true) };
  const otherwise = yield { tree: tree.else, env: branchEnv(false) };
  if (condition === undefined || then.kind === 'failed' || otherwise.kind === 'failed') return FAILED;
  if ((typeOf(then) === 'bool') !== (typeOf(otherwise) === 'bool')) {
    report(lowering, env.work, 'type', 'one branch is a number, the other a truth value', tree.span);
    return FAILED;
  }
  const shape = broadcast(lowering, env, [then, otherwise], tree.span, 'the conditional');
  if (shape === undefined) return FAILED;
  return combine(store, [then, otherwise], shape, (a, b) => store.op('select', condition, a as Node, b as Node));
}

/**
 * What a test says about ints, as forms that are at least 0 where it holds (or where it does not). `scanned` are indices
 * whose end is not known yet: that such an index is not n is taken to mean that it stays below.
 */
function conditionsOf(root: Node, holdsHere: boolean, scanned: ReadonlySet<Node> = new Set()): Affine[] {
  const found: Affine[] = [];
  const stack: [Node, boolean][] = [[root, holdsHere]];
  while (stack.length > 0) {
    const [test, isTrue] = stack.pop() as [Node, boolean];
    const [a, b] = test.args;
    if (a === undefined) continue;
    if (test.op === 'not') stack.push([a, !isTrue]);
    else if (b !== undefined && test.op === (isTrue ? 'and' : 'or')) stack.push([b, isTrue], [a, isTrue]);
    else if (b !== undefined) found.push(...comparisonSays(test, a, b, isTrue, scanned));
  }
  return found;
}

function comparisonSays(test: Node, a: Node, b: Node, isTrue: boolean, scanned: ReadonlySet<Node>): Affine[] {
  if (a.type !== 'int' || b.type !== 'int') return [];
  const atMost = (x: Node, y: Node, gap: number): Affine => plus(addAffine(affineOf(y), affineOf(x), -1), -gap);
  switch (test.op) {
    case 'lt':
      return [isTrue ? atMost(a, b, 1) : atMost(b, a, 0)];
    case 'le':
      return [isTrue ? atMost(a, b, 0) : atMost(b, a, 1)];
    case 'gt':
      return [isTrue ? atMost(b, a, 1) : atMost(a, b, 0)];
    case 'ge':
      return [isTrue ? atMost(b, a, 0) : atMost(a, b, 1)];
    case 'eq':
    case 'ne': {
      if ((test.op === 'eq') === isTrue) return [atMost(a, b, 0), atMost(b, a, 0)];
      // Two ints that differ and of which one is never less than the other are at least 1 apart.
      const gap = atMost(a, b, 0);
      const sides = [gap, negated(gap)];
      const known = sides.filter((form) => holds(form));
      const below = sides.filter((form) => [...form.terms].some(([term, factor]) => scanned.has(term) && factor < 0));
      return (known.length > 0 ? known : below).map((form) => plus(form, -1));
    }
    default:
      return [];
  }
}
