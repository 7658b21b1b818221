import type { Graph } from '../ir/graph.ts';
import type { Slope } from '../ir/lower/gradient.ts';
import type { Node } from '../ir/store.ts';
import type { Tables } from '../rules/tables.ts';
import { bodyAt } from './inline.ts';
import { readsOf } from './prune.ts';
import { reverse } from './reverse.ts';
import { createRewriter, indexRules } from './rewrite.ts';

const VALUE = '∂value';

/**
 * The gradient operator of formulas, by reverse mode within one expression. What is in scope around it (the `t` of a recurrence, the
 * `i` of a sum) is held fixed; definitions that depend on the variable are put into the expression first.
 */
export const slopeBy =
  ({ derivatives, reductions, simplify: table }: Tables): Slope =>
  (store, body, { name, shape, actual }, definitions) => {
    if (definitions.some((definition) => readsOf(definition).has(definition.name))) return undefined;
    const simplify = createRewriter(store, indexRules(table));
    const byName = new Map(definitions.map((definition) => [definition.name, definition]));
    const expand = createRewriter(
      store,
      indexRules([
        {
          name: 'put the definition in the place of its read',
          on: ['read'],
          apply: (_store, read) => {
            const definition = byName.get(read.name);
            return definition && bodyAt(store, definition, read.args);
          },
        },
      ]),
    );
    const settle = createRewriter(
      store,
      indexRules([
        {
          name: 'what the variable stands for',
          on: ['read'],
          apply: (_store, read) => (read.name === name ? actual(read.args) : undefined),
        },
      ]),
    );
    const whole = expand(body);
    // An index that does not occur says that there is but one element, of which the seed is 1.
    const directions = whole.free.length > 0 ? whole.free : [store.freshIndex(store.const(0), store.const(1))];
    const graph: Graph = {
      store,
      name: VALUE,
      inputs: [{ name, kind: 'real', shape }],
      definitions: [{ name: VALUE, indices: [], body: whole }],
      outputs: [{ role: 'value', definition: VALUE }],
      facts: [],
    };
    const seed = (): Node => store.const(1);
    const { graph: reversed, adjoints } = reverse(graph, VALUE, {
      wrt: [name],
      seed,
      directions,
      derivatives,
      reductions,
      simplify,
    });
    const bar = reversed.definitions.find((definition) => definition.name === adjoints.get(name));
    return (places) => {
      if (bar === undefined) return store.const(0);
      const at = [...places, ...directions];
      return settle(store.substitute(bar.body, new Map(bar.indices.map((index, p) => [index, at[p] as Node]))));
    };
  };
