import type { NodeOp } from '../../ir/op.ts';
import type { Node } from '../../ir/store.ts';
import { collected, gap, only, pair, sumOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isConst, splitCoefficient, withCoefficient } from '../simplify/terms.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { settled } from './values.ts';

/** f(a) − f(b) from g = a − b, without the cancellation. */
export type Difference = (k: Kit, a: Node, b: Node, g: Node) => Node;

/**
 * cos(b + h). The sum's rounding counts where the cosine vanishes, and there is none in cos(b)·cos(h) − sin(b)·sin(h). The sine of the
 * sum keeps its digits at 0, which the other form does not.
 */
function cosOfSum(k: Kit, b: Node, h: Node): Node {
  const terms = collected(k.add(b, h));
  if (terms.size < 2) return k.cos(sumOf(k.store, terms));
  return k.sub(k.mul(k.cos(b), k.cos(h)), k.mul(k.sin(b), k.sin(h)));
}

function sinOfSum(k: Kit, b: Node, h: Node): Node {
  const terms = collected(k.add(b, h));
  const sum = sumOf(k.store, terms);
  return terms.size < 2 ? k.sin(sum) : k.given(k.sin(k.detach(sum)), sum, cosOfSum(k, b, h));
}

const half = (k: Kit, x: Node): Node => k.div(x, 2);
const middle = (k: Kit, a: Node, b: Node): Node => k.div(k.add(a, b), 2);

/** For a gap of a literal, its derivative, 1 / (2·√a) − 1 / (2·√b), is −(√a − √b) / (2·√a·√b). */
function ofRoots(k: Kit, a: Node, b: Node, g: Node): Node {
  const [r, s] = [k.sqrt(a), k.sqrt(b)];
  if (!isConst(g)) return k.div(g, k.add(r, s));
  const value = k.div(g, k.add(k.detach(r), k.detach(s)));
  return k.given(value, b, k.div(k.div(k.mul(-0.5, k.div(g, k.add(r, s))), r), s));
}

/** Hamming, Numerical Methods for Scientists and Engineers (1986), chapter 3, has most of them. */
export const differences: Partial<Record<NodeOp, Difference>> = {
  sqrt: ofRoots,
  cbrt: (k, a, b, g) => {
    const [x, y] = [k.cbrt(a), k.cbrt(b)];
    return k.div(g, k.add(k.add(k.sq(x), k.mul(x, y)), k.sq(y)));
  },
  sin: (k, _, b, g) => k.mul(2, k.mul(cosOfSum(k, b, half(k, g)), k.sin(half(k, g)))),
  cos: (k, _, b, g) => k.mul(-2, k.mul(sinOfSum(k, b, half(k, g)), k.sin(half(k, g)))),
  tan: (k, _, b, g) => k.div(k.sin(g), k.mul(cosOfSum(k, b, g), k.cos(b))),
  sinh: (k, a, b, g) => k.mul(2, k.mul(k.cosh(middle(k, a, b)), k.sinh(k.div(g, 2)))),
  cosh: (k, a, b, g) => k.mul(2, k.mul(k.sinh(middle(k, a, b)), k.sinh(k.div(g, 2)))),
  tanh: (k, a, b, g) => k.mul(k.sinh(g), k.mul(k.sech(a), k.sech(b))),
};

/** f(a) of factor · f(a). */
interface Side {
  readonly factor: number;
  readonly f: Node;
}

export function sidesOf(node: Node): [Side, Side] | undefined {
  const [[p, x], [q, y]] = [splitCoefficient(pair(node)[0]), splitCoefficient(pair(node)[1])];
  if (x === undefined || y === undefined || p !== q || x.op !== y.op) return undefined;
  return [
    { factor: p, f: x },
    { factor: q, f: y },
  ];
}

/** Differences of one function at two arguments whose difference is simple. */
export const shifts: readonly Rule[] = [
  {
    name: '√(x + 1) − √x → 1 / (√(x + 1) + √x), sin(x + h) − sin(x) → 2·cos(x + h/2)·sin(h/2), …: the digits cancel',
    phase: 'before',
    on: ['sub'],
    apply: (store, node) => {
      const sides = sidesOf(node);
      const difference = sides && differences[sides[0].f.op];
      if (sides === undefined || difference === undefined) return undefined;
      const [a, b] = sides.map(({ f }) => only(f)) as [Node, Node];
      const g = gap(store, a, b);
      if (g === undefined) return undefined;
      return withCoefficient(store, sides[0].factor, difference(createKit(store), a, b, g));
    },
  },
  {
    name: 'atan(x + h) − atan(x) → atan2(h, 1 + (x + h)·x): the digits cancel',
    phase: 'before',
    on: ['sub'],
    apply: (store, node) => {
      const sides = sidesOf(node);
      if (sides?.[0].f.op !== 'atan') return undefined;
      const [a, b] = sides.map(({ f }) => only(f)) as [Node, Node];
      const g = gap(store, a, b);
      // The angle between the directions (1, b) and (1, a).
      if (g === undefined) return undefined;
      const k = createKit(store);
      return withCoefficient(store, sides[0].factor, k.atan2(g, k.add(1, k.mul(a, b))));
    },
  },
  {
    name: 'c / a − c / b → c·(b − a) / (a·b), where b − a is simple: the digits cancel',
    phase: 'before',
    on: ['sub', 'add'],
    apply: (store, node) => {
      const [x, y] = pair(node);
      if (x.op !== 'div' || y.op !== 'div') return undefined;
      const [[c, p], [d, q]] = [splitCoefficient(only(x)), splitCoefficient(only(y))];
      const sign = node.op === 'sub' ? 1 : -1;
      if (p !== q || c !== sign * d) return undefined;
      const [a, b] = [pair(x)[1], pair(y)[1]];
      if (isConst(a) && isConst(b)) return undefined;
      const k = createKit(store);
      const [[, r], [, t]] = [splitCoefficient(a), splitCoefficient(b)];
      const above = (g: Node): Node => withCoefficient(store, c, p === undefined ? g : k.mul(p, g));
      if (r?.op === 'sqrt' && t?.op === 'sqrt' && r === a && t === b) {
        const g = gap(store, only(b), only(a));
        return g && k.div(above(g), k.mul(k.mul(a, b), k.add(a, b)));
      }
      const g = gap(store, b, a);
      return g && k.div(k.div(above(g), a), b);
    },
  },
  {
    name: 'a^p − b^p → b^p·expm1(p·log1p((a − b) / b)) near a = b, where a − b is simple: the digits cancel',
    phase: 'before',
    on: ['sub'],
    apply: (store, node) => {
      const sides = sidesOf(node);
      const [x, y] = sides?.map(({ f }) => f) ?? [];
      if (sides === undefined || x === undefined || y === undefined) return undefined;
      const isRoot = x.op === 'nthRoot';
      if (!(x.op === 'pow' || isRoot) || x.args[1] !== y.args[1]) return undefined;
      const [a, n] = pair(x);
      const b = only(y);
      const g = gap(store, a, b);
      if (g === undefined || (isConst(a) && isConst(b))) return undefined;
      const k = createKit(store);
      const rate = k.log1p(settled(store, k.div(g, b)));
      const near = k.mul(y, k.expm1(isRoot ? k.div(rate, n) : k.mul(n, rate)));
      const test = k.lt(k.abs(g), k.div(k.abs(b), 2));
      return withCoefficient(store, sides[0].factor, k.select(test, near, k.sub(settled(store, x), y)));
    },
  },
];
