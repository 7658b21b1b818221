import type { Dataset } from './dataset.ts';

/** Kowalik, J.S., and M. R. Osborne, (1978). Methods for Unconstrained Optimization Problems. New York, NY: Elsevier North-Holland. */
export const mgh09: Dataset = {
  name: 'MGH09',
  level: 'higher',
  source: 'https://www.itl.nist.gov/div898/strd/nls/data/mgh09.shtml',
  starts: [
    [25, 39, 41.5, 39],
    [0.25, 0.39, 0.415, 0.39],
  ],
  certified: [0.19280693458, 0.19128232873, 0.12305650693, 0.13606233068],
  sumOfSquares: 0.00030750560385,
  x: [4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625],
  y: [0.1957, 0.1947, 0.1735, 0.16, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246],
};
