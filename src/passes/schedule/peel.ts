import { affineNode, affineOf, difference } from '../../ir/affine.ts';
import { uniqueName } from '../../ir/program.ts';
import type { Node, Store } from '../../ir/store.ts';
import { isConst, isValue } from '../../rules/simplify/terms.ts';
import type { Block, Item, LoopItem } from './fuse.ts';
import { copyBlock, likeIndex } from './jam/copy.ts';
import type { CopyContext } from './jam/copy.ts';
import { tasksIn } from './jam/legal.ts';
import type { Path, Storage } from './storage.ts';

export interface PeelContext extends CopyContext {
  readonly storage: ReadonlyMap<string, Storage>;
  readonly taken: Set<string>;
}

/** The largest body that is written out again, in statements. */
const LARGEST = 24;

/**
 * Loops that test in each iteration whether it is the first or the last one do these on their own (index set splitting):
 * tests in a loop cost time, and loads above them would be beside their arrays.
 *
 * Returns the loops and, for each new name, the one that it is a copy of.
 */
export function peel(context: PeelContext, block: Block): { block: Block; origins: ReadonlyMap<string, string> } {
  const origins = new Map<string, string>();
  const visit = (items: Block, path: Path): Block =>
    items.flatMap((item, k): Item[] => {
      if (item.kind === 'leaf') return [item];
      const here = [...path, k];
      const loop = { ...item, body: visit(item.body, here) };
      const tasks = tasksIn(loop.body);
      const pieces = tasks.length > LARGEST ? [] : piecesOf(context, loop);
      if (pieces.length < 2) return [loop];
      const own = tasks
        .filter(({ target, places }) => isOwn(context.storage.get(origins.get(target) ?? target), places, loop, here))
        .map(({ target }) => target);
      return pieces.flatMap(({ index, decide }, piece) => {
        const names = new Map<string, string>();
        for (const name of piece === 0 ? [] : new Set(own)) {
          const copy = uniqueName(name, context.taken);
          context.taken.add(copy);
          origins.set(copy, origins.get(name) ?? name);
          names.set(name, copy);
        }
        const change = { indices: new Map([[loop.index, index]]), names };
        const copied = copyBlock(context, withoutDecided(loop.body, decide), change);
        const body = withoutDecided(copied, ({ op, value }) => (op === 'const' ? value !== 0 : undefined));
        return index.op === 'index' ? [{ ...loop, index, body }] : body;
      });
    });
  return { block: visit(block, []), origins };
}

/**
 * Whether an iteration has what a task writes for itself: a scalar that is declared in it, or an array that has lost the
 * dimension of the loop. Each piece has its own: then what is read from a name is the same wherever it is read.
 */
function isOwn(held: Storage | undefined, places: readonly Node[], { index }: LoopItem, path: Path): boolean {
  if (held === undefined || !path.every((at, depth) => held.scope[depth] === at)) return false;
  return held.kept.length === 0 || places.some((place, p) => place === index && !held.kept.includes(p));
}

/** A part of a loop: its index (or place, for one iteration), and what is known there of tests on the index. */
interface Piece {
  readonly index: Node;
  readonly decide: (guard: Node) => boolean | undefined;
}

/** The parts of a loop in order: the whole, if nothing is gained. */
function piecesOf({ store, simplify }: PeelContext, loop: LoopItem): Piece[] {
  const [lo, hi] = loop.index.args as [Node, Node];
  const step = (node: Node, by: number): Node => {
    const { constant, terms } = affineOf(node);
    return affineNode(store, { constant: constant + by, terms });
  };
  const cuts = new Map<Node, Cut>();
  for (const { guards } of tasksIn(loop.body))
    for (const guard of guards) {
      const cut = cutOf(store, guard, loop.index);
      if (cut !== undefined) cuts.set(guard, cut);
    }
  const [second, last] = [step(lo, 1), step(hi, -1)];
  const isAt = (place: Node): boolean => [...cuts.values()].some(({ at }) => at === place);
  const [isFirst, isLast] = [isAt(second), isAt(last) && last !== second];
  const whole: Piece = { index: loop.index, decide: () => undefined };
  if (!isFirst && !isLast) return [whole];
  const start = isFirst ? simplify(store.op('min', second, hi)) : lo;
  const end = isLast ? simplify(store.op('max', start, last)) : hi;
  const part = (from: Node, to: Node, before: readonly Node[], behind: readonly Node[]): Piece[] => {
    const length = affineNode(store, difference(to, from));
    if (isConst(length) && length.value <= 0) return [];
    const index = isValue(length, 1) ? from : likeIndex(store, loop.index, from, to);
    const decide = (guard: Node): boolean | undefined => {
      const cut = cuts.get(guard);
      if (cut === undefined) return undefined;
      return behind.includes(cut.at) ? cut.holdsBehind : before.includes(cut.at) ? !cut.holdsBehind : undefined;
    };
    return [{ index, decide }];
  };
  const lasts = isLast ? [last] : [];
  const firsts = isFirst ? [second] : [];
  const pieces = [
    ...(isFirst
      ? part(lo, start, isLast && isConst(lo) && isConst(last) && lo.value < last.value ? [second, last] : [second], [])
      : []),
    ...part(start, end, lasts, firsts),
    ...(isLast ? part(end, hi, [], [...firsts, last]) : []),
  ];
  return loop.down ? pieces.reverse() : pieces;
}

/** Where a test on an index alone changes, and whether it is from there on that it holds. */
interface Cut {
  readonly at: Node;
  readonly holdsBehind: boolean;
}

function cutOf(store: Store, guard: Node, index: Node): Cut | undefined {
  const [a, b] = guard.args as [Node, Node];
  if (guard.op !== 'le' && guard.op !== 'lt') return undefined;
  const other = a === index ? b : b === index ? a : undefined;
  if (other === undefined || other.type !== 'int' || other.free.length > 0) return undefined;
  const holdsBehind = b === index;
  const { constant, terms } = affineOf(other);
  const isNext = holdsBehind === (guard.op === 'lt');
  return { at: affineNode(store, { constant: constant + (isNext ? 1 : 0), terms }), holdsBehind };
}

/** The statements without the tests that are decided, and without those that never run. */
function withoutDecided(block: Block, decide: Piece['decide']): Block {
  return block.flatMap((item): Item[] => {
    if (item.kind === 'loop') {
      const body = withoutDecided(item.body, decide);
      return body.length === 0 ? [] : [{ ...item, body }];
    }
    const { guards } = item.task;
    if (guards.some((guard) => decide(guard) === false)) return [];
    return [{ kind: 'leaf', task: { ...item.task, guards: guards.filter((guard) => decide(guard) !== true) } }];
  });
}
