import { affineNode, affineOf } from '../affine.ts';
import { isPrimitive, isReduction, ops } from '../op.ts';
import { postorder } from '../store.ts';
import type { Type } from '../op.ts';
import type { Node } from '../store.ts';
import type { Span } from '../../source.ts';
import { leastOf, negated } from './bounds.ts';
import { textOf } from './context.ts';
import type { Env, Lowering, Work } from './context.ts';
import { bodyOf, formula, placeholders, wholeRead } from './value.ts';
import type { Known } from './value.ts';

/** A transcendental function costs this much: from there on an element is computed once rather than at each read. */
const COSTLY = 20;

/** Whether it pays to compute each element once: it holds a reduction or something transcendental. */
export function isCostly({ store }: Lowering, value: Known): boolean {
  if (wholeRead(store, value) !== undefined) return false;
  return postorder([bodyOf(store, value)]).some(
    (node) => isReduction(node.op) || (isPrimitive(node.op) && ops[node.op].cost >= COSTLY),
  );
}

/**
 * Gives an array a definition of its own, so that its elements are computed once however often they are read.
 *
 * Where the array depends on indices in scope (it is made anew for each `t` of a recurrence, or each `i` of a sum), the
 * definition gets them as leading dimensions: `v[t, k]`. Leaves the value as it is where that is not possible: its
 * shape depends on such an index, or it is part of a recurrence at a fixed place.
 */
export function storeValue(lowering: Lowering, env: Env, value: Known, wanted: string, span: Span): Known {
  const { store, growing } = lowering;
  const { work } = env;
  if (work.scan !== undefined || value.shape.length === 0 || wholeRead(store, value) !== undefined) return value;
  if (value.kind === 'listed' && value.stored !== undefined) return value;
  const body = bodyOf(store, value);
  const known = work.stored.get(body);
  if (known !== undefined) return known;
  if (value.shape.some((extent) => extent.free.length > 0)) return value;

  const own = new Set(placeholders(store, value.shape));
  const outer = env.indices.filter((index) => body.free.includes(index));
  if (body.free.some((index) => !own.has(index) && !outer.includes(index))) return value;
  const grows = postorder([body]).some((node) => node.op === 'read' && growing.has(node.name));
  if (grows && outer.length === 0) return value;

  const extents = outer.map((index) => greatestOf(index.args[1] as Node, lowering));
  if (extents.some((extent) => extent === undefined)) return value;
  const shape = [...(extents as Node[]), ...value.shape];
  const indices = placeholders(store, shape);
  const replacements = new Map<Node, Node>();
  outer.forEach((index, k) => {
    const name = store.indexName(index);
    replacements.set(index, name === undefined ? (indices[k] as Node) : store.nameIndex(indices[k] as Node, name));
  });
  placeholders(store, value.shape).forEach((old, k) => replacements.set(old, indices[outer.length + k] as Node));

  const guards = outer.flatMap((index, k) => {
    const [lo, hi] = index.args.map((bound) => store.substitute(bound, replacements)) as [Node, Node];
    const self = indices[k] as Node;
    return [
      ...(lo.op === 'const' && lo.value === 0 ? [] : [store.op('ge', self, lo)]),
      ...(hi === extents[k] ? [] : [store.op('lt', self, hi)]),
    ];
  });
  const moved = store.substitute(body, replacements);
  const test = guards.length === 0 ? undefined : guards.reduce((a, b) => store.op('and', a, b));
  const guarded = test === undefined ? moved : store.op('select', test, moved, store.const(0));

  const name = lowering.newName(wanted);
  addDefinition(lowering, env.work, name, indices, guarded, span);
  if (grows) {
    const unit = [...growing.values()][0];
    if (unit !== undefined) growing.set(name, unit);
  }
  const read = store.read(name, [...outer, ...placeholders(store, value.shape)], guarded.type);
  const stored: Known =
    value.kind === 'listed' && outer.length === 0 ? { ...value, stored: name } : formula(value.shape, read);
  work.stored.set(body, stored);
  return stored;
}

/** A definition of an array by a rule that may read the array itself; undefined where it would need indices in scope. */
export function defineArray(
  lowering: Lowering,
  env: Env,
  wanted: string,
  shape: readonly Node[],
  type: Type,
  span: Span,
  rule: (read: (places: readonly Node[]) => Node, places: readonly Node[]) => Node,
): Known | undefined {
  const { store } = lowering;
  const name = lowering.newName(wanted);
  const read = (places: readonly Node[]): Node => store.read(name, places, type);
  const indices = placeholders(store, shape);
  const body = rule(read, indices);
  const fits = body.free.every((index) => indices.includes(index)) && shape.every((extent) => extent.free.length === 0);
  if (!fits || env.work.scan !== undefined || lowering.growing.size > 0) return undefined;
  addDefinition(lowering, env.work, name, indices, body, span);
  return formula(shape, read(indices));
}

/** Puts a definition into the graph. */
export function addDefinition(
  lowering: Lowering,
  work: Work,
  name: string,
  indices: readonly Node[],
  body: Node,
  span: Span,
  text = textOf(lowering.source, span),
): void {
  lowering.bodies.set(name, body);
  work.definitions.push({ name, indices, body, origin: { kind: 'formula', text, span } });
}

/** The greatest value of an int expression over the indices in it, as an expression without them. */
function greatestOf(node: Node, { store }: Lowering): Node | undefined {
  const least = leastOf(negated(affineOf(node)));
  return least === undefined ? undefined : affineNode(store, negated(least));
}

/** A readable name for what an expression gives: `relu(…)` is called relu, `X * w` is called Xw, `a + b` sum. */
export function nameFor(callee: string, parts: readonly string[]): string {
  const operators: ReadonlyMap<string, string> = OPERATOR_NAMES;
  const known = operators.get(callee);
  if (callee === 'multiply' && parts.length === 2 && parts.every((part) => /^\p{L}\w{0,7}$/u.test(part)))
    return parts.join('_');
  if (callee === 'transpose' && parts.length === 1 && parts[0] !== '') return `${parts[0]}_t`;
  return known ?? callee;
}

const OPERATOR_NAMES: ReadonlyMap<string, string> = new Map([
  ['add', 'total'],
  ['subtract', 'difference'],
  ['multiply', 'product'],
  ['dotMultiply', 'product'],
  ['divide', 'quotient'],
  ['dotDivide', 'quotient'],
  ['pow', 'power'],
  ['dotPow', 'power'],
  ['unaryMinus', 'negated'],
  ['transpose', 'transposed'],
]);
