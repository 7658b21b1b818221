import type { Node } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { collected, only, pair, sumOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { isConst, isValue, termsOf, withCoefficient } from '../simplify/terms.ts';
import { lessOne } from './logarithms.ts';
import { settled } from './values.ts';

/** 1 / 3 is a literal too. */
const isLiteral = ({ op, args }: Node): boolean => op === 'const' || (op === 'div' && args.every(isConst));

/** log of a base, by log1p where it is 1 and something. */
function logOf(k: Kit, base: Node): Node {
  const rest = lessOne(k.store, base);
  return rest === undefined ? k.log(base) : k.log1p(rest);
}

/** x and n of x^n, also of (1 + x)^n where the second row below has been. */
function powerOf(node: Node): [base: Node, exponent: Node] | undefined {
  const isChoice = node.op === 'select' && node.args[1]?.op === 'exp';
  const power = isChoice ? (node.args[2] as Node) : node;
  const [base, n] = pair(power);
  if (power.op !== 'pow' || isChoice !== (base.op === 'given')) return undefined;
  return [isChoice ? only(base) : base, n];
}

export const powers: readonly Rule[] = [
  {
    name: '(1 + x)^n − 1 → expm1(n·log1p(x)), x^n − 1 → expm1(n·log(x)) near 0: the digits cancel',
    phase: 'before',
    on: ['sub', 'add'],
    apply: (store, node) => {
      const terms = termsOf(node);
      if (terms.length !== 2) return undefined;
      const [power, one] = terms[0]?.rest === undefined ? [terms[1], terms[0]] : terms;
      const parts = power?.rest && powerOf(power.rest);
      if (power?.rest === undefined || parts === undefined || one?.rest !== undefined || one?.factor !== -power.factor)
        return undefined;
      const [base, n] = parts;
      const k = createKit(store);
      if (isConst(base) || (isLiteral(n) && lessOne(store, base) === undefined)) return undefined;
      const exponent = k.mul(n, logOf(k, base));
      const far = k.sub(k.pow(settled(store, base), n), 1);
      const joined = k.select(k.lt(k.abs(exponent), 0.5), k.expm1(exponent), far);
      return withCoefficient(store, power.factor, joined);
    },
  },
  {
    name: '(1 + x)^n → exp(n·log1p(x)) for small x: 1 + x has lost its digits, and n makes it felt',
    phase: 'before',
    on: ['pow'],
    apply: (store, node) => {
      const [base, n] = pair(node);
      const rest = lessOne(store, base);
      if (rest === undefined || isLiteral(n) || n.type === 'int') return undefined;
      const k = createKit(store);
      return k.select(k.lt(k.abs(rest), 0.5), k.exp(k.mul(n, k.log1p(rest))), k.pow(settled(store, base), n));
    },
  },
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
