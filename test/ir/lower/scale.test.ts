import { describe, expect, test } from 'vitest';
import { graphsOf, valueOf } from './support.ts';

const many = (count: number, text: (k: number) => string): string[] => Array.from({ length: count }, (_, k) => text(k));

/** Linear time and no recursion: each of these takes a fraction of a second. */
describe('large modules', () => {
  test('20,000 terms', async () => {
    expect(await valueOf(`f(x) = ${many(20_000, (k) => `${k} * x`).join(' + ')}`, { x: 1 })).toEqual([
      (20_000 * 19_999) / 2,
    ]);
  });

  test('20,000 terms that are arrays', async () => {
    expect(await valueOf(`x : real[n]; y = ${many(20_000, () => 'x').join(' + ')}`, { x: [1, 2] })).toEqual([
      20_000, 40_000,
    ]);
  });

  test('20,000 free names', async () => {
    const [graph] = await graphsOf(many(20_000, (k) => `x${k}`).join(' + '));
    expect(graph?.inputs.length).toBe(20_000);
  });

  test('20,000 statements', async () => {
    const text = ['x : real', 'y0 = x', ...many(20_000, (k) => `y${k + 1} = y${k} + x`)].join('\n');
    expect(await valueOf(text, { x: 1 })).toEqual([20_001]);
  });

  test('20,000 values of one name', async () => {
    expect(await valueOf(['x : real', ...many(20_000, () => 'x = x + 1')].join('\n'), { x: 1 })).toEqual([20_001]);
  });

  test('5,000 functions that call each other', async () => {
    const text = ['f0(x) = x + 1', ...many(5000, (k) => `f${k + 1}(x) = f${k}(x) + 1`)].join('\n');
    expect(await valueOf(text, { x: 1 })).toEqual([5002]);
  });

  test('2,000 clauses', async () => {
    expect((await valueOf(many(2000, (k) => `p[${k + 1}] = ${k} * x`).join('\n'), { x: 2 }))[1999]).toBe(3998);
  });

  test('2,000 arrays by elements, the last first', async () => {
    const text = many(2000, (k) => `y${k}[i] = y${k + 1}[i] + 1`);
    const [graph] = await graphsOf([...text, 'y2000[i] = x[i]', 'z = y0'].join('\n'));
    expect(graph?.definitions.length).toBe(2002);
  });

  test('a percentage of a percentage doubles nothing', async () => {
    const text = `f(x) = ${'('.repeat(40)}x${' + 10%)'.repeat(40)}`;
    expect((await valueOf(text, { x: 1 }))[0]).toBeCloseTo(1.1 ** 40, 8);
  });
});
