import { expect, test } from 'vitest';
import { main } from '../../examples/shopping-bill/run.ts';

test('two apples at 100 with 10 % tax: 220; 2.2, 110, 200', () => {
  const lines: string[] = [];
  const { apples, fruit } = main((line) => lines.push(line));
  expect(apples.value).toBeCloseTo(220, 12);
  expect(apples.gradient.price).toBeCloseTo(2.2, 12);
  expect(apples.gradient.count).toBeCloseTo(110, 12);
  expect(apples.gradient.tax).toBeCloseTo(200, 12);
  expect(fruit.value).toBeCloseTo(715, 12);
  expect(Object.keys(fruit.gradient)).toEqual(['apple', 'apples', 'orange', 'oranges', 'tax']);
  [2.2, 110, 3.3, 165, 650].forEach((expected, k) =>
    expect(Object.values(fruit.gradient)[k]).toBeCloseTo(expected, 12),
  );
  expect(lines.join('\n')).toContain('backward  price 2.2, count 110, tax 200');
});
