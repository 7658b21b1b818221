import type { OpName } from '../ir/op.ts';
import { derivatives } from './derivative.ts';
import type { Rule as Derivative } from './derivative.ts';
import { reductionDerivatives } from './reductions.ts';
import type { Reductions } from './reductions.ts';
import type { Rule } from './rule.ts';
import { simplifyRules } from './simplify.ts';
import { stabiliseRules } from './stabilise.ts';

/** The tables of rules that a compilation goes by; `test/mutants` puts wrong rules in their places. */
export interface Tables {
  readonly derivatives: Readonly<Record<OpName, Derivative>>;
  readonly reductions: Reductions;
  readonly simplify: readonly Rule[];
  readonly stabilise: readonly Rule[];
}

export const standardTables: Tables = {
  derivatives,
  reductions: reductionDerivatives,
  simplify: simplifyRules,
  stabilise: stabiliseRules,
};
