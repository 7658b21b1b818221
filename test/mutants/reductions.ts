import type { Node } from '../../src/ir/store.ts';
import { reduction } from './mutant.ts';
import type { Mutant } from './mutant.ts';

const greatest = 'x : real[n]\nf = max(i = 1:n, x[i]^3)';
const least = 'x : real[n]\nf = min(i = 1:n, x[i]^3)';

/**
 * Wrong derivatives of extrema over an index. Products have none here: gradients take them apart into recurrences, so that a
 * wrong rule for them would be seen in the interpreter's forward mode alone, not in what is emitted.
 */
export const reductionMutants: readonly Mutant[] = [
  reduction('maxOver', 'the place of the least', greatest, (store, index, body) =>
    store.reduce('argminOver', index, body),
  ),
  reduction('maxOver', 'always the first', greatest, (_store, index) => index.args[0] as Node),
  reduction('maxOver', 'one place further', greatest, (store, _index, _body, right) =>
    store.op('add', right, store.const(1)),
  ),
  reduction('maxOver', 'the greatest in size', greatest, (store, index, body) =>
    store.reduce('argmaxOver', index, store.op('abs', body)),
  ),
  reduction('minOver', 'the place of the greatest', least, (store, index, body) =>
    store.reduce('argmaxOver', index, body),
  ),
  reduction('minOver', 'always the first', least, (_store, index) => index.args[0] as Node),
];
