import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { load } from '../../codegen/index.ts';
import { kinks } from '../../src/rules/kinks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('docs/kinks.md is what scripts/make-kinks.mjs makes of the table', () => {
  const made = spawnSync('node', ['scripts/make-kinks.mjs', '--check'], { cwd: root, encoding: 'utf8' });
  expect([made.stderr, made.status]).toEqual(['', 0]);
  const text = readFileSync(`${root}/docs/kinks.md`, 'utf8');
  expect(text.split('\n').filter((line) => line.startsWith('| `'))).toHaveLength(kinks.length);
});

it.each([
  ['max(x)', [2, 2, 1], [1, 0, 0]],
  ['min(x)', [1, 2, 1], [1, 0, 0]],
  ['norm(x)', [0, 0, 0], [0, 0, 0]],
  ['std(x)', [3, 3, 3], [0, 0, 0]],
])('the derivative of %s at %j is %j', async (formula, at, expected) => {
  const { fGrad } = await load<{ fGrad(x: Float64Array): { gradient: { x: Float64Array } } }>(formula, {
    verify: false,
  });
  expect([...fGrad(Float64Array.from(at)).gradient.x]).toEqual(expected);
});
