import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import type { Block, Item } from './fuse.ts';
import { asPolynomials } from './horner.ts';
import { tasksIn } from './jam/legal.ts';
import { powerBase, readsAnyOf } from './power-base.ts';
import type { PowerContext } from './power-base.ts';

/**
 * Powers by the index of a loop become running products: `x^(k + c)` in a loop over ascending k is a variable that
 * starts at x^(lo + c) and is multiplied by x at the end of each iteration; so is `a·x^(k + c)`, where that is all the power
 * is there for. A loop that only adds up a polynomial goes by Horner's rule.
 */
export function runPowers(context: PowerContext, block: Block): Block {
  const { store, freshName, simplify } = context;
  return block.flatMap((item): Item[] => {
    if (item.kind === 'leaf') return [item];
    const body = runPowers(context, item.body);
    if (item.down) return [{ ...item, body }];
    const powers = powersBy(body, item.index);
    if (powers.length === 0) return [{ ...item, body }];
    const polynomials = asPolynomials(context, { ...item, body });
    if (polynomials !== undefined) return polynomials;
    const before: Item[] = [];
    const after: Item[] = [];
    const replaced = new Map<Node, Node>();
    for (const power of powers) {
      const [base, exponent] = power.args as [Node, Node];
      const name = freshName(`${base.op === 'read' ? base.name : 'base'}Power`);
      const [product, factor] = onlyProduct(body, power, item.index) ?? [power];
      replaced.set(product, store.read(name, []));
      const first = new Map([[item.index, item.index.args[0] as Node]]);
      const start = simplify(store.op('pow', base, store.substitute(exponent, first)));
      before.push(scalarLeaf(name, factor === undefined ? start : simplify(store.op('mul', factor, start)), 'set'));
      after.push(scalarLeaf(name, base, 'mul'));
    }
    return [...before, { ...item, body: [...replaceIn(store, body, replaced), ...after] }];
  });
}

const scalarLeaf = (target: string, body: Node, mode: 'set' | 'mul'): Item => ({
  kind: 'leaf',
  task: { order: 0, target, places: [], dims: [], body, mode, guards: [] },
});

/** The powers in a block whose exponent steps with the index, and whose base stays. */
function powersBy(block: Block, index: Node): Node[] {
  const tasks = tasksIn(block);
  const written = new Set(tasks.map(({ target }) => target));
  const inner = new Set(indicesIn(block));
  const found = postorder(tasks.map(({ body }) => body));
  return found.filter((node) => powerBase(node, index, written)?.free.every((other) => !inner.has(other)));
}

const indicesIn = (block: Block): Node[] =>
  block.flatMap((item) => (item.kind === 'leaf' ? [] : [item.index, ...indicesIn(item.body)]));

/** The one product with a factor that stays in the loop which a power is used in, and that factor. */
function onlyProduct(block: Block, power: Node, index: Node): [product: Node, factor: Node] | undefined {
  const tasks = tasksIn(block);
  const written = new Set(tasks.map(({ target }) => target));
  const roots = tasks.flatMap(({ body, guards, init }) => [body, ...guards, ...(init === undefined ? [] : [init])]);
  const users = postorder(roots).filter((node) => node.args.includes(power));
  const [user] = users;
  if (users.length !== 1 || user?.op !== 'mul' || roots.includes(power)) return undefined;
  const [factor, ...others] = user.args.filter((arg) => arg !== power);
  const moving = [index, ...indicesIn(block)];
  if (factor === undefined || others.length > 0 || readsAnyOf(factor, written)) return undefined;
  return factor.free.some((other) => moving.includes(other)) ? undefined : [user, factor];
}

function replaceIn(store: Store, block: Block, replaced: ReadonlyMap<Node, Node>): Block {
  return block.map((item): Item => {
    if (item.kind === 'loop') return { ...item, body: replaceIn(store, item.body, replaced) };
    return { kind: 'leaf', task: { ...item.task, body: store.substitute(item.task.body, replaced) } };
  });
}
