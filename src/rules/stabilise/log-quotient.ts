import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import { collected, sumOf } from '../match.ts';
import { isConst } from '../simplify/terms.ts';

/**
 * log(a / b) where a − b is simple: log1p((a − b) / b) near 1, where the quotient has lost the digits. Away from 1
 * `otherwise`. The bound 1 / 2 keeps a cancellation in a − b exact (Sterbenz 1974).
 */
export function logOfQuotient(store: Store, a: Node, b: Node, otherwise: Node): Node | undefined {
  const terms = collected(store.op('sub', a, b));
  const variable = [...terms.keys()].filter((rest) => rest !== undefined);
  // The difference of two numbers near each other is exact, that of two results is not.
  const isNumber = (node: Node): boolean => [...collected(node).keys()].every((rest) => rest?.op === 'read' || !rest);
  const areNumbers = terms.size === 2 && variable.length === 2 && isNumber(a) && isNumber(b);
  if ((variable.length > 1 && !areNumbers) || terms.size === 0 || (isConst(a) && isConst(b))) return undefined;
  // A literal above or below changes nothing that log does not do by itself.
  if (isConst(a) || isConst(b)) return undefined;
  const k = createKit(store);
  const difference = k.detach(sumOf(store, terms));
  const near = k.lt(k.abs(difference), k.div(k.abs(k.detach(b)), 2));
  const value = k.select(near, k.log1p(k.div(difference, k.detach(b))), k.detach(otherwise));
  return k.given(k.given(value, a, k.div(1, a)), b, k.div(-1, b));
}
