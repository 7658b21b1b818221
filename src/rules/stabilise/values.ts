import type { Node, Store } from '../../ir/store.ts';

/**
 * Functions that have no operation of their own: a value that is stable everywhere, and beside it a derivative that is,
 * which no chain rule makes of that value.
 */

const detach = (store: Store, x: Node): Node => (x.op === 'const' ? x : store.op('detach', x));

/** What it is of, in a form that no row matches: the original in one branch of its own replacement. */
export const settled = (store: Store, x: Node): Node => store.op('given', x, store.const(0), store.const(0));

/** What it is of, as a variable of its own: its functions have their series in it. */
export const opaque = (store: Store, x: Node): Node => store.op('given', x, store.const(1), store.const(0));

/** log(1 − exp(x)) for x < 0, by two forms that meet at −log 2 (Mächler 2012, Rmpfr's log1mexp). */
export function log1mexp(store: Store, x: Node): Node {
  const t = detach(store, x);
  const small = store.op('log', store.op('neg', store.op('expm1', t)));
  const large = store.op('log1p', store.op('neg', store.op('exp', t)));
  const value = store.op('select', store.op('gt', t, store.const(-Math.LN2)), small, large);
  const slope = store.op('div', store.const(-1), store.op('expm1', store.op('neg', x)));
  const whole = store.op('given', value, x, slope);
  // For x = −exp(v) it is v − exp(v) / 2 + …, also where the exponential vanishes.
  const v = x.op === 'neg' && x.args[0]?.op === 'exp' ? (x.args[0].args[0] as Node) : undefined;
  return v === undefined ? whole : store.op('select', store.op('lt', v, store.const(-40)), v, whole);
}

/** Where a sum is near 1, and what it is less 1. */
export interface LogNear {
  readonly test: Node;
  readonly less: Node;
}

/** log(exp(a) + exp(b)). */
export function logAddExp(store: Store, a: Node, b: Node, near?: LogNear): Node {
  const [s, t] = [detach(store, a), detach(store, b)];
  const apart = store.op('neg', store.op('abs', store.op('sub', s, t)));
  const far = store.op('add', store.op('max', s, t), store.op('log1p', store.op('exp', apart)));
  const value =
    near === undefined ? far : store.op('select', near.test, store.op('log1p', store.op('detach', near.less)), far);
  const sigmoid = (x: Node, y: Node): Node => store.op('sigmoid', store.op('sub', x, y));
  return store.op('given', store.op('given', value, a, sigmoid(a, b)), b, sigmoid(b, a));
}

/** log(cosh(x)): |x| − log 2 + log1p(exp(−2·|x|)), and log1p(sinh(x)²) / 2 near 0, where the first cancels. */
export function logCosh(store: Store, x: Node): Node {
  const size = store.op('abs', detach(store, x));
  const tail = store.op('log1p', store.op('exp', store.op('mul', store.const(-2), size)));
  const far = store.op('add', store.op('sub', size, store.const(Math.LN2)), tail);
  const square = store.op('pow', store.op('sinh', detach(store, x)), store.const(2));
  const near = store.op('mul', store.const(0.5), store.op('log1p', square));
  const value = store.op('select', store.op('lt', size, store.const(1)), near, settled(store, far));
  return store.op('given', value, x, store.op('tanh', x));
}

/** 1 / (exp(x) − 1). */
export function bose(store: Store, x: Node): Node {
  const value = store.op('div', store.const(1), store.op('expm1', detach(store, x)));
  const half = store.op('sinh', store.op('div', x, store.const(2)));
  const slope = store.op('div', store.const(-0.25), store.op('pow', half, store.const(2)));
  return store.op('given', value, x, slope);
}
