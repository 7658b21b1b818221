import { affineOf } from '../../ir/affine.ts';
import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import type { Block, Item } from './fuse.ts';
import type { Task } from './task.ts';

/**
 * Powers by the index of a loop become running products: `x^(k + c)` in a loop over ascending k is a variable that
 * starts at x^(lo + c) and is multiplied by x at the end of each iteration.
 */
export function runPowers(
  store: Store,
  block: Block,
  freshName: (wanted: string) => string,
  simplify: (node: Node) => Node,
): Block {
  return block.flatMap((item): Item[] => {
    if (item.kind === 'leaf') return [item];
    const body = runPowers(store, item.body, freshName, simplify);
    if (item.down) return [{ ...item, body }];
    const powers = powersBy(body, item.index);
    if (powers.length === 0) return [{ ...item, body }];
    const before: Item[] = [];
    const after: Item[] = [];
    const replaced = new Map<Node, Node>();
    for (const power of powers) {
      const [base, exponent] = power.args as [Node, Node];
      const name = freshName(`${base.op === 'read' ? base.name : 'base'}Power`);
      replaced.set(power, store.read(name, []));
      const start = store.op(
        'pow',
        base,
        store.substitute(exponent, new Map([[item.index, item.index.args[0] as Node]])),
      );
      before.push({ kind: 'leaf', task: scalarTask(name, simplify(start), 'set') });
      after.push({ kind: 'leaf', task: scalarTask(name, base, 'mul') });
    }
    return [...before, { ...item, body: [...replaceIn(store, body, replaced), ...after] }];
  });
}

const scalarTask = (target: string, body: Node, mode: 'set' | 'mul'): Task => ({
  order: 0,
  target,
  places: [],
  dims: [],
  body,
  mode,
  guards: [],
});

/** The powers in a block whose exponent steps with the index, and whose base stays. */
function powersBy(block: Block, index: Node): Node[] {
  const found = new Set<Node>();
  const written = new Set<string>();
  const visit = (items: Block): void => {
    for (const item of items) {
      if (item.kind === 'loop') visit(item.body);
      else {
        written.add(item.task.target);
        for (const node of postorder([item.task.body]))
          if (node.op === 'pow' && isStep(node.args[1] as Node, index) && !(node.args[0] as Node).free.includes(index))
            found.add(node);
      }
    }
  };
  visit(block);
  return [...found].filter(
    (node) => !postorder([node.args[0] as Node]).some((part) => part.op === 'read' && written.has(part.name)),
  );
}

function isStep(exponent: Node, index: Node): boolean {
  if (exponent.type !== 'int') return false;
  const { terms } = affineOf(exponent);
  return terms.size === 1 && terms.get(index) === 1;
}

function replaceIn(store: Store, block: Block, replaced: ReadonlyMap<Node, Node>): Block {
  return block.map((item): Item => {
    if (item.kind === 'loop') return { ...item, body: replaceIn(store, item.body, replaced) };
    return { kind: 'leaf', task: { ...item.task, body: store.substitute(item.task.body, replaced) } };
  });
}
