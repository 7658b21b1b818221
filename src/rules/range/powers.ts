import { factorsOf, isConst, withCoefficient } from '../simplify/terms.ts';
import { settled } from '../stabilise/values.ts';
import type { Node } from '../../ir/store.ts';
import { pair } from '../match.ts';
import type { RangeRow } from './row.ts';

/** Powers up to here are multiplied out. */
const HIGHEST = 4;

/** Products with a power among their factors. */
export const powerRows: readonly RangeRow[] = [
  {
    name: '(x / h)²·y → y·(x / h)·(x / h), from one factor to the product: the square vanishes',
    on: ['mul'],
    apply: (k, node) => {
      if (node.free.length > 0) return undefined;
      const factors = factorsOf(node);
      const powers = factors.filter(({ power }) => power > 1);
      const others = factors.filter(({ power, base }) => power === 1 && !isConst(base));
      const [{ base, power } = { base: node, power: 0 }] = powers;
      const [other] = others;
      if (powers.length !== 1 || others.length !== 1 || base.op !== 'div' || power > HIGHEST || other === undefined)
        return undefined;
      const coefficient = factors.reduce((product, one) => product * (isConst(one.base) ? one.base.value : 1), 1);
      let product = withCoefficient(k.store, coefficient, other.base);
      // As a value of its own: the factors would be collected again.
      for (let n = 0; n < power; n += 1) product = k.mul(n === 0 ? product : settled(k.store, product), base);
      return product;
    },
  },
  {
    name: '(y / h)·(x / h)² / h → (y / h)·(x / h) / h·(x / h): of three small quotients nothing is left to be divided by a small h',
    on: ['div'],
    apply: (k, node) => {
      const [above, h] = pair(node);
      if (node.free.length > 0 || isConst(h)) return undefined;
      const factors = factorsOf(above);
      const [x, y] = [factors.find(({ power }) => power === 2), factors.find(({ power }) => power === 1)];
      const isOver = ({ op, args }: Node): boolean => op === 'div' && args[1] === h;
      if (factors.length !== 2 || x === undefined || y === undefined || !isOver(x.base) || !isOver(y.base))
        return undefined;
      return k.mul(settled(k.store, k.div(k.mul(y.base, x.base), h)), x.base);
    },
  },
];
