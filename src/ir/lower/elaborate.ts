import { TooLarge } from '../store.ts';
import type { Node } from '../store.ts';
import type { Tree } from '../../syntax/tree.ts';
import { elaborateBinder, elaborateMap } from './binder.ts';
import { applyBuiltin, elaborateUserCall } from './call.ts';
import { elaborateConditional } from './conditional.ts';
import { report } from './context.ts';
import type { Env, Lowering, Step, Task } from './context.ts';
import { elaborateGradient } from './gradient.ts';
import { lookup } from './lookup.ts';
import { elaborateRange, rangeArray } from './ranges.ts';
import { elaborateIndex } from './subscript.ts';
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
  wholeRead,
} from './value.ts';
import type { Known, Value } from './value.ts';
import type { Call } from './walk.ts';

/**
 * The value of a tree. Each compound tree is elaborated by a generator that asks for the values of its parts (or, for
 * the common case of a builtin function, by a list of its arguments), so that trees and chains of functions of any depth
 * need no stack.
 */
export const elaborate = (lowering: Lowering, task: Task): Value => run(lowering, [], task);

/** The value of a step that is under way. */
export const elaborateStep = (lowering: Lowering, step: Step): Value => run(lowering, [{ step }], undefined);

/** What a formula may come to before it is differentiated, which makes several times as much of it. */
const MOST_LOWERED = 500_000;

/** A call of a builtin function whose arguments are being elaborated. */
interface CallFrame {
  readonly call: Call;
  readonly args: Value[];
  readonly task: Task;
  begun: boolean;
}

/** A tree that is being elaborated. */
type Frame = CallFrame | { readonly step: Step; readonly task?: Task };

function run(lowering: Lowering, stack: Frame[], first: Task | undefined): Value {
  let asked = first;
  let answer: Value = FAILED;
  for (;;) {
    if (lowering.store.count() > MOST_LOWERED)
      throw new TooLarge(MOST_LOWERED, (asked ?? stack.at(-1)?.task)?.tree.span);
    if (asked !== undefined) {
      const known: Value | undefined = asked.env.done.get(asked.tree) ?? leaf(lowering, asked);
      if (known === undefined) stack.push(begin(lowering, asked));
      else answer = known;
    }
    const top = stack[stack.length - 1];
    if (top === undefined) return answer;
    const result = 'step' in top ? top.step.next(answer) : advance(lowering, top, answer);
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

/** Takes the value of an argument and asks for the next, or applies the function. */
function advance(lowering: Lowering, frame: CallFrame, answer: Value): IteratorResult<Task, Value> {
  const { call, args, task } = frame;
  if (frame.begun) args.push(answer);
  frame.begun = true;
  const next = call.args[args.length];
  if (next !== undefined) return { done: false, value: { tree: next, env: task.env } };
  return { done: true, value: applyBuiltin(lowering, task.env, call, args) };
}

function begin(lowering: Lowering, task: Task): Frame {
  const { tree } = task;
  const isPlain =
    tree.kind === 'call' &&
    !lowering.program.functions.has(tree.callee) &&
    tree.callee !== 'map' &&
    tree.callee !== 'D';
  const binds = isPlain && tree.args[0]?.kind === 'binding';
  if (isPlain && !binds) return { call: tree, args: [], begun: false, task };
  return { step: compound(lowering, task), task };
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
    case 'call': {
      const fn = lowering.program.functions.get(tree.callee);
      if (fn !== undefined) return elaborateUserCall(lowering, env, fn, tree);
      if (tree.callee === 'D') return elaborateGradient(lowering, env, tree);
      return tree.callee === 'map' ? elaborateMap(lowering, env, tree) : elaborateBinder(lowering, env, tree);
    }
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
      'write rows of one length, as in `[1, 2; 3, 4]`',
    );
    return FAILED;
  }
  if (items.some((item) => typeOf(item) === 'bool') && items.some((item) => typeOf(item) !== 'bool')) {
    report(
      lowering,
      env.work,
      'type',
      'this array mixes numbers and truth values',
      tree.span,
      'write `… ? 1 : 0` for a number',
    );
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
