import type { Node, Store } from '../../ir/store.ts';
import { factsOf } from '../facts.ts';
import { collected, only, pair, squareRootOf, sumOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isConst, isValue, splitCoefficient, termsOf, withCoefficient } from '../simplify/terms.ts';

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
    if (leg === undefined || scale * scale !== factor) return undefined;
    legs.push(withCoefficient(store, scale, leg));
  }
  return legs.some((leg) => !isConst(leg)) ? legs : undefined;
}

/** x^n of x^(2·n). */
function evenRoot(store: Store, power: Node): Node | undefined {
  const [x, n] = pair(power);
  return isConst(n) && n.value > 2 && n.value % 2 === 0 ? store.op('pow', x, store.const(n.value / 2)) : undefined;
}

/** u and E of ±√(u² + E), for each u that the root may have been meant for. */
function squaresUnder(store: Store, root: Node, u: Node): Node | undefined {
  const [scale, v] = splitCoefficient(u);
  if (root.op === 'hypot') {
    const [a, b] = pair(root);
    const other = sameSize(a, u) ? b : sameSize(b, u) ? a : undefined;
    return other && store.op('pow', other, store.const(2));
  }
  const rest = collected(only(root));
  const key = v === undefined ? undefined : [...rest.keys()].find((part) => part && squareRootOf(part) === v);
  if (v !== undefined && key === undefined) return undefined;
  if (rest.get(key) !== scale * scale) return undefined;
  rest.delete(key);
  return rest.size === 0 ? undefined : sumOf(store, rest);
}

const sameSize = (a: Node, b: Node): boolean => {
  const [[p, x], [q, y]] = [splitCoefficient(a), splitCoefficient(b)];
  return x === y && Math.abs(p) === Math.abs(q);
};

export const roots: readonly Rule[] = [
  {
    name: '√(x² + y²) → hypot(x, y): the squares overflow at 1e154, and vanish at 1e−162',
    on: ['sqrt'],
    apply: (store, node) => {
      if (only(node).op !== 'add') return undefined;
      const legs = legsOf(store, only(node));
      return legs?.reduce((a, b) => store.op('hypot', a, b));
    },
  },
  {
    name: 'u + √(u² + E) → E / (√(u² + E) − u) where u < 0: the digits cancel',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length !== 2) return undefined;
      for (const [one, other] of [terms, [...terms].reverse()]) {
        const root = one?.rest;
        if (one === undefined || other === undefined || root === undefined) continue;
        if (root.op !== 'sqrt' && root.op !== 'hypot') continue;
        // factor · (√… + u)
        const u = withCoefficient(store, other.factor / one.factor, other.rest);
        const excess = squaresUnder(store, root, u);
        if (excess === undefined) continue;
        const { low, high } = factsOf(u);
        if (low >= 0) return undefined;
        // max(…, 0) is what it is of, and says so to this rule; at 0 the first argument's derivative counts.
        const sum = (v: Node): Node => store.op('add', root, store.op('max', v, store.const(0)));
        const stable = over(store, excess, sum(store.op('neg', u)));
        const result = high <= 0 ? stable : store.op('select', store.op('lt', u, store.const(0)), stable, sum(u));
        return withCoefficient(store, one.factor, result);
      }
      return undefined;
    },
  },
  {
    name: 'a² − b² → (a − b)·(a + b): the digits cancel near a = b',
    phase: 'after',
    on: ['sub'],
    apply: (store, node) => {
      const [a, b] = pair(node);
      const [x, y] = [perfectRoot(store, a), perfectRoot(store, b)];
      if (x === undefined || y === undefined || (isConst(x) && isConst(y))) return undefined;
      return store.op('mul', store.op('sub', x, y), store.op('add', x, y));
    },
  },
  {
    name: '√x / x → 1 / √x: 0 / 0',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      const [factor, root] = splitCoefficient(above);
      if (root?.op !== 'sqrt' || only(root) !== below) return undefined;
      return store.op('div', store.const(factor), root);
    },
  },
];

/** E / s, for E = v² without the overflow of v². */
function over(store: Store, excess: Node, s: Node): Node {
  const v = squareRootOf(excess);
  return v === undefined ? store.op('div', excess, s) : store.op('mul', v, store.op('div', v, s));
}

function perfectRoot(store: Store, node: Node): Node | undefined {
  if (isConst(node)) {
    const root = Math.sqrt(node.value);
    return Number.isInteger(root) && root > 0 ? store.const(root) : undefined;
  }
  const [factor, rest] = splitCoefficient(node);
  const root = rest && squareRootOf(rest);
  const scale = Math.sqrt(factor);
  if (root === undefined || scale * scale !== factor || isValue(root, 0)) return undefined;
  return withCoefficient(store, scale, root);
}
