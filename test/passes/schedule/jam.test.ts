import { describe, expect, test } from 'vitest';
import type { Program, Statement } from '../../../src/ir/program.ts';
import { verifyProgram } from '../../../src/ir/verify-program.ts';
import type { Role } from '../../../src/pipeline.ts';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf, unitOf } from '../../compiled.ts';
import type { Inputs } from '../../compiled.ts';

type Loop = Extract<Statement, { kind: 'loop' }>;

/** The loops of a program that do several iterations at once, outermost first. */
function jammed(program: Program): Loop[] {
  const found: Loop[] = [];
  const visit = (body: readonly Statement[]): void => {
    for (const statement of body) {
      if (statement.kind === 'loop' && statement.step !== undefined) found.push(statement);
      if (statement.kind === 'loop' || statement.kind === 'if') visit(statement.body);
    }
  };
  visit(program.body);
  return found;
}

const stepsOf = async (formula: string, role: Role): Promise<(number | undefined)[]> =>
  jammed(routineOf(await unitOf(formula), role).program).map(({ step }) => step);

/** Numbers without pattern, the same for the same length. */
const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.cos(1.7 * k + shift));

const polynomial = `c : real[m]
x : data[n]
y : data[n]
r[i] = sum(k = 1:m, c[k] * x[i]^(k - 1)) - y[i]
f = sum(r .^ 2)`;
const logistic = `X : data[n, m]
y : data[n]
w : real[m]
z = X * w
f = sum(log(1 + exp(z)) - y .* z)`;
const triangle = `A : real[n, n]
u : data[n]
f = sum(i = 1:n, sum(j = 1:i, A[i, j] * u[j])) + sum(i = 1:n, sum(j = i + 1:n, A[i, j]))`;
const inner = `x : real[n]
y : real[n]
f = dot(x, y)`;
const shifted = `x : real[n]
f = sum(i = 1:n-1, x[i] * x[i+1])`;
const product = `A : real[n, m]
B : real[m, n]
u : data[n]
C = A * B
f = sum(C .^ 2) + sum(u)`;
const largest = `x : real[n]
A : data[n, n]
f = max(A * x)`;
const guarded = `x : real[n]
y : real[n]
f = sum(i = 1:n, x[i] > 0 ? x[i] * y[i] : y[i])`;
const scattered = `x : real[m]
k : int[n]
y : real[n]
f = sum(i = 1:n, x[k[i]] * y[i])`;

describe('several iterations at once give what one after the other gives', () => {
  const sizes = [1, 2, 3, 4, 5, 7, 8, 11, 18];
  const formulas = { polynomial, logistic, triangle, inner, shifted, product, largest, guarded, scattered };
  test.each(Object.entries(formulas))('%s', async (_, formula) => {
    const compiled = await compileLive(formula);
    const roles = ['value', 'grad'] as const;
    expect(roles.some((role) => jammed(routineOf(compiled.unit, role).program).length > 0)).toBe(true);
    for (const n of sizes)
      for (const m of [1, 6]) {
        const lengths = { n, m };
        const inputs: Inputs = new Map(
          compiled.unit.value.inputs.map(({ name, kind, shape }, shift) => {
            const length = shape.reduce((all, extent) => all * lengths[extent.name as 'n' | 'm'], 1);
            return [
              name,
              kind === 'int' ? numbers(length, shift).map((_v, k) => 1 + ((5 * k) % m)) : numbers(length, shift),
            ];
          }),
        );
        for (const role of roles) {
          const routine = routineOf(compiled.unit, role);
          expect(verifyProgram(routine.program)).toEqual([]);
          const expected = byGraph(routine.graph, inputs);
          expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-13);
          expect(distance(byCode(compiled, role, inputs), expected)).toBeLessThan(1e-13);
        }
      }
  });
});

test('an empty range leaves nothing over', async () => {
  const compiled = await compileLive(shifted);
  for (const n of [0, 1]) {
    const inputs: Inputs = new Map([['x', new Float64Array(n)]]);
    expect(byCode(compiled, 'value', inputs).get('value')).toEqual(Float64Array.of(0));
    expect(byProgram(routineOf(compiled.unit, 'value'), inputs).get('value')).toEqual(Float64Array.of(0));
  }
});

describe('which loops', () => {
  test('points around a chain of products and sums: eight points at once', async () => {
    expect(await stepsOf(polynomial, 'grad')).toEqual([8]);
  });
  test('a sum whose additions wait for each other', async () => {
    expect(await stepsOf(inner, 'value')).toEqual([4]);
  });
  test('none that carries a recurrence', async () => {
    const scan = 'x0 : real\na : real\nu : data[n]\np[1] = x0\np[t] = a * p[t-1] + u[t]\nf = p[n]';
    expect(await stepsOf(scan, 'value')).toEqual([]);
  });
  test('none of few literal iterations', async () => {
    expect(await stepsOf('x : real[10]\ny : real[10]\nf = dot(x, y)', 'value')).toEqual([]);
  });
  test('none whose work hides the additions', async () => {
    expect(await stepsOf('x : real[n]\nf = sum(i = 1:n, sin(x[i]))', 'value')).toEqual([]);
  });
  test('none of a triangle whose rows are short', async () => {
    const triangle = 'A : real[5, 5]\nf = sum(i = 1:5, sum(j = i + 1:5, A[i, j]^2))';
    expect(await stepsOf(triangle, 'value')).toEqual([]);
  });
  test('a literal number of iterations is divided where it can be', async () => {
    const program = routineOf(await unitOf('x : real[100]\ny : real[100]\nf = dot(x, y)'), 'value').program;
    expect(jammed(program)).toHaveLength(1);
    expect(JSON.stringify(program.body.map((one) => one.kind === 'loop' && one.rest === true))).not.toContain('true');
  });
});

test('emitted text: the loop says what it does, and the next one does the rest', async () => {
  const { text } = await compileLive(inner);
  const value = text.slice(text.indexOf('export function f('), text.indexOf('export interface FGradResult'));
  expect(value).toContain('// Four iterations at once; the next loop does the rest.');
  expect(value).toContain('for (let i = 0; i < n - 3; i += 4) {');
  expect(value).toContain('for (let i = n - n % 4; i < n; i += 1) {');
});
