import { evaluate } from 'mathjs';
import { describe, expect, test } from 'vitest';
import { close, printed, valueOf } from './support.ts';

describe('functions and names', () => {
  test('a function has its parameters as inputs', async () => {
    expect(await printed('f(x, y) = x^2 * sin(y)')).toMatchInlineSnapshot(`
      "f(x: real, y: real)
        value = x^2 * sin(y)
        gives value"
    `);
  });

  test('a parameter that is not used is an input all the same', async () => {
    expect(await printed('f(x, y) = y')).toContain('f(x: real, y: real)');
  });

  test('a bare expression has its free names as inputs, in order of appearance, and is called f', async () => {
    expect(await printed('b * a + b')).toMatchInlineSnapshot(`
      "f(b: real, a: real)
        value = b * a + b
        gives value"
    `);
  });

  test('named values keep their names; literals are put in, so that exponents are seen', async () => {
    expect(await printed('k = 3; h = a + 1; y = h^k')).toMatchInlineSnapshot(`
      "y(a: real)
        h = a + 1
        y = h^3
        gives y"
    `);
  });

  test('what a value does not use is left out', async () => {
    expect(await printed('x : real; z : real; a = z + 1; y = x')).toBe('y(x: real)\n  y = x\n  gives y');
  });

  test('mathjs goes from top to bottom: a name may get a new value', async () => {
    expect(await printed('x : real\nx = x + 1\nx = x * x')).toMatchInlineSnapshot(`
      "x(x: real)
        x2 = x + 1
        x3 = x2 * x2
        gives x3"
    `);
  });

  test("the user's names hide constants and functions", async () => {
    expect(await printed('e = 2 * z; f(gamma) = gamma + 1; y = e + i + f(1)')).toMatchInlineSnapshot(`
      "y(z: real, i: real)
        e = 2 * z
        y = e + i + (1 + 1)
        gives y"
    `);
  });

  test('names that are special to JavaScript are names', async () => {
    expect(await printed('constructor = 3 * a; __proto__(x) = x + constructor; toString(y) = __proto__(y)')).toContain(
      'value = y + constructor',
    );
  });

  test('several outputs give several graphs', async () => {
    expect(await printed('x : real; a = x^2; b = a + 1; f(y) = b * y', { outputs: ['a', 'f'] })).toMatchInlineSnapshot(`
      "a(x: real)
        a = x^2
        gives a
      f(y: real, x: real)
        a = x^2
        b = a + 1
        value = b * y
        gives value"
    `);
  });
});

describe('user functions', () => {
  test('are put in where they are called, once for the same arguments', async () => {
    const doublings = Array.from({ length: 40 }, (_, k) => `f${k + 1}(x) = f${k}(x) + f${k}(x)`);
    expect(await valueOf(['f0(x) = x', ...doublings, 'y(x) = f40(x)'].join('\n'), { x: 1 })).toEqual([2 ** 40]);
  });

  test('see the values above the call, not those above the function', async () => {
    expect(await valueOf('k = 2; f(x) = k * x; k = 3; y = f(5)')).toEqual([15]);
  });

  test('map takes them by name and as f(t) = …', async () => {
    expect(
      await valueOf('sq(t) = t^2; x : real[n]; y = map(x, sq) + map(x, f(t) = 2t + a) + map(x, sin)', {
        x: [1, 2],
        a: 5,
      }),
    ).toEqual([1 + 7 + Math.sin(1), 4 + 9 + Math.sin(2)]);
  });

  test('a function of a scalar that gives an array maps to a matrix', async () => {
    expect(await valueOf('g(t) = [t, t^2]; x : real[n]; y = map(x, g)', { x: [2, 3] })).toEqual([2, 4, 3, 9]);
  });

  test("a derivative of the user's own is kept beside the value", async () => {
    expect(await printed('g(x, a) = a * x^3\nderivative(g, x) = 3 * a * x^2\nf(x, a) = g(2x, a)'))
      .toMatchInlineSnapshot(`
      "f(x: real, a: real)
        value = given(a * detach(2 * x)^3, 2 * x, 3 * a * (2 * x)^2)
        gives value"
    `);
  });
});

describe("derivatives of the user's own", () => {
  test('may call their function, which then means its body', async () => {
    const text = 'sig(x) = 1 / (1 + exp(-x))\nderivative(sig, x) = sig(x) * (1 - sig(x))\nf(x) = sig(2x)';
    expect(await printed(text)).toMatchInlineSnapshot(`
      "f(x: real)
        value = given(1 / (1 + exp(-detach(2 * x))), 2 * x, %1 * (1 - %1))
          where %1 = 1 / (1 + exp(-(2 * x)))
        gives value"
    `);
  });
});

describe('values agree with mathjs', () => {
  const scope = { x: 0.7, y: 1.9, n: 3 };
  const formulas = [
    '-x^2 + 2^-x^2',
    '3x y^2 / 2 y',
    '10% * y + y + 10%',
    'x mod 0.3 + -y mod 0.3 + y % 0.4',
    'sin(x) + cos(x) + tan(x) + sec(x) + csc(x) + cot(x)',
    'asin(x) + acos(x) + atan(x) + asec(y) + acsc(y) + acot(y)',
    'sinh(x) + cosh(x) + tanh(x) + sech(x) + csch(x) + coth(x)',
    'asinh(x) + acosh(y) + atanh(x) + asech(x) + acsch(x) + acoth(y)',
    'atan2(x, y) + hypot(x, y, n) + abs(-x) + sign(-y)',
    'exp(x) + expm1(x) + log(y) + log(y, 3) + log2(y) + log10(y) + log1p(x)',
    'sqrt(y) + cbrt(y) + nthRoot(y) + nthRoot(y, 5) + square(x) + cube(y) + pow(x, y)',
    'floor(y) + ceil(y) + round(y) + fix(-y) + round(-2.5) + floor(-2.5)',
    'gamma(y) + lgamma(y) + n! + erf(x)',
    'add(x, y, n) + subtract(x, y) + multiply(x, y, n) + divide(x, y) + unaryMinus(x) + unaryPlus(y)',
    'x < y and not (x == y) or n > 5 ? x : y',
    '0 < x < y <= n ? 10 : 20',
    'xor(x > 0, y > 0) ? 1 : 2',
    'min(x, y, n) + max(x, y) + sum(x, y, n) + mean(x, y) + prod(x, y, n)',
    'pi + tau + e + phi + LN2 + LN10 + LOG2E + LOG10E + SQRT2 + SQRT1_2 + PI + E',
    'x == y ? 1 : x != y ? 2 : 3',
    '0x1F + 1.5e-3 + .5 + x',
  ];
  test.each(formulas)('%s', async (text) => {
    const names = Object.keys(scope).filter((name) =>
      new RegExp(`\\b${name}\\b`).test(text.replace(/\d(?=[xyn]\b)/g, '0 ')),
    );
    const inputs = Object.fromEntries(names.map((name) => [name, scope[name as keyof typeof scope]]));
    expect(await valueOf(text, inputs)).toEqual(close([evaluate(text, { ...scope }) as number]));
  });

  test('functions of our own', async () => {
    expect(await valueOf('relu(x) + relu(-x) + sigmoid(x) + softplus(x) + erfc(x) + digamma(1)', { x: 1 })).toEqual(
      close([1 + 1 / (1 + Math.exp(-1)) + Math.log1p(Math.exp(1)) + 0.15729920705028513 - 0.5772156649015329]),
    );
  });
});
