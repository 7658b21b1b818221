import { expect, test } from 'vitest';
import { instantiate } from '../../codegen/load.ts';
import { createReporter } from '../../src/diagnostic.ts';
import { outcomeOf } from './outcome.ts';

/** What hostile input has found: each was an exception, a wrong module or an endless run. */

test.each([
  ['true', 'type 1:1'],
  ['f(x) = x > 1', 'type 1:1'],
  ['x : real[n]\ny[i] = x[i] > 0', 'type 2:1'],
])('a value that is true or false is refused: %j', async (text, ...places) => {
  expect(await outcomeOf(text)).toMatchObject({ faults: [], places });
});

test.each([
  ['x == 1 ? x^2 : x'],
  ['x != 0 ? x : 3 * x'],
  ['x >= 1 and x <= 1 ? x^3 : x'],
  ['y * (x == 0 ? 1 : (exp(x) - 1) / x)'],
  ['x : real[n]\ny[i] = x[i] == 2 ? x[i]^3 : x[i]'],
  ['x : real[n]\ny[1] = x[1]\ny[i] = x[i] == y[i-1] ? 3*x[i] : y[i-1] * x[i]\nsum(y)'],
])('a branch taken at a point alone has its own derivative there: %j', async (text) => {
  const emit = text.includes('y[i]') ? (['jacobian', 'check'] as const) : (['hessian', 'check'] as const);
  expect(await outcomeOf(text, { emit })).toMatchObject({ faults: [], compiled: true, codes: ['check-incomplete'] });
});

test.each([
  ['a = x + 1\nb = (a == 1)\nb ? 2 * a : 3 * a'],
  ['x : real[n]\nb[i] = x[i] > 0\nsum(i, b[i] ? x[i]^2 : 3 * x[i])'],
  ['x : real[n]\nb[i] = sum(j = 1:i, x[j]) > 0\ny[i] = b[i] or b[n] ? x[i]^2 : 3 * x[i]'],
])('truth values have names and arrays: %j', async (text) => {
  expect(await outcomeOf(text)).toMatchObject({ faults: [], compiled: true, codes: [] });
});

test.each([
  // The gradient of a linear function reads no input; the length of its seed does not tell that of x.
  ['n : real[n]; y[i] = x[2i] - x[2i-1]'],
  ['x[1:-1:]'],
])('a size that the seed does not tell is handed to the backward function: %j', async (text) => {
  expect(await outcomeOf(text)).toMatchObject({ faults: [], compiled: true });
});

test('an array whose extent comes out below 0 is empty', async () => {
  const { text, faults, compiled } = await outcomeOf('x : real[n]; w : real[t]; c[i] = sum(j = 1:k, w[j] * x[i+j--1])');
  expect([faults, compiled]).toEqual([[], true]);
  const { c } = await instantiate(text);
  expect(c?.(Float64Array.of(1), Float64Array.of(1, 2, 3))).toEqual(new Float64Array(0));
});

test.each([
  ['f(x) = 1e200 * (1e200 * x)', 0, 0],
  ['f(x) = 1e200 * (1e200 * x)', 1e-300, 1e100],
  ['f(x) = 1e-200 * (1e-200 * x)', 1e300, 1e-100],
  ['f(x) = 1e308 * x + 1e308 * x', 1e-10, 2e298],
])('literals that overflow or vanish together stay apart: %s at %d', async (formula, x, expected) => {
  const { f } = await instantiate((await outcomeOf(formula)).text);
  const value = f?.(x) as number;
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-14 * expected);
});

test.each([
  ['f(x) = sum(i = 1:1000000000, x * i)'],
  ['f(x) = prod(i = 1:1000000000, x + i)'],
  ['x : real[1000000000000]\ny = sum(x)'],
  ['x : real[100000, 100000]\ny = sum(x)'],
  ['x : real\ny = sum(zeros(1000000000)) * x'],
  ['dyn(q) = [q[1e9], -sin(q[1])]'],
])('what would take too long to evaluate is compiled, with a warning: %s', async (text) => {
  expect(await outcomeOf(text)).toMatchObject({ faults: [], compiled: true, codes: ['check-incomplete'] });
});

test('numbers and names of thousands of characters are shown by their ends', async () => {
  expect(await outcomeOf(`x = ${'1'.repeat(100_000)}`)).toMatchObject({ faults: [], codes: ['bad-number'] });
  const reporter = createReporter({ name: 'm.math', text: 'x' });
  reporter.error('syntax', `\`${'a'.repeat(1000)}z\` is long`, { start: 0, end: 1 });
  expect(reporter.diagnostics[0]?.message).toMatch(/^`a{59}…a{18}z` is long$/);
});

test(
  'functions that call each other twice stand for 2^60 operations: too many is an error',
  { timeout: 60_000 },
  async () => {
    const text = ['f0(x) = x + sin(x)'];
    for (let k = 1; k <= 60; k += 1) text.push(`f${k}(x) = f${k - 1}(f${k - 1}(x))`);
    const found = await outcomeOf(text.join('\n'));
    expect(found).toMatchObject({ faults: [], compiled: false, codes: ['too-large'] });
  },
);

test.each([['log((exp(y - y) - 1) / (y - y))'], ['sin(1 / (x - x)) / x'], ['(x - sin(x)) / (0 * x - 0)']])(
  'a literal that is no number is kept as one: %s',
  async (text) => {
    const { faults, compiled } = await outcomeOf(text);
    expect([faults, compiled]).toEqual([[], true]);
  },
);
