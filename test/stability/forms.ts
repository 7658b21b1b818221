import { readFileSync } from 'node:fs';

/** A form of forms.txt with its points and references, made by make_stability.py. */
export interface StabilityForm {
  /** A module: a bare expression, or declarations of arrays before it. */
  readonly formula: string;
  readonly theme: string;
  /** By variable, a column of exact doubles; `v1`, `v2`, … are the elements of the array `v` that the formula declares. */
  readonly at: Readonly<Record<string, readonly number[]>>;
  /**
   * The double nearest to the true value, a row a point. 0: it is 0 or underflows, and so must what is computed.
   * null: there is no value, or none that a normal double holds; nothing is asked for.
   */
  readonly value: readonly (number | null)[];
  /** The same for the partial derivatives, by variable. */
  readonly gradient: Readonly<Record<string, readonly (number | null)[]>>;
}

export const stabilityForms = JSON.parse(
  readFileSync(new URL('stability.json', import.meta.url), 'utf8'),
) as readonly StabilityForm[];
