import type { Dataset } from './dataset.ts';

/** Ratkowsky, D.A. (1983). Nonlinear Regression Modeling. New York, NY: Marcel Dekker, pp. 62 and 88. */
export const rat43: Dataset = {
  name: 'Rat43',
  level: 'higher',
  source: 'https://www.itl.nist.gov/div898/strd/nls/data/rat43.shtml',
  starts: [
    [100, 10, 1, 1],
    [700, 5, 0.75, 1.3],
  ],
  certified: [699.6415127, 5.2771253025, 0.75962938329, 1.2792483859],
  sumOfSquares: 8786.404908,
  x: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
  y: [16.08, 33.83, 65.8, 97.2, 191.55, 326.2, 386.87, 520.53, 590.03, 651.92, 724.93, 699.56, 689.96, 637.56, 717.41],
};
