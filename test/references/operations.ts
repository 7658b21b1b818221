import { readFileSync } from 'node:fs';

/** Values and derivatives of the graph's operations to 50 digits, made by make_references.py. */
export interface Reference {
  readonly at: readonly number[];
  readonly value: string;
  /** By each argument; null where the operation has no derivative by it. */
  readonly gradient: readonly (string | null)[];
}

export const references = JSON.parse(readFileSync(new URL('operations.json', import.meta.url), 'utf8')) as Record<
  string,
  readonly Reference[]
>;

/** |actual − wanted| / |wanted|; the absolute difference where 0 is wanted; 0 where both are infinite or underflow. */
export function relativeError(actual: number, wanted: string): number {
  const exact = Number(wanted);
  if (actual === exact) return 0;
  return Math.abs(actual - exact) / (exact === 0 ? 1 : Math.abs(exact));
}
