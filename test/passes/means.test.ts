import { describe, expect, test } from 'vitest';
import { load } from '../../codegen/index.ts';

interface Functions {
  fGrad(...inputs: readonly Float64Array[]): {
    readonly gradient: Readonly<Record<string, Float64Array>>;
  };
}

const gradientOf = async (text: string, ...inputs: readonly (readonly number[])[]) => {
  const { fGrad } = await load<Functions>(text);
  return fGrad(...inputs.map((one) => Float64Array.from(one))).gradient;
};

const errorOf = (found: number | undefined, wanted: number): number =>
  Math.abs((found as number) - wanted) / Math.abs(wanted);

describe('what cancels between an element and the mean of all, where it has nearly all of the weight', () => {
  const vectors = 'v : real[n]\nw : real[n]\n';

  test('a weighted mean, by its weights', async () => {
    const { w } = await gradientOf(`${vectors}f = dot(v, w) / sum(w)`, [3, 5, -2], [1, 1e-20, 2e-20]);
    // w₂·(v₁ − v₂) + w₃·(v₁ − v₃).
    expect(errorOf(w?.[0], 1e-20 * (3 - 5) + 2e-20 * (3 + 2))).toBeLessThanOrEqual(1e-14);
    expect(errorOf(w?.[1], 5 - 3)).toBeLessThanOrEqual(1e-14);
    expect(errorOf(w?.[2], -2 - 3)).toBeLessThanOrEqual(1e-14);
  });

  test('a projection', async () => {
    const { w } = await gradientOf(`${vectors}f = dot(v, w) / norm(w)`, [3, 5, -2], [4, 1e-20, -1e-20]);
    // Σ w₂·(v₁·w₂ − w₁·v₂) / |w|³ over the others.
    expect(errorOf(w?.[0], (1e-20 * (-4 * 5) - 1e-20 * (4 * 2)) / 64)).toBeLessThanOrEqual(1e-14);
    expect(errorOf(w?.[1], 5 / 4)).toBeLessThanOrEqual(1e-14);
  });

  test('the mean of a softmax', async () => {
    const { v } = await gradientOf('v : real[n]\nf = sum(v .* exp(v)) / sum(exp(v))', [1e300, 2, 1]);
    expect([...(v as Float64Array)]).toEqual([1, 0, 0]);
  });

  test('two elements that have the same weight', async () => {
    const { w } = await gradientOf(`${vectors}f = dot(v, w) / norm(w)`, [0.45, 0.45], [1e-3, 1e-3]);
    expect([...(w as Float64Array)]).toEqual([0, 0]);
  });
});
