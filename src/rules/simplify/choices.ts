import type { OpName } from '../../ir/op.ts';
import type { Node } from '../../ir/store.ts';
import type { Rule } from '../rule.ts';
import { areOpposite, isBool, negated } from './logic.ts';
import { factorsOf, isValue } from './terms.ts';

/** x of `select(x = 0, 0, …)`. */
function zeroGuard({ op, args: [test, zero] }: Node): Node | undefined {
  if (op !== 'select' || test?.op !== 'eq' || !isValue(zero, 0)) return undefined;
  return isValue(test.args[1], 0) ? test.args[0] : undefined;
}

/** How many terms of a sum are looked through for a delta. */
const REACH = 64;

/** `select(i = j, a, 0)` for ints, alone or among the terms of a sum. */
function isDelta(root: Node): boolean {
  const stack = [root];
  for (let seen = 0; seen < REACH && stack.length > 0; seen += 1) {
    const node = stack.pop() as Node;
    if (node.op === 'add' || node.op === 'sub' || node.op === 'neg') stack.push(...node.args);
    const [test, , zero] = node.args;
    const isKronecker = test?.op === 'eq' && test.args.every((arg) => arg.type === 'int');
    if (node.op === 'select' && isKronecker && isValue(zero, 0)) return true;
  }
  return false;
}

/** Choices: guards, and the deltas of adjoints. */
export const choices: readonly Rule[] = [
  {
    name: 'select of what is known, and of equal branches',
    on: ['select'],
    apply: (store, node) => {
      const [test, a, b] = node.args as [Node, Node, Node];
      if (isBool(test, true)) return a;
      if (isBool(test, false)) return b;
      if (a === b) return a;
      if (test.op === 'not') return store.op('select', test.args[0] as Node, b, a);
      if (a.op === 'select' && a.args[0] === test) return store.op('select', test, a.args[1] as Node, b);
      if (b.op === 'select' && b.args[0] === test) return store.op('select', test, a, b.args[2] as Node);
      if (a.op === 'select' && areOpposite(a.args[0] as Node, test))
        return store.op('select', test, a.args[2] as Node, b);
      if (b.op === 'select' && areOpposite(b.args[0] as Node, test))
        return store.op('select', test, a, b.args[1] as Node);
      return undefined;
    },
  },
  {
    name: 'what x > 0 says of x = 0: select(x > 0, select(x = 0, a, b), c) → select(x > 0, b, c)',
    on: ['select'],
    apply: (store, node) => {
      const [test, a, c] = node.args as [Node, Node, Node];
      const [inner, , b] = a.args;
      if (test.op !== 'gt' || !isValue(test.args[1], 0) || a.op !== 'select' || inner?.op !== 'eq') return undefined;
      const same = inner.args[0] === test.args[0] && isValue(inner.args[1], 0);
      return same ? store.op('select', test, b as Node, c) : undefined;
    },
  },
  {
    name: 'a leg is 0 where its hypot is: select(r = 0, 0, select(h = 0, 0, x / r)) → select(r = 0, 0, x / r) for h = hypot(x, y), r = hypot(h, z)',
    on: ['select'],
    apply: (store, node) => {
      const [r, inner] = [zeroGuard(node), node.args[2] as Node];
      const h = zeroGuard(inner);
      const slope = inner.args[2];
      if (r?.op !== 'hypot' || h?.op !== 'hypot' || !r.args.includes(h) || slope === undefined) return undefined;
      const above: Node[] = [];
      for (const { base } of factorsOf(slope)) {
        if (base.op === 'div' && base.args[1] !== r) return undefined;
        above.push(...(base.op === 'div' ? factorsOf(base.args[0] as Node).map((factor) => factor.base) : [base]));
      }
      if (!above.some((factor) => h.args.includes(factor))) return undefined;
      return store.op('select', node.args[0] as Node, node.args[1] as Node, slope);
    },
  },
  {
    name: 'a guard is zero where it fails: select(i < n, 0, b) → select(i ≥ n, b, 0), for ints',
    on: ['select'],
    apply: (store, node) => {
      const [test, a, b] = node.args as [Node, Node, Node];
      if (!isValue(a, 0) || isValue(b, 0) || !Object.hasOwn(negated, test.op)) return undefined;
      if (!test.args.every((arg) => arg.type === 'int')) return undefined;
      return store.op('select', store.op(negated[test.op as keyof typeof negated], ...test.args), b, a);
    },
  },
  {
    name: 'keep guards outside: c·select(t, a, 0) → select(t, c·a, 0)',
    on: ['mul', 'div', 'neg'],
    apply: (store, node) => {
      const places = node.op === 'mul' ? [0, 1] : [0];
      for (const k of places) {
        const guarded = node.args[k] as Node;
        if (guarded.op !== 'select') continue;
        const [test, a, b] = guarded.args as [Node, Node, Node];
        if (!isValue(a, 0) && !isValue(b, 0)) continue;
        const inside = (part: Node): Node =>
          isValue(part, 0) ? part : store.op(node.op as OpName, ...node.args.map((arg, p) => (p === k ? part : arg)));
        return store.op('select', test, inside(a), inside(b));
      }
      return undefined;
    },
  },
  {
    name: 'Kronecker deltas come out of products: c·(select(i = j, a, 0) + b) → select(i = j, c·a, 0) + c·b',
    on: ['mul', 'div', 'neg'],
    apply: (store, node) => {
      const places = node.op === 'mul' ? [0, 1] : [0];
      for (const k of places) {
        const sum = node.args[k] as Node;
        if ((sum.op !== 'add' && sum.op !== 'sub') || !sum.args.some(isDelta)) continue;
        const inside = (part: Node): Node =>
          store.op(node.op as OpName, ...node.args.map((arg, p) => (p === k ? part : arg)));
        return store.op(sum.op, inside(sum.args[0] as Node), inside(sum.args[1] as Node));
      }
      return undefined;
    },
  },
  {
    name: 'both branches in one: select(t, a, 0) + select(t, 0, b) → select(t, a, b)',
    on: ['add'],
    apply: (store, node) => {
      const [x, y] = node.args as [Node, Node];
      if (x.op !== 'select' || y.op !== 'select' || x.args[0] !== y.args[0]) return undefined;
      if (!isValue(x.args[2], 0) || !isValue(y.args[1], 0)) return undefined;
      return store.op('select', x.args[0] as Node, x.args[1] as Node, y.args[2] as Node);
    },
  },
  {
    name: 'one guard for two: select(t, a, 0) + select(t, b, 0) → select(t, a + b, 0)',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const [x, y] = node.args as [Node, Node];
      if (x.op !== 'select' || y.op !== 'select' || x.args[0] !== y.args[0]) return undefined;
      if (!isValue(x.args[2], 0) || !isValue(y.args[2], 0)) return undefined;
      const inside = store.op(node.op as OpName, x.args[1] as Node, y.args[1] as Node);
      return store.op('select', x.args[0] as Node, inside, x.args[2] as Node);
    },
  },
  {
    name: 'two choices by one test are one: select(t, a, b) + select(t, c, d) → select(t, a + c, b + d), of reals',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const [x, y] = node.args as [Node, Node];
      if (x.op !== 'select' || y.op !== 'select' || node.type !== 'real') return undefined;
      const [test, a, b] = x.args as [Node, Node, Node];
      const [other, c, d] = y.args as [Node, Node, Node];
      // A test of places is for the bounds of loops.
      if (test.args.every((arg) => arg.type === 'int')) return undefined;
      const both = (first: Node, second: Node): Node => store.op(node.op as OpName, first, second);
      if (test === other) return store.op('select', test, both(a, c), both(b, d));
      return areOpposite(test, other) ? store.op('select', test, both(a, d), both(b, c)) : undefined;
    },
  },
];
