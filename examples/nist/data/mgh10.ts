import type { Dataset } from './dataset.ts';

/** Meyer, R. R. (1970). Theoretical and computational aspects of nonlinear regression. In Nonlinear Programming, Rosen, Mangasarian and Ritter (Eds). New York, NY: Academic Press, pp. 465-486. */
export const mgh10: Dataset = {
  name: 'MGH10',
  level: 'higher',
  source: 'https://www.itl.nist.gov/div898/strd/nls/data/mgh10.shtml',
  starts: [
    [2, 400000, 25000],
    [0.02, 4000, 250],
  ],
  certified: [0.005609636471, 6181.3463463, 345.22363462],
  sumOfSquares: 87.945855171,
  x: [50, 55, 60, 65, 70, 75, 80, 85, 90, 95, 100, 105, 110, 115, 120, 125],
  y: [34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744, 8261, 7030, 6005, 5147, 4427, 3820, 3307, 2872],
};
