import type { Node, Store } from '../../ir/store.ts';
import { collected, only, pair, sumOf } from '../match.ts';
import { isConst, isValue, splitCoefficient, termsOf } from '../simplify/terms.ts';

/** factor · exp(exponent); a literal has no exponent. */
export interface Exponential {
  readonly factor: number;
  readonly exponent: Node | undefined;
}

/** Longest sum that is looked at. */
const LONGEST = 6;

/** A literal, or products, quotients and literal powers of exponentials; undefined where anything else is in it. */
function exponentialOf(store: Store, node: Node): Exponential | undefined {
  const [factor, rest] = splitCoefficient(node);
  if (rest === undefined) return { factor, exponent: undefined };
  const [a, b] = rest.args as [Node, Node];
  const scaled = (part: Exponential | undefined, by = factor): Exponential | undefined =>
    part && { ...part, factor: by * part.factor };
  switch (rest.op) {
    case 'exp':
      return isDetached(a) ? undefined : { factor, exponent: a };
    case 'mul':
    case 'div': {
      const [x, y] = [exponentialOf(store, a), exponentialOf(store, b)];
      if (x === undefined || y === undefined) return undefined;
      const [sign, joined] = rest.op === 'mul' ? [1, x.factor * y.factor] : [-1, x.factor / y.factor];
      const exponents = collected(
        store.op(sign > 0 ? 'add' : 'sub', x.exponent ?? store.const(0), y.exponent ?? store.const(0)),
      );
      return { factor: factor * joined, exponent: exponents.size === 0 ? undefined : sumOf(store, exponents) };
    }
    case 'pow': {
      const base = isConst(b) ? exponentialOf(store, a) : undefined;
      if (base?.exponent === undefined || !isConst(b) || base.factor !== 1) return undefined;
      return scaled({ factor: 1, exponent: store.op('mul', b, base.exponent) });
    }
    default:
      return undefined;
  }
}

/** The terms of a sum of exponentials and literals, like exponents collected; expm1, sinh and cosh are such sums. */
export function exponentialsOf(store: Store, root: Node, by = 1): Exponential[] | undefined {
  const found = new Map<Node | undefined, Exponential>();
  const add = (factor: number, exponent: Node | undefined): void => {
    const key = exponent === undefined ? undefined : sumOf(store, collected(exponent));
    found.set(key, { factor: factor + (found.get(key)?.factor ?? 0), exponent: found.get(key)?.exponent ?? exponent });
  };
  const terms = termsOf(root);
  if (terms.length > LONGEST) return undefined;
  for (const { factor, rest } of terms) {
    const x = rest?.args[0];
    if (x !== undefined && isDetached(x)) return undefined;
    if (rest?.op === 'expm1' && x !== undefined) {
      add(by * factor, x);
      add(-by * factor, undefined);
    } else if ((rest?.op === 'sinh' || rest?.op === 'cosh') && x !== undefined) {
      add((by * factor) / 2, x);
      add((by * factor * (rest.op === 'cosh' ? 1 : -1)) / 2, store.op('neg', x));
    } else if (rest?.op === 'given' && differenceOf(rest) !== undefined) {
      const inner = exponentialsOf(store, store.op('sub', ...(differenceOf(rest) as [Node, Node])), by * factor);
      if (inner === undefined) return undefined;
      for (const part of inner) add(part.factor, part.exponent);
    } else if (rest !== undefined && isSumOverLiteral(rest)) {
      const inner = exponentialsOf(store, pair(rest)[0], (by * factor) / pair(rest)[1].value);
      if (inner === undefined) return undefined;
      for (const part of inner) add(part.factor, part.exponent);
    } else {
      const part = rest === undefined ? { factor: 1, exponent: undefined } : exponentialOf(store, rest);
      if (part === undefined) return undefined;
      add(by * factor * part.factor, part.exponent);
    }
  }
  return [...found.values()].filter(({ factor }) => factor !== 0);
}

/** x and y of x − y, as the row for neighbours has left it: with itself for a derivative. */
function differenceOf(node: Node): [Node, Node] | undefined {
  const [inner, y, minus] = node.args;
  const [, x, plus] = inner?.op === 'given' ? inner.args : [];
  return x !== undefined && y !== undefined && isValue(plus, 1) && isValue(minus, -1) ? [x, y] : undefined;
}

/** What is detached is in a value that has its derivative beside it, and has been looked at. */
const isDetached = (node: Node): boolean =>
  node.op === 'detach' || ((node.op === 'neg' || node.op === 'mul') && node.args.some((arg) => arg.op === 'detach'));

const isSumOverLiteral = (node: Node): boolean =>
  node.op === 'div' && isConst(node.args[1]) && ['add', 'sub', 'expm1'].includes(only(node).op);

/** a − b of two exponents, with like terms collected. */
export function exponentGap(store: Store, a: Node | undefined, b: Node | undefined): Node {
  return sumOf(store, collected(store.op('sub', a ?? store.const(0), b ?? store.const(0))));
}
