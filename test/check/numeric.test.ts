import { describe, expect, test } from 'vitest';
import { numericDerivative, sideDerivatives } from '../../src/check/numeric.ts';

type Case = readonly [name: string, f: (x: number) => number, derivative: (x: number) => number, at: readonly number[]];

// The derivatives are textbook ones, written so that they keep their digits.
const cases: readonly Case[] = [
  ['x³', (x) => x ** 3, (x) => 3 * x ** 2, [-2, 0, 1e-3, 7, 1e5]],
  ['exp', Math.exp, Math.exp, [-20, -1, 0, 3, 50, 500]],
  ['sin', Math.sin, Math.cos, [0, 1, 100, 12345.678]],
  ['sin 50x', (x) => Math.sin(50 * x), (x) => 50 * Math.cos(50 * x), [0.1, 1, 2]],
  ['sqrt near 0', Math.sqrt, (x) => 0.5 / Math.sqrt(x), [1e-12, 1e-8, 1e-3, 1, 1e8]],
  ['log near 0', Math.log, (x) => 1 / x, [1e-10, 0.1, 5]],
  ['x√x, whose domain ends at 0', (x) => x * Math.sqrt(x), (x) => 1.5 * Math.sqrt(x), [0.01, 2]],
  ['1/x', (x) => 1 / x, (x) => -1 / x ** 2, [-1e-6, 0.5, 1e4]],
  ['tanh, saturated', Math.tanh, (x) => 1 / Math.cosh(x) ** 2, [0, 2, 12]],
  ['|x| away from its kink', Math.abs, Math.sign, [-1, 1e-4, 3]],
  ['a constant', () => 3, () => 0, [0, 1e6]],
  ['a wide offset', (x) => 1e8 + x * x, (x) => 2 * x, [1, 3]],
  ['floor', Math.floor, () => 0, [0.5, 17.3]],
];

describe('numericDerivative', () => {
  test.each(cases)('%s: within a few of its own error estimates', (_, f, derivative, at) => {
    for (const x of at) {
      const { value, error } = numericDerivative(f, x);
      expect(Math.abs(value - derivative(x)), `at ${x}`).toBeLessThanOrEqual(5 * error + 1e-15 * Math.abs(value));
    }
  });

  test.each(cases.filter(([name]) => !/offset|saturated|constant/.test(name)))(
    '%s: and the estimate is small',
    (_, f, derivative, at) => {
      for (const x of at) {
        const size = Math.max(Math.abs(derivative(x)), 1e-3);
        expect(numericDerivative(f, x).error / size, `at ${x}`).toBeLessThan(1e-7);
      }
    },
  );

  test('at the end of a domain the differences are one-sided', () => {
    const right = numericDerivative((x) => (x < 0 ? Number.NaN : Math.exp(2 * x)), 0);
    expect(Math.abs(right.value - 2)).toBeLessThan(1e-7);
    expect(right.error).toBeLessThan(1e-6);
    const left = numericDerivative((x) => (x > 1 ? Number.NaN : x ** 3), 1);
    expect(Math.abs(left.value - 3)).toBeLessThan(1e-7);
  });

  test('where there is no derivative, the error says so', () => {
    for (const f of [Math.sqrt, Math.cbrt]) {
      const { value, error } = numericDerivative(f, 0);
      expect(error / Math.abs(value)).toBeGreaterThan(0.1);
    }
    expect(numericDerivative(() => Number.NaN, 1).error).toBe(Infinity);
    expect(numericDerivative(Math.floor, 1).error).toBeGreaterThan(0.1);
  });
});

describe('sideDerivatives', () => {
  test.each<[string, (x: number) => number, number, number, number]>([
    ['|x|', Math.abs, 0, -1, 1],
    ['relu', (x) => Math.max(x, 0), 0, 0, 1],
    ['x < 1 ? x² : 3x - 2', (x) => (x < 1 ? x * x : 3 * x - 2), 1, 2, 3],
  ])('%s has a kink', (_, f, x, left, right) => {
    const sides = sideDerivatives(f, x);
    expect(sides.differ).toBe(true);
    expect(sides.left.value).toBeCloseTo(left, 6);
    expect(sides.right.value).toBeCloseTo(right, 6);
  });

  test.each<[string, (x: number) => number, number]>([
    ['sin', Math.sin, 1],
    ['x < 1 ? x² : 2x - 1, a smooth join', (x) => (x < 1 ? x * x : 2 * x - 1), 1],
    ['exp at a large value', Math.exp, 30],
    ['a constant', () => 5, 0],
    ['a function of one side', (x) => (x < 0 ? Number.NaN : x), 0],
  ])('%s has none', (_, f, x) => expect(sideDerivatives(f, x).differ).toBe(false));
});
