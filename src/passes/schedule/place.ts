import { isPrimitive, ops } from '../../ir/op.ts';
import { postorder } from '../../ir/store.ts';
import type { Node } from '../../ir/store.ts';
import type { Path } from './storage.ts';
import { pushTo } from '../lists.ts';

/** A statement's expressions and where they are evaluated. */
export interface Site {
  readonly path: Path;
  readonly roots: readonly Node[];
  /** Names that the statement writes. */
  readonly writes: readonly string[];
  /** On what the statement runs: what it reads need not be there yet when it does not. */
  readonly guards: readonly Node[];
}

/** A use of an expression: the item before which it has to be there, how many loops are around, and when it is made at all. */
interface Use {
  readonly path: Path;
  readonly loops: number;
  /** The block of the statement, which may be further in than the item, and the tests around the statement. */
  readonly block: Path;
  readonly guards: readonly Node[];
}

/** A loop: the path of the item, and its index. */
export interface LoopSite {
  readonly path: Path;
  readonly index: Node;
}

/** An expression that gets a name, and the item before which it is computed. */
export interface Placed {
  readonly node: Node;
  readonly path: Path;
}

/** Longer expressions are cut into named parts, for readers and for the compiler's stack. */
const LONGEST = 40;
/** Tests and places too, where they are nested deeper than this. */
const DEEPEST = 200;

/** So many places begin from an int that it is worth a name. */
const MANY = 4;

/**
 * Decides which expressions are computed once and where: what is used more than once, and what does not change in a
 * loop around its use, is placed before the item of the outermost block that has all that it needs and holds all of its
 * uses (code motion after Click 1995). What comes back is in order of evaluation.
 */
export function placeExpressions(sites: readonly Site[], loops: readonly LoopSite[]): Placed[] {
  const order = postorder(sites.flatMap((site) => site.roots));
  const loopDepths = new Set(loops.map(({ path }) => path.join()));
  const loopsAround = (path: Path): number =>
    path.filter((_, k) => k > 0 && loopDepths.has(path.slice(0, k).join())).length;
  const users = new Map<Node, Use[]>();
  for (const { path, roots, guards } of sites)
    for (const root of roots) pushTo(users, root, { path, loops: loopsAround(path), block: path.slice(0, -1), guards });

  const depthOfIndex = new Map(loops.map(({ index, path }) => [index, path.length]));
  const writers = new Map<string, Path[]>();
  for (const site of sites) for (const name of site.writes) pushTo(writers, name, site.path);
  const needs = writtenReads(order, writers);
  const long = longExpressions(order, sites);
  const isOneValue = (node: Node, uses: readonly Use[]): boolean => {
    const names = needs.get(node);
    return (
      names === undefined ||
      names.size === 0 ||
      holds(
        uses,
        [...names].flatMap((name) => writers.get(name) ?? []),
      )
    );
  };

  /** The outermost depth at which a node can be computed if it is used at a path. */
  const outermost = (node: Node, path: Path): number => {
    let depth = 0;
    for (const index of node.free) depth = Math.max(depth, depthOfIndex.get(index) ?? 0);
    for (const name of needs.get(node) ?? [])
      for (const writer of writers.get(name) as Path[]) depth = Math.max(depth, commonDepth(path, writer));
    return depth;
  };

  const placed: Placed[] = [];
  for (const node of order.reverse()) {
    const uses = users.get(node);
    if (uses === undefined) continue;
    const first = uses.reduce((a, b) => (isBefore(b.path, a.path) ? b : a));
    let path = uses.reduce((folded, use) => fold(folded, use.path), first.path);
    let around = Math.max(...uses.map(({ loops }) => loops));
    const depth = outermost(node, path);
    const isHoisted = hasLoopBetween(loopDepths, path, depth);
    const leavesLoop = isHoisted || around > loopsAround(path);
    const shared = isOneValue(node, uses);
    const isNamed = shared && (isWorthNaming(node, uses.length, leavesLoop) || long.has(node));
    if (isNamed) {
      if (isHoisted) path = path.slice(0, depth + 1);
      around = loopsAround(path);
      placed.push({ node, path });
    }
    const together = { ...first, path, loops: around };
    const passed = shared ? [together] : uses;
    // What is shared without a name is written as often as it is used, and what is computed for it with it.
    const isRepeated = shared && !isNamed && uses.length > 1 && node.type !== 'int';
    // The bounds of a loop are evaluated before it, not where its index is read.
    if (node.op === 'index') continue;
    // Two uses in one expression are two uses.
    for (const arg of node.args) {
      for (const use of passed) pushTo(users, arg, use);
      if (isRepeated && arg.op !== 'read') pushTo(users, arg, together);
    }
  }
  return placed.reverse();
}

const isBefore = (a: Path, b: Path): boolean => {
  for (let depth = 0; depth < a.length && depth < b.length; depth += 1)
    if (a[depth] !== b[depth]) return (a[depth] as number) < (b[depth] as number);
  return a.length < b.length;
};

/**
 * Whether an expression has the same value at all of its uses: either nothing that it reads is written between them, or
 * the first one runs whenever the others do. A statement that does not run, or is in a loop of no iteration, may stand
 * before what it would read is complete.
 */
function holds(uses: readonly Use[], writers: readonly Path[]): boolean {
  if (uses.length < 2 || writers.length === 0) return true;
  const sorted = [...uses].sort((a, b) => (isBefore(a.path, b.path) ? -1 : 1));
  const first = sorted[0] as Use;
  const implied = ({ block, guards }: Use): boolean =>
    first.block.every((at, depth) => block[depth] === at) && first.guards.every((guard) => guards.includes(guard));
  const free = sorted.filter((use) => !implied(use));
  if (free.length === 0) return true;
  const last = (free.at(-1) as Use).path;
  // What is used in a loop and after it would be computed before that loop.
  const place = uses.reduce((folded, { path }) => fold(folded, path), first.path);
  return !writers.some((writer) => !isBefore(writer, place) && isBefore(writer, last));
}

/** The block and item that come before both. */
function fold(a: Path, b: Path): Path {
  let depth = 0;
  while (depth < a.length && depth < b.length && a[depth] === b[depth]) depth += 1;
  if (depth === a.length) return a;
  if (depth === b.length) return b;
  return [...a.slice(0, depth), Math.min(a[depth] as number, b[depth] as number)];
}

/** Depth of the innermost block that holds both. */
function commonDepth(a: Path, b: Path): number {
  let depth = 0;
  while (depth < a.length - 1 && depth < b.length - 1 && a[depth] === b[depth]) depth += 1;
  return depth;
}

function hasLoopBetween(loops: ReadonlySet<string>, path: Path, depth: number): boolean {
  for (let length = depth + 1; length < path.length; length += 1)
    if (loops.has(path.slice(0, length).join())) return true;
  return false;
}

/** What each node reads of what the program writes. */
function writtenReads(order: readonly Node[], writers: ReadonlyMap<string, unknown>): Map<Node, ReadonlySet<string>> {
  const reads = new Map<Node, ReadonlySet<string>>();
  const none: ReadonlySet<string> = new Set();
  for (const node of order) {
    let names = none;
    for (const arg of node.args) {
      const more = reads.get(arg) as ReadonlySet<string>;
      if (more.size > 0 && more !== names) names = names.size === 0 ? more : new Set([...names, ...more]);
    }
    if (node.op === 'read' && writers.has(node.name)) names = new Set([...names, node.name]);
    reads.set(node, names);
  }
  return reads;
}

/** Nodes to be named because the expression around them would be too long. */
function longExpressions(order: readonly Node[], sites: readonly Site[]): ReadonlySet<Node> {
  const uses = new Map<Node, number>();
  for (const node of order) for (const arg of node.args) uses.set(arg, (uses.get(arg) ?? 0) + 1);
  for (const { roots } of sites) for (const root of roots) uses.set(root, (uses.get(root) ?? 0) + 1);
  const size = new Map<Node, number>();
  const heights = new Map<Node, number>();
  const long = new Set<Node>();
  for (const node of order) {
    let sum = 1;
    for (const arg of node.args) sum += isWorthNaming(arg, uses.get(arg) ?? 0, false) ? 1 : (size.get(arg) as number);
    // A place counts once, however it is computed.
    if (node.type === 'int') sum = 1;
    let height = 1 + node.args.reduce((most, arg) => Math.max(most, heights.get(arg) as number), 0);
    if (isPrimitive(node.op) && ((sum > LONGEST && node.type === 'real') || height > DEEPEST)) {
      long.add(node);
      sum = 1;
      height = 0;
    }
    size.set(node, sum);
    heights.set(node, height);
  }
  return long;
}

/** What is printed as its first argument is. */
const isHidden = ({ op }: Node): boolean => op === 'detach' || op === 'given';

function isWorthNaming(node: Node, count: number, leavesLoop: boolean): boolean {
  if (count < 2 && !leavesLoop) return false;
  if (node.op === 'read') return node.args.length === 1;
  if (!isPrimitive(node.op) || node.type === 'bool' || isHidden(node)) return false;
  // Row offsets are worth a name outside their loop, or where many places begin from them; i + 1 is not.
  if (node.type === 'int')
    return (
      ((leavesLoop || count >= MANY) && ops[node.op].cost >= 1 && node.op !== 'neg' && !isStep(node)) ||
      (count > 1 && (ops[node.op].cost > 1 || isChosen(node) || node.args.some(isChosen)))
    );
  if (node.op === 'neg') return leavesLoop && !isLeaf(node.args[0] as Node);
  if (node.args.every((arg) => arg.op === 'const')) return leavesLoop && ops[node.op].cost > 4;
  return true;
}

/** A place that data or a test choose. */
const isChosen = ({ op, args }: Node): boolean => op === 'select' || (op === 'read' && args.length > 0);
const isLeaf = (node: Node): boolean => node.op === 'const' || (node.op === 'read' && node.args.length === 0);
const isStep = (node: Node): boolean =>
  (node.op === 'add' || node.op === 'sub') && node.args.every((arg) => arg.args.length === 0 || arg.op === 'index');
