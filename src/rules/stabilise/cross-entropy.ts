import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { only, pair } from '../match.ts';
import type { Rule } from '../rule.ts';
import { termsOf, withCoefficient } from '../simplify/terms.ts';
import { elementIn, ifInside } from './element.ts';
import type { Element } from './element.ts';
import { settled } from './values.ts';

/** Longest sum that is looked at. */
const LONGEST = 6;

interface Shifted {
  readonly index: Node;
  readonly body: Node;
  readonly shift: Node;
}

/** log Σ exp(x[i] − m) with a detached m. */
function shiftedLog(store: Store, node: Node): Shifted | undefined {
  const sum = node.op === 'log' ? only(node) : undefined;
  if (sum?.op !== 'sumOver') return undefined;
  const { index, body } = store.open(sum);
  if (body.op !== 'exp' || only(body).op !== 'sub') return undefined;
  const [x, shift] = pair(only(body));
  return shift.op === 'detach' ? { index, body: x, shift } : undefined;
}

/** log(whole) + m − x, where the whole is the rest and exp(x − m). */
function besideGreatest(k: Kit, x: Node, shift: Node, rest: Node, whole: Node): Node {
  const t = k.detach(x);
  const log = k.log(k.given(whole, 0, 0));
  const value = k.select(k.eq(t, shift), k.log1p(rest), k.add(k.sub(shift, t), log));
  return k.given(k.given(k.detach(value), log, 1), x, k.neg(k.div(rest, whole)));
}

/**
 * log Σ exp(x[i]) − x[k] with m the greatest: log(1 + R) for R = Σ exp(x[i] − m) over the others where x[k] is the greatest, else
 * (m − x[k]) + log(R + exp(x[k] − m)). Its derivative by x[k] is −R / (R + exp(x[k] − m)), of which p − 1 has no digits.
 */
function others(store: Store, { index, body, shift }: Shifted, x: Node, element: Element, written: Node): Node {
  const k = createKit(store);
  const t = k.detach(x);
  const rest = store.reduce('sumOver', index, k.select(k.eq(index, element.place), 0, k.exp(k.sub(body, shift))));
  const beside = besideGreatest(k, x, shift, rest, k.add(rest, k.exp(k.sub(t, shift))));
  return ifInside(store, element, beside, written);
}

/** The exponents of a sum of a few exponentials with a detached m taken off, of m + log(Σ exp(x − m)). */
function fewExponents(node: Node): { shift: Node; exponents: Node[] } | undefined {
  const [shift, log] = node.args;
  if (node.op !== 'add' || shift?.op !== 'detach' || log?.op !== 'log') return undefined;
  const exponents = termsOf(only(log)).map(({ factor, rest }) =>
    factor === 1 && rest?.op === 'exp' && only(rest).op === 'sub' && only(rest).args[1] === shift
      ? only(rest).args[0]
      : undefined,
  );
  return exponents.every((x) => x !== undefined) ? { shift, exponents } : undefined;
}

export const crossEntropies: readonly Rule[] = [
  {
    name: 'log(exp(a) + exp(b) + exp(c)) − c → log(1 + exp(a − c) + exp(b − c)): the digits of what is nearly 0',
    phase: 'before',
    on: ['sub'],
    apply: (store, node) => {
      const [log, element] = pair(node);
      const few = fewExponents(log);
      if (few === undefined || !few.exponents.includes(element)) return undefined;
      const k = createKit(store);
      const own = k.exp(k.sub(k.detach(element), few.shift));
      const rest = few.exponents
        .filter((x, at) => at !== few.exponents.indexOf(element))
        .map((x) => k.exp(k.sub(x, few.shift)))
        .reduce((a, b) => k.add(a, b));
      return besideGreatest(k, element, few.shift, rest, k.add(rest, own));
    },
  },
  {
    name: 'log(Σ exp(x)) − x[k] → log(1 + Σ exp(x − x[k])) over all others: a loss that is nearly 0 has no digits, nor has its derivative',
    phase: 'before',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length < 3 || terms.length > LONGEST) return undefined;
      for (const [k, { factor, rest }] of terms.entries()) {
        const log = rest && shiftedLog(store, rest);
        if (rest === undefined || log === undefined) continue;
        const l = terms.findIndex((term) => term.rest === log.shift && term.factor === factor);
        const m = terms.findIndex(
          (term) =>
            term.rest !== undefined &&
            term.factor === -factor &&
            term.rest.free.every((index) => rest.free.includes(index)) &&
            elementIn(store, log.body, log.index, term.rest) !== undefined,
        );
        const x = terms[m]?.rest;
        const element = x && elementIn(store, log.body, log.index, x);
        if (l < 0 || x === undefined || element === undefined) continue;
        const written = store.op('sub', store.op('add', log.shift, settled(store, rest)), x);
        const joined = withCoefficient(store, factor, others(store, log, x, element, written));
        return terms.reduce<Node>(
          (sum, term, at) =>
            at === k || at === l || at === m
              ? sum
              : store.op('add', sum, withCoefficient(store, term.factor, term.rest)),
          joined,
        );
      }
      return undefined;
    },
  },
];
