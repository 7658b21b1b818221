import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArgs } from '../../codegen/commands/args.ts';
import { runGenerate } from '../../codegen/commands/generate.ts';
import { routeOutputs } from '../../codegen/commands/paths.ts';
import { createGenerator } from '../../codegen/generate.ts';
import type { Options } from '../../codegen/options.ts';
import { recordingIo } from './fake.ts';

const modules: Readonly<Record<string, readonly [text: string, emit: Options['emit']]>> = {
  'energy.math': [
    'x : real[n]\ns : real\nenergy = s * sum(x .^ 4)',
    ['jvp', 'jacobian', 'sparse', 'entries', 'hessian', 'hvp', 'check'],
  ],
  'residual.math': [
    'A : data[m, n]\nx : real[n]\ny : data[m]\nresidual = A * x - y',
    ['jvp', 'jacobian', 'entries', 'check'],
  ],
  'branch.math': ['x : real\nclass : real\nk : int\ndot = x > class ? relu(x)^k : abs(class)', ['check']],
  'point.math': [
    'x : real[n]\ny : real\nz = sum(i, x[i] == y ? y * x[i]^3 : x[i]^2) + (y == 1 ? y^2 : y)',
    ['hessian', 'check'],
  ],
  'large.math': ['W : real[30, 10]\nx : real[10]\ntest = sum(tanh(W * x))', ['check']],
  'value.math': ['n : int\nf = n^2', ['check']],
};
const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';

/** A strict project with nothing but the language: no types of Node, none of a test runner. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'adjoint-selfcheck-'));
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  const compilerOptions = {
    target: 'ES2022',
    lib: ['ES2022'],
    types: [],
    module: 'NodeNext',
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    noPropertyAccessFromIndexSignature: true,
    verbatimModuleSyntax: true,
    outDir: 'out',
  };
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  writeFileSync(join(folder, 'vitest.config.mjs'), "export default { test: { include: ['*.check.ts'] } };");
  const generate = createGenerator();
  for (const [name, [text, emit]] of Object.entries(modules)) {
    const { files } = await generate(text, { name, emit, prettier: { singleQuote: true, printWidth: 120 } });
    for (const file of files) writeFileSync(join(folder, file.path), file.text);
  }
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  // The runner that this test itself runs in must not show.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env });
  return { status, out: stdout + stderr };
}
const checks = Object.keys(modules).map((name) => name.replace('.math', '.check'));

describe('a self-check', () => {
  it('is this text', async () => {
    await expect(readFileSync(join(folder, 'energy.check.ts'), 'utf8')).toMatchFileSnapshot('energy.check.txt');
  });

  it('passes by node --test once it is compiled, and finds a wrong gradient', () => {
    expect(run('node_modules/typescript/bin/tsc', '-p', '.')).toEqual({ status: 0, out: '' });
    const right = run('--test', ...checks.map((name) => `out/${name}.js`));
    expect(right.out).toMatch(/(?:# |ℹ )fail 0/);
    expect(right.status).toBe(0);
    const file = join(folder, 'out/energy.math.js');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll('4 * (s * (', '4.001 * (s * ('));
    const wrong = run('--test', 'out/energy.check.js');
    writeFileSync(file, text);
    expect(wrong.status).toBe(1);
    expect(wrong.out).toMatch(
      /energyGrad: the derivative by x\[element 1\] is \S+ at x = \[\S+, \S+\], s = \S+, where numeric differentiation gives \S+/,
    );
  }, 60_000);

  it('passes by vitest', () => {
    const { status, out } = run('node_modules/vitest/vitest.mjs', 'run');
    expect(out).not.toMatch(/warn|fail/i);
    expect(status).toBe(0);
  }, 60_000);
});

describe('adjoint --emit check', () => {
  const formula = (): string => {
    writeFileSync(join(folder, 'm.math'), 'm = x^2');
    return join(folder, 'm.math');
  };

  it.each([
    [[], 'm.check.ts', './m.math.js'],
    [['-o', 'there.mts'], 'there.check.mts', './there.mjs'],
    [['--target', 'js'], 'm.check.js', './m.math.js'],
  ])('%j writes %s, and tells when it is stale', async (flags, file, specifier) => {
    const placed = flags.map((flag) => (flag.startsWith('there') ? join(folder, flag) : flag));
    const args = [formula(), '--emit', 'check', ...placed];
    expect(await runGenerate(readArgs(args), recordingIo())).toBe(0);
    const path = join(folder, file);
    expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`^import \\* as model from ['"]${specifier}['"];$`, 'm'));
    expect(await runGenerate(readArgs([...args, '--check']), recordingIo())).toBe(0);
    writeFileSync(path, readFileSync(path, 'utf8').replace('slope:', 'slope: 1 +'));
    expect(await runGenerate(readArgs([...args, '--check']), recordingIo())).toBe(1);
  });

  it('needs a file to import', () => {
    expect(() => routeOutputs(readArgs(['m.math', '--emit', 'check', '-o', '-']))).toThrow('needs a file');
    expect(() => routeOutputs(readArgs(['a/m.math', 'a/m', '--emit', 'check']))).toThrow(
      'both be written to a/m.check.ts',
    );
  });
});
