import type { OpName } from '../../op.ts';
import type { Node, Store } from '../../store.ts';
import type { Span } from '../../../source.ts';
import type { Tree } from '../../../syntax/tree.ts';
import { isDotOperand } from '../walk.ts';
import type { Call } from '../walk.ts';
import { report, textOf } from '../context.ts';
import type { Env, Lowering } from '../context.ts';
import { broadcast, promoteRank, shapeText, undeclaredIn, useWhole } from '../shapes.ts';
import { isCostly, nameFor, storeValue } from '../store-value.ts';
import {
  FAILED,
  combine,
  elementAt,
  formula,
  listed,
  literalCount,
  literalPlaces,
  placeholders,
  typeOf,
} from '../value.ts';
import type { Known, Value } from '../value.ts';

/** A call of a builtin function that is being lowered. */
export interface Use {
  readonly lowering: Lowering;
  readonly store: Store;
  readonly env: Env;
  readonly call: Call;
}

/** How a builtin function is lowered; its arguments have been elaborated and none has failed. */
export interface Builtin {
  readonly min: number;
  readonly max: number;
  apply(use: Use, args: readonly Known[]): Value;
}

export const builtin = (min: number, max: number, apply: Builtin['apply']): Builtin => ({ min, max, apply });

/** Reports and fails. */
export function fail(use: Use, code: string, message: string, span: Span = use.call.span, suggestion?: string): Value {
  report(use.lowering, use.env.work, code, message, span, suggestion);
  return FAILED;
}

export const spanOf = (use: Use, arg: number): Span => use.call.args[arg]?.span ?? use.call.span;

/** How the call is shown in messages: operators as written, functions by name. */
export const shownCall = ({ lowering, call }: Use): string =>
  call.operator ? `\`${textOf(lowering.source, call.calleeSpan) || '*'}\`` : `\`${call.callee}\``;

export const shapeOf = (use: Use, value: Value): string => shapeText(use.lowering, value.shape);

/** Truth values are no numbers; reports the first that is used as one. */
export function areNumbers(use: Use, args: readonly Known[]): boolean {
  const bad = args.findIndex((arg) => typeOf(arg) === 'bool');
  if (bad < 0) return true;
  const advice = 'write `test ? 1 : 0` to count it';
  fail(use, 'type', `${shownCall(use)} needs a number, and this is a truth value`, spanOf(use, bad), advice);
  return false;
}

/** Applies a rule element by element, with broadcasting. */
export function elementwise(use: Use, args: readonly Known[], rule: (...elements: Node[]) => Node): Value {
  if (args.every((arg) => arg.shape.length === 0)) return combine(use.store, args, [], rule);
  for (const arg of args) useWhole(use.lowering, arg);
  const shape = broadcast(use.lowering, use.env, args, use.call.span, shownCall(use));
  return shape === undefined ? FAILED : combine(use.store, args, shape, rule);
}

/** The same for numbers. */
export const numeric = (use: Use, args: readonly Known[], rule: (...elements: Node[]) => Node): Value =>
  areNumbers(use, args) ? elementwise(use, args, rule) : FAILED;

/** An argument that must be an array: an undeclared name becomes one of that rank. */
export function asArray(use: Use, args: readonly Known[], k: number, rank: number): Known {
  const value = promoteRank(use.lowering, args[k] as Known, rank);
  useWhole(use.lowering, value);
  return value;
}

/**
 * An argument that is reduced as an array. Where it is a scalar only because nobody declared what is in it, the name that
 * must be an array becomes one; if there is a choice, it is reported. A number by itself is left as it is.
 */
export function arrayOf(use: Use, args: readonly Known[], k: number): Known | undefined {
  const value = asArray(use, args, k, 1);
  if (value.shape.length > 0) return value;
  const { lowering, call } = use;
  const open = undeclaredIn(lowering, elementAt(use.store, value, []));
  if (open.length === 0) return value;
  const dotted = open.length === 1 ? open : open.filter((guess) => isDotOperand(call.args[k] as Tree, guess.name));
  if (dotted.length === 0) {
    const names = open.map((guess) => `\`${guess.name}\``).join(', ');
    const advice = `declare the arrays, as in \`${open[0]?.name} : real[n]\``;
    fail(use, 'shape', `${shownCall(use)} needs an array, and any of ${names} could be one`, spanOf(use, k), advice);
  }
  for (const guess of dotted) lowering.knowledge.promote(guess, { rank: 1 });
  return undefined;
}

/** An argument of exactly that rank; reports if it isn't. */
export function ofRank(use: Use, args: readonly Known[], k: number, rank: number): Known | undefined {
  const value = rank === 1 ? arrayOf(use, args, k) : asArray(use, args, k, rank);
  if (value === undefined) return undefined;
  if (value.shape.length === rank) return value;
  const wanted = rank === 1 ? 'a vector' : 'a matrix';
  const advice = guessAdvice(use, value, rank);
  fail(use, 'shape', `${shownCall(use)} needs ${wanted}, and this is ${article(use, value)}`, spanOf(use, k), advice);
  return undefined;
}

const article = (use: Use, value: Value): string =>
  value.shape.length === 0 ? 'a scalar' : `an array ${shapeOf(use, value)}`;

const guessAdvice = (_use: Use, value: Known, rank: number): string | undefined =>
  value.shape.length === 0
    ? `declare the arrays in it, as in \`x : real[${['n', 'm'].slice(0, rank).join(', ')}]\``
    : undefined;

/** Makes two extents equal, or reports. */
export function sameExtent(use: Use, a: Known, b: Known, i: number, j: number): boolean {
  if (use.lowering.knowledge.unify(a.shape[i] as Node, b.shape[j] as Node)) return true;
  fail(use, 'shape', `${shownCall(use)} of ${shapeOf(use, a)} and ${shapeOf(use, b)}: the sizes do not fit`);
  return false;
}

/** Gives an operand whose elements are costly and read more than once a definition of its own. */
export function keep(use: Use, value: Known, k: number): Known {
  if (value.kind === 'formula' && !isCostly(use.lowering, value)) return value;
  const tree = use.call.args[k];
  const parts = tree?.kind === 'call' ? tree.args.map((arg) => (arg.kind === 'name' ? arg.name : '')) : [];
  const wanted = tree?.kind === 'call' ? nameFor(tree.callee, parts) : tree?.kind === 'name' ? tree.name : 'array';
  return storeValue(use.lowering, use.env, value, wanted, spanOf(use, k));
}

/** The sum (or other reduction) of `count` terms, from first to last. */
export function chain(store: Store, name: OpName, terms: readonly Node[], empty: number): Node {
  const [first, ...rest] = terms;
  return first === undefined ? store.const(empty) : rest.reduce((sum, term) => store.op(name, sum, term), first);
}

/** An array of that shape by a rule for its elements; `list`: as a list, if its shape is literal. */
export function tabulate(
  store: Store,
  shape: readonly Node[],
  rule: (...places: Node[]) => Node,
  list: boolean,
): Known {
  const count = literalCount(shape);
  if (list && shape.length > 0 && count !== undefined && count <= 4096) {
    return listed(
      shape,
      literalPlaces(shape).map((at) => rule(...at.map(store.const))),
    );
  }
  return formula(shape, rule(...placeholders(store, shape)));
}

export const at = (store: Store, value: Known, ...places: Node[]): Node => elementAt(store, value, places);

/** The value of an argument that must be a literal number. */
export const literal = (value: Known): number | undefined =>
  value.kind === 'formula' && value.shape.length === 0 && value.body.op === 'const' ? value.body.value : undefined;
