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
  row('sqrt', 'x = 0', [0], 0, Infinity, 'a vertical tangent'),
  row('cbrt', 'x = 0', [0], 0, Infinity, 'a vertical tangent'),
  row('nthRoot', 'x = 0, n > 1', [0, 3], 0, Infinity, 'a vertical tangent'),
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
