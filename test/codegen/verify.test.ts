import { describe, expect, it } from 'vitest';
import { loadCompiler } from '../../codegen/generate.ts';
import { checkGiven } from '../../codegen/given.ts';
import { compareModule, verifyModule } from '../../codegen/verify.ts';
import type { Emit } from '../../src/pipeline.ts';
import type { Unit } from '../../src/pipeline.ts';

const emit: readonly Emit[] = ['grad', 'jvp', 'jacobian', 'sparse', 'entries', 'hessian', 'hvp'];

async function emitted(text: string, options = {}) {
  const source = { name: 'm.math', text };
  const compiler = await loadCompiler();
  const units = await compiler.compile(source, { emit, ...options });
  return { source, units, text: compiler.emit(units, source) };
}

/** The module with one function's arithmetic a little wrong: the first product of numbers in it gets a factor. */
function spoil(text: string, name: string): string {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`export function ${name}(`));
  const product = lines.findIndex(
    (line, k) => k > start && / \* /.test(line) && !/^\s*(?:\/[/*]|\*)|buffer\(/.test(line),
  );
  const end = lines.findIndex((line, k) => k > start && line === '}');
  if (start < 0 || product < 0 || product > end) throw new Error(`nothing to spoil in ${name}`);
  return lines.with(product, (lines[product] as string).replace(' * ', ' * 1.001 * ')).join('\n');
}

const scalar = 'f(x, y) = x^2 * sin(y) * exp(x * y)';
const array = 'x : real\nw : real[n]\nf = sum(i = 1:n, exp(w[i] * x) * w[i])';
const vector = 'x : real\nw : real[n]\nf[i] = sin(w[i] * x) * w[i]';

describe('verifying a module', () => {
  it.each([
    ['scalars', scalar, emit],
    ['an array', array, emit],
    ['a value that is an array', vector, ['jvp', 'jacobian', 'entries']],
  ])('passes right code: %s', async (_what, formula, roles) => {
    const { units, text, source } = await emitted(formula, { emit: roles });
    expect(await verifyModule(units, text, source)).toEqual([]);
    expect((await compareModule(units, text, source)).reports.every(({ points }) => points > 0)).toBe(true);
  });

  it.each(['f', 'fGrad', 'fForward', 'fBackward', 'fJvp', 'fJacobian', 'fEntries', 'fHessian', 'fHvp'])(
    'finds what is wrong in %s',
    async (name) => {
      for (const formula of [scalar, array]) {
        const { units, text, source } = await emitted(formula);
        await expect(verifyModule(units, spoil(text, name), source)).rejects.toThrow('error[check-failed]: f');
      }
    },
  );

  it.each(['f', 'fForward', 'fBackward', 'fJvp', 'fJacobian'])('finds what is wrong in the array %s', async (name) => {
    const { units, text, source } = await emitted(vector, { emit: ['jvp', 'jacobian'] });
    await expect(verifyModule(units, spoil(text, name), source)).rejects.toThrow('error[check-failed]: f');
  });

  it('names the function, the input, the point and both values', async () => {
    const { units, text, source } = await emitted('f(x, y) = x^2 * sin(y)');
    const failing = verifyModule(units, spoil(text, 'fGrad'), source);
    await expect(failing).rejects.toThrow(/f: gradient by \w is \S+ at x = \S+, y = \S+ where .* gives \S+/);
  });

  it('finds a function that is not there', async () => {
    const { units, text, source } = await emitted(scalar, { emit: ['grad'] });
    const without = text.replace('export function fBackward(', 'export function other(');
    await expect(verifyModule(units, without, source)).rejects.toThrow('fBackward was not emitted');
  });
});

describe("a user's own derivative", () => {
  const check = async (variable: string, text: string, formula = 'f(x, y) = x^2 * sin(y)') => {
    const { units } = await emitted(formula, { emit: [] });
    return checkGiven(units[0] as Unit, { variable, source: { name: '<derivative>', text } });
  };

  it.each([
    ['x', '2 x sin(y)', true],
    ['x', '2 x cos(y)', false],
    ['y', 'x^2 cos(y)', true],
    ['y', '1', false],
  ])('by %s, %s: %s', async (variable, text, ok) => {
    expect((await check(variable, text)).ok).toBe(ok);
  });

  it.each([
    ['z', '1', "'z' is no input of f"],
    ['x', '2 x sin(yy)', "'yy' is no input of f"],
    ['x', '2 x +', '<derivative>:1:'],
  ])('is refused: by %s, %s', async (variable, text, message) => {
    await expect(check(variable, text)).rejects.toThrow(message);
  });
});
