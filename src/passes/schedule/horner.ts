import type { Node, Store } from '../../ir/store.ts';
import { isValue } from '../../rules/simplify/terms.ts';
import type { Item, LoopItem } from './fuse.ts';
import { powerBase, readsAnyOf } from './power-base.ts';
import type { PowerContext } from './power-base.ts';
import type { Task } from './task.ts';

/** A term `c(k)·x^(k + shift)` of a polynomial in x, added (or subtracted) at a place that stays. */
interface Term {
  readonly task: Task;
  readonly coefficient: Node;
  readonly power: Node;
  readonly negative: boolean;
}

/**
 * Polynomials by Horner's rule: a loop over k that does nothing but add c(k)·x^(k + shift) runs from the last k to the
 * first, with one product and one addition each; undefined for any other loop. At x = ±∞ that is NaN, as it is by powers
 * where a coefficient is 0.
 */
export function asPolynomials(context: PowerContext, loop: LoopItem): Item[] | undefined {
  const { store, simplify } = context;
  const { index, body } = loop;
  const written = new Set(body.flatMap((item) => (item.kind === 'leaf' ? [item.task.target] : [])));
  const terms: Term[] = [];
  for (const item of body) {
    const term = item.kind === 'leaf' ? termOf(store, item.task, index, written) : undefined;
    if (term === undefined) return undefined;
    terms.push(term);
  }
  if (terms.length === 0) return undefined;
  const before: Item[] = [];
  const inside: Item[] = [];
  const after: Item[] = [];
  for (const { task, coefficient, power, negative } of terms) {
    const [base, exponent] = power.args as [Node, Node];
    const value = store.read(context.freshName(`${task.target}Polynomial`), []);
    const leaf = (target: string, given: Node, mode: 'set' | 'mul' = 'set'): Item => ({
      kind: 'leaf',
      task: { order: 0, target, places: [], dims: [], body: given, mode, guards: [] },
    });
    before.push(leaf(value.name, store.const(0)));
    inside.push(leaf(value.name, store.op('add', store.op('mul', value, base), coefficient)));
    const first = store.substitute(exponent, new Map([[index, index.args[0] as Node]]));
    const factor = simplify(store.op('pow', base, first));
    if (!isValue(factor, 1)) after.push(leaf(value.name, factor, 'mul'));
    after.push({ kind: 'leaf', task: { ...task, body: negative ? store.op('neg', value) : value } });
  }
  return [...before, { ...loop, down: true, body: inside }, ...after];
}

function termOf(store: Store, task: Task, index: Node, written: ReadonlySet<string>): Term | undefined {
  if (task.mode !== 'add' || task.guards.length > 0 || task.init !== undefined) return undefined;
  if (task.places.some((place) => place.free.includes(index))) return undefined;
  const negative = task.body.op === 'neg';
  const product = negative ? (task.body.args[0] as Node) : task.body;
  const factors = product.op === 'mul' ? product.args : [product, store.const(1)];
  const power = factors.find((factor) => powerBase(factor, index, written) !== undefined);
  const coefficient = factors.find((factor) => factor !== power);
  if (power === undefined || coefficient === undefined || readsAnyOf(coefficient, written)) return undefined;
  return { task, coefficient, power, negative };
}
