import { all, create } from 'mathjs';
import { describe, expect, it } from 'vitest';
import { erfc, sigmoid, softplus } from '../../src/ir/special.ts';
import { functionReferences } from './functions.ts';
import { relativeError } from './operations.ts';

const math = create(all ?? {});

describe('the reference formulas', () => {
  it('are many, different, and each has three points of multiples of 1/64', () => {
    expect(new Set(functionReferences.map(({ formula }) => formula)).size).toBe(functionReferences.length);
    expect(functionReferences.length).toBeGreaterThanOrEqual(150);
    for (const { points, variables } of functionReferences) {
      expect(points.length).toBe(3);
      for (const { at, gradient } of points) {
        expect([at.length, gradient.length]).toEqual([variables.length, variables.length]);
        expect(at.every((x) => Number.isInteger(64 * x))).toBe(true);
      }
    }
  });

  // mathjs must read the formulas as the script has, and see the same free names.
  it.each(functionReferences)('$formula means the same to mathjs', ({ formula, variables, points }) => {
    const compiled = math.compile(formula);
    for (const { at, value } of points) {
      const inputs = Object.fromEntries(variables.map((name, k) => [name, at[k]]));
      const actual: unknown = compiled.evaluate({
        erfc,
        sigmoid,
        softplus,
        relu: (x: number) => Math.max(x, 0),
        ...inputs,
      });
      expect(actual).toBeTypeOf('number');
      expect(relativeError(actual as number, value)).toBeLessThanOrEqual(1e-10);
    }
  });
});
