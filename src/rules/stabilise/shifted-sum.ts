import type { Node } from '../../ir/store.ts';
import type { Kit } from '../kit.ts';
import { only, pair } from '../match.ts';

/** A sum of exponentials of which the greatest, exp(shift), has been taken out. */
export interface ExponentialSum {
  /** The greatest of the exponents, part by part. */
  readonly greatest: readonly Node[];
  /** The exponents as they stand. */
  readonly exponents: readonly Node[];
  /** The sum again, with something else for each exponential exp(x − shift). */
  readonly by: (f: (x: Node) => Node) => Node;
  /** How many exponentials there are; undefined where their number depends on an index. */
  readonly count: Node | undefined;
}

/** Σ exp(x − shift): sums and reductions of exponentials alone. */
export function exponentialSum(k: Kit, node: Node, shift: Node): ExponentialSum | undefined {
  switch (node.op) {
    case 'exp': {
      const exponent = only(node);
      const x =
        exponent.op === 'neg' && only(exponent) === shift
          ? k.num(0)
          : exponent.op === 'sub' && exponent.args[1] === shift
            ? pair(exponent)[0]
            : undefined;
      return x && { exponents: [x], greatest: [x], by: (f) => f(x), count: k.num(1) };
    }
    case 'add': {
      const [a, b] = pair(node).map((part) => exponentialSum(k, part, shift));
      if (a === undefined || b === undefined) return undefined;
      return {
        exponents: [...a.exponents, ...b.exponents],
        greatest: [...a.greatest, ...b.greatest],
        by: (f) => k.add(a.by(f), b.by(f)),
        count: a.count && b.count && k.add(a.count, b.count),
      };
    }
    case 'sumOver': {
      const { index, body } = k.store.open(node);
      if (shift.free.includes(index)) return undefined;
      const each = exponentialSum(k, body, shift);
      const [lo, hi] = pair(index);
      const extent = k.sub(hi, lo);
      return (
        each && {
          exponents: each.exponents,
          greatest: each.greatest.map((x) => k.store.reduce('maxOver', index, x)),
          by: (f) => k.store.reduce('sumOver', index, each.by(f)),
          count: each.count && (each.count.free.includes(index) ? undefined : k.mul(extent, each.count)),
        }
      );
    }
    default:
      return undefined;
  }
}

/** Whether m is max(a, b, …) of exactly these. */
export function isGreatestOf(m: Node, greatest: readonly Node[]): boolean {
  const left = new Set(greatest);
  const stack = [m];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (greatest.includes(node)) left.delete(node);
    else if (node.op === 'max') stack.push(...node.args);
    else return false;
  }
  return left.size === 0;
}
