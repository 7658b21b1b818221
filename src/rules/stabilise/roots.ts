import type { Node, Store } from '../../ir/store.ts';
import { factsOf } from '../facts.ts';
import { collected, only, pair, squareRootOf, sumOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { evenRoot, legsOf } from './legs.ts';
import { quotientNode, quotientOf } from './quotient.ts';
import { isConst, isValue, splitCoefficient, termsOf, withCoefficient } from '../simplify/terms.ts';

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
    name: 'E / s / (c·E) → 1 / s / c in the branch that the row above has made: E underflows, and its derivative cancels',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      const [factor, choice] = splitCoefficient(above);
      if (choice?.op !== 'select' || choice.args[0]?.op !== 'lt') return undefined;
      const [test, stable, sum] = choice.args as [Node, Node, Node];
      const quotient = quotientOf(store.op('div', stable, below));
      if (quotient?.cancels !== true) return undefined;
      quotient.factor *= factor;
      const rest = store.op('div', withCoefficient(store, factor, sum), below);
      return store.op('select', test, quotientNode(store, quotient), rest);
    },
  },
  {
    name: '√(a / b), whose derivative by b is −√(a / b) / (2·b): a / b² overflows',
    phase: 'before',
    on: ['sqrt'],
    apply: (store, node) => {
      const quotient = only(node);
      if (quotient.op !== 'div' || ['const', 'detach'].includes(pair(quotient)[1].op)) return undefined;
      const [a, b] = pair(quotient);
      const root = store.op('sqrt', store.op('div', a, store.op('detach', b)));
      return store.op('given', root, b, store.op('mul', store.const(-0.5), store.op('div', root, b)));
    },
  },
  {
    name: '|x|·√(1 + (y / x)²) → hypot(x, y): y / x overflows',
    on: ['mul'],
    apply: (store, node) => {
      const [a, b] = pair(node);
      for (const [size, root] of [
        [a, b],
        [b, a],
      ] as const) {
        if (size.op !== 'abs' || root.op !== 'hypot' || !root.args.some((arg) => isValue(arg, 1))) continue;
        const quotient = root.args.find((arg) => !isValue(arg, 1));
        if (quotient?.op === 'div' && quotient.args[1] === only(size))
          return store.op('hypot', only(size), only(quotient));
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
  const root = rest && (squareRootOf(rest) ?? (rest.op === 'pow' ? evenRoot(store, rest) : undefined));
  const scale = Math.sqrt(factor);
  if (root === undefined || scale * scale !== factor || isValue(root, 0)) return undefined;
  return withCoefficient(store, scale, root);
}
