import { expect, test } from 'vitest';
import { affineNode, affineOf } from '../../src/ir/affine.ts';
import { createStore } from '../../src/ir/store.ts';
import { createRewriter, indexRules } from '../../src/passes/rewrite.ts';
import { simplifyRules } from '../../src/rules/simplify.ts';

test('the normal form of an int is one that the simplifier leaves: it once turned -i + 1 and 1 - i into each other for ever', () => {
  const store = createStore();
  const simplify = createRewriter(store, indexRules([...simplifyRules]));
  const [i, j] = [store.freshIndex(store.const(0), store.size('n')), store.freshIndex(store.const(0), store.size('m'))];
  for (const constant of [-2, 0, 2])
    for (const a of [-3, -1, 1, 3])
      for (const b of [-1, 0, 2]) {
        const terms = new Map([
          [i, a],
          [j, b],
        ]);
        if (b === 0) terms.delete(j);
        const node = affineNode(store, { constant, terms });
        expect(simplify(node)).toBe(node);
        expect(affineOf(node)).toEqual({ constant, terms });
      }
});
