import type { Point } from './draw.ts';
import type { CheckKind, CheckRow } from './report.ts';

/** One comparison of two numbers. */
export interface Comparison {
  readonly kind: CheckKind;
  readonly input: string;
  readonly component: () => string;
  readonly point: Point;
  readonly symbolic: number;
  readonly numeric: number;
  /** How far apart the two may be. */
  readonly tolerance: number;
  /** The error is shown relative to the larger of the two and this. */
  readonly scale: number;
}

/** Collects comparisons into one row for each kind and input, which keeps the worst of them. */
export interface Rows {
  compare(comparison: Comparison): void;
  /** A comparison that says nothing. */
  skip(kind: CheckKind, input: string): void;
  fail(kind: CheckKind, input: string, point: Point, detail: string): void;
  finish(): CheckRow[];
}

interface Entry {
  readonly kind: CheckKind;
  readonly input: string;
  readonly points: Set<Point>;
  skipped: number;
  /** The distance of the worst comparison, in tolerances. */
  distance: number;
  worst: Comparison | undefined;
  /** The first failure other than by its values. */
  failure: { readonly point: Point; readonly detail: string } | undefined;
}

export function createRows(): Rows {
  const entries = new Map<string, Entry>();
  const entryOf = (kind: CheckKind, input: string): Entry => {
    const key = `${kind}|${input}`;
    const known = entries.get(key);
    if (known !== undefined) return known;
    const points = new Set<Point>();
    const entry: Entry = { kind, input, points, skipped: 0, distance: -1, worst: undefined, failure: undefined };
    entries.set(key, entry);
    return entry;
  };
  return {
    compare(comparison) {
      const entry = entryOf(comparison.kind, comparison.input);
      const { symbolic, numeric, tolerance, point } = comparison;
      // Where neither has a value, there is nothing to compare.
      if (tolerance === Infinity || (Object.is(symbolic, numeric) && !Number.isFinite(symbolic))) {
        entry.skipped += 1;
        return;
      }
      entry.points.add(point);
      const gap = Math.abs(symbolic - numeric);
      const distance = Number.isFinite(gap) ? gap / tolerance : Infinity;
      if (distance > entry.distance) Object.assign(entry, { distance, worst: comparison });
    },
    skip(kind, input) {
      entryOf(kind, input).skipped += 1;
    },
    fail(kind, input, point, detail) {
      const entry = entryOf(kind, input);
      entry.points.add(point);
      entry.failure ??= { point, detail };
    },
    finish: () => [...entries.values()].map(rowOf),
  };
}

function rowOf({ kind, input, points, skipped, distance, worst, failure }: Entry): CheckRow {
  const base = { kind, input, points: points.size, skipped };
  const none = { component: '', error: Number.NaN, symbolic: Number.NaN, numeric: Number.NaN };
  if (failure !== undefined) return { ...base, ...none, at: failure.point, verdict: 'fail', detail: failure.detail };
  if (worst === undefined) {
    return { ...base, ...none, at: new Map(), verdict: 'inconclusive', detail: 'nothing could be compared' };
  }
  const { component, symbolic, numeric, point, scale } = worst;
  const size = Math.max(Math.abs(symbolic), Math.abs(numeric), scale);
  const error = distance === 0 || size === 0 ? 0 : Math.abs(symbolic - numeric) / size;
  return {
    ...base,
    component: component(),
    error,
    symbolic,
    numeric,
    at: point,
    verdict: distance <= 1 ? 'ok' : 'fail',
  };
}
