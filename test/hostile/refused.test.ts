import { expect, test } from 'vitest';
import { outcomeOf } from './outcome.ts';

/** What is wrong with a text, and where: a place within it, a code, and a suggestion. */

const many = (count: number, text: (k: number) => string, between = ''): string =>
  Array.from({ length: count }, (_, k) => text(k)).join(between);
const DEEP = 100_000;

test.each<readonly [what: string, text: string, ...places: string[]]>([
  // Names.
  ['a size that is its array', 'n : real[n]\ny = sum(n)', 'duplicate 1:1'],
  ['a size that is another array', 'x : real[y]\ny : real[n]\nz = sum(x) + sum(y)', 'duplicate 1:1'],
  ['a size that is computed', 'n = sum(x)\nx : real[n]', 'duplicate 2:1'],
  ['a name twice', 'x : real\nx : data\ny = x', 'duplicate 2:1'],
  ['a parameter twice', 'f(x, x) = x', 'duplicate-parameter 1:6'],
  ['a function twice', 'f(x) = x\nf(x) = 2x', 'duplicate 2:1'],
  ['a constant as a name', 'true = 3', 'syntax 1:1'],
  ['undefined', 'y = undefined', 'unsupported 1:5'],
  ['a value that is called', 'exp = 3\ny = exp(x)', 'unknown-function 2:5'],
  ['letters that are no letters', 'ﬁ = 3', 'unexpected-character 1:1'],
  ['what changes the direction', 'x\u202e = 3', 'unexpected-character 1:2'],
  ['what is not seen', 'y = x\u200b', 'unexpected-character 1:6'],
  ['half a character', 'y = \ud800', 'unexpected-character 1:5'],
  // Definitions in circles.
  ['itself', 'a = a + 1', 'cyclic 1:5'],
  ['each other', 'f(x) = g(x)\ng(x) = f(x)', 'cyclic 1:8'],
  ['a recursion', 'f(x) = x <= 0 ? 1 : x * f(x - 1)', 'cyclic 1:25'],
  ['a recurrence without a base', 'x : real[10]\nx[i] = x[i-1] + 1', 'uncovered 2:1'],
  ['an element by itself', 'x : real[5]\nx[1] = 1\nx[t] = x[t]', 'cyclic 3:8'],
  ['a size of its own', 'x[i] = x[i+1]', 'range-unknown 1:3'],
  [
    'how far a recurrence runs',
    'B : real[n]\nb[1] = a\nb[t] = b[t-1] * c\ny = sum(i = 1:n, b[i])',
    'range-unknown 3:3',
  ],
  // Numbers and sizes.
  ['too large a number', 'y = 1e400 * x', 'bad-number 1:5'],
  ['no digits', 'y = 0x', 'bad-number 1:5'],
  ['wrong digits', 'y = 0b102', 'bad-number 1:5'],
  ['half an exponent', 'y = 1e+', 'bad-number 1:5'],
  ['two points', 'y = 1.2.3 * x', 'syntax 1:8'],
  ['a size below 0', 'x : real[-1]\ny = sum(x)', 'shape 1:10'],
  ['half a size', 'x : real[2.5]\ny = sum(x)', 'type 1:10'],
  ['no size', 'x : real[]\ny = sum(x)', 'bad-declaration 1:5'],
  ['a size that is missing', 'x : real[n, ]\ny = sum(x)', 'syntax 1:13'],
  ['sizes that stay open', 'x : real[n*m]\ny = sum(x)', 'size-undetermined 1:1'],
  // Places.
  ['place 0', 'y = x[0]', 'out-of-range 1:7'],
  ['a place below 0', 'y = x[-1]', 'out-of-range 1:7'],
  ['half a place', 'y = x[1.5]', 'type 1:7'],
  ['a place beyond all', 'y = x[1e300]', 'type 1:7'],
  ['no place', 'y = x[]', 'syntax 1:5'],
  ['a place in a number', 'y = x[1][2]', 'shape 1:5'],
  ['a range from 0', 'sum(i = 0:3, x[i])', 'out-of-range 1:16'],
  // What is too much.
  ['parentheses', `y = ${'('.repeat(DEEP)}x${')'.repeat(DEEP)}`, `too-deep 1:${DEEP + 4}`],
  ['parentheses that stay open', `y = ${'('.repeat(DEEP)}x`, `syntax 1:${DEEP + 4}`],
  ['calls', `y = ${'sin('.repeat(DEEP)}x${')'.repeat(DEEP)}`, `too-deep 1:${4 * DEEP + 4}`],
  ['signs', `y = ${'-'.repeat(DEEP)}x`, 'too-deep 1:1'],
  ['branches', `y = ${many(DEEP, (k) => `x > ${k} ? ${k} : `)}x`, 'too-deep 1:1'],
  ['powers', `y = ${'x^'.repeat(DEEP)}x`, 'too-deep 1:1'],
  ['subscripts', `y = x${'[1]'.repeat(DEEP)}`, 'shape 1:5'],
  ['arguments', `y = sin(${many(10_000, (k) => `x${k}`, ', ')})`, 'arity 1:5'],
])('%s: refused', async (_what, text, ...places) => {
  expect(await outcomeOf(text)).toMatchObject({ faults: [], compiled: false, places });
});

test.each([
  ['brackets that close nothing', `y = x${')'.repeat(DEEP)}`],
  ['garbage', '@'.repeat(DEEP)],
  ['quotes', '"'.repeat(DEEP)],
  ['objects', `y = ${'{'.repeat(DEEP)}x${'}'.repeat(DEEP)}`],
  ['lines that end early', many(5000, (k) => `y${k} = )`, '\n')],
  ['bytes', many(4000, (k) => String.fromCharCode((k * 7919) % 256))],
])('%s: refused, and what is said of it is short', async (_what, text) => {
  const { faults, compiled, places } = await outcomeOf(text);
  expect([faults, compiled]).toEqual([[], false]);
  expect(places.length).toBeLessThanOrEqual(20);
});

test.each([
  ['a bill of thousands of names', `f(${many(2000, (k) => `x${k}`, ', ')}) = x0 + x1999`],
  ['a long name', `y = ${'a'.repeat(100_000)}^2`],
  ['a long comment', `y = x # ${'a'.repeat(1_000_000)}`],
  ['a long number', `y = x * 0.${'3'.repeat(100_000)}`],
  ['spaces', `${' '.repeat(1_000_000)}y = x`],
  ['line ends', `${'\n'.repeat(100_000)}y = x`],
  ['semicolons', `y = x${';'.repeat(10_000)}`],
  ['a mark at the start', '\uFEFFf(x) = x^2'],
  ['line ends of Windows', 'x : real\r\ny = x^2\r\n'],
  ['line ends of old', 'x : real\ry = x^2'],
  ['an empty range', 'sum(i = 5:1, x[i])'],
  ['an empty array', 'x : real[0]\ny = sum(x)'],
  ['a shadowed function', 'sin(x) = x^2\ny = sin(x)'],
  ['a shadowed constant', 'pi = 3\ny = pi * x'],
  ['a name of two meanings in turn', 'x = x0; x = 2x; x = x^2; x'],
])('%s: compiled', async (_what, text) => {
  expect(await outcomeOf(text)).toMatchObject({ faults: [], compiled: true });
});
