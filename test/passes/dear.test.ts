import { expect, test } from 'vitest';
import { byCode, byGraph, compileLive, distance, routineOf } from '../compiled.ts';
import type { Compiled, Inputs } from '../compiled.ts';

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => 1.5 * Math.cos(1.7 * k + shift));

function gapOf(compiled: Compiled, inputs: Inputs): number {
  const gaps = (['value', 'grad'] as const).map((role) => {
    const routine = routineOf(compiled.unit, role);
    return distance(byCode(compiled, role, inputs), byGraph(routine.graph, inputs));
  });
  return Math.max(...gaps);
}

/** The text of an emitted function without its comments. */
function textOf({ text }: Compiled, name: string): string {
  const from = text.indexOf(`export function ${name}(`);
  return text.slice(from, text.indexOf('\n}', from)).replaceAll(/\/\/.*/g, '');
}

const countIn = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

test('a function at a shifted place is computed once for a recurrence and its gradient', async () => {
  const compiled = await compileLive(`x : real[n]
h[1] = x[1]
h[t] = exp(-h[t - 1]) * x[t]
f = sum(t = 1:n, h[t]^2)`);
  // For the base case, and in the loop.
  const code = textOf(compiled, 'fGrad').replace(/\/\/.*/g, '');
  expect(countIn(code, /\bexp\(/g)).toBe(2);
  for (const n of [1, 2, 3, 7]) expect(gapOf(compiled, new Map([['x', numbers(n, 0)]]))).toBeLessThan(1e-12);
});

test('shifted arrays of different lengths: the function is kept for the places that all of them have', async () => {
  const compiled = await compileLive(`x : real[n]
w : real[n]
h : real[n + 1]
h[1] = 1
h[t] = sin(w[t - 1] * h[t - 1]) * x[t - 1]
f = sum(t = 1:n + 1, h[t]^2)`);
  const inputs = (n: number): Inputs =>
    new Map([
      ['x', numbers(n, 0)],
      ['w', numbers(n, 1)],
    ]);
  for (const n of [1, 2, 3, 7]) expect(gapOf(compiled, inputs(n))).toBeLessThan(1e-12);
});

test('a choice that several loops need is kept as one: a branch is computed only where it is taken', async () => {
  const compiled = await compileLive(`x : real[n]
c = max(i = 1:n, x[i] > 1 ? log(x[i]) : x[i])
f = sum(i = 1:n, exp((x[i] > 1 ? log(x[i]) : x[i]) - c))`);
  const text = textOf(compiled, 'f');
  expect(text).toMatch(/Choice/);
  expect(countIn(text, /Math\.log\(/g)).toBe(countIn(text, /\? Math\.log\(/g));
  expect(gapOf(compiled, new Map([['x', numbers(9, 0.3)]]))).toBeLessThan(1e-12);
});

test('a logsumexp with the greatest taken out by hand looks for it once', async () => {
  const compiled = await compileLive(`x : real[n]
a = max(x)
f = a + log(sum(i = 1:n, exp(x[i] - a)))`);
  expect(countIn(textOf(compiled, 'f'), /-Infinity/g)).toBeLessThanOrEqual(4);
  expect(gapOf(compiled, new Map([['x', numbers(9, 0)]]))).toBeLessThan(1e-12);
});
