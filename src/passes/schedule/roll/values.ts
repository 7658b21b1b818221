import type { Mode, Statement } from '../../../ir/program.ts';
import { postorder } from '../../../ir/store.ts';
import type { Node, Store } from '../../../ir/store.ts';

type Loop = Extract<Statement, { kind: 'loop' | 'if' | 'track' }>;

/** A statement of straight-line code: a value for a name, or for places that are known. */
export type Straight = Exclude<Statement, Loop>;

export const isStraight = (one: Statement): one is Straight =>
  one.kind === 'local' ||
  one.kind === 'variable' ||
  one.kind === 'update' ||
  one.kind === 'fill' ||
  (one.kind === 'store' && one.at.op === 'const');

/** What straight-line statements come to, by what is there before them. */
export interface Values {
  readonly fills: readonly Statement[];
  readonly elements: readonly { readonly array: string; readonly at: number; readonly value: Node }[];
  /** What is declared for the statements after them or changed, by the statement that does so with a value. */
  readonly scalars: readonly { readonly value: Node; readonly write: (value: Node) => Statement }[];
}

/**
 * The values of straight-line statements with no names in between; what has a name before them (`named`) is read by it.
 * `isNeeded` says of a local or variable whether it is read after them. Undefined where a name is read and changes then
 * (both reads of it would be the same node), or where it is not known which place is read of those that were written to.
 */
export function valuesOf(
  store: Store,
  statements: readonly Straight[],
  named: ReadonlyMap<Node, string>,
  isNeeded: (name: string, node?: Node) => boolean,
): Values | undefined {
  const inlined = new Map([...named].map(([node, name]) => [node, store.read(name, [], node.type)]));
  const scalars = new Map<string, Node>();
  const fills = new Map<string, Extract<Straight, { kind: 'fill' }>>();
  const elements = new Map<string, Map<number, Node>>();
  const read = new Set<string>();
  const known = ({ name, args: [place] }: Node): Node | undefined => {
    if (place === undefined) return scalars.get(name);
    const fill = fills.get(name);
    return elements.get(name)?.get(place.value) ?? (fill === undefined ? undefined : store.const(fill.value));
  };
  /** A read of a place that is not known may be of one that was written to. */
  const isUnclear = ({ name, args: [place] }: Node): boolean =>
    place !== undefined && place.op !== 'const' && (elements.has(name) || fills.has(name));
  let isClear = true;
  const inline = (root: Node): Node => {
    for (const node of postorder([root], (one) => !inlined.has(one))) {
      const args = node.args.map((arg) => inlined.get(arg) ?? arg);
      if (node.op !== 'read') inlined.set(node, store.with(node, args));
      else {
        read.add(node.name);
        isClear &&= !isUnclear(node);
        inlined.set(node, known(node) ?? store.with(node, args));
      }
    }
    return inlined.get(root) as Node;
  };
  const combine = (mode: Mode, before: Node, value: Node): Node => {
    if (mode === 'set' || (mode === 'add' && before.op === 'const' && before.value === 0)) return value;
    return store.op(mode, before, value);
  };
  const declared = new Map<string, (value: Node) => Statement>();
  for (const one of statements) {
    switch (one.kind) {
      case 'local':
      case 'variable': {
        const value = inline(one.value);
        scalars.set(one.name, value);
        const names = one.kind === 'local' ? one.names : undefined;
        if (names !== undefined) inlined.set(names, value);
        if (isNeeded(one.name, names)) declared.set(one.name, (value) => ({ ...one, value }));
        break;
      }
      case 'update': {
        const { name } = one;
        const value = inline(one.value);
        if (read.has(name)) return undefined;
        if (!scalars.has(name)) declared.set(name, (value) => ({ kind: 'update', name, mode: 'set', value }));
        scalars.set(name, combine(one.mode, scalars.get(name) ?? store.read(name, []), value));
        break;
      }
      case 'store': {
        const { array, at, mode } = one;
        const value = inline(one.value);
        if (read.has(array)) return undefined;
        const before = store.read(array, [at]);
        const places = elements.get(array) ?? new Map<number, Node>();
        elements.set(array, places.set(at.value, combine(mode, known(before) ?? before, value)));
        break;
      }
      case 'fill':
        if (read.has(one.array)) return undefined;
        fills.set(one.array, one);
        elements.delete(one.array);
        break;
    }
  }
  if (!isClear) return undefined;
  return {
    fills: [...fills.values()],
    elements: [...elements].flatMap(([array, places]) => [...places].map(([at, value]) => ({ array, at, value }))),
    scalars: [...declared].map(([name, write]) => ({ value: scalars.get(name) as Node, write })),
  };
}
