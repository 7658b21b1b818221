import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isLost } from '../../../src/check/precise/ball.ts';
import type { Ball } from '../../../src/check/precise/ball.ts';
import { fromDouble } from '../../../src/check/precise/ball.ts';
import { createConstants } from '../../../src/check/precise/constants.ts';
import { preciseOperations } from '../../../src/check/precise/operations.ts';
import type { PreciseOperation } from '../../../src/check/precise/operations.ts';
import type { OpName } from '../../../src/ir/op.ts';

/** A decimal number: digits · 10^exponent. */
type Decimal = readonly [digits: string, exponent: number];
interface Row {
  readonly at: readonly number[];
  readonly value: Decimal;
}

const read = (name: string): Record<string, readonly Row[]> =>
  JSON.parse(readFileSync(new URL(`../../references/${name}`, import.meta.url), 'utf8'));
const extreme = read('precise.json');
const constants = createConstants();

/** Compares m · 2^e with n · 10^k: whether |difference| ≤ bound · 2^boundExponent + 10^slack, all exactly. */
function within(ball: Ball, [digits, exponent]: Decimal): boolean {
  const finest = -50_000n;
  // In units of 2^low · 10^ten everything is whole. The reference is rounded to 60 digits: a unit of its last is allowed.
  const { middle } = ball;
  const radius = ball.radius.m !== 0n && ball.radius.e < finest ? { m: 1n, e: finest } : ball.radius;
  const exponents = [middle.e, radius.e, 0n].reduce((a, b) => (a < b ? a : b));
  const ten = exponent < 0 ? BigInt(-exponent) : 0n;
  const scaled = ({ m, e }: { m: bigint; e: bigint }): bigint => (m << (e - exponents)) * 10n ** ten;
  const reference = BigInt(digits) * 10n ** (BigInt(exponent) + ten) * (1n << -exponents);
  const unit =
    10n ** (BigInt(exponent) + ten) *
    (1n << -exponents) *
    10n ** BigInt(Math.max(0, digits.replace('-', '').length - 60));
  const gap = scaled(middle) - reference;
  return (gap < 0n ? -gap : gap) <= scaled(radius) + unit;
}

const isNarrow = ({ middle, radius }: Ball): boolean => {
  const a = middle.m < 0n ? -middle.m : middle.m;
  if (radius.m === 0n) return true;
  if (radius.e < middle.e - 1000n) return a !== 0n;
  const low = middle.e < radius.e ? middle.e : radius.e;
  return radius.m << (radius.e - low + 100n) <= a << (middle.e - low);
};

/** The first precision that gives 30 digits, as the evaluation of a graph tries them. */
function narrow(operation: PreciseOperation, at: readonly number[]): { ball: Ball; bits: number } {
  let found: Ball | undefined;
  for (const bits of [160, 320, 640, 1280, 2560, 5120]) {
    found = operation({ bits, last: false, constants }, ...at.map(fromDouble));
    if (!isLost(found) && isNarrow(found)) return { ball: found, bits };
  }
  return { ball: found as Ball, bits: Infinity };
}

describe.each(Object.entries(extreme))('%s', (name, rows) => {
  const operation: PreciseOperation = preciseOperations[name as OpName];

  it('has points', () => expect(rows.length).toBeGreaterThan(3));

  it.each(rows.map((row) => [row.at.join(', '), row] as const))('at %s', (_, { at, value }) => {
    const { ball } = narrow(operation, at);
    expect(isLost(ball)).toBe(false);
    expect(within(ball, value)).toBe(true);
    expect(isNarrow(ball)).toBe(true);
    // Rougher balls must hold it too.
    const rough = [96, 200, 500].map((bits) => operation({ bits, last: false, constants }, ...at.map(fromDouble)));
    expect(rough.every((ball) => isLost(ball) || within(ball, value))).toBe(true);
  });
});
