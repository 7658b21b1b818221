import type { OpName } from '../ir/op.ts';

/** A place where an operation has no derivative, or none that is finite, and the value that the table gives there. */
export interface Kink {
  readonly op: OpName;
  /** The places, for people. */
  readonly where: string;
  /** One such place, and the argument (from 0) that is differentiated by. */
  readonly at: readonly number[];
  readonly by: number;
  /** What the derivative is there; a flat operation counts as 0. */
  readonly value: number;
  readonly text: string;
}

const row = (op: OpName, where: string, at: readonly number[], by: number, value: number, text: string): Kink => ({
  op,
  where,
  at,
  by,
  value,
  text,
});

const steps = 'flat between its steps: 0 everywhere';

/** Every place where the derivative is a choice; docs and tests are made from it. */
export const kinks: readonly Kink[] = [
  row('abs', 'x = 0', [0], 0, 0, 'the mean of both sides'),
  row('relu', 'x = 0', [0], 0, 0, 'the left side'),
  row('max', 'a = b', [1, 1], 0, 1, 'the first argument wins a tie'),
  row('max', 'a = b', [1, 1], 1, 0, 'the first argument wins a tie'),
  row('min', 'a = b', [1, 1], 0, 1, 'the first argument wins a tie'),
  row('min', 'a = b', [1, 1], 1, 0, 'the first argument wins a tie'),
  row('hypot', 'x = y = 0', [0, 0], 0, 0, 'the mean over all directions'),
  row('hypot', 'x = y = 0', [0, 0], 1, 0, 'the mean over all directions'),
  row('atan2', 'y = x = 0', [0, 0], 0, NaN, 'no direction, no derivative'),
  row('atan2', 'y = x = 0', [0, 0], 1, NaN, 'no direction, no derivative'),
  row('atan2', 'y = 0, x < 0', [0, -1], 0, -1, 'a jump, of equal slope on both sides'),
  row('sqrt', 'x = 0', [0], 0, Infinity, 'a vertical tangent'),
  row('cbrt', 'x = 0', [0], 0, Infinity, 'a vertical tangent'),
  row('nthRoot', 'x = 0, n > 1', [0, 3], 0, Infinity, 'a vertical tangent'),
  row('nthRoot', 'x = 0, by the degree', [0, 3], 1, 0, '0 for every degree'),
  row('pow', 'x = 0, 0 < n < 1', [0, 0.5], 0, Infinity, 'a vertical tangent'),
  row('pow', 'x = 0, n = 0', [0, 0], 0, 0, 'x^0 is 1 for every x'),
  row('pow', 'x = 0, by the exponent', [0, 2], 1, 0, '0^n is 0 for every n > 0; the value is 0 for n ≤ 0 too'),
  row('pow', 'x < 0, by the exponent', [-2, 2], 1, NaN, 'a real power only at whole exponents: no derivative by them'),
  row('mod', 'x / y whole', [6, 2], 0, 1, 'a jump; the value of the right side, as for every other x'),
  row('mod', 'x / y whole', [6, 2], 1, -3, 'a jump; −floor(x / y), as elsewhere'),
  row('mod', 'y = 0', [6, 0], 1, NaN, 'infinitely many jumps nearby: no derivative by y'),
  row('asin', 'x = 1, x = −1', [1], 0, Infinity, 'a vertical tangent'),
  row('acos', 'x = 1, x = −1', [1], 0, -Infinity, 'a vertical tangent'),
  row('asec', 'x = 1, x = −1', [1], 0, Infinity, 'a vertical tangent'),
  row('acsc', 'x = 1, x = −1', [1], 0, -Infinity, 'a vertical tangent'),
  row('acosh', 'x = 1', [1], 0, Infinity, 'a vertical tangent'),
  row('asech', 'x = 1', [1], 0, -Infinity, 'a vertical tangent'),
  row('acot', 'x = 0', [0], 0, -1, 'a jump, of equal slope on both sides'),
  row('sign', 'x = 0', [0], 0, 0, steps),
  row('floor', 'x whole', [2], 0, 0, steps),
  row('ceil', 'x whole', [2], 0, 0, steps),
  row('round', 'x half-way', [2.5], 0, 0, steps),
  row('fix', 'x whole', [2], 0, 0, steps),
];

/** A formula at a place where it has no derivative, and what the emitted code gives there. */
export interface FormulaKink {
  readonly formula: string;
  readonly where: string;
  /** The inputs that are arrays. */
  readonly arrays: readonly string[];
  /** One such place: the inputs in order of appearance. */
  readonly at: readonly (number | readonly number[])[];
  /** The gradient there, one input after the other. */
  readonly derivatives: readonly number[];
  readonly text: string;
}

const formula = (
  text: string,
  where: string,
  arrays: readonly string[],
  at: FormulaKink['at'],
  derivatives: readonly number[],
  why: string,
): FormulaKink => ({ formula: text, where, arrays, at, derivatives, text: why });

const least = 'at its least: the mean over all directions';
const first = 'the first of several equal elements has it all';

/** What is built from operations and has a kink of its own; docs and tests are made from it. */
export const formulaKinks: readonly FormulaKink[] = [
  formula('max(x)', 'x[1] = x[2]', ['x'], [[2, 2, 1]], [1, 0, 0], first),
  formula('min(x)', 'x[2] = x[3]', ['x'], [[2, 1, 1]], [0, 1, 0], first),
  formula('max(x, y, z)', 'x = y = z', [], [1, 1, 1], [1, 0, 0], 'the first argument wins a tie'),
  formula('norm(x)', 'x = 0', ['x'], [[0, 0]], [0, 0], least),
  formula('norm(x, 1)', 'x[1] = 0', ['x'], [[0, 2]], [0, 1], 'as `abs`'),
  formula('norm(x, 3)', 'x = 0', ['x'], [[0, 0]], [0, 0], least),
  formula('norm(x, Infinity)', 'x[1] = −x[2]', ['x'], [[-2, 2]], [-1, 0], 'as `max` and `abs`'),
  formula('std(x)', 'all elements equal', ['x'], [[3, 3, 3]], [0, 0, 0], least),
  formula('hypot(x, y, z)', 'x = y = z = 0', [], [0, 0, 0], [0, 0, 0], least),
  formula('sqrt(x^2 + y^2)', 'x = y = 0', [], [0, 0], [0, 0], least),
  formula('sqrt(sum(x .^ 2))', 'x = 0', ['x'], [[0, 0]], [0, 0], least),
  formula('sqrt(x^2)', 'x = 0', [], [0], [0], 'it is `abs(x)`'),
  formula('sqrt(abs(x))', 'x = 0', [], [0], [0], least),
  formula('(x^2 + y^2)^0.25', 'x = y = 0', [], [0, 0], [0, 0], least),
  formula('sign(x) * sqrt(abs(x))', 'x = 0', [], [0], [0], 'as `sqrt(abs(x))`'),
  formula('sqrt(relu(x))', 'x ≤ 0', [], [-1], [0], 'constant to the left'),
  formula('x > 0 ? sqrt(x) : 0', 'x = 0', [], [0], [0], 'the derivative of the branch taken'),
  formula('norm(x)^2', 'x = 0', ['x'], [[0, 0]], [0, 0], 'it is `dot(x, x)`, of second derivatives 2 and 0'),
  formula('cbrt(x^3)', 'x = 0', [], [0], [1], 'it is `x`'),
  formula('min(max(x, 0), 1)', 'x = 0', [], [0], [1], 'the first argument wins a tie, of `min` too at x = 1'),
  formula('max(0, min(1, x))', 'x = 1', [], [1], [0], 'the first argument wins a tie, of `max` too at x = 0'),
  formula('max(x, y) - min(x, y)', 'x = y', [], [2, 2], [0, 0], 'both go to the first argument'),
  formula('x * log(x)', 'x = 0', [], [0], [0], 'the value is the limit 0, and of a chosen value nothing flows'),
  formula('0 * log(x) + x', 'x = 0', [], [0], [1], 'a literal 0 is 0 whatever stands beside it'),
  formula(
    'prod(x)',
    'x[1] = x[2] = 0',
    ['x'],
    [[0, 0, 3]],
    [0, 0, 0],
    'two factors are 0; of one alone, the product of the others',
  ),
  formula('atan2(y, x)', 'y = 0, x > 0', [], [0, 2], [0.5, 0], 'smooth there'),
  formula('y * sqrt(x)', 'x = y = 0', [], [0, 0], [0, NaN], '0 · ∞ on the path itself: no value is chosen'),
];
