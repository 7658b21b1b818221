import type { Rule } from './rule.ts';
import type { Node } from '../ir/store.ts';
import { isValue, splitCoefficient } from './simplify/terms.ts';

const only = (node: Node | undefined): Node => (node as Node).args[0] as Node;

/** x of `1 + exp(x)`, in either order. */
function onePlusExp(node: Node | undefined): Node | undefined {
  if (node?.op !== 'add') return undefined;
  const [a, b] = node.args as [Node, Node];
  if (isValue(a, 1) && b.op === 'exp') return only(b);
  if (isValue(b, 1) && a.op === 'exp') return only(a);
  return undefined;
}

/** Stabilise keeps the digits: each row states the failure that it cures. The value is the same wherever both have one. */
export const stabiliseRules: readonly Rule[] = [
  {
    name: 'log(1 + exp(x)) → softplus(x): exp overflows at 710',
    on: ['log', 'log1p'],
    apply: (store, node) => {
      if (node.op === 'log1p') return only(node).op === 'exp' ? store.op('softplus', only(only(node))) : undefined;
      const x = onePlusExp(only(node));
      return x === undefined ? undefined : store.op('softplus', x);
    },
  },
  {
    name: '1 / (1 + exp(x)) → sigmoid(−x), exp(x) / (1 + exp(x)) → sigmoid(x): inf / inf at 710',
    on: ['div'],
    apply: (store, node) => {
      const [above, below] = node.args as [Node, Node];
      const x = onePlusExp(below);
      if (x === undefined) return undefined;
      if (above.op === 'exp' && only(above) === x) return store.op('sigmoid', x);
      const [factor, rest] = splitCoefficient(above);
      if (rest !== undefined) return undefined;
      const value = store.op('sigmoid', store.op('neg', x));
      return factor === 1 ? value : store.op('mul', store.const(factor), value);
    },
  },
  {
    name: 'log(1 + x) → log1p(x), exp(x) − 1 → expm1(x): all digits lost for small x',
    on: ['log', 'sub'],
    apply: (store, node) => {
      if (node.op === 'sub') {
        const [a, b] = node.args as [Node, Node];
        return a.op === 'exp' && isValue(b, 1) ? store.op('expm1', only(a)) : undefined;
      }
      const sum = only(node);
      if (sum.op !== 'add') return undefined;
      const [a, b] = sum.args as [Node, Node];
      if (isValue(a, 1)) return store.op('log1p', b);
      return isValue(b, 1) ? store.op('log1p', a) : undefined;
    },
  },
  {
    name: 'log(sigmoid(x)) → −softplus(−x), log(exp(x) / s) → x − log(s): log of an underflow',
    on: ['log'],
    apply: (store, node) => {
      const x = only(node);
      if (x.op === 'sigmoid') return store.op('neg', store.op('softplus', store.op('neg', only(x))));
      if (x.op !== 'div') return undefined;
      const [above, below] = x.args as [Node, Node];
      return above.op === 'exp' ? store.op('sub', only(above), store.op('log', below)) : undefined;
    },
  },
];
