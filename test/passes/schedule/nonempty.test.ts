import { describe, expect, it } from 'vitest';
import { load } from '../../../codegen/index.ts';

type Functions = Readonly<Record<'f' | 'fGrad', (...args: readonly Float64Array[]) => unknown>>;

const none = new Float64Array(0);

describe('arrays without elements', () => {
  it.each([
    ['sum(x)', 0],
    ['exp(sum(x .^ 2))', 1],
    ['sum(i = 1:n-1, x[i] * x[i+1])', 0],
  ])('%s is %d', async (formula, value) => {
    const { f, fGrad } = await load<Functions>(`x : real[n]; f = ${formula}`, { verify: false });
    expect(f(none)).toBe(value);
    expect(fGrad(none)).toEqual({ value, gradient: { x: none } });
  });

  it('a greatest element there is none of has no place, for which the gradient asks', async () => {
    const { f, fGrad } = await load<Functions>('x : real[n]; f = max(x)', { verify: false });
    expect(f(none)).toBe(-Infinity);
    expect(() => fGrad(none)).toThrow(new RangeError('fGrad: n is 0, as x is empty'));
  });

  it.each([
    ['a fixed place', 'x[1]'],
    ['the last place', 'x[n]^2'],
    ['the last of a recurrence', 'd[1] = x[1]; d[i] = sin(d[i-1]) + x[i]; d[n]'],
    ['a place that a window holds', 'd[1] = 1; d[i] = sin(d[i-1]) * x[i]; d[n]'],
  ])('%s is refused', async (_, formula) => {
    const statements = formula.split('; ');
    const last = statements.pop() as string;
    const text = ['x : real[n]', ...statements, `f = ${last}`].join('\n');
    const { f, fGrad } = await load<Functions>(text, { verify: false });
    expect(() => f(none)).toThrow(new RangeError('f: n is 0, as x is empty'));
    expect(() => fGrad(none)).toThrow(RangeError);
    expect(f(Float64Array.of(1))).not.toBeNaN();
  });
});
