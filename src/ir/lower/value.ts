import type { Node, Store } from '../store.ts';

/**
 * What an expression means: a scalar (no dimensions) or an array that exists only as a rule for its elements.
 *
 * - `formula`: one expression over the placeholders `definitionIndex(k, shape[k])`. What is in scope around an expression
 *   is never a placeholder, so nothing is captured.
 * - `listed`: each element has an expression of its own, in row-major order: array literals and what is computed from
 *   them. `stored` names a definition that holds them, for reads at places that are not literal.
 * - `failed`: what is wrong has been reported.
 */
export type Value =
  | { readonly kind: 'formula'; readonly shape: readonly Node[]; readonly body: Node }
  | {
      readonly kind: 'listed';
      readonly shape: readonly Node[];
      readonly elements: readonly Node[];
      readonly stored?: string;
    }
  | { readonly kind: 'failed'; readonly shape: readonly Node[] };

export type Known = Exclude<Value, { kind: 'failed' }>;

export const FAILED: Value = { kind: 'failed', shape: [] };

export const scalar = (body: Node): Known => ({ kind: 'formula', shape: [], body });

export const formula = (shape: readonly Node[], body: Node): Known => ({ kind: 'formula', shape, body });

export const listed = (shape: readonly Node[], elements: readonly Node[]): Known =>
  shape.length === 0 ? scalar(elements[0] as Node) : { kind: 'listed', shape, elements };

/** The indices that a body of this shape is over. */
export const placeholders = (store: Store, shape: readonly Node[]): Node[] =>
  shape.map((extent, k) => store.definitionIndex(k, extent));

/** The number of elements, where every extent is a literal. */
export function literalCount(shape: readonly Node[]): number | undefined {
  let count = 1;
  for (const extent of shape) {
    if (extent.op !== 'const') return undefined;
    count *= Math.max(0, extent.value);
  }
  return count;
}

/** The places (from 0) of the elements of a literal shape, in row-major order. */
export function literalPlaces(shape: readonly Node[]): number[][] {
  let places: number[][] = [[]];
  for (const extent of shape) {
    const range = Array.from({ length: Math.max(0, extent.value) }, (_, k) => k);
    places = places.flatMap((prefix) => range.map((k) => [...prefix, k]));
  }
  return places;
}

export const typeOf = (value: Known): Node['type'] => {
  if (value.kind === 'formula') return value.body.type;
  if (value.elements.length > 0 && value.elements.every((element) => element.type === 'bool')) return 'bool';
  return value.elements.every((element) => element.type === 'int') ? 'int' : 'real';
};

/** The element at the given places (from 0). */
export function elementAt(store: Store, value: Known, places: readonly Node[]): Node {
  if (value.kind === 'formula') {
    if (places.length === 0) return value.body;
    const replacements = new Map<Node, Node>();
    value.shape.forEach((extent, k) => {
      const placeholder = store.definitionIndex(k, extent);
      if (placeholder !== places[k]) replacements.set(placeholder, places[k] as Node);
    });
    return store.substitute(value.body, replacements);
  }
  if (places.every((place) => place.op === 'const')) {
    const offset = value.shape.reduce((sum, extent, k) => sum * extent.value + (places[k] as Node).value, 0);
    return value.elements[offset] ?? store.const(Number.NaN);
  }
  if (value.stored !== undefined) return store.read(value.stored, places, typeOf(value));
  return chooseElement(store, value, places);
}

/** The element of a list at places that are not all literal, as a chain of choices. */
function chooseElement(store: Store, value: Known & { readonly kind: 'listed' }, places: readonly Node[]): Node {
  let chain: Node | undefined;
  const candidates = literalPlaces(value.shape)
    .map((at, k) => ({ at, element: value.elements[k] as Node }))
    .filter(({ at }) => places.every((place, k) => place.op !== 'const' || place.value === at[k]));
  for (const { at, element } of candidates.reverse()) {
    if (chain === undefined) {
      chain = element;
      continue;
    }
    const tests = places.flatMap((place, k) =>
      place.op === 'const' ? [] : [store.op('eq', place, store.const(at[k] as number))],
    );
    chain = store.op(
      'select',
      tests.reduce((a, b) => store.op('and', a, b)),
      element,
      chain,
    );
  }
  return chain ?? store.const(Number.NaN);
}

/** The element at the placeholders of the value's own shape. */
export const bodyOf = (store: Store, value: Known): Node =>
  value.kind === 'formula' ? value.body : elementAt(store, value, placeholders(store, value.shape));

/** All elements of a value of literal shape, in row-major order. */
export const elementsOf = (store: Store, value: Known): readonly Node[] =>
  value.kind === 'listed'
    ? value.elements
    : literalPlaces(value.shape).map((at) =>
        elementAt(
          store,
          value,
          at.map((place) => store.const(place)),
        ),
      );

/** Lists longer than this become formulas again. */
const LONGEST_LIST = 4096;

/**
 * Combines values element by element. `shape` is the common shape that they broadcast to, as mathjs does: missing
 * leading dimensions and dimensions of size 1 are repeated.
 */
export function combine(
  store: Store,
  values: readonly Known[],
  shape: readonly Node[],
  rule: (...elements: Node[]) => Node,
): Known {
  if (shape.length === 0) return scalar(rule(...values.map((value) => elementAt(store, value, []))));
  const count = literalCount(shape);
  if (
    shape.length > 0 &&
    count !== undefined &&
    count <= LONGEST_LIST &&
    values.some((value) => value.kind === 'listed')
  ) {
    const elements = literalPlaces(shape).map((at) =>
      rule(...values.map((value) => elementAt(store, value, broadcastPlaces(store, value, at.map(store.const))))),
    );
    return listed(shape, elements);
  }
  const over = placeholders(store, shape);
  return formula(shape, rule(...values.map((value) => elementAt(store, value, broadcastPlaces(store, value, over)))));
}

/** The places of a value's own element, given the places in the shape that it is broadcast to. */
function broadcastPlaces(store: Store, value: Known, places: readonly Node[]): Node[] {
  const offset = places.length - value.shape.length;
  return value.shape.map((extent, k) => (isOne(extent) ? store.const(0) : (places[k + offset] as Node)));
}

export const isOne = (extent: Node): boolean => extent.op === 'const' && extent.value === 1;

/** Whether a value is just an input or definition by its name, and which. */
export function wholeRead(store: Store, value: Value): string | undefined {
  if (value.kind !== 'formula' || value.body.op !== 'read') return undefined;
  const { args, name } = value.body;
  const plain =
    args.length === value.shape.length && value.shape.every((n, k) => args[k] === store.definitionIndex(k, n));
  return plain ? name : undefined;
}
