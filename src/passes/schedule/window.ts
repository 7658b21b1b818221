import { affineOf, difference } from '../../ir/affine.ts';
import type { Node, Store } from '../../ir/store.ts';
import { isConst } from '../../rules/simplify/terms.ts';
import type { Block } from './fuse.ts';
import type { Access, Storage } from './storage.ts';

/** More rows than these are not worth the division. */
const MOST = 4;

/**
 * Rolling windows: an array of which each iteration of an outermost loop writes one row and reads only that and the few
 * before it keeps so many rows, which take turns.
 */
export function windows(
  store: Store,
  block: Block,
  storage: ReadonlyMap<string, Storage>,
  accesses: ReadonlyMap<string, readonly Access[]>,
  whole: ReadonlySet<string>,
): Map<string, Storage> {
  const result = new Map(storage);
  for (const [name, list] of accesses) {
    const held = storage.get(name);
    if (held === undefined || whole.has(name)) continue;
    for (const [k, p] of held.kept.entries()) {
      const rows = rowsAlong(block, list, p);
      if (rows === undefined) continue;
      result.set(name, {
        ...held,
        extents: held.extents.with(k, store.const(rows)),
        rows: held.kept.map((_, q) => (q === k ? rows : undefined)),
      });
      break;
    }
  }
  return result;
}

/** The number of rows that suffice along a dimension. */
function rowsAlong(block: Block, list: readonly Access[], dimension: number): number | undefined {
  const moving = list.filter(({ places }) => (places[dimension] as Node).free.length > 0);
  const loop = moving[0]?.loops[0];
  const at = block.findIndex((item) => item.kind === 'loop' && item.index === loop);
  const item = block[at];
  const lo = loop?.args[0];
  if (loop === undefined || item?.kind !== 'loop' || lo === undefined || !isConst(lo)) return undefined;
  // A loop that runs down reads the rows above.
  const direction = item.down ? -1 : 1;
  let most = 0;
  for (const { places, loops, writes } of list) {
    if (loops[0] !== loop) continue;
    const { constant, terms } = affineOf(places[dimension] as Node);
    const back = -direction * constant;
    if (terms.size !== 1 || terms.get(loop) !== 1 || back < 0 || (writes && back !== 0)) return undefined;
    most = Math.max(most, back);
  }
  if (most >= MOST) return undefined;
  // Before the loop there are the rows that its first iterations read, after it those that its last ones have written.
  const isThere = ({ places, loops, writes, path }: Access): boolean => {
    if (loops[0] === loop) return true;
    const place = places[dimension] as Node;
    const isBefore = (path[0] as number) < at;
    // From the first row beyond what the loop has written so far, at its start and at its end.
    const isAtLo = isBefore !== item.down;
    const { constant, terms } = difference(isAtLo ? lo : (loop.args[1] as Node), place);
    const back = item.down ? 1 - constant : constant;
    return terms.size === 0 && back > 0 && back <= most + 1 && (isBefore || !writes);
  };
  if (!list.every(isThere)) return undefined;
  // An expression is computed once for all of its uses, so no two elements that are read may have the same address: a
  // literal row before the loop and in it or after it would be one.
  const outside = list.filter(({ loops, writes }) => loops[0] !== loop && !writes);
  const literal = outside.filter(({ places }) => isConst(places[dimension] as Node));
  const isShared =
    literal.some(({ path }) => (path[0] as number) < at) && literal.some(({ path }) => (path[0] as number) > at);
  return isShared || (most === 0 && outside.length > 0) ? undefined : most + 1;
}
