import type { Dataset } from './dataset.ts';

/** Misra, D., NIST (1978). Dental Research Monomolecular Adsorption Study. */
export const misra1a: Dataset = {
  name: 'Misra1a',
  level: 'lower',
  source: 'https://www.itl.nist.gov/div898/strd/nls/data/misra1a.shtml',
  starts: [
    [500, 0.0001],
    [250, 0.0005],
  ],
  certified: [238.94212918, 0.00055015643181],
  sumOfSquares: 0.12455138894,
  x: [77.6, 114.9, 141.1, 190.8, 239.9, 289, 332.8, 378.4, 434.8, 477.3, 536.8, 593.1, 689.1, 760],
  y: [10.07, 14.73, 17.94, 23.93, 29.61, 35.18, 40.02, 44.82, 50.76, 55.05, 61.01, 66.4, 75.47, 81.78],
};
