import type { Big } from '../precise/big.ts';
import type { Truth } from '../precise/truth.ts';
import type { Region, Site } from './grid.ts';
import type { Blame } from './locate.ts';

/** Why there is no true value to compare with. */
export type Left = Exclude<Truth['kind'], 'number'>;

/** The error of one value or derivative at one point: that of its worst element. */
export interface Sample {
  /** The input differentiated by; absent for the value. */
  readonly by?: string;
  readonly site: Site;
  readonly component: string;
  readonly offset: number;
  readonly computed: number;
  readonly truth: Big;
  readonly ulps: number;
  readonly relative: number;
}

/**
 * - `ok`: as many digits as are asked for.
 * - `ill-conditioned`: fewer, but the function itself magnifies the last bit of its inputs as much.
 * - `loss`: fewer digits than the inputs have, lost by the order of evaluation; `blame` says where.
 * - `wrong`: what the code was made from does not equal the formula.
 */
export type AccuracyVerdict = 'ok' | 'ill-conditioned' | 'loss' | 'wrong';

/** The worst of one value or derivative in one region. */
export interface AccuracyRow {
  readonly by?: string;
  readonly region: Region;
  /** Points at which there is a true value that is a normal double. */
  readonly points: number;
  /** Points left out because there is none: outside the domain, a pole, too large, too small, or not found out. */
  readonly left: Readonly<Record<Left, number>>;
  readonly worst?: Sample;
  /** The true value at the worst point, with 25 digits. */
  readonly truth?: string;
  readonly verdict: AccuracyVerdict;
  /** Of the function at the worst point, where its error was looked into. */
  readonly condition?: number;
  readonly blame?: Blame;
  /** Whether the error is beyond what is allowed. */
  readonly failed: boolean;
}

export interface AccuracyReport {
  readonly name: string;
  readonly ok: boolean;
  readonly rows: readonly AccuracyRow[];
  readonly samples: readonly Sample[];
  /** What was left out, in words. */
  readonly notes: readonly string[];
}

/** The samples of one value or derivative in one region. */
export interface Group {
  readonly by?: string;
  readonly region: Region;
  readonly samples: Sample[];
  readonly left: Record<Left, number>;
}
