import type { NodeOp } from '../../ir/op.ts';
import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { complementSeries } from '../derivative.ts';
import { collected, gap, only, overLiteral, pair, squareRootOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isConst, isValue, splitCoefficient, withCoefficient } from '../simplify/terms.ts';
import { quotientNode, quotientOf } from './quotient.ts';
import { settled } from './values.ts';

/** The value of a literal, of a quotient of two, or of the root of one; NaN of anything else. */
function literalOf({ op, args, value }: Node): number {
  const [a, b] = args.map((arg) => (arg.op === 'const' ? arg.value : Number.NaN));
  if (op === 'const') return value;
  if (op === 'sqrt') return Math.sqrt(a ?? Number.NaN);
  return op === 'div' ? (a ?? Number.NaN) / (b ?? Number.NaN) : Number.NaN;
}

/** c and w of c·w, where c is a literal of any kind. */
function scaleOf(node: Node): [number, Node | undefined] {
  const [factor, rest] = splitCoefficient(node);
  const [a, b] = rest?.args ?? [];
  const [x, y] = [a === undefined ? Number.NaN : literalOf(a), b === undefined ? Number.NaN : literalOf(b)];
  if (rest?.op === 'div' && !Number.isNaN(y)) {
    const [inner, w] = scaleOf(a as Node);
    return [(factor * inner) / y, w];
  }
  if (rest?.op === 'mul' && !Number.isNaN(x)) return [factor * x, b];
  return [factor, rest];
}

/** Whether u = sign·v², but for the rounding of literals. */
function isSquare(u: Node, v: Node, sign: 1 | -1): boolean {
  const [c, w] = scaleOf(v);
  const terms = [...collected(u)];
  const [rest, factor] = terms[0] ?? [];
  if (terms.length !== 1 || rest === undefined || factor === undefined || w === undefined) return false;
  const term = overLiteral({ factor: sign * factor, rest });
  // x is the square of √x.
  if (w.op === 'sqrt') return only(w) === term.rest && isNear(term.factor, c * c);
  const base = term.rest && squareRootOf(term.rest);
  const [d, x] = base === undefined ? [0, undefined] : scaleOf(base);
  return x === w && isNear(term.factor * d * d, c * c);
}

const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= 8 * Number.EPSILON * b;

/** Arguments between which a difference keeps its digits at either end. */
const CLOSEST = 0.5;
const MINUS_TWO_OVER_ROOT_PI = -2 / Math.sqrt(Math.PI);

/** log(erfc(v)), by whichever form has its digits. */
function logTail(k: Kit, v: Node): Node {
  const t = k.detach(v);
  const far = k.sub(k.log(k.given(k.erfcx(t), 0, 0)), k.mul(t, t));
  const value = k.select(k.lt(t, 0.5), k.log1p(k.neg(k.erf(t))), far);
  return k.given(value, v, k.div(MINUS_TWO_OVER_ROOT_PI, k.erfcx(v)));
}

/** log(normcdf(x)). */
function logNormal(k: Kit, x: Node): Node {
  const t = k.detach(x);
  const scaled = (node: Node): Node => k.erfcx(k.mul(-Math.SQRT1_2, node));
  const far = k.sub(k.sub(k.log(k.given(scaled(t), 0, 0)), k.mul(k.div(t, 2), t)), Math.LN2);
  const value = k.select(k.gt(t, -1), k.log1p(k.neg(k.normcdf(k.neg(t)))), far);
  return k.given(value, x, k.div(Math.sqrt(2 / Math.PI), scaled(x)));
}

const isDetached = (node: Node): boolean => {
  const inner = node.op === 'neg' ? only(node) : node;
  return inner.op === 'detach' || inner.op === 'given';
};

/** What is f(x) but for sign and a literal, and is small where x is large. */
const tails: Partial<Record<NodeOp, (k: Kit, x: Node) => Node>> = {
  erf: (k, x) => k.erfc(x),
  normcdf: (k, x) => k.normcdf(k.neg(x)),
  sigmoid: (k, x) => k.sigmoid(k.neg(x)),
};

export const errorFunctions: readonly Rule[] = [
  {
    name: 'erf(x + 1) − erf(x) → erfc(x) − erfc(x + 1) for large x, and likewise for −x: both are near 1, and the digits cancel',
    phase: 'before',
    on: ['sub'],
    apply: (store, node) => {
      const [[p, f], [q, g]] = [splitCoefficient(pair(node)[0]), splitCoefficient(pair(node)[1])];
      const tail = f && tails[f.op as NodeOp];
      if (f === undefined || g === undefined || p !== q || f.op !== g.op || tail === undefined) return undefined;
      const [a, b] = [only(f), only(g)];
      // Nearer to each other they cancel in either form.
      const apart = gap(store, a, b);
      if (!isConst(apart) || Math.abs(apart.value) < CLOSEST || isDetached(a)) return undefined;
      const k = createKit(store);
      const [s, t] = [k.detach(a), k.detach(b)];
      const far = k.sub(tail(k, t), tail(k, s));
      const written = settled(store, k.sub(settled(store, k.detach(f)), k.detach(g)));
      // Of erf alone the lower end is as the upper is.
      const low = f.op === 'erf' ? k.select(k.lt(s, 0), k.sub(tail(k, k.neg(s)), tail(k, k.neg(t))), written) : written;
      const value = k.given(k.given(k.select(k.gt(t, 0), far, low), f, k.num(1)), g, k.num(-1));
      return withCoefficient(store, p, value);
    },
  },
  {
    name: 'erfc(−x / √2) → 2·normcdf(x): the rounding of x / √2 counts x² times',
    phase: 'before',
    on: ['erfc'],
    apply: (store, node) => {
      const [c, w] = scaleOf(only(node));
      if (w === undefined || isDetached(w) || Math.abs(c * c - 0.5) > 4 * Number.EPSILON) return undefined;
      return withCoefficient(store, 2, store.op('normcdf', c < 0 ? w : store.op('neg', w)));
    },
  },
  {
    name: 'log(erfc(x)) → log(erfcx(x)) − x², with −2 / √π / erfcx(x) as derivative, log(normcdf(x)) likewise: log of an underflow at 27',
    phase: 'before',
    on: ['log'],
    apply: (store, node) => {
      const [factor, rest] = scaleOf(only(node));
      if (rest === undefined || factor <= 0 || (rest.op !== 'erfc' && rest.op !== 'normcdf') || isDetached(only(rest)))
        return undefined;
      const k = createKit(store);
      const log = rest.op === 'erfc' ? logTail(k, only(rest)) : logNormal(k, only(rest));
      return factor === 1 ? log : k.add(Math.log(factor), log);
    },
  },
  {
    name: 'exp(x²)·erfc(x) → erfcx(x), exp(−x²) / erfc(x) → 1 / erfcx(x): ∞·0 and 0 / 0 at 27',
    on: ['mul', 'div'],
    apply: (store, node) => scaled(store, node),
  },
  {
    name: '1 / erfcx(x), whose derivative is (2 / (√π·erfcx(x)) − 2·x) / erfcx(x): ∞ / ∞ for x < −27',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = pair(node);
      const [factor, tail] = splitCoefficient(below);
      if (tail?.op !== 'erfcx' || isDetached(only(tail))) return undefined;
      const k = createKit(store);
      const v = only(tail);
      const y = settled(store, k.erfcx(v));
      const value = k.div(1, settled(store, k.erfcx(k.detach(v))));
      const z = k.div(k.div(1, v), v);
      // For a large v nothing is left of the difference: the quotient of the series of both.
      const far = k.div(k.mul(Math.sqrt(Math.PI), complementSeries(k, z)), k.sq(complementSeries(k, z, 1)));
      const near = k.div(k.sub(k.div(2 / Math.sqrt(Math.PI), y), k.mul(2, v)), y);
      const ratio = k.given(value, v, k.select(k.lt(v, 8), near, far));
      return withCoefficient(store, 1 / factor, isValue(above, 1) ? ratio : k.mul(above, ratio));
    },
  },
];

/** v of erfc(v) = 2·normcdf(x). */
const rootTwoth = (store: Store, x: Node): Node =>
  withCoefficient(store, -Math.SQRT1_2 * splitCoefficient(x)[0], splitCoefficient(x)[1]);

function scaled(store: Store, node: Node): Node | undefined {
  if (!node.args.some(({ op }) => op === 'erfc' || op === 'normcdf' || op === 'mul' || op === 'div' || op === 'neg'))
    return undefined;
  const quotient = quotientOf(node);
  const exps = quotient === undefined ? [] : [...quotient.above.keys()].filter(({ op }) => op === 'exp');
  if (quotient === undefined || exps.length === 0) return undefined;
  for (const exp of exps)
    for (const [powers, sign] of [
      [quotient.above, 1],
      [quotient.below, -1],
    ] as const)
      for (const [tail, n] of powers) {
        const v = tail.op === 'erfc' ? only(tail) : tail.op === 'normcdf' ? rootTwoth(store, only(tail)) : undefined;
        if (v === undefined || n !== 1 || !isSquare(only(exp), v, sign)) continue;
        const count = quotient.above.get(exp) as number;
        if (count === 1) quotient.above.delete(exp);
        else quotient.above.set(exp, count - 1);
        powers.delete(tail);
        powers.set(store.op('erfcx', v), 1);
        const factor = quotient.factor * (tail.op === 'erfc' ? 1 : 0.5 ** sign);
        return withCoefficient(store, factor, quotientNode(store, { ...quotient, factor: 1 }));
      }
  return undefined;
}
