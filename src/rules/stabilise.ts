import type { Rule } from './rule.ts';
import { compounds } from './stabilise/compound.ts';
import { complementRules } from './stabilise/complements.ts';
import { crossEntropies } from './stabilise/cross-entropy.ts';
import { errorFunctions } from './stabilise/error-function.ts';
import { exponentialQuotients } from './stabilise/exponential-quotients.ts';
import { exponentials } from './stabilise/exponentials.ts';
import { fractions } from './stabilise/fractions.ts';
import { logDifferences } from './stabilise/log-differences.ts';
import { logarithms } from './stabilise/logarithms.ts';
import { entropies, products } from './stabilise/products.ts';
import { averages, reductionRules } from './stabilise/reductions.ts';
import { odds } from './stabilise/odds.ts';
import { radicands } from './stabilise/radicands.ts';
import { rationals } from './stabilise/rational.ts';
import { roots } from './stabilise/roots.ts';
import { angles } from './stabilise/angles.ts';
import { limits } from './stabilise/limits.ts';
import { nearOneRules } from './stabilise/near-one.ts';
import { neighbours } from './stabilise/neighbours.ts';
import { identities } from './stabilise/identities.ts';
import { nested } from './stabilise/nested.ts';
import { opposites } from './stabilise/opposites.ts';
import { powers } from './stabilise/powers.ts';
import { softmaxes } from './stabilise/softmax.ts';
import { softpluses } from './stabilise/softplus.ts';
import { saturating } from './stabilise/saturating.ts';
import { shares } from './stabilise/shares.ts';
import { shifts } from './stabilise/shifts.ts';

/**
 * Stabilise keeps the digits: each row states the failure that it cures. The value is the same wherever both have one.
 * A row runs before and after differentiation unless it says otherwise.
 */
export const stabiliseRules: readonly Rule[] = [
  ...reductionRules,
  ...softmaxes,
  ...crossEntropies,
  ...shares,
  ...errorFunctions,
  ...exponentials,
  ...exponentialQuotients,
  ...softpluses,
  ...averages,
  ...complementRules,
  ...identities,
  ...roots,
  ...radicands,
  ...shifts,
  ...saturating,
  ...neighbours,
  ...compounds,
  ...powers,
  ...angles,
  ...opposites,
  ...logarithms,
  ...logDifferences,
  ...products,
  ...entropies,
  ...nearOneRules,
  ...limits,
  ...odds,
  ...nested,
  ...rationals,
  ...fractions,
];
