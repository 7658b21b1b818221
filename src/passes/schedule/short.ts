import type { Node, Store } from '../../ir/store.ts';
import type { Block, Item, LoopItem } from './fuse.ts';
import { copyBlock } from './jam/copy.ts';
import { literalTrips } from './jam/cost.ts';
import { tasksIn } from './jam/legal.ts';
import type { Storage } from './storage.ts';

export interface ShortContext {
  readonly store: Store;
  readonly simplify: (node: Node) => Node;
  readonly storage: ReadonlyMap<string, Storage>;
}

/** A loop of more iterations stays one. */
const TRIPS = 4;
/** What it comes to at most, in statements. */
const STATEMENTS = 64;

/** Loops within others of few iterations that write elements of arrays alone, as the two rows of a camera's image, are written out. */
export function writeOutShort(context: ShortContext, block: Block): Block {
  const visit = (items: Block, isWithin: boolean): Block =>
    items.flatMap((item): Block => {
      if (item.kind === 'leaf') return [item];
      const loop = { ...item, body: visit(item.body, true) };
      return isWithin && isShort(context, loop) ? copiesOf(context, loop) : [loop];
    });
  return visit(block, false);
}

function isShort({ storage }: ShortContext, loop: LoopItem): boolean {
  const trips = literalTrips(loop.index);
  if (trips === undefined || trips > TRIPS || loop.step !== undefined || loop.rest === true) return false;
  const tasks = tasksIn(loop.body);
  const isStore = ({ kind }: Item): boolean => kind === 'leaf';
  return (
    loop.body.every(isStore) &&
    trips * tasks.length <= STATEMENTS &&
    tasks.every(({ target, dims, tracks, init }) => {
      const { kept = [] } = storage.get(target) ?? {};
      return kept.length > 0 && dims.length === 0 && tracks === undefined && init === undefined;
    })
  );
}

function copiesOf(context: ShortContext, { index, down, body }: LoopItem): Block {
  const { store, simplify } = context;
  const places = Array.from({ length: literalTrips(index) ?? 0 }, (_, k) =>
    simplify(store.op('add', index.args[0] as Node, store.const(k))),
  );
  return (down ? places.toReversed() : places).flatMap((place) =>
    copyBlock(context, body, { indices: new Map([[index, place]]), names: new Map() }),
  );
}
