import { affineNode, affineOf, normalizeInt } from '../affine.ts';
import type { Node } from '../store.ts';
import type { Tree } from '../../syntax/tree.ts';
import { floorDivide } from './bounds.ts';
import { report } from './context.ts';
import type { Env, Lowering, Task } from './context.ts';
import { asInt } from './lookup.ts';
import { formula } from './value.ts';
import type { Known, Value } from './value.ts';

/** The values first, first + step, …, of which there are count. Places and values are as the user counts, from 1. */
export interface Range {
  readonly first: Node;
  readonly step: number;
  readonly count: Node;
  /** The bound as written; for step 1 the values are below last + 1. */
  readonly last: Node;
}

type RangeTree = Tree & { readonly kind: 'range' };

/** Elaborates `a:b` or `a:s:b`; in subscripts `from` and `to` are what an absent bound means. */
export function* elaborateRange(
  lowering: Lowering,
  env: Env,
  tree: RangeTree,
  to?: Node,
): Generator<Task, Range | undefined, Value> {
  const { store } = lowering;
  const first = tree.start === undefined ? store.const(1) : yield* bound(lowering, env, tree.start);
  const step = tree.step === undefined ? store.const(1) : yield* bound(lowering, env, tree.step);
  const last = tree.end === undefined ? to : yield* bound(lowering, env, tree.end);
  if (first === undefined || step === undefined || last === undefined) {
    if (tree.end === undefined && to === undefined)
      report(lowering, env.work, 'range-unknown', 'this range has no end', tree.span, 'write `1:n`');
    return undefined;
  }
  if (step.op !== 'const' || step.value === 0) {
    report(
      lowering,
      env.work,
      'unsupported',
      'a step must be a literal int other than 0',
      (tree.step ?? tree).span,
      'write `1:2:n`, or `n:-1:1`',
    );
    return undefined;
  }
  const distance = normalizeInt(store, step.value > 0 ? store.op('sub', last, first) : store.op('sub', first, last));
  const size = Math.abs(step.value);
  const steps = size === 1 ? distance : affineNode(store, floorDivide(store, affineOf(distance), size));
  const count = normalizeInt(store, store.op('add', steps, store.const(1)));
  return { first, step: step.value, count: count.op === 'const' && count.value < 0 ? store.const(0) : count, last };
}

function* bound(lowering: Lowering, env: Env, tree: Tree): Generator<Task, Node | undefined, Value> {
  return asInt(lowering, env, yield { tree, env }, tree.span, 'size');
}

/** The value at a place (from 0) of a range. */
export function rangeValue({ store }: Lowering, { first, step }: Range, place: Node): Node {
  const scaled = step === 1 ? place : store.op('mul', store.const(step), place);
  return normalizeInt(store, store.op('add', first, scaled));
}

/** A range as an array. */
export const rangeArray = (lowering: Lowering, range: Range): Known =>
  formula([range.count], rangeValue(lowering, range, lowering.store.definitionIndex(0, range.count)));
