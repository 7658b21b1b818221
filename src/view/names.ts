import { isReduction } from '../ir/op.ts';
import type { Node, Store } from '../ir/store.ts';

const LETTERS = ['i', 'j', 'k', 'l', 'm', 'p', 'q', 'r', 's'];
const NONE: readonly Node[] = [];

/** The names that an expression already uses: those of what it reads and of its sizes. */
export function namesIn(nodes: Iterable<Node>): Set<string> {
  const names = new Set<string>();
  for (const node of nodes) if (node.op === 'read' || node.op === 'size') names.add(node.name);
  return names;
}

/**
 * Names for every index below the roots: the user's where they are known and free, else i, j, k, …
 * Two indices have different names wherever one can be seen from the other; sums side by side may share one.
 */
export function nameIndices(
  roots: readonly Node[],
  order: readonly Node[],
  taken: ReadonlySet<string>,
  store?: Store,
): Map<Node, string> {
  const conflicts = conflictsOf(roots, order);
  const hint = (index: Node): string | undefined => store?.indexName(index);
  // The indices of a definition come first, then from the outermost reduction inwards.
  const rank = (index: Node): number => (index.value < 0 ? -1e9 - index.value : -index.value);
  const sorted = [...conflicts.keys()].sort(
    (a, b) => Number(hint(a) === undefined) - Number(hint(b) === undefined) || rank(a) - rank(b) || a.id - b.id,
  );
  const names = new Map<Node, string>();
  for (const index of sorted) {
    const used = new Set([...(conflicts.get(index) ?? [])].map((other) => names.get(other)));
    const isFree = (name: string): boolean => !taken.has(name) && !used.has(name);
    const wanted = hint(index);
    names.set(index, wanted !== undefined && isFree(wanted) ? wanted : firstFree(isFree));
  }
  return names;
}

function firstFree(isFree: (name: string) => boolean): string {
  for (let round = 1; ; round += 1) {
    const name = LETTERS.map((letter) => (round === 1 ? letter : `${letter}${round}`)).find(isFree);
    if (name !== undefined) return name;
  }
}

/** For each index, those that must not have its name: what is free or bound within its reduction. */
function conflictsOf(roots: readonly Node[], order: readonly Node[]): Map<Node, Set<Node>> {
  const conflicts = new Map<Node, Set<Node>>();
  const meet = (index: Node, others: readonly Node[]): void => {
    const mine = conflicts.get(index) ?? new Set();
    conflicts.set(index, mine);
    for (const other of others) {
      if (other === index) continue;
      mine.add(other);
      const theirs = conflicts.get(other) ?? new Set();
      theirs.add(index);
      conflicts.set(other, theirs);
    }
  };
  const inside = new Map<Node, readonly Node[]>();
  for (const node of order) {
    let seen = NONE;
    for (const arg of node.args) seen = union(seen, inside.get(arg) ?? NONE);
    if (node.op === 'index') seen = union(seen, [node]);
    if (isReduction(node.op)) meet(node.args[0] as Node, seen);
    inside.set(node, seen);
  }
  for (const root of roots) for (const index of root.free) meet(index, inside.get(root) ?? NONE);
  return conflicts;
}

function union(a: readonly Node[], b: readonly Node[]): readonly Node[] {
  if (a === b || b.length === 0) return a;
  if (a.length === 0) return b;
  const added = b.filter((node) => !a.includes(node));
  return added.length === 0 ? a : [...a, ...added];
}
