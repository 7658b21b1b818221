import { normalizeInt } from '../../ir/affine.ts';
import type { Node } from '../../ir/store.ts';
import type { Kit } from '../kit.ts';
import { only, pair } from '../match.ts';
import type { Term } from '../match.ts';
import { isConst, termsOf } from '../simplify/terms.ts';
import { exponentialSum, isGreatestOf } from '../stabilise/shifted-sum.ts';
import type { ExponentialSum } from '../stabilise/shifted-sum.ts';
import type { Alternative, RangeRow } from './row.ts';

/** m and Σ exp(x − m), where the terms are m + log Σ exp(x − m) and perhaps others. */
function shiftedLog(
  k: Kit,
  terms: readonly (Node | undefined)[],
): { m: Node; sum: ExponentialSum; written: Node } | undefined {
  for (const log of terms) {
    if (log?.op !== 'log') continue;
    for (const m of terms) {
      if (m === undefined || m === log) continue;
      const sum = exponentialSum(k, only(log), m);
      if (sum !== undefined && sum.greatest.length > 0 && isGreatestOf(m, sum.greatest))
        return { m, sum, written: only(log) };
    }
  }
  return undefined;
}

/** Among the terms of a sum over an index the digits of one that is nearly 0 are not worth a second loop for each. */
const isTerm = (node: Node): boolean => node.free.some(({ value }) => value > 0);

/** m + log(Σ exp(x − m)) by the others than the greatest. */
function byOthers(k: Kit, node: Node): Alternative | undefined {
  const log = isTerm(node) ? undefined : shiftedLog(k, pair(node));
  if (log === undefined) return undefined;
  const { m, sum, written } = log;
  // The logarithm is not negative, and no two are the greatest where the sum is less than 2.
  const near = k.lt(k.add(k.abs(m), k.log(written)), 0.5);
  // Where that does not hold the sum is not computed: the test is made around its loop.
  const rest = sum.by((x) => k.select(near, k.select(k.eq(x, m), 0, k.exp(k.sub(x, m))), 0));
  return { test: k.not(near), otherwise: k.add(m, k.log1p(rest)) };
}

/** The form as written, where the first row has put another beside it. */
function asWritten(k: Kit, node: Node): Node {
  const written = node.op === 'select' ? (node.args[1] as Node) : node;
  const found = written.op === 'add' && written !== node ? byOthers(k, written) : undefined;
  return found !== undefined && k.select(found.test, written, found.otherwise) === node ? written : node;
}

/** Logarithms of sums of exponentials that are nearly 0, of which m + log Σ exp(x − m) has no digits. */
export const logSums: readonly RangeRow[] = [
  {
    name: 'm + log(Σ exp(x − m)) → m + log1p(Σ exp(x − m) over all but the greatest) where that is nearly 0',
    on: ['add'],
    apply: byOthers,
  },
  {
    name: 'm + log(Σ exp(x − m)) − log(n) of n terms → log1p(Σ (exp(x) − 1) / n) where that is nearly 0',
    on: ['add', 'sub'],
    apply: (k, node) => {
      const args = node.args.map((arg) => asWritten(k, arg));
      const terms = termsOf(k.store.with(node, args));
      if (isTerm(node) || terms.length !== 3) return undefined;
      const log = shiftedLog(
        k,
        terms.map(({ factor, rest }) => (factor === 1 ? rest : undefined)),
      );
      const count = log?.sum.count && normalizeInt(k.store, log.sum.count);
      if (log === undefined || count === undefined || !terms.some((term) => isLogOf(term, count))) return undefined;
      const near = k.lt(k.add(k.abs(log.m), k.abs(node)), 0.5);
      const less = log.sum.by((x) => k.select(near, k.expm1(x), 0));
      return { test: k.not(near), otherwise: k.log1p(k.div(less, count)) };
    },
  },
];

/** Whether it is −log(n), or that number. */
function isLogOf({ factor, rest }: Term, n: Node): boolean {
  if (rest === undefined)
    return isConst(n) && Math.abs(factor + Math.log(n.value)) <= 2 * Number.EPSILON * Math.abs(factor);
  return factor === -1 && rest.op === 'log' && only(rest) === n;
}
