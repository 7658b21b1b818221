/**
 * Writes the committed outputs of all formulas under examples/ and bench/ anew, after `npm run build`:
 * `node examples/generate.mjs`, or with `--check` only tells whether they are up to date. `outputs.json` says which
 * derivatives each folder asks for.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const outputs = JSON.parse(readFileSync(new URL('outputs.json', import.meta.url), 'utf8'));

for (const [folder, emits] of Object.entries(outputs)) {
  const formulas = readdirSync(`${root}/${folder}`).filter((name) => name.endsWith('.math'));
  const files = formulas.map((name) => `${folder}/${name}`);
  const emit = emits.length === 0 ? [] : ['--emit', emits.join(',')];
  const args = ['dist/codegen/cli.js', ...files, ...emit, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
