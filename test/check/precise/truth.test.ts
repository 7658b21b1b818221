import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decimalText } from '../../../src/check/accuracy/measure.ts';
import { referenceOf } from '../../../src/check/accuracy/reference.ts';
import { createProver } from '../../../src/check/precise/truth.ts';
import type { Truth } from '../../../src/check/precise/truth.ts';
import type { Graph } from '../../../src/ir/graph.ts';
import { unitOf } from '../../compiled.ts';

interface Row {
  readonly formula: string;
  readonly at: number;
  readonly value: string;
  readonly derivative: string;
}

const rows = JSON.parse(
  readFileSync(new URL('../../references/truths.json', import.meta.url), 'utf8'),
) as readonly Row[];
const prover = createProver();

async function truthsAt(formula: string, point: ReadonlyMap<string, number | Float64Array>, by: string) {
  const unit = await unitOf(formula);
  const reference = referenceOf(unit.stages[0]?.graph as Graph, unit.wrt);
  const gradient = reference.gradient.get(by) as string;
  const { truths } = prover.prove(reference.graph, point, [reference.value, gradient]);
  return { value: truths.get(reference.value), derivative: truths.get(gradient) };
}

/** A decimal text as m · 10^e. */
function parse(text: string): { readonly m: bigint; readonly e: number } {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d*))?(?:e([+-]?\d+))?$/.exec(text) ?? [];
  return { m: BigInt(`${sign}${whole}${fraction}`), e: Number(exponent) - fraction.length };
}

/** Whether two decimal texts agree to 28 digits. */
function agree(a: string, b: string): boolean {
  const [x, y] = [parse(a), parse(b)];
  const low = Math.min(x.e, y.e);
  const [m, n] = [x.m * 10n ** BigInt(x.e - low), y.m * 10n ** BigInt(y.e - low)];
  const gap = m > n ? m - n : n - m;
  return gap * 10n ** 28n <= (n < 0n ? -n : n);
}

const textOf = (truth: Truth | undefined): string =>
  truth?.kind === 'number' ? decimalText(truth.value, 40) : `${truth?.kind}`;
/** Zero may also be found to be less than any normal double. */
const isBelowNormal = (text: string): boolean => Math.abs(Number(text)) < 2.3e-308;
const isRight = (found: string, wanted: string): boolean =>
  found === 'underflow' ? isBelowNormal(wanted) : found === '0' ? Number(wanted) === 0 : agree(found, wanted);

describe('truth of a graph', () => {
  it.each(rows.map((row) => [row.formula, row.at, row] as const))('%s at %s', async (formula, at, row) => {
    const { value, derivative } = await truthsAt(formula, new Map([['x', at]]), 'x');
    const found = [textOf(value?.[0]), textOf(derivative?.[0])];
    expect(found).toSatisfy(([f = '', d = '']: string[]) => isRight(f, row.value) && isRight(d, row.derivative));
  });

  it.each([
    ['log(x)', -1, 'none'],
    ['1 / x', 0, 'none'],
    ['exp(x)', 1e300, 'overflow'],
    ['exp(x)', -1e300, 'underflow'],
    ['sqrt(x)', -1e-300, 'none'],
    ['gamma(x)', -3, 'none'],
  ])('%s at %s: %s', async (formula, at, kind) => {
    expect((await truthsAt(formula, new Map([['x', at]]), 'x')).value?.[0]?.kind).toBe(kind);
  });

  it('takes no notice of a branch not taken', async () => {
    const { value, derivative } = await truthsAt('x > 0 ? sqrt(x) : 0', new Map([['x', -1]]), 'x');
    expect([value, derivative].map((truths) => textOf(truths?.[0]))).toEqual(['0', '0']);
  });

  it('goes through sums, extrema, recurrences and gathers', async () => {
    const v = Float64Array.of(1e300, 1, -1e300);
    expect(textOf((await truthsAt('sum(v)', new Map([['v', v]]), 'v')).value?.[0])).toBe('1');
    const formula = 'v : real[n]\ns[1] = v[1]\ns[i] = s[i - 1] + v[i]\ns[3] * max(v)';
    const { value, derivative } = await truthsAt(formula, new Map([['v', v]]), 'v');
    expect(textOf(value?.[0])).toBe('1.000000000000000052504760255204420248704e300');
    expect(derivative?.map(textOf)).toEqual([
      '1.000000000000000052504760255204420248704e300',
      '1.000000000000000052504760255204420248704e300',
      '1.000000000000000052504760255204420248704e300',
    ]);
  });

  it('does not overflow the stack', async () => {
    const terms = Array.from({ length: 5000 }, (_, k) => `x^${(k % 3) + 1}`).join(' + ');
    expect(textOf((await truthsAt(terms, new Map([['x', 1]]), 'x')).value?.[0])).toBe('5e3');
  });
});
