import { addAffine, affineNode, difference, provablyAtMost, provablyLess } from '../../ir/affine.ts';
import type { Affine } from '../../ir/affine.ts';
import type { Fact } from '../../ir/graph.ts';
import { implies } from '../../ir/implies.ts';
import type { Node, Store } from '../../ir/store.ts';
import { withoutData } from './data-places.ts';
import { substituteTask } from './task.ts';
import type { Task } from './task.ts';

/** What splitting goes by. */
export interface SplitContext {
  readonly store: Store;
  readonly simplify: (node: Node) => Node;
  /** What the program checks on entry, and what of that is about sizes, as forms that are at least 0. */
  readonly checks: readonly Fact[];
  readonly facts: readonly Affine[];
}

const NEXT: Affine = { constant: -1, terms: new Map() };

/** Whether a ≤ b, from the bounds of indices or from what is checked. */
export const isAtMost = ({ facts }: SplitContext, a: Node, b: Node): boolean =>
  provablyAtMost(a, b) || (facts.length > 0 && implies(facts, difference(b, a)));

/** Whether a < b. */
const isLess = ({ facts }: SplitContext, a: Node, b: Node): boolean =>
  provablyLess(a, b) || (facts.length > 0 && implies(facts, addAffine(difference(b, a), NEXT)));

/** What is to be tested of a place so that it is within the bounds of an index: nothing of what is known. */
export function testsWithin(context: SplitContext, place: Node, { args }: Node): Node[] {
  const { store, checks } = context;
  const [lo, hi] = args as [Node, Node];
  const tests: Node[] = [];
  if (!isAtMost(context, lo, withoutData(store, checks, place, 'least'))) tests.push(store.op('le', lo, place));
  if (!isLess(context, withoutData(store, checks, place, 'greatest'), hi)) tests.push(store.op('lt', place, hi));
  return tests;
}

/** The task at one place of an index. */
export function at(store: Store, task: Task, index: Node, place: Node): Task {
  const without = { ...task, dims: task.dims.filter((dim) => dim.index !== index) };
  return substituteTask(store, without, new Map([[index, place]]));
}

/** The task on lo ≤ index < hi only. */
export function between(context: SplitContext, task: Task, index: Node, lo: Node, hi: Node): Task | undefined {
  const { store } = context;
  if (isAtMost(context, hi, lo)) return undefined;
  const next = affineNode(store, addAffine(difference(lo, store.const(0)), { constant: 1, terms: new Map() }));
  // One place, or none: where that isn't known it stays a loop.
  if (isAtMost(context, hi, next) && isLess(context, lo, hi)) return at(store, task, index, lo);
  const narrowed = store.freshIndex(lo, hi);
  const hint = store.indexName(index);
  if (hint !== undefined) store.nameIndex(narrowed, hint);
  return substituteTask(store, task, new Map([[index, narrowed]]));
}

/** Where a test holds: at lo ≤ index < hi. */
export interface Domain {
  readonly index: Node;
  readonly lo: Node;
  readonly hi: Node;
}

/** Where a test on one index of the task holds: `index` ∈ [lo, hi), within the bounds of the index. */
export function domainOf(context: SplitContext, task: Task, test: Node): Domain | undefined {
  const { store } = context;
  if (test.args.length !== 2 || test.args.some((arg) => arg.type !== 'int')) return undefined;
  const form = difference(test.args[0] as Node, test.args[1] as Node);
  const own = task.dims.filter(({ index }) => form.terms.has(index));
  const index = own[0]?.index;
  if (index === undefined || own.length > 1) return undefined;
  const factor = form.terms.get(index) as number;
  if (factor !== 1 && factor !== -1) return undefined;
  const terms = new Map(form.terms);
  terms.delete(index);
  if ([...terms.keys()].some((term) => term.free.length > 0)) return undefined;
  // index (op) place, with the operation turned round where the index is on the right.
  const place: Affine = addAffine({ constant: 0, terms: new Map() }, { constant: form.constant, terms }, -factor);
  const op =
    factor === 1
      ? test.op
      : (({ lt: 'gt', le: 'ge', gt: 'lt', ge: 'le' } as Record<string, string>)[test.op] ?? test.op);
  const node = (offset: number): Node => affineNode(store, { ...place, constant: place.constant + offset });
  const [lo, hi] = index.args as [Node, Node];
  const low = op === 'ge' || op === 'eq' ? node(0) : op === 'gt' ? node(1) : lo;
  const high = op === 'lt' ? node(0) : op === 'le' || op === 'eq' ? node(1) : hi;
  if (!['lt', 'le', 'gt', 'ge', 'eq'].includes(op)) return undefined;
  const max = isAtMost(context, low, lo) ? lo : isAtMost(context, lo, low) ? low : store.op('max', lo, low);
  const min = isAtMost(context, hi, high) ? hi : isAtMost(context, high, hi) ? high : store.op('min', hi, high);
  return { index, lo: max, hi: min };
}

/** Whether a guard bounds a loop, and is not one that fixes a place that may be beside it. */
export const isCertain = (context: SplitContext, domain: Domain | undefined, guard: Node): boolean =>
  domain !== undefined && (guard.op !== 'eq' || isLess(context, domain.lo, domain.hi));
