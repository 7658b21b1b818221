import type { Node, Store } from '../../ir/store.ts';
import { pair, squareRootOf } from '../match.ts';
import { isConst, termsOf, withCoefficient } from '../simplify/terms.ts';

/** Longest sum of squares that becomes hypot. */
const LONGEST = 4;

/** The roots of the terms of a sum of squares and positive literals, one square at least. */
export function legsOf(store: Store, sum: Node): Node[] | undefined {
  const terms = termsOf(sum);
  if (terms.length < 2 || terms.length > LONGEST) return undefined;
  const legs: Node[] = [];
  for (const { factor, rest } of terms) {
    if (factor <= 0) return undefined;
    const scale = Math.sqrt(factor);
    if (rest === undefined) {
      legs.push(store.const(scale));
      continue;
    }
    const leg = squareRootOf(rest) ?? (rest.op === 'pow' ? evenRoot(store, rest) : undefined);
    if (leg === undefined || Math.abs(scale * scale - factor) > 2 * Number.EPSILON * factor) return undefined;
    legs.push(withCoefficient(store, scale, leg));
  }
  return legs.some((leg) => !isConst(leg)) ? legs : undefined;
}

/** x^n of x^(2·n). */
export function evenRoot(store: Store, power: Node): Node | undefined {
  const [x, n] = pair(power);
  return isConst(n) && n.value > 2 && n.value % 2 === 0 ? store.op('pow', x, store.const(n.value / 2)) : undefined;
}
