import { normalizeInt } from '../../ir/affine.ts';
import type { Node } from '../../ir/store.ts';
import type { Kit } from '../kit.ts';
import { only, pair } from '../match.ts';
import type { Term } from '../match.ts';
import { isConst, termsOf, withCoefficient } from '../simplify/terms.ts';
import { quotientNode, quotientOf } from '../stabilise/quotient.ts';
import { exponentialSum, isGreatestOf } from '../stabilise/shifted-sum.ts';
import type { ExponentialSum } from '../stabilise/shifted-sum.ts';
import type { Alternative, RangeRow } from './row.ts';

interface ShiftedLog {
  readonly m: Node;
  readonly sum: ExponentialSum;
  readonly written: Node;
}

/** m and Σ exp(x − m), where the terms are m + log Σ exp(x − m) and perhaps others. */
function shiftedLog(k: Kit, terms: readonly (Node | undefined)[]): ShiftedLog | undefined {
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
  // The logarithm is not negative.
  const near = k.lt(k.add(k.abs(m), k.log(written)), 0.5);
  return { test: k.not(near), otherwise: k.add(m, k.log1p(othersThan(k, sum, m, near))) };
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
  {
    name: 'x[k] − m − log(Σ exp(x − m)) → −log1p(Σ exp(x − m) over the others) where x[k] is the greatest and that is nearly 0',
    on: ['add', 'sub'],
    apply: (k, node) => {
      const terms = termsOf(node);
      if (terms.length !== 3) return undefined;
      for (const { factor, rest: x } of terms) {
        if (x === undefined) continue;
        const others = terms.map((term) => (term.factor === -factor && term.rest !== x ? term.rest : undefined));
        const log = shiftedLog(k, others);
        if (log === undefined || isTerm(k.log(log.written)) || !isElement(log.sum, x)) continue;
        const { m, sum, written } = log;
        const near = k.lt(k.log(written), 0.5);
        const value = k.log1p(othersThan(k, sum, m, near));
        return { test: k.not(k.and(near, k.eq(x, m))), otherwise: withCoefficient(k.store, -factor, value) };
      }
      return undefined;
    },
  },
  {
    name: 'a·exp(x[k] − m) / Σ exp(x − m) − b → (a − b − b·Σ exp(x − m) over the others) / Σ exp(x − m) where x[k] is the greatest',
    on: ['add', 'sub'],
    apply: (k, node) => {
      const terms = termsOf(node);
      const [p, q] = terms;
      if (p === undefined || q === undefined || terms.length !== 2) return undefined;
      for (const [one, other] of [
        [p, q],
        [q, p],
      ] as const) {
        const share = shareOf(k, one);
        if (share === undefined) continue;
        const { sum, written, m, x, scale } = share;
        const b = withCoefficient(k.store, other.factor, other.rest);
        const near = k.lt(written, 1.5);
        const count = sum.exponents.length;
        const beside = k.add(k.add(scale, b), k.mul(b, othersThan(k, sum, m, near)));
        // All are nearly the greatest.
        const alike = k.gt(written, count - 0.5);
        const less = sum.by((y) => k.select(alike, k.expm1(k.sub(y, m)), 0));
        const even = k.add(k.add(k.add(scale, k.mul(count, b)), k.mul(scale, k.expm1(k.sub(x, m)))), k.mul(b, less));
        const isGreatest = k.and(near, k.eq(x, m));
        return {
          test: k.not(k.or(isGreatest, alike)),
          otherwise: k.div(k.select(isGreatest, beside, even), written),
        };
      }
      return undefined;
    },
  },
];

/** Whether it is −log(n), or that number. */
function isLogOf({ factor, rest }: Term, n: Node): boolean {
  if (rest === undefined)
    return isConst(n) && Math.abs(factor + Math.log(n.value)) <= 2 * Number.EPSILON * Math.abs(factor);
  return factor === -1 && rest.op === 'log' && only(rest) === n;
}

/** Σ exp(x − m) over all but the greatest, of which there is one where the sum is less than 2; computed only where that is near. */
const othersThan = (k: Kit, sum: ExponentialSum, m: Node, near: Node): Node =>
  sum.by((x) => k.select(near, k.select(k.eq(x, m), 0, k.exp(k.sub(x, m))), 0));

/** Whether x may be one of the exponents: it is like one, perhaps at another place. */
const isElement = ({ exponents }: ExponentialSum, x: Node): boolean => exponents.some((body) => isAlike(body, x));

/** So many exponentials may stand beside each other. */
const FEW = 4;

/** Largest expression that is compared with another. */
const LARGEST = 40;

function isAlike(a: Node, b: Node): boolean {
  const stack: [Node, Node][] = [[a, b]];
  for (let steps = 0; stack.length > 0; steps += 1) {
    const [x, y] = stack.pop() as [Node, Node];
    if (x === y || (x.type === 'int' && y.type === 'int')) continue;
    if (steps > LARGEST || x.op !== y.op || x.name !== y.name || !Object.is(x.value, y.value)) return false;
    x.args.forEach((arg, k) => stack.push([arg, y.args[k] as Node]));
  }
  return true;
}

/** scale · exp(x − m) / Σ exp(x − m), of which x is an exponent. */
function shareOf(k: Kit, term: Term): (ShiftedLog & { x: Node; scale: Node }) | undefined {
  const quotient = term.rest && quotientOf(term.rest);
  if (quotient === undefined) return undefined;
  for (const [exp, n] of quotient.above) {
    const [x, m] = exp.op === 'exp' && only(exp).op === 'sub' && n === 1 ? pair(only(exp)) : [];
    if (x === undefined || m === undefined) continue;
    for (const [written, power] of quotient.below) {
      // Of an array there would be a sum for each of its elements.
      const sum = power === 1 && written.height === 0 ? exponentialSum(k, written, m) : undefined;
      if (sum === undefined || sum.exponents.length > FEW || !isGreatestOf(m, sum.greatest) || !isElement(sum, x))
        continue;
      const rest = { ...quotient, above: new Map(quotient.above), below: new Map(quotient.below) };
      rest.above.delete(exp);
      rest.below.delete(written);
      rest.factor *= term.factor;
      return { sum, written, m, x, scale: quotientNode(k.store, rest) };
    }
  }
  return undefined;
}
