import { builder } from './nodes.ts';
import type { Node } from '../../src/ir/store.ts';

const b = builder();
const { op, read, readInt, over, n } = b;
const [x, y, z] = [read('x'), read('y'), read('z')];
const w = (place: Node | number): Node => read('w', place);
const sq = (a: Node): Node => op('pow', a, 2);

export const { store } = b;

/** A node, its text in mathjs syntax, and its LaTeX. Scalars x, y, z; arrays w and v of n, A of n × n; k ints. */
export const table: readonly (readonly [Node, string, string])[] = [
  // Numbers and constants
  [b.node(2), '2', '2'],
  [b.node(-2.5), '-2.5', '-2.5'],
  [b.node(-0), '-0', '-0'],
  [b.node(0.1), '0.1', '0.1'],
  [b.node(0.1 + 0.2), '0.30000000000000004', '0.30000000000000004'],
  [b.node(1e-7), '1e-7', '10^{-7}'],
  [b.node(-1.5e300), '-1.5e+300', '-1.5 \\cdot 10^{300}'],
  [b.node(Infinity), 'Infinity', '\\infty'],
  [b.node(NaN), 'NaN', '\\mathrm{NaN}'],
  [b.node(1 / 3), '1 / 3', '\\frac{1}{3}'],
  [b.node(Math.PI), 'pi', '\\pi'],
  [op('mul', 2 / Math.sqrt(Math.PI), x), '2 / sqrt(pi) * x', '\\frac{2}{\\sqrt{\\pi}} x'],
  [op('div', 1, op('mul', x, Math.LN2)), '1 / (x * LN2)', '\\frac{1}{x \\ln\\left(2\\right)}'],
  [b.store.bool(true), 'true', '\\mathrm{true}'],
  // Sums and signs
  [op('add', op('add', x, y), z), 'x + y + z', 'x + y + z'],
  [op('add', x, op('add', y, z)), 'x + (y + z)', 'x + \\left(y + z\\right)'],
  [op('sub', x, op('sub', y, z)), 'x - (y - z)', 'x - \\left(y - z\\right)'],
  [op('add', x, op('neg', y)), 'x - y', 'x - y'],
  [op('sub', x, op('neg', y)), 'x + y', 'x + y'],
  [op('add', x, -2), 'x - 2', 'x - 2'],
  [op('add', x, op('mul', -2, y)), 'x - 2 * y', 'x - 2 y'],
  [op('add', op('neg', x), y), '-x + y', '-x + y'],
  [op('neg', op('add', x, y)), '-(x + y)', '-\\left(x + y\\right)'],
  [op('neg', op('mul', x, y)), '-x * y', '-x y'],
  [op('neg', op('neg', x)), 'x', 'x'],
  [op('neg', op('div', op('mul', -2, x), y)), '2 * x / y', '\\frac{2 x}{y}'],
  // Products and quotients
  [op('mul', 2, x), '2 * x', '2 x'],
  [op('mul', x, 2), 'x * 2', 'x \\cdot 2'],
  [op('mul', x, -2), 'x * -2', 'x \\cdot \\left(-2\\right)'],
  [op('mul', x, op('mul', y, z)), 'x * y * z', 'x y z'],
  [op('mul', x, op('div', y, z)), 'x * (y / z)', 'x \\frac{y}{z}'],
  [op('div', x, op('mul', y, z)), 'x / (y * z)', '\\frac{x}{y z}'],
  [op('div', op('div', x, y), z), 'x / y / z', '\\frac{\\frac{x}{y}}{z}'],
  [op('div', op('neg', x), y), '-x / y', '-\\frac{x}{y}'],
  [op('mul', x, op('add', y, z)), 'x * (y + z)', 'x \\cdot \\left(y + z\\right)'],
  [op('mul', op('add', x, 1), op('sub', x, 1)), '(x + 1) * (x - 1)', '\\left(x + 1\\right) \\left(x - 1\\right)'],
  [op('mul', 0.5, 3), '0.5 * 3', '0.5 \\cdot 3'],
  [op('mod', x, y), 'mod(x, y)', 'x \\bmod y'],
  // Powers
  [sq(x), 'x^2', 'x^{2}'],
  [sq(op('neg', x)), '(-x)^2', '\\left(-x\\right)^{2}'],
  [op('neg', sq(x)), '-x^2', '-x^{2}'],
  [op('pow', x, -1), 'x^-1', 'x^{-1}'],
  [op('pow', -2, x), '(-2)^x', '\\left(-2\\right)^{x}'],
  [op('pow', x, op('pow', y, z)), 'x^y^z', 'x^{y^{z}}'],
  [op('pow', op('pow', x, y), z), '(x^y)^z', '\\left(x^{y}\\right)^{z}'],
  [op('pow', op('add', x, y), op('sub', y, 1)), '(x + y)^(y - 1)', '\\left(x + y\\right)^{y - 1}'],
  [op('pow', 2, op('neg', sq(x))), '2^-x^2', '2^{-x^{2}}'],
  [op('pow', x, 1 / 3), 'x^(1 / 3)', 'x^{\\frac{1}{3}}'],
  [sq(op('sin', x)), 'sin(x)^2', '\\sin^{2}\\left(x\\right)'],
  [op('pow', op('sin', x), -1), 'sin(x)^-1', '\\left(\\sin\\left(x\\right)\\right)^{-1}'],
  [sq(op('div', x, y)), '(x / y)^2', '\\left(\\frac{x}{y}\\right)^{2}'],
  [sq(op('exp', x)), 'exp(x)^2', '\\left(e^{x}\\right)^{2}'],
  // Functions
  [op('exp', op('neg', sq(x))), 'exp(-x^2)', 'e^{-x^{2}}'],
  [op('mul', x, op('cos', op('mul', 2, x))), 'x * cos(2 * x)', 'x \\cos\\left(2 x\\right)'],
  [op('log', op('abs', x)), 'log(abs(x))', '\\ln\\left(\\left|x\\right|\\right)'],
  [op('log1p', op('neg', x)), 'log1p(-x)', '\\ln\\left(1 - x\\right)'],
  [op('mul', 2, op('expm1', x)), '2 * expm1(x)', '2 \\left(e^{x} - 1\\right)'],
  [op('sqrt', op('add', 1, sq(x))), 'sqrt(1 + x^2)', '\\sqrt{1 + x^{2}}'],
  [op('cbrt', x), 'cbrt(x)', '\\sqrt[3]{x}'],
  [op('nthRoot', x, 5), 'nthRoot(x, 5)', '\\sqrt[5]{x}'],
  [op('hypot', x, op('sub', y, z)), 'hypot(x, y - z)', '\\sqrt{x^{2} + \\left(y - z\\right)^{2}}'],
  [op('atan2', y, x), 'atan2(y, x)', '\\operatorname{atan2}\\left(y, x\\right)'],
  [op('log10', x), 'log10(x)', '\\log_{10}\\left(x\\right)'],
  [op('asin', x), 'asin(x)', '\\arcsin\\left(x\\right)'],
  [op('lgamma', x), 'lgamma(x)', '\\ln\\left(\\left|\\Gamma\\left(x\\right)\\right|\\right)'],
  [op('polygamma', 1, x), 'polygamma(1, x)', '\\psi^{(1)}\\left(x\\right)'],
  [op('max', x, op('min', y, z)), 'max(x, min(y, z))', '\\max\\left(x, \\min\\left(y, z\\right)\\right)'],
  [op('floor', x), 'floor(x)', '\\left\\lfloor x\\right\\rfloor'],
  [
    op('sigmoid', op('relu', x)),
    'sigmoid(relu(x))',
    '\\operatorname{sigmoid}\\left(\\operatorname{relu}\\left(x\\right)\\right)',
  ],
  // Conditions
  [
    op('select', op('gt', x, 0), x, op('neg', x)),
    'x > 0 ? x : -x',
    '\\begin{cases} x & \\text{if } x > 0 \\\\ -x & \\text{otherwise} \\end{cases}',
  ],
  [
    op('mul', 2, op('select', op('le', x, y), x, y)),
    '2 * (x <= y ? x : y)',
    '2 \\left(\\begin{cases} x & \\text{if } x \\le y \\\\ y & \\text{otherwise} \\end{cases}\\right)',
  ],
  [
    op('select', op('lt', x, 0), 0, op('select', op('lt', x, 1), x, 1)),
    'x < 0 ? 0 : x < 1 ? x : 1',
    '\\begin{cases} 0 & \\text{if } x < 0 \\\\ x & \\text{if } x < 1 \\\\ 1 & \\text{otherwise} \\end{cases}',
  ],
  [
    op('select', op('lt', x, 0), op('select', op('lt', y, 0), 1, 2), 3),
    'x < 0 ? (y < 0 ? 1 : 2) : 3',
    '\\begin{cases} \\begin{cases} 1 & \\text{if } y < 0 \\\\ 2 & \\text{otherwise} \\end{cases} & \\text{if } x < 0 \\\\ 3 & \\text{otherwise} \\end{cases}',
  ],
  [
    op('select', op('and', op('or', op('lt', x, y), op('ge', y, z)), op('not', op('eq', x, z))), x, y),
    '(x < y or y >= z) and not (x == z) ? x : y',
    '\\begin{cases} x & \\text{if } \\left(x < y \\lor y \\ge z\\right) \\land \\lnot \\left(x = z\\right) \\\\ y & \\text{otherwise} \\end{cases}',
  ],
  // Arrays and places: 0 here is 1 there
  [w(0), 'w[1]', 'w_{1}'],
  [w(op('sub', n, 1)), 'w[n]', 'w_{n}'],
  [sq(w(2)), 'w[3]^2', 'w_{3}^{2}'],
  [read('A', 0, op('sub', n, 1)), 'A[1, n]', 'A_{1, n}'],
  [read('w', op('sub', readInt('k', 1), 1)), 'w[k[2]]', 'w_{k_{2}}'],
  [
    read('w', op('idiv', op('sub', n, 1), 2)),
    'w[floor((n - 1) / 2) + 1]',
    'w_{\\left\\lfloor \\frac{n - 1}{2}\\right\\rfloor + 1}',
  ],
  // Reductions
  [over('sumOver', 0, n, (i) => sq(w(i))), 'sum(i = 1:n, w[i]^2)', '\\sum_{i=1}^{n} w_{i}^{2}'],
  [
    over('sumOver', 0, n, (r) => over('sumOver', 0, n, (c) => op('mul', read('A', r, c), op('mul', w(r), w(c))))),
    'sum(i = 1:n, sum(j = 1:n, A[i, j] * w[i] * w[j]))',
    '\\sum_{i=1}^{n} \\sum_{j=1}^{n} A_{i, j} w_{i} w_{j}',
  ],
  [
    over('sumOver', 1, n, (t) => sq(op('sub', w(t), w(op('sub', t, 1)))), 't'),
    'sum(t = 2:n, (w[t] - w[t - 1])^2)',
    '\\sum_{t=2}^{n} \\left(w_{t} - w_{t - 1}\\right)^{2}',
  ],
  [
    over('sumOver', 0, op('sub', n, 1), (i) => op('mul', w(op('add', i, 1)), w(i))),
    'sum(i = 1:n - 1, w[i + 1] * w[i])',
    '\\sum_{i=1}^{n - 1} w_{i + 1} w_{i}',
  ],
  [
    over('sumOver', 0, n, (i) => w(op('sub', op('sub', n, 1), i))),
    'sum(i = 1:n, w[n - i + 1])',
    '\\sum_{i=1}^{n} w_{n - i + 1}',
  ],
  [
    over('sumOver', 0, op('idiv', n, 2), (i) => w(op('mul', 2, i))),
    'sum(i = 1:floor(n / 2), w[2 * i - 1])',
    '\\sum_{i=1}^{\\left\\lfloor \\frac{n}{2}\\right\\rfloor} w_{2 i - 1}',
  ],
  [
    over('sumOver', 0, n, (i) => over('sumOver', 0, op('add', i, 1), (j) => read('A', i, j))),
    'sum(i = 1:n, sum(j = 1:i, A[i, j]))',
    '\\sum_{i=1}^{n} \\sum_{j=1}^{i} A_{i, j}',
  ],
  [
    over('sumOver', 0, n, (i) => op('mul', op('add', i, 1), op('pow', x, i))),
    'sum(i = 1:n, i * x^(i - 1))',
    '\\sum_{i=1}^{n} i x^{i - 1}',
  ],
  [
    over('sumOver', 0, n, (i) => op('select', op('eq', i, 0), x, w(op('sub', i, 1)))),
    'sum(i = 1:n, i == 1 ? x : w[i - 1])',
    '\\sum_{i=1}^{n} \\left(\\begin{cases} x & \\text{if } i = 1 \\\\ w_{i - 1} & \\text{otherwise} \\end{cases}\\right)',
  ],
  [
    over('sumOver', 0, n, (i) => op('select', op('lt', op('add', i, 1), op('sub', n, 1)), 1, 2)),
    'sum(i = 1:n, i < n - 1 ? 1 : 2)',
    '\\sum_{i=1}^{n} \\left(\\begin{cases} 1 & \\text{if } i < n - 1 \\\\ 2 & \\text{otherwise} \\end{cases}\\right)',
  ],
  [
    over('prodOver', 0, n, (i) => op('add', w(i), 1)),
    'prod(i = 1:n, w[i] + 1)',
    '\\prod_{i=1}^{n} \\left(w_{i} + 1\\right)',
  ],
  [over('maxOver', 0, n, w), 'max(i = 1:n, w[i])', '\\max_{1 \\le i \\le n} w_{i}'],
  [
    read('v', over('argmaxOver', 0, n, w)),
    'v[argmax(i = 1:n, w[i])]',
    'v_{\\operatorname*{arg\\,max}_{1 \\le i \\le n} w_{i}}',
  ],
  [
    op(
      'mul',
      over('sumOver', 0, n, w),
      over('sumOver', 0, n, (i) => read('v', i)),
    ),
    'sum(i = 1:n, w[i]) * sum(i = 1:n, v[i])',
    '\\left(\\sum_{i=1}^{n} w_{i}\\right) \\sum_{i=1}^{n} v_{i}',
  ],
  [op('mul', read('i'), over('sumOver', 0, n, w)), 'i * sum(j = 1:n, w[j])', 'i \\sum_{j=1}^{n} w_{j}'],
  // Names
  [op('mul', read('alpha'), read('x1')), 'alpha * x1', '\\alpha x_1'],
  [op('mul', read('price'), read('theta_12')), 'price * theta_12', '\\mathrm{price} \\theta_{12}'],
  [op('add', read('λ'), read('v_max')), 'λ + v_max', '\\lambda + v_{\\mathrm{max}}'],
  [op('mul', read('x1', 0), read('a_b$c')), 'x1[1] * a_b$c', '{x_1}_{1} a_{\\mathrm{b\\$c}}'],
  [op('mul', 2, read('dw_dx1', 0)), '2 * dw_dx1[1]', '2 \\left(\\frac{\\partial w}{\\partial x_1}\\right)_{1}'],
  [op('add', read('xBar'), read('w1Bar', 0)), 'xBar + w1Bar[1]', '\\bar{x} + \\bar{w_1}_{1}'],
];
