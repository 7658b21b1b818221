import type { Node } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import type { Kit } from '../kit.ts';
import { collected, only, sumOf } from '../match.ts';
import type { Rule } from '../rule.ts';
import { factorsOf, isValue, termsOf, withCoefficient } from '../simplify/terms.ts';
import { entropyOf } from './products.ts';
import { quotientNode, quotientOf } from './quotient.ts';
import { opaque, settled } from './values.ts';

const MOST_TERMS = 4;
/** Up to which t = x − 1 counts as small. */
const SMALL = 0.5;

/** A sum's log(x) or x·log(x), and x. */
function logIn(terms: ReadonlyMap<Node | undefined, number>): { log: Node; x: Node } | undefined {
  for (const rest of terms.keys()) {
    const x = rest?.op === 'log' ? rest.args[0] : rest && entropyOf(rest);
    if (rest !== undefined && x !== undefined) return { log: rest, x };
  }
  return undefined;
}

/** A sum of log(x), x·log(x), x and a literal that is 0 at x = 1, in w = x − 1; undefined for any other. */
function inExcess(k: Kit, terms: ReadonlyMap<Node | undefined, number>, x: Node, w: Node): Node | undefined {
  let [start, own] = [0, 0];
  const parts = new Map<Node | undefined, number>();
  for (const [rest, factor] of terms)
    if (rest === undefined) start += factor;
    else if (rest === x) own = factor;
    else if (rest.op === 'log' && rest.args[0] === x) parts.set(k.log1p(w), factor);
    else if (entropyOf(rest) === x) parts.set(k.mul(k.add(1, w), k.log1p(w)), factor);
    else return undefined;
  if (own === 0 || start + own !== 0) return undefined;
  return sumOf(k.store, parts.set(w, own));
}

/** What the first row has made of such a sum, and its x. */
interface Near {
  readonly x: Node;
  readonly w: Node;
  readonly test: Node;
  readonly near: Node;
  readonly far: Node;
}

function nearOne(node: Node): Near | undefined {
  const [test, near, far] = node.op === 'select' ? node.args : [];
  const w =
    test?.op === 'lt' && isValue(test.args[1], SMALL) && test.args[0]?.op === 'abs' ? test.args[0].args[0] : undefined;
  const x = w?.op === 'given' && isValue(w.args[1], 1) ? excessOf(w.args[0] as Node) : undefined;
  return x && w && test && near && far ? { x, w, test, near, far } : undefined;
}

/** x of x − 1 and, with its sign, of 1 − x. */
function excessOf(t: Node, sign: 1 | -1 = 1): Node | undefined {
  const terms = t.op === 'add' || t.op === 'sub' ? collected(t) : new Map<Node | undefined, number>();
  const [x, factor] = [...terms].find(([rest]) => rest !== undefined) ?? [];
  return terms.size === 2 && factor === sign && terms.get(undefined) === -sign ? x : undefined;
}

const isProduct = ({ op }: Node): boolean => op === 'mul';

/** Sums with a logarithm that are 0 at x = 1, to a higher order than their terms are. */
export const nearOneRules: readonly Rule[] = [
  {
    name: 'log(x) − x + 1 → log1p(t) − t with t = x − 1 near 1, where t has a series: the digits cancel',
    phase: 'before',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = collected(node);
      const found = terms.size > MOST_TERMS ? undefined : logIn(terms);
      if (found === undefined) return undefined;
      const { log, x } = found;
      const k = createKit(store);
      const w = opaque(store, k.sub(x, 1));
      const near = inExcess(k, terms, x, w);
      const far = store.substitute(node, new Map([[log, settled(store, log)]]));
      return near && k.select(k.lt(k.abs(w), SMALL), near, far);
    },
  },
  {
    name: '(log(x) − x + 1) / (x − 1)² → (log1p(t) − t) / t² near 1: 0 / 0, and no digits nearby',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const quotient = quotientOf(node);
      if (quotient === undefined) return undefined;
      for (const [sum, power] of quotient.above) {
        const choice = power === 1 ? nearOne(sum) : undefined;
        if (choice === undefined) continue;
        for (const [t, n] of quotient.below) {
          const sign = ([1, -1] as const).find((one) => excessOf(t, one) === choice.x);
          if (sign === undefined) continue;
          const k = createKit(store);
          const rest = { ...quotient, above: new Map(quotient.above), below: new Map(quotient.below) };
          rest.above.delete(sum);
          rest.below.delete(t);
          const over = (x: Node, y: Node): Node => k.div(x, n === 1 ? y : k.pow(y, n));
          const near = withCoefficient(store, sign ** n, over(choice.near, choice.w));
          const ratio = k.select(choice.test, near, over(choice.far, t));
          const others = quotientNode(store, { ...rest, factor: 1 });
          return withCoefficient(store, rest.factor, isValue(others, 1) ? ratio : k.mul(others, ratio));
        }
      }
      return undefined;
    },
  },
  {
    name: 'y·log(1 + x) − x → y·(log(1 + x) − x) + (y − 1)·x for small x, where the first has a series: the digits cancel at y = 1',
    phase: 'before',
    on: ['add', 'sub'],
    apply: (store, node) => {
      const terms = termsOf(node);
      const [log, other] = terms[0]?.rest && isProduct(terms[0].rest) ? terms : [...terms].reverse();
      const factors = terms.length === 2 && log?.rest && isProduct(log.rest) ? factorsOf(log.rest) : [];
      const own = factors.find(({ base }) => base.op === 'log1p')?.base;
      const y = factors.find(({ base, power }) => base.op === 'read' && base.type === 'real' && power === 1)?.base;
      const x = own && only(own);
      if (factors.length !== 2 || !own || !y || !x || log === undefined || other?.rest !== x) return undefined;
      if (x.op === 'given' || log.factor * other.factor >= 0) return undefined;
      const k = createKit(store);
      const [s, w] = [k.detach(y), opaque(store, k.detach(x))];
      const times = (factor: number, part: Node): Node => withCoefficient(store, factor, part);
      const excess = (one: Node): Node => k.add(times(log.factor, one), other.factor);
      const near = k.add(times(log.factor, k.mul(s, k.sub(k.log1p(w), w))), k.mul(excess(s), w));
      const far = k.add(times(log.factor, k.mul(s, settled(store, k.log1p(w)))), times(other.factor, w));
      const value = k.select(k.lt(k.abs(w), SMALL), near, settled(store, far));
      const byX = k.div(k.add(excess(y), times(other.factor, x)), k.add(1, x));
      return k.given(k.given(value, y, times(log.factor, own)), x, byX);
    },
  },
];
