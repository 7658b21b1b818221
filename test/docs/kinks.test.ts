import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { formulaKinks, kinks } from '../../src/rules/kinks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('docs/kinks.md is what scripts/make-kinks.mjs makes of the table', () => {
  const made = spawnSync('node', ['scripts/make-kinks.mjs', '--check'], { cwd: root, encoding: 'utf8' });
  expect([made.stderr, made.status]).toEqual(['', 0]);
  const text = readFileSync(`${root}/docs/kinks.md`, 'utf8');
  expect(text.split('\n').filter((line) => line.startsWith('| `'))).toHaveLength(kinks.length + formulaKinks.length);
});
