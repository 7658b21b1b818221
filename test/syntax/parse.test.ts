import { describe, expect, test } from 'vitest';
import { parseExpression, parseModule } from '../../src/syntax/parse.ts';
import { AdjointError } from '../../src/diagnostic.ts';
import { parse, showTree, shown, source, subtrees } from './show.ts';

describe('expressions', () => {
  test.each([
    // Precedence, as mathjs documents it.
    ['-x^2', 'unaryMinus(pow(x, 2))'],
    ['2^-x^2', 'pow(2, unaryMinus(pow(x, 2)))'],
    ['2^3^4', 'pow(2, pow(3, 4))'],
    ['a - b - c', 'subtract(subtract(a, b), c)'],
    ['3x y^2', 'multiply(multiply(3, x), pow(y, 2))'],
    ['a/b c', 'divide(a, multiply(b, c))'],
    ['1/2 x', 'multiply(divide(1, 2), x)'],
    ['2(a + b)(c)', 'multiply(multiply(2, add(a, b)), c)'],
    ['+x', 'unaryPlus(x)'],
    ['x.^-2', 'dotPow(x, unaryMinus(2))'],
    ['a .* b ./ c .^ d', 'dotDivide(dotMultiply(a, b), dotPow(c, d))'],
    ["x' * y'", 'multiply(transpose(x), transpose(y))'],
    ["a''[1]", 'transpose(transpose(a))[1]'],
    ['5!', 'factorial(5)'],
    ['a mod b % c', 'mod(mod(a, b), c)'],
    ['mod(a, b) + or(c, d)', 'add(mod(a, b), or(c, d))'],
    ['not a and b or c xor d', 'or(and(not(a), b), xor(c, d))'],
    [
      'a | b & c ^| ~d << 2 >> 1 >>> 3',
      'bitOr(a, bitXor(bitAnd(b, c), rightLogShift(rightArithShift(leftShift(bitNot(d), 2), 1), 3)))',
    ],
    ['a == b', 'equal(a, b)'],
    ['a <= b < c != d', 'and(and(smallerEq(a, b), smaller(b, c)), unequal(c, d))'],
    ['a ? b : c ? d : e', 'if(a, b, if(c, d, e))'],
    ['a ? 1:2', 'if(a, 1, 2)'],
    // A percentage is a hundredth; added to something it is a part of that.
    ['10%', 'divide(10, 100)'],
    ['x * 10%', 'multiply(x, divide(10, 100))'],
    ['a + 10%', 'add(a, multiply(a, divide(10, 100)))'],
    // Numbers.
    ['0x1F + 0b101 + 0o17', 'add(add(31, 5), 15)'],
    ['0x1.8 + 0xffi8', 'add(1.5, -1)'],
    ['.5 + 2. + 1e-3 + 2E+2', 'add(add(add(0.5, 2), 0.001), 200)'],
    ['2.*x', 'dotMultiply(2, x)'],
    ['true and false', 'and(true, false)'],
    ['NaN + Infinity', 'add(NaN, Infinity)'],
    // Arrays, indices, ranges.
    ['x[1:2:9]', 'x[range(1, 2, 9)]'],
    ['x[2:] + x[:3] + x[:]', 'add(add(x[range(2, _, _)], x[range(_, _, 3)]), x[range(_, _, _)])'],
    ['q[k, :]', 'q[k, range(_, _, _)]'],
    ['x[end - 1]', 'x[subtract(end, 1)]'],
    ['x[1][2]', 'x[1][2]'],
    ['[a, b, c]', '[a, b, c]'],
    ['[1, 2; 3, 4]', '[[1, 2], [3, 4]]'],
    ['[[1, 2], [3, 4]]', '[[1, 2], [3, 4]]'],
    ['[1, 2,; [3], 4;]', '[[1, 2], [[3], 4]]'],
    ['[]', '[]'],
    // Calls with an index or a function.
    ['sum(i = 1:n, w[i] * x[i])', 'sum(i <- range(1, _, n), multiply(w[i], x[i]))'],
    ['map(x, f(t) = t^2)', 'map(x, (t) -> pow(t, 2))'],
    ['map(x, f(i = 1:2, g(s, t) = s))', 'map(x, f(i <- range(1, _, 2), (s, t) -> s))'],
    // Names.
    ['λ + α_1 + é + ℝ + 𝑓', 'add(add(add(add(λ, α_1), é), ℝ), 𝑓)'],
    ['__proto__ + constructor(await) toString', 'add(__proto__, multiply(constructor(await), toString))'],
    ['hasOwnProperty[class]', 'hasOwnProperty[class]'],
  ])('%s', async (text, tree) => {
    expect(showTree(await parseExpression(source(text)))).toBe(tree);
  });

  test('a tree is built once where mathjs has a node twice', async () => {
    const tree = await parseExpression(source(`x${' + 10%'.repeat(60)}`));
    expect(subtrees(tree).length).toBeLessThan(60 * 6);
  });

  test('a statement is no expression', async () => {
    await expect(parseExpression(source('f(x) = x'))).rejects.toThrow('not-an-expression');
    await expect(parseExpression(source('x; y'))).rejects.toThrow(/1:4: error\[not-an-expression\]/);
  });
});

describe('statements', () => {
  test.each([
    ['h = relu(x * W + b)', ['define h = relu(add(multiply(x, W), b))']],
    ['y[i] = x[i]^2', ['define y[i] = pow(x[i], 2)']],
    ['p[1] = x0\np[t] = f(p[t-1], u[t])', ['define p[1] = x0', 'define p[t] = f(p[subtract(t, 1)], u[t])']],
    ['q[k, :] = 0', ['define q[k, range(_, _, _)] = 0']],
    ['f(x, y) = x^2 * sin(y)', ['function f(x, y) = multiply(pow(x, 2), sin(y))']],
    ['f() = 2', ['function f() = 2']],
    ['derivative(f, x) = 2x', ['derivative of f by x = multiply(2, x)']],
    ['derivative(x) = 3', ['function derivative(x) = 3']],
    [
      'x : real\nW : real[784, 2 hidden]; n : int\nt : data[batch, 10]',
      [
        'declare x : real',
        'declare W : real[784, multiply(2, hidden)]',
        'declare n : int',
        'declare t : data[batch, 10]',
      ],
    ],
    ['y = 1:n', ['define y = range(1, _, n)']],
    [
      'class = 1; in = 2\nmod = 3\n__proto__(constructor) = 4',
      ['define class = 1', 'define in = 2', 'define mod = 3', 'function __proto__(constructor) = 4'],
    ],
    ['# first\n\n  x = 1 # one\n;;y = 2;\n#last', ['define x = 1', 'define y = 2']],
    ['\uFEFFx = 1\r\ny = 2 # c\rz = 3\r\n', ['define x = 1', 'define y = 2', 'define z = 3']],
    [
      'a = 1 +\n\n  2 *\n 3\nb = (1\n+\n2)\n[c\n, d]',
      ['define a = add(1, multiply(2, 3))', 'define b = add(1, 2)', '[c, d]'],
    ],
    ['tax = 10%\nprice = 100', ['define tax = divide(10, 100)', 'define price = 100']],
    ['f(x) = 10%\n\n# next\ng(x) = x', ['function f(x) = divide(10, 100)', 'function g(x) = x']],
    ['a = 10 %\n  b', ['define a = mod(10, b)']],
  ])('%j', async (text, statements) => {
    expect(await shown(text)).toEqual(statements);
  });
});

describe('size', () => {
  test('20,000 terms and 20,000 statements', async () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `x${i}`);
    const [sum] = (await parse(names.join(' + '))).statements;
    expect(sum?.kind === 'expression' ? subtrees(sum.value).length : 0).toBe(39_999);
    expect((await parse(names.map((name) => `${name} = y^2`).join('\n'))).statements).toHaveLength(20_000);
  });

  test('long chains of other kinds', async () => {
    const chains = [
      `x${"'".repeat(5000)}`,
      `x${'[1]'.repeat(5000)}`,
      `x${' < 1'.repeat(5000)}`,
      `[${'1,'.repeat(50_000)}]`,
    ];
    for (const text of chains) expect((await parse(text)).statements).toHaveLength(1);
  });

  test('nesting that mathjs can still parse', async () => {
    expect(await shown(`${'('.repeat(100)}x${')'.repeat(100)}`)).toEqual(['x']);
    expect((await parse(`${'-'.repeat(1000)}x`)).statements).toHaveLength(1);
  });

  test.each([
    ['parentheses', `a = 1\n  ${'('.repeat(1e5)}x${')'.repeat(1e5)}`, 2, 100_002],
    ['powers', `a = 1; y = ${'x^'.repeat(1e5)}x`, 1, 8],
    ['signs', '-'.repeat(1e5), 1, 1],
    ['remainders', `y = ${'a%('.repeat(40)}x${')'.repeat(40)}`, 1, 1],
  ])('too deep: %s', async (_, text, line, column) => {
    const error: unknown = await parseModule(source(text)).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(AdjointError);
    expect((error as AdjointError).diagnostics).toMatchObject([{ code: 'too-deep', line, column }]);
  });
});
