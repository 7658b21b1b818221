import type { Rule } from './rule.ts';
import { arithmetic } from './simplify/arithmetic.ts';
import { choices } from './simplify/choices.ts';
import { logic } from './simplify/logic.ts';
import { sums } from './simplify/sums.ts';

/** Simplify keeps the value. The rows are tried in order; each is named for `adjoint explain` and the tests. */
export const simplifyRules: readonly Rule[] = [...arithmetic, ...logic, ...choices, ...sums];

/** The last rewrite before scheduling: what only differentiation needed to know is gone. */
export const erasureRules: readonly Rule[] = [
  {
    name: 'detach(x) → x, given(v, x, d) → v',
    on: ['detach', 'given'],
    apply: (_store, node) => node.args[0],
  },
];
