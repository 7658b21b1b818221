import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

test('what the examples and benchmarks have committed is what their formulas give', { timeout: 300_000 }, () => {
  const { status, stderr } = spawnSync(process.execPath, ['examples/generate.mjs', '--check'], {
    cwd: root,
    encoding: 'utf8',
  });
  expect(stderr).not.toMatch(/stale|error/);
  expect(status).toBe(0);
});
