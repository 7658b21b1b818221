import { expect, test } from 'vitest';
import { main } from '../../examples/mnist/run.ts';

test('the net learns the digits by its generated gradient', { timeout: 180_000 }, () => {
  const { check, accuracy } = main(() => {});
  expect(check.map(({ name, count }) => [name, count])).toEqual([
    ['W1', 39_200],
    ['b1', 50],
    ['W2', 500],
    ['b2', 10],
  ]);
  for (const { mean, largest } of check) {
    expect(mean).toBeLessThan(1e-9);
    expect(largest).toBeLessThan(1e-8);
  }
  expect(accuracy).toBeGreaterThanOrEqual(0.94);
});
