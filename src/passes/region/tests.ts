import { addAffine, comparisonForm, difference, provablyAtMost } from '../../ir/affine.ts';
import type { Affine } from '../../ir/affine.ts';
import { negation, times } from '../../ir/implies.ts';
import type { Node } from '../../ir/store.ts';

/** What a test of places says where it holds (or where it fails): forms that are at least 0. Other tests say nothing. */
export function formsOfTest(test: Node, holds = true): Affine[] {
  const [a, b] = test.args;
  if (test.op === 'not') return formsOfTest(a as Node, !holds);
  if (test.op === (holds ? 'and' : 'or')) return test.args.flatMap((part) => formsOfTest(part, holds));
  if (a?.type !== 'int' || b?.type !== 'int') return [];
  if (test.op === (holds ? 'eq' : 'ne')) {
    const gap = difference(a, b);
    return [gap, times(gap, -1)];
  }
  if (test.op === (holds ? 'ne' : 'eq')) {
    // Of two that are ordered, the one is less than the other.
    const apart = (from: Node, to: Node): Affine[] => [
      addAffine(difference(to, from), { constant: -1, terms: new Map() }),
    ];
    return provablyAtMost(a, b) ? apart(a, b) : provablyAtMost(b, a) ? apart(b, a) : [];
  }
  const form = ['lt', 'le', 'gt', 'ge'].includes(test.op) ? comparisonForm(test) : undefined;
  return form === undefined ? [] : [holds ? form : negation(form)];
}
