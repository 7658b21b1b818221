import { affineOf, provablyNonNegative } from '../../src/ir/affine.ts';
import type { Fact } from '../../src/ir/graph.ts';
import { allStatements, expressionsOf } from '../../src/ir/program.ts';
import type { Program, Statement } from '../../src/ir/program.ts';
import { postorder } from '../../src/ir/store.ts';
import type { Node } from '../../src/ir/store.ts';

/**
 * An engine that knows an int to be of 31 bits adds to it without a test for overflow, and takes the sum for a place
 * without extending its sign. It knows it of `(…) & SMALL`.
 */
const SMALL = 0x7fffffff;
export const smallText = `0x${SMALL.toString(16)}`;

/** In arrays of no more elements what a place is a sum of is below 2^31, also where a literal of no more is taken from it. */
export const LARGEST = 2 ** 30;

/** With fewer places the engine's tests hardly count: in loops within others, and in others. */
const LEAST = { inner: 6, outer: 16 };

/** The locals that are printed as `(…) & SMALL`, and the arrays that may not have more than `LARGEST` elements for it. */
export interface Small {
  readonly nodes: ReadonlySet<Node>;
  readonly arrays: ReadonlySet<string>;
}

/** In loops with many places: the locals that serve places alone, at least 0 and no greater than each of these. */
export function smallIn({ body }: Program, facts: readonly Fact[]): Small {
  const locals = new Set<Node>();
  for (const one of allStatements(body)) if (one.kind === 'local' && one.names !== undefined) locals.add(one.names);
  const wanted = new Set<Node>();
  for (const { list, isInner } of loopsIn(body)) {
    const places = placesIn(list, locals);
    if (places.size < (isInner ? LEAST.inner : LEAST.outer)) continue;
    for (const node of postorder([...places])) if (isSum(node) && locals.has(node)) wanted.add(node);
  }
  if (wanted.size === 0) return { nodes: wanted, arrays: new Set() };

  const least = leastIn(body, facts);
  const isNatural = (node: Node): boolean => least(node) >= 0 || provablyNonNegative(affineOf(node));
  const order = postorder(expressionsOf(body));
  const elsewhere = usedElsewhere(body, order, isNatural);
  const nodes = new Set<Node>();
  const known = new Set<Node>();
  for (const node of order) {
    if (!wanted.has(node) || elsewhere.has(node) || !isNatural(node)) continue;
    // Of what is small and a literal range the engine knows the sum.
    if (!isShift(node, known)) nodes.add(node);
    known.add(node);
  }
  const arrays = new Set<string>();
  const take = (array: string, place: Node | undefined): void => {
    if (place !== undefined && postorder([place]).some((node) => nodes.has(node))) arrays.add(array);
  };
  for (const { op, name, args } of order) if (op === 'read') take(name, args[0]);
  for (const one of allStatements(body)) if (one.kind === 'store') take(one.array, one.at);
  return { nodes, arrays };
}

/** An int that is computed, not read. */
const isSum = ({ type, op, args }: Node): boolean => type === 'int' && args.length > 0 && op !== 'read';

function isShift({ op, args }: Node, known: ReadonlySet<Node>): boolean {
  const others = args.filter((arg) => !known.has(arg));
  return (op === 'add' || op === 'sub') && others.length === 1 && others.every(isLiteral);
}

/** A number, or the index of a loop whose bounds are numbers. */
const isLiteral = ({ op, args }: Node): boolean =>
  op === 'const' || (op === 'index' && args.every((bound) => bound.op === 'const'));

/** What is used for more than places, or may be greater than a place that it is a part of. */
function usedElsewhere(
  body: readonly Statement[],
  order: readonly Node[],
  isNatural: (node: Node) => boolean,
): ReadonlySet<Node> {
  const elsewhere = new Set([...allStatements(body)].flatMap(rootsOf));
  for (const node of [...order].reverse()) {
    if (node.op === 'read') continue;
    const bounded = elsewhere.has(node) ? [] : boundedBy(node, isNatural);
    for (const arg of node.args) if (!bounded.includes(arg)) elsewhere.add(arg);
  }
  return elsewhere;
}

/** The expressions of a statement that are no places; what a local holds is used where its name is. */
function rootsOf(one: Statement): readonly Node[] {
  switch (one.kind) {
    case 'local':
      return one.names === one.value ? [] : [one.value];
    case 'variable':
    case 'update':
    case 'store':
      return [one.value];
    case 'track':
      return [one.value, one.index];
    case 'loop':
      return [one.lo, one.hi];
    case 'if':
      return [one.test];
    case 'fill':
      return [];
  }
}

/** The arguments that are no greater than an int, give or take a literal. */
function boundedBy({ type, op, args }: Node, isNatural: (node: Node) => boolean): readonly Node[] {
  const [a, b] = args;
  if (type !== 'int' || a === undefined || b === undefined) return [];
  if (op === 'add') return args.every(isNatural) ? args : [];
  if (op === 'sub') return b.op === 'const' && b.value < LARGEST ? [a] : [];
  if (op === 'mul') return args.filter((_, k) => isAtLeast1(args[1 - k] as Node));
  return [];
}

const isAtLeast1 = ({ op, value }: Node): boolean => op === 'const' && value >= 1;

/** The statements of each loop, without those of loops within it. */
function loopsIn(body: readonly Statement[]): { list: readonly Statement[]; isInner: boolean }[] {
  const loops: { list: Statement[]; isInner: boolean }[] = [];
  const visit = (statements: readonly Statement[], own: Statement[] | undefined): void => {
    for (const one of statements) {
      if (one.kind === 'loop') {
        const list: Statement[] = [];
        loops.push({ list, isInner: own !== undefined });
        visit(one.body, list);
        continue;
      }
      own?.push(one);
      if (one.kind === 'if') visit(one.body, own);
    }
  };
  visit(body, undefined);
  return loops;
}

/** The places in arrays that statements compute anew. */
function placesIn(list: readonly Statement[], locals: ReadonlySet<Node>): ReadonlySet<Node> {
  const places = new Set<Node>();
  const take = (root: Node): void => {
    const order = postorder([root], (node) => node === root || !locals.has(node));
    for (const { op, args } of order) if (op === 'read' && args[0] !== undefined) places.add(args[0]);
  };
  for (const one of list) {
    if (one.kind === 'store') places.add(one.at);
    if (one.kind === 'if') take(one.test);
    if ('value' in one && typeof one.value === 'object') take(one.value);
  }
  return places;
}

/** What ints are at least, where they are in use: −∞ where it is not known. */
function leastIn(body: readonly Statement[], facts: readonly Fact[]): (node: Node) => number {
  const starts = new Map<Node, Node[]>();
  for (const one of allStatements(body))
    if (one.kind === 'loop') starts.set(one.index, [...(starts.get(one.index) ?? []), one.lo]);
  const subscripts = new Set(facts.flatMap((fact) => (fact.kind === 'within' ? [fact.input] : [])));
  const known = new Map<Node, number>();
  const least = (node: Node): number => {
    const before = known.get(node);
    if (before !== undefined) return before;
    const value = bound(node);
    known.set(node, value);
    return value;
  };
  const bound = (node: Node): number => {
    const [a, b, c] = node.args as [Node, Node, Node];
    const isNatural = (): boolean => least(a) >= 0 && least(b) >= 0;
    switch (node.op) {
      case 'const':
        return node.value;
      case 'size':
        return 0;
      case 'index':
        return Math.min(...(starts.get(node)?.map(least) ?? [-Infinity]));
      case 'read':
        return subscripts.has(node.name) ? 1 : -Infinity;
      case 'add':
        return least(a) + least(b);
      case 'sub':
        return b.op === 'const' ? least(a) - b.value : -Infinity;
      case 'mul':
        return isNatural() ? least(a) * least(b) : -Infinity;
      case 'idiv':
      case 'mod':
        return isNatural() ? 0 : -Infinity;
      case 'min':
        return Math.min(least(a), least(b));
      case 'max':
        return Math.max(least(a), least(b));
      case 'select':
        return Math.min(least(b), least(c));
      default:
        return -Infinity;
    }
  };
  return least;
}
