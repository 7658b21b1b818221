import { postorder } from '../../ir/store.ts';
import type { Node, Store } from '../../ir/store.ts';
import { createKit } from '../kit.ts';
import { commonFactor, monomialNode, polynomialNode, polynomialOf } from '../polynomial.ts';
import type { Rule } from '../rule.ts';
import { isConst, splitCoefficient, termsOf, withCoefficient } from '../simplify/terms.ts';
import { settled } from './values.ts';

const MOST_TERMS = 4;

const isNumber = ({ op, type, args }: Node): boolean => op === 'read' && type === 'real' && args.length === 0;
const numbersIn = (node: Node): Set<Node> => new Set(postorder([node]).filter(isNumber));

/** Whether it is made of numbers by sums and products alone. */
const isPolynomial = (node: Node): boolean =>
  [...(polynomialOf(node)?.values() ?? [])].every(({ powers }) => [...powers.keys()].every(isNumber));

/** y − x·y as y·(1 − x): its derivative by y is no difference of larger ones. */
function factored(store: Store, sum: Node): Node {
  const p = sum.op === 'add' || sum.op === 'sub' ? polynomialOf(sum) : undefined;
  const { common, rest } = p ? commonFactor(p) : {};
  if (common === undefined || rest === undefined || common.powers.size === 0) return sum;
  return store.op('mul', monomialNode(store, common), polynomialNode(store, rest));
}

/** Quotients of what is one term of the sum below, as probabilities are by Bayes' rule. */
export const odds: readonly Rule[] = [
  {
    name: 'a / (a + b), its derivatives b / (a + b)² by a and −a / (a + b)² by b, where both are of the same numbers: else the digits cancel',
    phase: 'before',
    on: ['div'],
    apply: (store, node) => {
      const [above, sum] = node.args as [Node, Node];
      const [factor, a] = splitCoefficient(above);
      const terms = sum.op === 'add' || sum.op === 'sub' ? termsOf(sum) : [];
      const own = terms.find(({ factor: one, rest }) => rest === a && one > 0);
      if (a === undefined || isConst(a) || own === undefined || terms.length > MOST_TERMS) return undefined;
      const k = createKit(store);
      const others = terms.filter((term) => term !== own);
      const b = factored(
        store,
        others.map((term) => withCoefficient(store, term.factor / own.factor, term.rest)).reduce((x, y) => k.add(x, y)),
      );
      const [numbers, shared] = [numbersIn(sum), numbersIn(a)];
      if (numbers.size < 2 || !postorder([b]).some((one) => shared.has(one)) || !isPolynomial(sum)) return undefined;
      const [x, y] = [settled(store, a), settled(store, b)];
      const whole = settled(store, withCoefficient(store, 1 / own.factor, sum));
      const value = k.detach(k.div(x, whole));
      const byOwn = k.given(value, a, k.div(k.div(y, whole), whole));
      return withCoefficient(store, factor / own.factor, k.given(byOwn, b, k.neg(k.div(k.div(x, whole), whole))));
    },
  },
];
