import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './temp.ts';

const cli = fileURLToPath(new URL('../../dist/codegen/cli.js', import.meta.url));
const folder = temporaryFolder();

const adjoint = (args: readonly string[], input = '') => {
  if (!existsSync(cli)) throw new Error('run `npm run build` first, or use `npm test`');
  return spawnSync('node', [cli, ...args], { input, encoding: 'utf8', cwd: folder.path() });
};

describe('the built command line', () => {
  it('reads stdin, writes stdout', () => {
    const { status, stdout, stderr } = adjoint(['-', '--json'], 'f(x) = x^2');
    expect([status, stderr]).toEqual([0, '']);
    const { files } = JSON.parse(stdout) as { files: { path: string; text: string }[] };
    expect(files[0]?.path).toBe('-');
    expect(files[0]?.text).toContain('export function fGrad');
  });

  it('reports errors with their places, on stderr, without a stack', () => {
    writeFileSync(folder.path('m.math'), 'a : real\nf = sinn(a) + cos(a, a)');
    const { status, stdout, stderr } = adjoint(['m.math']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('m.math:2:5: error');
    expect(stderr).toContain('m.math:2:15: error');
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(folder.path('m.math.ts'))).toBe(false);
  });

  it('survives a reader that leaves', () => {
    const { stderr } = spawnSync('sh', ['-c', `node '${cli}' --help | true; node '${cli}' explain 'x^2' | head -1`], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
  });

  it.each([
    [['--help'], 0],
    [['--nope'], 2],
    [['none.math'], 1],
  ])('%j exits with %d', (args, status) => {
    expect(adjoint(args).status).toBe(status);
  });
});
