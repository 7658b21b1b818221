import { dominantRows } from './range/dominant.ts';
import { exponentialRows } from './range/exponentials.ts';
import { growthLogs } from './range/growth.ts';
import { logSums } from './range/log-sums.ts';
import { powerRows } from './range/powers.ts';
import { productRows } from './range/products.ts';
import type { RangeRow } from './range/row.ts';
import { squareRows } from './range/squares.ts';
import { sumRows } from './range/sums.ts';
import { vanishingRows } from './range/vanishing.ts';

/** Values that are in range although their parts are not; `keepInRange` goes by the first row that applies. */
export const rangeRows: readonly RangeRow[] = [
  ...growthLogs,
  ...squareRows,
  ...sumRows,
  ...dominantRows,
  ...productRows,
  ...vanishingRows,
  ...exponentialRows,
  ...logSums,
  ...powerRows,
];
