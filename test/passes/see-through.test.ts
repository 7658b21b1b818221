import { describe, expect, test } from 'vitest';
import { load } from '../../codegen/index.ts';

interface Functions {
  f(v: Float64Array): number;
  fGrad(v: Float64Array): { readonly value: number; readonly gradient: { readonly v: Float64Array } };
}

/** Formulas of the same meaning: whatever has a name, they are computed alike. */
const spellings: readonly (readonly [plain: string, ...named: readonly string[]])[] = [
  [
    'f = exp(v[2]) / sum(exp(v))',
    'f = softmax(v)[2]',
    'p = softmax(v)\nf = p[2]',
    'z = exp(v)\nf = z[2] / sum(z)',
    'z = exp(v)\ns = sum(z)\nf = z[2] / s',
    'e[i] = exp(v[i])\ns = sum(e)\np[i] = e[i] / s\nf = p[2]',
    'm = max(v)\ne = exp(v - m)\nf = e[2] / sum(e)',
  ],
  [
    'f = log(sum(exp(v)))',
    'z = exp(v)\nf = log(sum(z))',
    's = sum(exp(v))\nf = log(s)',
    'z[i] = exp(v[i])\ns = sum(z)\nf = log(s)',
    'm = max(v)\nf = m + log(sum(exp(v - m)))',
    'm = max(v)\nz = exp(v - m)\ns = sum(z)\nf = m + log(s)',
  ],
  [
    'f = v[1] / norm(v)',
    'u = v / norm(v)\nf = u[1]',
    's = norm(v)\nu[i] = v[i] / s\nf = u[1]',
    's = sum(v .^ 2)\nf = s > 0 ? v[1] / sqrt(s) : 0',
  ],
  [
    'f = -log(exp(v[1]) / sum(exp(v)))',
    'f = logsumexp(v) - v[1]',
    'z = exp(v)\np = z / sum(z)\nf = -log(p[1])',
    'z = exp(v)\ns = sum(z)\nf = log(s) - v[1]',
  ],
];

const points = [
  [1000, 711, 3],
  [-3, 50, -60],
  [1e300, -3, 0],
  [-1e-17, 709.25, 80.5],
  [-800, -801, -802],
];

describe.each(['n', '3'])('what a name stands for makes no difference, v : real[%s]', (shape) => {
  for (const [plain, ...named] of spellings)
    test.each(named)(`${plain}, as %s`, async (text) => {
      const [a, b] = await Promise.all(
        [plain, text].map((one) => load<Functions>(`v : real[${shape}]\n${one}`, { verify: false })),
      );
      for (const point of points) {
        const v = Float64Array.from(point);
        const [wanted, found] = [(a as Functions).fGrad(v), (b as Functions).fGrad(v)];
        const all = [
          [(b as Functions).f(v), wanted.value],
          [found.value, wanted.value],
          ...Array.from(found.gradient.v, (slope, k) => [slope, wanted.gradient.v[k] as number]),
        ] as const;
        for (const [is, should] of all) {
          expect(Number.isFinite(should)).toBe(true);
          expect(Math.abs((is as number) - (should as number))).toBeLessThanOrEqual(1e-12 * Math.abs(should as number));
        }
      }
    });
});

test('a name that is no part of an exponential sum is kept', async () => {
  const { generate } = await import('../../codegen/index.ts');
  const { files } = await generate('v : real[n]\nz = exp(v)\ns = sum(z .^ 2)\nf = z[1] / (1 + s)', { verify: false });
  expect(files[0]?.text).toContain('// s = sum(z .^ 2)');
});

test('a recurrence of exponentials stays one, and a sum for each of many elements is none', async () => {
  const recurrence = await load<Functions>(
    'v : real[n]\nz[1] = exp(v[1])\nz[i] = exp(v[i] - z[i - 1])\nf = z[n] / sum(z)',
    {
      verify: false,
    },
  );
  const [a, b] = [Math.exp(0.5), Math.exp(9 - Math.exp(0.5))];
  expect(recurrence.f(Float64Array.of(0.5, 9))).toBeCloseTo(b / (a + b), 14);
  const shifted = await load<Functions>('v : real[n]\np = softmax(v)\nf = sum(i = 2:n, p[i]^2)', { verify: false });
  expect(shifted.f(Float64Array.of(1, 1, 1))).toBeCloseTo(2 / 9, 14);
});
