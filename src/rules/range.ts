import { exponentialRows } from './range/exponentials.ts';
import { logSums } from './range/log-sums.ts';
import { productRows } from './range/products.ts';
import type { RangeRow } from './range/row.ts';

/** Values that are in range although their parts are not; `keepInRange` goes by the first row that applies. */
export const rangeRows: readonly RangeRow[] = [...productRows, ...exponentialRows, ...logSums];
