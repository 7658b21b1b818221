import type { Json } from '../../bench/gradbench/eval.ts';

/**
 * The greatest relative difference of two numbers at the same place, |a − b| / max(|a|, |b|); infinite where the
 * shapes differ. Unlike GradBench's own measure it means the same for small numbers as for large ones.
 */
export const difference = (a: Json, b: Json): number => greatest(a, b, (x, y) => Math.max(Math.abs(x), Math.abs(y)));

/** The measure by which GradBench judges; it wants 1e-4. */
export const gradBenchDifference = (a: Json, b: Json): number =>
  greatest(a, b, (x, y) => Math.max(1, Math.abs(x) + Math.abs(y)));

function greatest(a: Json, b: Json, scale: (a: number, b: number) => number): number {
  if (typeof a === 'number' && typeof b === 'number') return a === b ? 0 : Math.abs(a - b) / scale(a, b);
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b ? 0 : Infinity;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return Infinity;
  return keys.reduce((most, key) => {
    const gap = key in b ? greatest(at(a, key), at(b, key), scale) : Infinity;
    // Not a number is as far off as can be.
    return gap <= most ? most : Number.isNaN(gap) ? Infinity : gap;
  }, 0);
}

const at = (value: object, key: string): Json => (value as Readonly<Record<string, Json>>)[key] as Json;
