import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
let folder = '';

/** Packs what `npm run build` has made, and installs it as a user would. */
beforeAll(() => {
  if (!existsSync(join(root, 'dist/codegen/cli.js'))) throw new Error('run `npm run build` first, or use `npm test`');
  folder = mkdtempSync(join(tmpdir(), 'adjoint-package-'));
  const npm = (...args: string[]): string =>
    execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const [{ filename }] = JSON.parse(npm('pack', root, '--ignore-scripts', '--json')) as [{ filename: string }];
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  npm('install', '--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', `./${filename}`);
}, 180_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the installed package', () => {
  it('generates and loads', () => {
    writeFileSync(
      join(folder, 'use.js'),
      `import { AdjointError, derivative, generate, load } from 'adjoint';
       const { files } = await generate('f(x) = x^3', { name: 'm.math' });
       const { f, fGrad } = await load('f(x) = x^3');
       const failure = await generate('f(x) = x +').catch((error) => error instanceof AdjointError);
       const d = await derivative('x^3', 'x');
       console.log(JSON.stringify([files[0].path, f(2), fGrad(2).gradient.x, failure, d.evaluate({ x: 2 })]));`,
    );
    const out = execFileSync('node', ['use.js'], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(out)).toEqual(['m.math.ts', 8, 12, true, 12]);
  });

  it('runs as a command, and what it writes runs alone', () => {
    writeFileSync(join(folder, 'm.math'), 'f(x, y) = x^2 * y');
    const command = join(folder, 'node_modules/.bin/adjoint');
    const { status, stderr } = spawnSync(command, ['m.math', '--target', 'js'], { cwd: folder, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, 'm.math.js: written\nm.math.d.ts: written\n']);
    const run = `import { fGrad } from './m.math.js'; console.log(JSON.stringify(fGrad(3, 2)));`;
    const out = execFileSync('node', ['--input-type=module', '-e', run], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(out)).toEqual({ value: 18, gradient: { x: 12, y: 9 } });
    expect(readFileSync(join(folder, 'm.math.js'), 'utf8')).not.toMatch(/^import\b/m);
  });

  it('has types that a strict project accepts', () => {
    writeFileSync(
      join(folder, 'use.ts'),
      `import { generate, load, type Generated } from 'adjoint';
       const made: Generated = await generate('x^2', { emit: ['hessian'], sizes: { n: 3 }, wrt: undefined });
       const { f } = await load<{ f(x: number): number }>('x^2');
       const four: number = f(2) + made.files.length;
       // @ts-expect-error: no such derivative
       await generate('x', { emit: ['gradient'] });
       export { four };`,
    );
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const flags = [
      '--strict',
      '--exactOptionalPropertyTypes',
      '--noEmit',
      '--module',
      'nodenext',
      '--target',
      'es2022',
    ];
    const { status, stdout } = spawnSync('node', [tsc, ...flags, 'use.ts'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([0, '']);
  });

  it('starts fast enough to be asked for help', () => {
    const cli = join(folder, 'node_modules/adjoint/dist/codegen/cli.js');
    const times = [1, 2, 3].map(() => {
      const start = performance.now();
      execFileSync('node', [cli, '--help'], { cwd: folder });
      return performance.now() - start;
    });
    expect(Math.min(...times)).toBeLessThan(500);
  });
});
