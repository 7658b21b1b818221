import type { Dataset } from './dataset.ts';

/** Box, G. P., W. G. Hunter, and J. S. Hunter (1978). Statistics for Experimenters. New York, NY: Wiley, pp. 483-487. */
export const boxBod: Dataset = {
  name: 'BoxBOD',
  level: 'higher',
  source: 'https://www.itl.nist.gov/div898/strd/nls/data/boxbod.shtml',
  starts: [
    [1, 1],
    [100, 0.75],
  ],
  certified: [213.80940889, 0.54723748542],
  sumOfSquares: 1168.0088766,
  x: [1, 2, 3, 5, 7, 10],
  y: [109, 149, 149, 191, 213, 224],
};
