import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createStore } from '../../src/ir/store.ts';
import type { Node, Store } from '../../src/ir/store.ts';
import { createRewriter, indexRules } from '../../src/passes/rewrite.ts';
import { simplifyRules } from '../../src/rules/simplify.ts';
import { evaluateNode } from './evaluate-node.ts';

type Condition =
  | { readonly op: 'lt' | 'le' | 'gt' | 'ge' | 'eq' | 'ne'; readonly name: string; readonly bound: number }
  | { readonly op: 'and' | 'or' | 'not'; readonly args: readonly Condition[] };

const names = ['x', 'y'];
const bounds = [0, 1];

const { condition } = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      op: fc.constantFrom('lt', 'le', 'gt', 'ge', 'eq', 'ne'),
      name: fc.constantFrom(...names),
      bound: fc.constantFrom(...bounds),
    }),
    fc.record({ op: fc.constantFrom('and', 'or'), args: fc.tuple(tie('condition'), tie('condition')) }),
    fc.record({ op: fc.constant('not' as const), args: fc.tuple(tie('condition')) }),
  ),
}));

const nodeOf = (store: Store, one: Condition): Node =>
  'args' in one
    ? store.op(one.op, ...one.args.map((arg) => nodeOf(store, arg)))
    : store.op(one.op, store.read(one.name, []), store.const(one.bound));

/** Below, at, between and above the bounds, and no number. */
const values = [-1, 0, 0.5, 1, 2, Number.NaN];
const points = values.flatMap((x) => values.map((y) => ({ x, y })));

it('conditions and choices by them mean the same when they are simplified', () => {
  fc.assert(
    fc.property(condition, condition, (outer, inner) => {
      const store = createStore();
      const simplify = createRewriter(store, indexRules(simplifyRules));
      const [test, other] = [nodeOf(store, outer), nodeOf(store, inner)];
      const guarded = store.op('select', other, store.const(3), store.const(0));
      const choice = store.op('select', test, store.const(0), guarded);
      const sum = store.op('add', store.op('select', test, store.const(5), store.const(7)), guarded);
      for (const node of [test, store.op('and', test, other), store.op('or', test, other), choice, sum])
        for (const point of points) expect(evaluateNode(simplify(node), point)).toBe(evaluateNode(node, point));
    }),
    { numRuns: 500 },
  );
});
