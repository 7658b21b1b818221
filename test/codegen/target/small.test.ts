import { describe, expect, it } from 'vitest';
import { generate, load } from '../../../codegen/index.ts';

/** The lines of a formula's value that compute what places begin from. */
const rowsOf = async (formula: string): Promise<string[]> => {
  const { files } = await generate(formula, { name: 'f', verify: false });
  const [, value = ''] = /^export function f\(([^]*?)\n}\n/m.exec(files[0]!.text) ?? [];
  return (value.match(/const \w*(?:Row|offset)\d* = [^;]*/g) ?? []).map((line) => line.replace(/^const /, ''));
};

const terms = (place: (k: number) => string, count = 16): string =>
  Array.from({ length: count }, (_, k) => `x[${place(k + 1)}]^${k + 1}`).join(' * y + ');

describe('what places begin from', () => {
  it('is told to be of 31 bits where there are many of them', async () => {
    const rows = await rowsOf(`x : real[n, 16]\ny : real\nf = sum(i = 1:n, ${terms((k) => `i, ${k}`)})`);
    expect(rows).toEqual(['iRow = (16 * i) & 0x7fffffff']);
  });

  it('is, where a row is chosen by data', async () => {
    const rows = await rowsOf(`x : real[n, 16]\ny : real\nk : int[m]\nf = sum(i = 1:m, ${terms((k) => `k[i], ${k}`)})`);
    expect(rows).toEqual(['iRow = (16 * (n <= m ? i : k[i]! - 1)) & 0x7fffffff']);
  });

  it('is not told so where there are few', async () => {
    const rows = await rowsOf(`x : real[n, 15]\ny : real\nf = sum(i = 1:n, ${terms((k) => `i, ${k}`, 15)})`);
    expect(rows).toEqual(['iRow = 15 * i']);
  });

  it('is not, where it is used for more than places', async () => {
    const rows = await rowsOf(
      `x : real[n, 16]\ny : real\nf = sum(i = 1:n, (${terms((k) => `i, ${k}`)}) / (16 * i - 16))`,
    );
    expect(rows).toEqual(['iRow = 16 * i']);
  });

  it('is not, where it may be greater than the places', async () => {
    const rows = await rowsOf(`x : real[n, 16]\ny : real\nf = sum(i = 1:n, ${terms((k) => `n + 1 - i, ${k}`)})`);
    expect(rows).toEqual(['offset = 16 * n', 'iRow = (offset - 16 * i) & 0x7fffffff']);
  });

  it('is refused where an array is too large for it', async () => {
    const { f } = await load<{ f(...inputs: readonly unknown[]): number }>(
      `x : real[n, 16]\ny : real\nf = sum(i = 1:n, ${terms((k) => `i, ${k}`)})`,
      { verify: false },
    );
    // Such an array has 8 GB.
    expect(() => f({ length: 2 ** 30 + 16 }, 2)).toThrow('f: an array of more than 1073741824 elements');
    expect(f(new Float64Array(32).fill(1), 1)).toBe(32);
  });
});
