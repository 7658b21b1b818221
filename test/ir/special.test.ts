import { describe, expect, it } from 'vitest';
import * as special from '../../src/ir/special.ts';
import { tabulatePowersOfTwo } from '../../src/ir/special/exponential.ts';
import { references, relativeError } from '../references/operations.ts';

const { acsch, csch, erf, erfc, erfcx, exp, gamma, lgamma, mod, nthRoot, polygamma, round, sech, sigmoid, softplus } =
  special;

/** Largest relative error on the references; the bound of 1e-13 for all operations is in evaluate-op.test.ts. */
const bounds = {
  erf: 1e-15,
  erfc: 1.5e-15,
  erfcx: 1.5e-15,
  normcdf: 2e-15,
  gamma: 2e-15,
  lgamma: 2e-15,
  polygamma: 5e-15,
  sigmoid: 1e-15,
  softplus: 1e-15,
  nthRoot: 1e-15,
  exp: 1.2e-16,
  mod: 1e-15,
  hypot: 4e-16,
  round: 0,
  sec: 1e-15,
  csc: 1e-15,
  cot: 1e-15,
  asec: 1e-15,
  acsc: 1e-15,
  acot: 1e-15,
  sech: 1e-15,
  csch: 1e-15,
  coth: 1e-15,
  asech: 1e-15,
  acsch: 1e-15,
  acoth: 1e-15,
} satisfies Record<keyof typeof special, number>;

const functions: Readonly<Record<string, unknown>> = { ...special };

describe('special functions', () => {
  it.each(Object.entries(bounds))('%s is right to %d', (name, bound) => {
    const f = functions[name] as (...args: number[]) => number;
    const errors = (references[name] ?? []).map(({ at, value }) => relativeError(f(...at), value));
    expect(errors.length).toBeGreaterThanOrEqual(8);
    expect(Math.max(...errors)).toBeLessThanOrEqual(bound);
  });
});

describe('gamma', () => {
  it('gives every factorial that fits, correctly rounded', () => {
    let factorial = 1n;
    for (let n = 1; n <= 171; n += 1) {
      expect(gamma(n), `Γ(${n})`).toBe(Number(factorial));
      factorial *= BigInt(n);
    }
    expect(gamma(172)).toBe(Infinity);
  });

  it('underflows, overflows and has poles where it should', () => {
    expect(gamma(171.625)).toBe(Infinity);
    expect(gamma(-1000.5)).toBe(0);
    expect(gamma(-171.5) / 1.9316265431712e-310).toBeCloseTo(1, 12);
    for (const pole of [0, -1, -100])
      expect([gamma(pole), lgamma(pole), polygamma(1, pole)]).toEqual([Infinity, Infinity, Infinity]);
    expect(polygamma(0, -2)).toBe(NaN);
    expect(polygamma(120, 900.4885579842489) / -1.7276258699183543e-158).toBeCloseTo(1, 12);
  });

  it('meets its zeros: lgamma at 1 and 2 exactly, and with digits nearby', () => {
    expect([Math.abs(lgamma(1)), Math.abs(lgamma(2))]).toEqual([0, 0]);
    // −γ·h + … and (1 − γ)·h + …, from the series at the zeros.
    expect(lgamma(1 + 2 ** -40) / (-0.5772156649015329 * 2 ** -40)).toBeCloseTo(1, 11);
    expect(lgamma(2 + 2 ** -40) / (0.4227843350984671 * 2 ** -40)).toBeCloseTo(1, 11);
  });
});

describe('hypot', () => {
  it.each([
    [1e200, -1e200, 1e200, Math.sqrt(3) * 1e200],
    [3e-200, 4e-200, 0, 5e-200],
    [3e-162, 4e-162, 0, 5e-162],
    [5e-324, 0, 0, 5e-324],
    [1e-300, 1, 1e-300, 1],
    [1e154, 1e154, 1e154, Math.sqrt(3) * 1e154],
  ])('of (%d, %d, %d) is %d', (x, y, z, value) => {
    expect(Math.abs(special.hypot(x, y, z) / value - 1)).toBeLessThan(5e-16);
  });

  it('is 0, infinite or no number as that of Math is', () => {
    for (const [x, y] of [
      [0, -0],
      [Infinity, NaN],
      [NaN, 1],
      [-Infinity, 2],
    ] as const)
      // prettier-ignore
      expect(special.hypot(x, y)).toBe(Math.hypot(x, y));
  });
});

describe('far out', () => {
  it.each([
    ['erf(∞)', erf(Infinity), 1],
    ['erfc(∞)', erfc(Infinity), 0],
    ['erfc(−∞)', erfc(-Infinity), 2],
    ['erfc(28)', erfc(28), 0],
    ['erfcx(∞)', erfcx(Infinity), 0],
    ['erfcx(−∞)', erfcx(-Infinity), Infinity],
    ['sech(800)', sech(800), 0],
    ['csch(−800)', csch(-800), -0],
    ['sigmoid(−800)', sigmoid(-800), 0],
    ['sigmoid(800)', sigmoid(800), 1],
    ['softplus(800)', softplus(800), 800],
    ['softplus(−800)', softplus(-800), 0],
    ['lgamma(∞)', lgamma(Infinity), Infinity],
    ['nthRoot(0, 4)', nthRoot(0, 4), 0],
    ['nthRoot(−8, 2)', nthRoot(-8, 2), NaN],
    ['nthRoot(1024, 10)', nthRoot(1024, 10), 2],
    ['nthRoot(−32, 5)', nthRoot(-32, 5), -2],
    ['mod(5, 0)', mod(5, 0), 5],
    ['mod(−1, 3)', mod(-1, 3), 2],
    ['round(0.5 − 2^-54)', round(0.5 - 2 ** -54), 0],
    ['round(−2.5)', round(-2.5), -3],
  ])('%s', (_, actual, wanted) => {
    expect(actual).toBe(wanted);
  });

  it('acsch(x) where 1 / x overflows', () => {
    expect(acsch(2 ** -1070)).toBeCloseTo(1071 * Math.LN2, 12);
  });

  it.each(Object.entries(special))('%s gives NaN for NaN', (_, f) => {
    expect((f as (...args: number[]) => number)(NaN, NaN)).toBe(NaN);
  });
});

describe('exp', () => {
  it('has powers of two that are exact, and roots of two that are right to 30 digits', () => {
    const table = tabulatePowersOfTwo();
    for (let k = -1022; k <= 1023; k += 1) {
      const power = table[k + 2046]!;
      expect(Math.log2(power)).toBe(k);
      // A power of two has no digits after the first.
      expect(Number(power.toString(2).replace(/[^1]/g, ''))).toBe(1);
    }
    // (2^(k / 512))^512 = 2^k, in integers with 200 bits after the point.
    const one = 1n << 200n;
    const bits = (x: number): bigint => BigInt(Math.round(x * 2 ** 120)) << 80n;
    for (let k = 0; k < 512; k += 1) {
      const [root, lack] = [table[2 * k]!, table[2 * k + 1]!];
      let value = bits(root) + (bits(root) * bits(lack)) / one;
      for (let squared = 0; squared < 9; squared += 1) value = (value * value) / one;
      const error = Number(((value - (one << BigInt(k))) * (1n << 60n)) / (one << BigInt(k))) / 2 ** 60;
      expect(Math.abs(error), `k = ${k}`).toBeLessThan(512 * 1e-18);
    }
  });

  it('overflows, underflows and has subnormal results as Math.exp', () => {
    for (const x of [708, 709.78, 710, -708, -744, -745.2, -746, Infinity, -Infinity, Number.NaN])
      expect(exp(x)).toBe(Math.exp(x));
    expect(exp(0)).toBe(1);
    expect(exp(-0)).toBe(1);
    expect(exp(5e-324)).toBe(1);
  });

  it('is nearly always the double next to the true value, and as near as Math.exp everywhere', () => {
    for (let x = -707; x < 708; x += 0.37) expect(Math.abs(exp(x) / Math.exp(x) - 1), `${x}`).toBeLessThan(3e-16);
  });
});
