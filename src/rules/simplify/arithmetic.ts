import { normalizeInt } from '../../ir/affine.ts';
import type { Node } from '../../ir/store.ts';
import type { Rule } from '../rule.ts';
import {
  cancelFactors,
  collectFactors,
  collectTerms,
  factorsOf,
  isConst,
  isOrdinary,
  isValue,
  productOf,
  splitCoefficient,
  withCoefficient,
} from './terms.ts';

const pair = (node: Node): [Node, Node] => node.args as [Node, Node];
const only = (node: Node): Node => node.args[0] as Node;
const isInteger = (node: Node | undefined): node is Node => isConst(node) && Number.isInteger(node.value);

/** Sums, products, quotients and powers. Every rule keeps the value wherever the expression has one. */
export const arithmetic: readonly Rule[] = [
  {
    name: 'normalise int arithmetic: (i + 1) − 1 → i',
    on: ['add', 'sub', 'mul', 'neg'],
    apply: (store, node) => (node.type === 'int' ? normalizeInt(store, node) : undefined),
  },
  {
    name: 'fold literals',
    on: ['add', 'sub', 'mul', 'neg'],
    apply: (store, node) => {
      if (!node.args.every((arg) => isConst(arg))) return undefined;
      const [a, b] = node.args.map((arg) => arg.value) as [number, number];
      const value = { add: a + b, sub: a - b, mul: a * b, neg: -a }[node.op as 'add' | 'sub' | 'mul' | 'neg'];
      return Number.isFinite(value) ? store.const(value) : undefined;
    },
  },
  {
    name: 'fold quotients of literals that come out even: 6 / 3 → 2, 1 / 4 → 0.25',
    on: ['div'],
    apply: (store, node) => {
      const [a, b] = pair(node);
      if (!isConst(a) || !isConst(b) || b.value === 0) return undefined;
      const exact = Number.isInteger(a.value / b.value) || Number.isInteger(Math.log2(Math.abs(b.value)));
      return exact && (a.value / b.value) * b.value === a.value ? store.const(a.value / b.value) : undefined;
    },
  },
  {
    name: 'fold integer powers of integers',
    on: ['pow'],
    apply: (store, node) => {
      const [a, b] = pair(node);
      if (!isInteger(a) || !isInteger(b) || b.value < 0) return undefined;
      const value = a.value ** b.value;
      return Number.isSafeInteger(value) ? store.const(value) : undefined;
    },
  },
  {
    name: 'x + 0 → x, x + (−y) → x − y',
    on: ['add'],
    apply: (store, node) => {
      const [a, b] = pair(node);
      if (isValue(a, 0)) return b;
      if (isValue(b, 0)) return a;
      if (b.op === 'neg') return store.op('sub', a, only(b));
      if (a.op === 'neg') return store.op('sub', b, only(a));
      const [factor, rest] = splitCoefficient(b);
      return factor < 0 ? store.op('sub', a, withCoefficient(store, -factor, rest)) : undefined;
    },
  },
  {
    name: 'x − 0 → x, 0 − x → −x, x − (−y) → x + y',
    on: ['sub'],
    apply: (store, node) => {
      const [a, b] = pair(node);
      if (isValue(b, 0)) return a;
      if (isValue(a, 0)) return store.op('neg', b);
      if (b.op === 'neg') return store.op('add', a, only(b));
      const [factor, rest] = splitCoefficient(b);
      return factor < 0 ? store.op('add', a, withCoefficient(store, -factor, rest)) : undefined;
    },
  },
  {
    name: '−(−x) → x, −(a − b) → b − a, −(c·x) → (−c)·x, −(x / y) → (−x) / y for literal x',
    on: ['neg'],
    apply: (store, node) => {
      const x = only(node);
      if (x.op === 'neg') return only(x);
      if (x.op === 'sub') return store.op('sub', pair(x)[1], pair(x)[0]);
      // An int has its own normal form, in which the sign stands outside.
      if (x.op === 'mul' && isConst(x.args[0]) && node.type !== 'int')
        return withCoefficient(store, -x.args[0].value, x.args[1]);
      if (x.op === 'div' && isConst(x.args[0])) return store.op('div', store.const(-x.args[0].value), pair(x)[1]);
      return undefined;
    },
  },
  {
    name: 'collect like terms: x + 2·y + x → 2·x + 2·y',
    on: ['add', 'sub'],
    apply: (store, node) => collectTerms(store, node),
  },
  {
    name: '0·x → 0, 1·x → x, −1·x → −x, (−x)·y → −(x·y)',
    on: ['mul'],
    apply: (store, node) => {
      const [a, b] = pair(node);
      if (isValue(a, 0) || isValue(b, 0)) return store.const(0);
      if (isValue(a, 1)) return b;
      if (isValue(b, 1)) return a;
      if (isValue(a, -1)) return store.op('neg', b);
      if (a.op === 'neg') return store.op('neg', store.op('mul', only(a), b));
      if (b.op === 'neg') return store.op('neg', store.op('mul', a, only(b)));
      return undefined;
    },
  },
  {
    name: 'x·(a / x) → a, x·(1 / y) → x / y',
    on: ['mul'],
    apply: (store, node) => {
      for (const [a, b] of [pair(node), [...pair(node)].reverse() as [Node, Node]]) {
        if (b.op !== 'div') continue;
        const [above, below] = pair(b);
        const cancelled = cancelFactors(store, a, below);
        if (cancelled !== undefined) return store.op('mul', cancelled, above);
        if (isValue(above, 1)) return store.op('div', a, below);
        if (isConst(above) && isConst(a) && isOrdinary(a.value * above.value))
          return store.op('div', store.const(a.value * above.value), below);
        if (isValue(above, -1)) return store.op('neg', store.op('div', a, below));
      }
      return undefined;
    },
  },
  {
    name: 'x·√x → x^1.5: its derivative has no 0 / 0 at 0',
    on: ['mul'],
    apply: (store, node) => {
      if (node.type === 'int') return undefined;
      const factors = factorsOf(node);
      const root = factors.find(({ base, power }) => base.op === 'sqrt' && power === 1)?.base;
      if (root === undefined) return undefined;
      const same = factors.find(({ base }) => base === only(root));
      if (same === undefined) return undefined;
      const joined = store.op('pow', same.base, store.const(same.power + 0.5));
      const rest = factors.filter((factor) => factor !== same && factor.base !== root);
      return productOf(store, [...rest, { base: joined, power: 1 }]);
    },
  },
  {
    name: '(h / r)·(x / h) → x / r for h = hypot(x, y): 0 / 0, and no slope is left of h at its kink',
    on: ['mul'],
    apply: (store, node) => {
      const factors = factorsOf(node);
      const quotients = factors.filter(({ base, power }) => base.op === 'div' && power === 1);
      for (const x of quotients)
        for (const y of quotients) {
          const [a, b] = pair(x.base);
          const [c, d] = pair(y.base);
          const cancelled = x === y || d.op !== 'hypot' ? undefined : cancelFactors(store, a, d);
          if (cancelled === undefined || cancelled.op === 'div') continue;
          const joined = store.op('div', store.op('mul', cancelled, c), b);
          const rest = factors.filter((factor) => factor !== x && factor !== y);
          return productOf(store, [...rest, { base: joined, power: 1 }]);
        }
      return undefined;
    },
  },
  {
    name: 'sin(x / 2)·cos(x / 2) → sin(x) / 2: one function, and the one that is likely to be there already',
    on: ['mul'],
    apply: (store, node) => {
      const factors = factorsOf(node);
      const half = (f: string): { base: Node; power: number } | undefined =>
        factors.find(({ base, power }) => base.op === f && power === 1 && isValue(only(base).args[1], 2));
      const [sin, cos] = [half('sin'), half('cos')];
      if (sin === undefined || cos === undefined) return undefined;
      const angle = only(sin.base);
      if (angle.op !== 'div' || only(cos.base) !== angle) return undefined;
      const rest = factors.filter((factor) => factor !== sin && factor !== cos);
      const sine = { base: store.op('sin', only(angle)), power: 1 };
      return productOf(store, [{ base: store.const(0.5), power: 1 }, ...rest, sine]);
    },
  },
  {
    name: 'collect like factors: x·(y·x) → x²·y; literals first',
    on: ['mul'],
    apply: (store, node) => (node.type === 'int' ? undefined : collectFactors(store, node)),
  },
  {
    name: 'x / 1 → x, 0 / x → 0, signs outside, c·x / d → (c/d)·x where that comes out even',
    on: ['div'],
    apply: (store, node) => {
      const [a, b] = pair(node);
      if (isValue(b, 1)) return a;
      if (isValue(a, 0)) return a;
      if (isValue(b, -1)) return store.op('neg', a);
      if (a.op === 'neg') return store.op('neg', store.op('div', only(a), b));
      if (b.op === 'neg') return store.op('neg', store.op('div', a, only(b)));
      if (b.op === 'div' && isValue(a, 1)) return store.op('div', pair(b)[1], pair(b)[0]);
      const [above, x] = splitCoefficient(a);
      const [below, y] = splitCoefficient(b);
      if (below < 0) return store.op('neg', store.op('div', a, withCoefficient(store, -below, y)));
      if (below !== 1 && Number.isInteger(above / below) && Number.isInteger(below)) {
        const scaled = withCoefficient(store, above / below, x);
        return y === undefined ? scaled : store.op('div', scaled, y);
      }
      return undefined;
    },
  },
  {
    name: 'cancel equal factors: (a·x) / x → a',
    on: ['div'],
    apply: (store, node) => cancelFactors(store, ...pair(node)),
  },
  {
    name: 'x^1 → x, x^0 → 1, x^0.5 → √x, x^−n → 1 / x^n, (x^a)^b → x^(a·b), (−x)^2 → x^2',
    on: ['pow'],
    apply: (store, node) => {
      const [x, n] = pair(node);
      if (!isConst(n)) return undefined;
      if (n.value === 1) return x;
      if (n.value === 0) return store.const(1);
      if (n.value === 0.5) return store.op('sqrt', x);
      if (n.value < 0 && Number.isInteger(n.value))
        return store.op('div', store.const(1), store.op('pow', x, store.const(-n.value)));
      if (!Number.isInteger(n.value)) return undefined;
      if (x.op === 'pow' && isInteger(x.args[1]) && x.args[1].value > 0)
        return store.op('pow', x.args[0] as Node, store.const(x.args[1].value * n.value));
      if (n.value % 2 === 0 && (x.op === 'neg' || x.op === 'abs')) return store.op('pow', only(x), n);
      return undefined;
    },
  },
  {
    name: '√(x²) → |x|, √(x⁴) → x², ∛(x³) → x, |−x| → |x|, |x²| → x², log(exp(x)) → x',
    on: ['sqrt', 'cbrt', 'nthRoot', 'abs', 'log'],
    apply: (store, node) => {
      const x = only(node);
      if (node.op === 'log') return x.op === 'exp' ? only(x) : undefined;
      const power = x.op === 'pow' && isInteger(x.args[1]) ? x.args[1].value : 0;
      if (node.op === 'abs') {
        if (x.op === 'neg') return store.op('abs', only(x));
        return (power > 0 && power % 2 === 0) || x.op === 'abs' ? x : undefined;
      }
      const degree = node.op === 'sqrt' ? 2 : node.op === 'cbrt' ? 3 : isInteger(node.args[1]) ? node.args[1].value : 0;
      if (degree < 2 || power <= 0 || power % degree !== 0) return undefined;
      const m = power / degree;
      const base = degree % 2 === 0 && m % 2 !== 0 ? store.op('abs', only(x)) : only(x);
      return store.op('pow', base, store.const(m));
    },
  },
];
