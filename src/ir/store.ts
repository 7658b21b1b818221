import { isReduction, ops } from './op.ts';
import type { Span } from '../source.ts';
import type { NodeOp, OpName, ReductionName, Type } from './op.ts';

/**
 * One scalar expression of the graph. Nodes are hash-consed in their store: equal expressions are the same object.
 *
 * - `const`: `value`.
 * - `size`: `name`, a symbolic non-negative int.
 * - `index`: `value` is its number, `args` are [lo, hi]: an int with lo ≤ index < hi.
 * - `read`: `name` of an input or definition, `args` are the places (from 0).
 * - a reduction: `args` are [index, body].
 * - a primitive: `args`.
 */
export interface Node {
  readonly id: number;
  readonly op: NodeOp;
  readonly type: Type;
  readonly args: readonly Node[];
  readonly value: number;
  readonly name: string;
  /** The index nodes that are free in it (with those that their bounds mention), by id. */
  readonly free: readonly Node[];
  /** The highest number of a bound index inside: bound indices are numbered from within, so equal reductions are one node. */
  readonly height: number;
}

/** Thrown when expressions grow beyond what a machine holds: a text of a few lines may stand for 2^60 operations. */
export class TooLarge extends Error {
  /** The part of the text that was too much, where that is known. */
  readonly span: Span | undefined;
  constructor(most: number, span?: Span) {
    super(`more than ${most.toLocaleString('en')} operations`);
    this.span = span;
  }
}

/** A few gigabytes of memory, and about a minute. */
const MOST_NODES = 3_000_000;

export interface Store {
  /** How many expressions there are. */
  count(): number;
  const(value: number): Node;
  bool(value: boolean): Node;
  size(name: string): Node;
  read(name: string, places: readonly Node[], type?: Type): Node;
  op(name: OpName, ...args: readonly Node[]): Node;
  /** The index of dimension `position` of a definition: 0 ≤ index < extent (or lo ≤ index, where lo is given). */
  definitionIndex(position: number, extent: Node, lo?: Node): Node;
  /** An index that occurs nowhere else. */
  freshIndex(lo: Node, hi: Node): Node;
  /** Binds an index node that is free in body. */
  reduce(kind: ReductionName, index: Node, body: Node): Node;
  /** A reduction's index and body, with the index replaced by one that occurs nowhere else; the same one each time. */
  open(reduction: Node): { readonly index: Node; readonly body: Node };
  /** The same operation on other arguments. */
  with(node: Node, args: readonly Node[]): Node;
  /** Replaces nodes throughout (indices, reads of scalars, sizes, …), without capture. */
  substitute(root: Node, replacements: ReadonlyMap<Node, Node>): Node;
  /** A name for the index that a reduction binds, kept for printing only. */
  nameIndex(index: Node, name: string): Node;
  indexName(index: Node): string | undefined;
}

const FRESH = 1_000_000;
const NONE: readonly Node[] = [];

export function createStore(): Store {
  const table = new Map<string, Node>();
  const opened = new Map<Node, { index: Node; body: Node }>();
  const indexNames = new Map<Node, string>();
  let nextFresh = FRESH;

  const intern = (op: NodeOp, type: Type, args: readonly Node[], value: number, name: string): Node => {
    // Object.is semantics for -0; sizes and reads carry names, and a name never holds '|'.
    const shown = Object.is(value, -0) ? '-0' : String(value);
    let key = `${op}|${type}|${shown}|${name}`;
    for (const arg of args) key += `|${arg.id}`;
    const known = table.get(key);
    if (known !== undefined) return known;
    if (table.size >= MOST_NODES) throw new TooLarge(MOST_NODES);
    const node: Node = {
      id: table.size,
      op,
      type,
      args,
      value,
      name,
      free: NONE,
      height: heightOf(op, args),
    };
    (node as { free: readonly Node[] }).free = freeOf(node);
    table.set(key, node);
    return node;
  };

  const store: Store = {
    count: () => table.size,
    const: (value) =>
      intern('const', Number.isSafeInteger(value) && !Object.is(value, -0) ? 'int' : 'real', NONE, value, ''),
    bool: (value) => intern('const', 'bool', NONE, value ? 1 : 0, ''),
    size: (name) => intern('size', 'int', NONE, 0, name),
    read: (name, places, type = 'real') => intern('read', type, [...places], 0, name),
    op: (name, ...args) => intern(name, typeOf(name, args), args, 0, ''),
    definitionIndex: (position, extent, lo = store.const(0)) => intern('index', 'int', [lo, extent], -1 - position, ''),
    freshIndex: (lo, hi) => intern('index', 'int', [lo, hi], nextFresh++, ''),
    reduce(kind, index, body) {
      let number = body.height + 1;
      while (body.free.some((other) => other !== index && other.value === number)) number += 1;
      const bound = intern('index', 'int', index.args, number, '');
      const renamed = bound === index ? body : store.substitute(body, new Map([[index, bound]]));
      const hint = indexNames.get(index);
      if (hint !== undefined && !indexNames.has(bound)) indexNames.set(bound, hint);
      const type = kind === 'argmaxOver' || kind === 'argminOver' ? 'int' : body.type === 'int' ? 'int' : 'real';
      return intern(kind, type, [bound, renamed], 0, '');
    },
    open(reduction) {
      const known = opened.get(reduction);
      if (known !== undefined) return known;
      const [bound, body] = reduction.args as [Node, Node];
      const index = store.freshIndex(bound.args[0] as Node, bound.args[1] as Node);
      const hint = indexNames.get(bound);
      if (hint !== undefined) indexNames.set(index, hint);
      const result = { index, body: store.substitute(body, new Map([[bound, index]])) };
      opened.set(reduction, result);
      return result;
    },
    with(node, args) {
      if (args.length === node.args.length && args.every((arg, k) => arg === node.args[k])) return node;
      if (isReduction(node.op)) return store.reduce(node.op, args[0] as Node, args[1] as Node);
      const type = Object.hasOwn(ops, node.op) ? typeOf(node.op as OpName, args) : node.type;
      const result = intern(node.op, type, [...args], node.value, node.name);
      const hint = node.op === 'index' ? indexNames.get(node) : undefined;
      return hint === undefined ? result : store.nameIndex(result, hint);
    },
    substitute(root, replacements) {
      return substitute(store, root, replacements);
    },
    nameIndex(index, name) {
      if (!indexNames.has(index)) indexNames.set(index, name);
      return index;
    },
    indexName: (index) => indexNames.get(index),
  };
  return store;
}

function typeOf(name: OpName, args: readonly Node[]): Type {
  const { result } = ops[name];
  if (result !== 'keep') return result;
  const values = name === 'select' ? args.slice(1) : args;
  if (name === 'select' && values.every((arg) => arg.type === 'bool')) return 'bool';
  return values.every((arg) => arg.type === 'int') ? 'int' : 'real';
}

function heightOf(op: NodeOp, args: readonly Node[]): number {
  let height = isReduction(op) ? (args[0] as Node).value : 0;
  for (const arg of args) height = Math.max(height, arg.height);
  return height;
}

/** Free indices: a reduction frees its own; an index is free in itself and brings those of its bounds. */
function freeOf(node: Node): readonly Node[] {
  let free = NONE;
  for (const arg of node.args) free = union(free, arg.free);
  if (node.op === 'index') return union(free, [node]);
  if (isReduction(node.op)) {
    const bound = node.args[0] as Node;
    return free.filter((index) => index !== bound);
  }
  return free;
}

function union(a: readonly Node[], b: readonly Node[]): readonly Node[] {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return b;
  if (b.every((node) => a.includes(node))) return a;
  return [...new Set([...a, ...b])].sort((x, y) => x.id - y.id);
}

/** Every node below the roots, arguments before users, each once; iterative, for depth 100,000. */
export function postorder(roots: readonly Node[], enter?: (node: Node) => boolean): Node[] {
  const order: Node[] = [];
  const seen = new Set<Node>();
  const nodes: Node[] = [];
  const next: number[] = [];
  for (const root of roots) {
    if (seen.has(root) || (enter !== undefined && !enter(root))) continue;
    seen.add(root);
    nodes.push(root);
    next.push(0);
    while (nodes.length > 0) {
      const top = nodes.length - 1;
      const node = nodes[top] as Node;
      const { args } = node;
      const k = next[top] as number;
      if (k >= args.length) {
        order.push(node);
        nodes.pop();
        next.pop();
        continue;
      }
      next[top] = k + 1;
      const arg = args[k] as Node;
      if (seen.has(arg) || (enter !== undefined && !enter(arg))) continue;
      seen.add(arg);
      if (arg.args.length === 0) {
        order.push(arg);
      } else {
        nodes.push(arg);
        next.push(0);
      }
    }
  }
  return order;
}

function substitute(store: Store, root: Node, replacements: ReadonlyMap<Node, Node>): Node {
  if (replacements.size === 0) return root;
  const indicesOnly = [...replacements.keys()].every((node) => node.op === 'index');
  // Sub-expressions that cannot hold what is replaced stay as they are.
  const touched = (node: Node): boolean =>
    replacements.has(node) || !indicesOnly || node.free.some((index) => replacements.has(index));
  const incoming = new Set([...replacements.values()].flatMap((node) => node.free));
  const done = new Map<Node, Node>();
  const get = (node: Node): Node => replacements.get(node) ?? done.get(node) ?? node;
  for (const node of postorder([root], (n) => touched(n) && !(replacements.has(n) && n !== root))) {
    if (replacements.has(node)) continue;
    if (isReduction(node.op)) {
      const [bound, body] = node.args as [Node, Node];
      if (replacements.has(bound)) throw new Error('substitute: a bound index is not free to be replaced');
      const index = get(bound);
      if (incoming.has(index)) {
        // What comes in mentions an index of this very name: give the binder another one first.
        const opened = store.open(node);
        const renamed = substitute(store, opened.body, replacements);
        const fresh = substitute(store, opened.index, replacements);
        done.set(node, store.reduce(node.op, fresh, renamed));
      } else {
        done.set(node, store.reduce(node.op, index, get(body)));
      }
    } else if (node.args.length > 0) {
      done.set(node, store.with(node, node.args.map(get)));
    }
  }
  return get(root);
}
