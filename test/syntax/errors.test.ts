import { describe, expect, test } from 'vitest';
import { errorsOf } from './show.ts';

/** Text, then for each error its place and code, and words that its message or its suggestion must have. */
const CASES: readonly (readonly [string, readonly (readonly [string, ...string[]])[]])[] = [
  // The whole text.
  ['', [['1:1 empty']]],
  ['# only a comment\n;', [['1:1 empty']]],
  ['x = 1\na\0b', [['2:2 nul-byte']]],
  // All errors at once, in the order of the text.
  [
    'a = 1 2\nb = 2 ** 3\nc = x\nd = 3 *\ne = 0xzz\n',
    [
      ['1:7 syntax', 'operator is missing'],
      ['2:7 syntax', '`**`', '`^`'],
      ['4:7 syntax', 'after `*`'],
      ['5:5 bad-number', '0xzz'],
    ],
  ],
  // Brackets.
  ['f(x) = (x + 1\ng(y) = y\nh = 3 *', [['1:8 syntax', 'never closed'], ['3:7 syntax']]],
  [
    'a = (\nb = (\nc = 1',
    [
      ['1:5 syntax', 'never closed'],
      ['2:5 syntax', 'never closed'],
    ],
  ],
  ['s = sum(i = 1:n, w[i * x)', [['1:25 syntax', 'the `[` at 1:19', '`]`']]],
  ['a = [1, 2)\nb = 1 +', [['1:10 syntax', 'does not close'], ['2:7 syntax']]],
  [
    'a = (1\nb = 2]\nc = (',
    [
      ['2:6 syntax', 'does not close'],
      ['3:5 syntax', 'never closed'],
    ],
  ],
  [
    'a = 1)\nb = )',
    [
      ['1:6 syntax', 'closes no bracket'],
      ['2:5 syntax', 'closes no bracket'],
    ],
  ],
  ['f(x) = sin(x\ng(x) = (x))', [['1:12 syntax', 'bracket or an operator is missing after `x`']]],
  ['x = 1;\n  y = sin(\n z = 3 +\n', [['2:10 syntax', 'never closed'], ['3:8 syntax']]],
  // Lines that run on.
  ['f(x) = x +\ng(y) = y', [['1:10 syntax', 'after `+`']]],
  ['a = b +\n# then\nx : real\nc : reel', [['1:7 syntax', 'after `+`'], ['4:5 unknown-type']]],
  ['f(x) = x *\n/ 3', [['1:10 syntax', 'next line']]],
  ['y = a +\n b * / c', [['2:6 syntax', 'between `*` and `/`']]],
  // Foreign operators.
  ['a && b', [['1:3 syntax', '`&&`', 'and']]],
  ['a || b', [['1:3 syntax', '`||`', 'or']]],
  ['x = 1 // one', [['1:7 syntax', '#']]],
  ['d === 3', [['1:3 syntax', '`===`', '==']]],
  ['x := 3', [['1:3 syntax', '`:=`', '=']]],
  ['x += 1', [['1:3 syntax', '`+=`']]],
  ['!x', [['1:1 syntax', 'not']]],
  ['|x|', [['1:1 syntax', 'abs(x)']]],
  // Characters and numbers.
  ['x = 2×3', [['1:6 unexpected-character', 'U+00D7', '`*`']]],
  ['π² + 1', [['1:2 unexpected-character', '^2']]],
  ['x\u2003= 3', [['1:2 unexpected-character', 'invisible', 'U+2003']]],
  ['a \\ 😀', [['1:3 unexpected-character'], ['1:5 unexpected-character', 'U+1F600']]],
  [
    '1e + 1e999 + 2e5.',
    [
      ['1:6 bad-number', 'largest'],
      ['1:14 bad-number', '2e5.'],
    ],
  ],
  // Left sides.
  ['a + b = c', [['1:1 syntax', 'cannot be given a value', '==']]],
  ['x = y z = 3', [['1:5 syntax']]],
  ['f(2) = 3', [['1:1 syntax']]],
  ['a[1][2] = 3', [['1:1 syntax', 'name[i, j]']]],
  [
    'end = 3\nf(end) = 1',
    [
      ['1:1 syntax', '`end`'],
      ['2:3 syntax', '`end`'],
    ],
  ],
  ['f(x, y, x) = 1', [['1:9 duplicate-parameter', '`x`']]],
  ['map(v, f(t, t) = 1)', [['1:13 duplicate-parameter']]],
  // Assignments where none may be.
  ['a = b = 3', [['1:7 syntax', 'inside an expression']]],
  ['(i = 1)', [['1:4 syntax']]],
  ['sum(i = j = 3, i)', [['1:11 syntax']]],
  ['f(x[i] = 3, 1)', [['1:8 syntax']]],
  ['x[i = 3]', [['1:5 syntax']]],
  // Declarations.
  ['x : reel', [['1:5 unknown-type', 'did you mean `real`']]],
  ['x : string[3]', [['1:5 unknown-type', '`data`']]],
  ['x : real(3)', [['1:5 bad-declaration', 'real[…]']]],
  ['x[3] : real', [['1:1 bad-declaration', 'x : real[n]']]],
  ['x :', [['1:1 bad-declaration', 'type is missing']]],
  ['x : real[]', [['1:5 bad-declaration', 'sizes are missing']]],
  ['x : real = 3', [['1:10 syntax', 'x : real', 'x = …']]],
  ['a, b : real', [['1:2 syntax', 'between statements']]],
  ['1:3', [['1:1 bad-declaration', 'range']]],
  // What formulas don't have.
  ["x = 'abc'", [['1:5 unsupported', 'strings']]],
  ['x = "a#b;" + y', [['1:5 unsupported', 'strings']]],
  ['y = {a: 1}', [['1:5 unsupported', 'objects']]],
  ['a.b = 3', [['1:2 unsupported', 'a[i]']]],
  ['a?.b ?? c', [['1:2 unsupported'], ['1:6 unsupported']]],
  ['2 cm to inch', [['1:6 unsupported', 'units']]],
  ['x = null', [['1:5 unsupported', '`null`']]],
  // Values that are missing or too many.
  ['()', [['1:2 syntax', 'between `(` and `)`']]],
  ['x[] + 1', [['1:1 syntax', 'index is missing']]],
  ['f(a b; c)', [['1:6 syntax', '`;`', '`)`']]],
  ['a[1](x)', [['1:1 syntax', '`*`']]],
  ['a ? b', [['1:3 syntax', '`:`']]],
  ['a ? : b', [['1:5 syntax', 'between `?` and `:`']]],
  ['b = [1, 2; 3]', [['1:5 syntax', '2 and 1']]],
  ['f(x) = x mod', [['1:10 syntax', 'after `mod`']]],
  // mathjs drops what it can't read after a percentage; we don't.
  ['10 % -', [['1:6 syntax', '`-`']]],
  ['10 % 2^', [['1:6 syntax']]],
  ['10 % [1, 2; 3]', [['1:6 syntax']]],
];

describe('syntax errors', () => {
  test.each(CASES)('%j', async (text, expected) => {
    const errors = await errorsOf(text);
    expect(errors.map((e) => `${e.line}:${e.column} ${e.code}`)).toEqual(expected.map(([place]) => place));
    expected.forEach(([, ...words], i) => {
      for (const word of words) expect(`${errors[i]?.message} ${errors[i]?.suggestion}`).toContain(word);
    });
  });

  test('places count CRLF as one line end and a byte order mark as a column', async () => {
    expect(await errorsOf('\uFEFFx = 1 2\r\ny = 3\r\nz = (\r\n')).toMatchObject([
      { line: 1, column: 8 },
      { line: 3, column: 5 },
    ]);
  });

  test('at most 20', async () => {
    expect(await errorsOf('a = \n'.repeat(1000))).toHaveLength(20);
    expect(await errorsOf('a = (\n'.repeat(1000))).toHaveLength(20);
    expect(await errorsOf('\\'.repeat(100_000))).toHaveLength(20);
  });
});
