/**
 * A problem of the NIST Statistical Reference Datasets (nonlinear regression). The data and the certified values are the
 * work of the United States' National Institute of Standards and Technology and in the public domain.
 */
export interface Dataset {
  readonly name: string;
  /** How hard NIST rates it. */
  readonly level: 'lower' | 'average' | 'higher';
  readonly source: string;
  /** The two published starting points, far and near. */
  readonly starts: readonly [readonly number[], readonly number[]];
  /** Certified parameters, to 11 digits. */
  readonly certified: readonly number[];
  readonly sumOfSquares: number;
  readonly x: readonly number[];
  readonly y: readonly number[];
}
