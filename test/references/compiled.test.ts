import { describe, expect, it } from 'vitest';
import { load } from '../../codegen/index.ts';
import { functionReferences } from './functions.ts';
import { relativeError } from './operations.ts';

/** The functions of a scalar formula. */
interface Compiled {
  f(...inputs: readonly number[]): number;
  fGrad(...inputs: readonly number[]): { readonly value: number; readonly gradient: Readonly<Record<string, number>> };
  fForward(...inputs: readonly number[]): { readonly value: number; readonly saved: unknown };
  fBackward(saved: unknown, seed: number): Readonly<Record<string, number>>;
}

const TOLERANCE = 1e-12;
/** A power of two: the backward pass is linear in its seed to the last bit. */
const SEED = 0.5;

describe('compiled formulas agree with 50-digit references', () => {
  it.each(functionReferences)('$formula', async ({ formula, variables, points }) => {
    const { f, fGrad, fForward, fBackward } = await load<Compiled>(formula, { verify: false });
    for (const { at, value, gradient } of points) {
      const near = (what: string, actual: number | undefined, expected: string): void => {
        const error = actual === undefined ? Number.NaN : relativeError(actual, expected);
        const message = `${what} at ${at.join(', ')}: ${actual}, expected ${expected}`;
        expect(error, message).toBeLessThanOrEqual(TOLERANCE);
      };
      near('f', f(...at), value);
      const fused = fGrad(...at);
      near('value of fGrad', fused.value, value);
      const { value: forward, saved } = fForward(...at);
      near('value of fForward', forward, value);
      const backward = fBackward(saved, SEED);
      expect(Object.keys(fused.gradient)).toEqual(variables);
      expect(Object.keys(backward)).toEqual(variables);
      variables.forEach((name, k) => {
        near(`fGrad by ${name}`, fused.gradient[name], gradient[k] as string);
        near(`fBackward by ${name}`, (backward[name] as number) / SEED, gradient[k] as string);
      });
    }
  });
});
