import { expect, test } from 'vitest';
import { costAt, costOfProgram } from '../../codegen/target/cost.ts';
import type { Role, Unit } from '../../src/pipeline.ts';
import { compile } from '../../src/pipeline.ts';
import type { Program, Statement } from '../../src/ir/program.ts';
import { evaluateProgram } from '../../src/ir/evaluate-program.ts';
import { verifyProgram } from '../../src/ir/verify-program.ts';

const compileText = async (text: string): Promise<Unit> => (await compile({ name: 'm.math', text }))[0] as Unit;
const programOf = (unit: Unit, role: Role): Program =>
  (unit.routines.find((routine) => routine.role === role) as { program: Program }).program;
const loopsIn = (body: readonly Statement[]): number =>
  body.reduce((sum, statement) => sum + (statement.kind === 'loop' ? 1 + loopsIn(statement.body) : 0), 0);

test('the product of 32 variables and its gradient take 91 multiplications', async () => {
  const names = Array.from({ length: 32 }, (_, k) => `x${k + 1}`);
  const unit = await compileText(names.join(' * '));
  expect(costAt(costOfProgram(programOf(unit, 'grad')), 1)).toBeLessThanOrEqual(91);
});

test('the gradient of logistic regression works in no array', async () => {
  const unit = await compileText(`X : data[n, d]
y : data[n]
w : real[d]
z = X * w
loss = sum(i = 1:n, log(1 + exp(z[i])) - y[i] * z[i])`);
  const program = programOf(unit, 'grad');
  expect(program.arrays.map(({ name, storage }) => `${storage} ${name}`)).toEqual(['output wBar']);
  expect(verifyProgram(program)).toEqual([]);
});

test('value and gradient of the Rosenbrock function share one loop', async () => {
  const unit = await compileText(`x : real[n]
f = sum(i = 1:n-1, 100*(x[i+1] - x[i]^2)^2 + (1 - x[i])^2)`);
  const program = programOf(unit, 'grad');
  expect(loopsIn(program.body)).toBe(1);
  // At (1, 2): 100·(2 − 1)² = 100, and the gradient is (−400, 200).
  expect(evaluateProgram(program, new Map([['x', [1, 2]]])).get('xBar')).toEqual(Float64Array.of(-400, 200));
  expect(verifyProgram(program)).toEqual([]);
});

test.each([
  ['f(x, y) = x^2 * sin(x*y) / (1 + exp(y))'],
  ["x : real[n]\nA : real[n, n]\nf = x' * A * x"],
  ['c : real[m]\nx : data[n]\ny : data[n]\nr[i] = sum(k = 1:m, c[k] * x[i]^(k-1)) - y[i]\nf = sum(r .^ 2)'],
  ['x0 : real\na : real\nu : data[n]\np[1] = x0\np[t] = tanh(a * p[t-1] + u[t])\nf = sum(p .^ 2)'],
  ['f(x) = logsumexp(x)'],
])('value and gradient cost at most 4 times the value: %s', async (text) => {
  const unit = await compileText(text);
  const [value, gradient] = [programOf(unit, 'value'), programOf(unit, 'grad')].map((program) =>
    costAt(costOfProgram(program), 100),
  ) as [number, number];
  expect(gradient / value).toBeLessThanOrEqual(4);
});

test('the text for a size does not depend on how large it is', async () => {
  const { generate } = await import('../../codegen/index.ts');
  const lengthFor = async (n: number): Promise<number> => {
    const { files } = await generate('x : real[n]\nf = sum(i = 1:n, sin(x[i]))', { sizes: { n }, verify: false });
    return (files[0]?.text ?? '').replaceAll(String(n), 'n').length;
  };
  expect(await lengthFor(100)).toBe(await lengthFor(1_000_000));
});
