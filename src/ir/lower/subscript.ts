import { normalizeInt } from '../affine.ts';
import { postorder } from '../store.ts';
import type { Node } from '../store.ts';
import type { Span } from '../../source.ts';
import type { Tree } from '../../syntax/tree.ts';
import { report, textOf, withNames } from './context.ts';
import type { Env, Lowering, Step, Task } from './context.ts';
import { asInt, lookup, promoteToInt } from './lookup.ts';
import { requireInside } from './places.ts';
import { elaborateRange, rangeValue } from './ranges.ts';
import { promoteRank, shapeText } from './shapes.ts';
import { isCostly, storeValue } from './store-value.ts';
import {
  FAILED,
  elementAt,
  formula,
  listed,
  literalCount,
  literalPlaces,
  placeholders,
  scalar,
  typeOf,
  wholeRead,
} from './value.ts';
import type { Known, Value } from './value.ts';

/** What a subscript selects from one dimension: a place, or a new dimension whose places are given by a rule. */
interface Selection {
  /** The extents of the dimensions that it leaves: none for a single place. */
  readonly shape: readonly Node[];
  /** The place in the dimension (from 0), given the places in those that it leaves. */
  readonly place: (places: readonly Node[]) => Node;
  /** It leaves the dimension as it is. */
  readonly all: boolean;
  /** The places one by one, where they are listed. */
  readonly list?: readonly Node[];
  readonly span: Span;
}

type IndexTree = Tree & { readonly kind: 'index' };

/** Elaborates `x[i]`, `x[1:2:9]`, `q[k, :]`, `x[k]` with an array k. Says `shape`, `type`, `out-of-range`. */
export function* elaborateIndex(lowering: Lowering, env: Env, tree: IndexTree): Step {
  const { target } = tree;
  const found = target.kind === 'name' ? lookup(lowering, env, target.name, target.span) : yield { tree: target, env };
  if (found.kind === 'failed') return FAILED;
  const value = promoteRank(lowering, found, tree.subscripts.length);
  const name = textOf(lowering.source, target.span);
  if (value.shape.length < tree.subscripts.length) {
    const has = value.shape.length === 0 ? 'a scalar' : `an array ${shapeText(lowering, value.shape)}`;
    const count = tree.subscripts.length === 1 ? 'a subscript' : `${tree.subscripts.length} subscripts`;
    report(
      lowering,
      env.work,
      'shape',
      `\`${name}\` is ${has}, and this gives it ${count}`,
      tree.span,
      'give as many subscripts as it has dimensions',
    );
    return FAILED;
  }
  const selections: Selection[] = [];
  for (const [k, subscript] of tree.subscripts.entries()) {
    const selection = yield* select(lowering, env, subscript, value.shape[k] as Node);
    if (selection === undefined) return FAILED;
    selections.push(selection);
  }
  for (const extent of value.shape.slice(selections.length)) selections.push(everything(extent, tree.span));
  return selectFrom(lowering, env, value, selections, name, tree.span);
}

const everything = (extent: Node, span: Span): Selection => ({
  shape: [extent],
  place: ([place]) => place as Node,
  all: true,
  span,
});

function* select(
  lowering: Lowering,
  env: Env,
  tree: Tree,
  extent: Node,
): Generator<Task, Selection | undefined, Value> {
  const { store } = lowering;
  if (tree.kind === 'range' && tree.start === undefined && tree.step === undefined && tree.end === undefined) {
    lowering.knowledge.useWhole(extent);
    return everything(extent, tree.span);
  }
  const inside = withNames(env, new Map([['end', scalar(extent)]]));
  if (tree.kind === 'range') {
    const range = yield* elaborateRange(lowering, inside, tree, extent);
    if (range === undefined) return undefined;
    useEnd(lowering, range.last, extent);
    const place = ([at]: readonly Node[]): Node => fromZero(lowering, rangeValue(lowering, range, at as Node));
    return { shape: [range.count], place, all: false, span: tree.span };
  }
  const value = yield { tree, env: inside };
  if (value.kind === 'failed') return undefined;
  if (value.shape.length > 0) return gather(lowering, env, value, tree.span);
  const at = asInt(lowering, env, value, tree.span, 'place');
  if (at === undefined) return undefined;
  useEnd(lowering, at, extent);
  const place = normalizeInt(store, store.op('sub', at, store.const(1)));
  return { shape: [], place: () => place, all: false, span: tree.span };
}

/** An array of places selects an array. */
function gather(lowering: Lowering, env: Env, value: Known, span: Span): Selection | undefined {
  const { store } = lowering;
  const place = (places: readonly Node[]): Node | undefined => {
    const at = elementAt(store, value, places);
    const int = at.type === 'int' ? at : promoteToInt(lowering, at, 'place');
    return int && fromZero(lowering, int);
  };
  if (place(placeholders(store, value.shape)) === undefined) {
    report(
      lowering,
      env.work,
      'type',
      `subscripts must be ints, and these are ${typeOf(value) === 'bool' ? 'truth values' : 'real'}`,
      span,
      'declare them, as in `k : int[n]`',
    );
    return undefined;
  }
  const list = value.kind === 'listed' ? value.elements.map((at) => fromZero(lowering, at)) : undefined;
  return { shape: value.shape, place: (places) => place(places) as Node, all: false, span, ...(list && { list }) };
}

const fromZero = ({ store }: Lowering, place: Node): Node =>
  normalizeInt(store, store.op('sub', place, store.const(1)));

/** Where a place is counted from the end, the size is no accident of the places read. */
function useEnd({ knowledge }: Lowering, place: Node, extent: Node): void {
  const names = new Set(
    postorder([knowledge.resolve(extent)]).flatMap((node) => (node.op === 'size' ? [node.name] : [])),
  );
  if (postorder([knowledge.resolve(place)]).some((node) => node.op === 'size' && names.has(node.name)))
    knowledge.useWhole(extent);
}

/** The array of what the selections select; checks that their places exist, and notes reads of what is being defined. */
function selectFrom(
  lowering: Lowering,
  env: Env,
  value: Known,
  selections: readonly Selection[],
  name: string,
  span: Span,
): Value {
  const { store, growing } = lowering;
  const shape = selections.flatMap((selection) => selection.shape);
  const placesFor = (outer: readonly Node[]): Node[] => {
    let used = 0;
    return selections.map(({ shape, place }) => place(outer.slice(used, (used += shape.length))));
  };
  const over = placeholders(store, shape);
  const places = placesFor(over);
  const whole = wholeRead(store, value);
  const unit = whole === undefined ? undefined : growing.get(whole);
  selections.forEach((selection, k) => {
    if (selection.all) return;
    const access = { extent: value.shape[k] as Node, array: name, span: selection.span, source: unit };
    for (const place of selection.list ?? [places[k] as Node]) requireInside(lowering, env, { ...access, place });
  });
  if (unit !== undefined) {
    const read = selections.map((selection, k) => (selection.all ? undefined : (places[k] as Node)));
    env.work.reads.push({ unit, places: read, assumptions: env.assumptions, span });
  }
  if (value.kind === 'listed' || selections.some(({ list }) => list !== undefined)) {
    const count = literalCount(shape);
    const literal = count === undefined ? undefined : literalPlaces(shape).map((at) => placesFor(at.map(store.const)));
    if (literal?.every((at) => value.kind === 'formula' || at.every((place) => place.op === 'const'))) {
      return listed(
        shape,
        literal.map((at) => elementAt(store, value, at)),
      );
    }
  }
  const source =
    value.kind === 'listed' || isCostly(lowering, value)
      ? storeValue(lowering, env, value, nameOfArray(name), span)
      : value;
  return formula(shape, elementAt(store, source, places));
}

/** A name for an array that is stored because it is read by subscripts. */
const nameOfArray = (text: string): string => (/^[\p{L}_]\w*$/u.test(text) ? text : 'array');
