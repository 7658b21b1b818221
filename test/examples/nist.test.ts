import { expect, test } from 'vitest';
import { main } from '../../examples/nist/run.ts';

const rows = main(() => {});

test('fourteen datasets of all levels, from both starts', () => {
  expect(rows).toHaveLength(28);
  expect(new Set(rows.map(({ level }) => level))).toEqual(new Set(['lower', 'average', 'higher']));
});

test.each(rows)(
  '$dataset from start $start reaches the certified parameters to 6 digits',
  ({ digits, sumOfSquares }) => {
    expect(digits).toBeGreaterThanOrEqual(6);
    expect(sumOfSquares).toBeCloseTo(1, 9);
  },
);
