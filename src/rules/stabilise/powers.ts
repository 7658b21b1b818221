import { createKit } from '../kit.ts';
import { collected, only, pair, sumOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isConst, isValue } from '../simplify/terms.ts';
import { settled } from './values.ts';

export const powers: readonly Rule[] = [
  {
    name: 'log(Π x) → Σ log(|x|), which is no number for a negative product: the product overflows',
    phase: 'before',
    on: ['log'],
    apply: (store, node) => {
      const product = only(node);
      if (product.op !== 'prodOver') return undefined;
      const k = createKit(store);
      const { index, body } = store.open(product);
      const signs = store.reduce('prodOver', index, k.sign(body));
      return k.add(store.reduce('sumOver', index, k.log(k.abs(body))), k.log(settled(store, signs)));
    },
  },
  {
    name: '(Π x)^p → Π x^p for a p that is not whole: the product overflows',
    phase: 'before',
    on: ['pow', 'nthRoot'],
    apply: (store, node) => {
      const [product, p] = pair(node);
      if (product.op !== 'prodOver' || (isConst(p) && Number.isInteger(p.value) && node.op === 'pow')) return undefined;
      if (node.op === 'pow' && p.type === 'int') return undefined;
      const k = createKit(store);
      const { index, body } = store.open(product);
      if (p.free.includes(index)) return undefined;
      const exponent = node.op === 'pow' ? p : k.div(1, p);
      const signs = store.reduce('prodOver', index, k.sign(body));
      return k.mul(
        k.pow(settled(store, signs), exponent),
        store.reduce('prodOver', index, k.pow(k.abs(body), exponent)),
      );
    },
  },
  {
    name: 'exp(log(x) + y) → x·exp(y): the sum has lost digits that count',
    phase: 'before',
    on: ['exp'],
    apply: (store, node) => {
      const terms = collected(only(node));
      const log = [...terms].find(([rest, factor]) => rest?.op === 'log' && factor === 1)?.[0];
      if (log === undefined || ['given', 'detach'].includes(only(log).op)) return undefined;
      terms.delete(log);
      const rest = sumOf(store, terms);
      return isValue(rest, 0) ? only(log) : store.op('mul', only(log), store.op('exp', rest));
    },
  },
];
