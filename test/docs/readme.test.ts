import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { blocksOf, replaceBlocks } from './blocks.ts';
import type { Block } from './blocks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const readme = join(root, 'README.md');
const text = readFileSync(readme, 'utf8');
let folder = '';

/** A project with the package installed, its formatter set as ours, and the files that the README shows. */
beforeAll(() => {
  if (!existsSync(join(root, 'dist/codegen/cli.js'))) throw new Error('run `npm run build` first, or use `npm test`');
  folder = mkdtempSync(join(tmpdir(), 'adjoint-readme-'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/adjoint'), 'dir');
  symlinkSync(join(root, 'node_modules/@types'), join(folder, 'node_modules/@types'), 'dir');
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  copyFileSync(join(root, '.prettierrc.json'), join(folder, '.prettierrc.json'));
  copyFileSync(join(root, 'tsconfig.json'), join(folder, 'base.json'));
  const config = { extends: './base.json', compilerOptions: { noEmit: false, outDir: 'out' }, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  for (const { note, text: content } of blocksOf(text)) {
    if (note[0] === 'file') writeFileSync(join(folder, note[1] as string), `${content}\n`);
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(file: string, args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(file, args, { cwd: folder, encoding: 'utf8' });
  if (error !== undefined) throw error;
  return (stdout + stderr).trimEnd();
}

/** The programs that commands in the README name. */
const programs: Readonly<Record<string, (args: readonly string[]) => string>> = {
  adjoint: (args) => run('node', [join(root, 'dist/codegen/cli.js'), ...args]),
  head: (args) => run('head', args),
  // As TypeScript's own compiler sees it, strictly; what it makes is run.
  node: ([file = '']) =>
    run('node', [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.']) +
    run('node', [join('out', file.replace(/\.ts$/, '.js'))]),
};

/** Words of a command line: `'…'` is one. */
const wordsOf = (line: string): string[] =>
  (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replaceAll("'", ''));

/** Its commands with what they print. */
function session({ text: shown }: Block): string {
  const commands = shown.split('\n').filter((line) => line.startsWith('$ '));
  return commands
    .map((line) => {
      const [command = '', lines = 'Infinity'] = line.slice(2).split(' | head -n ');
      const [name = '', ...args] = wordsOf(command);
      const whole = (programs[name] as (typeof programs)[string])(args);
      const output = whole.split('\n').slice(0, Number(lines)).join('\n').trimEnd();
      return output === '' ? line : `${line}\n${output}`;
    })
    .join('\n');
}

/** One function of an emitted file, with the documentation left out. */
function excerpt([, file, name]: readonly string[]): string {
  const lines = readFileSync(join(folder, file as string), 'utf8').split('\n');
  const from = lines.findIndex((line) => line.startsWith(`export function ${name}(`));
  return lines.slice(from, lines.indexOf('}', from) + 1).join('\n');
}

describe('README.md', () => {
  it('shows what its commands print and what is emitted (`npx vitest run test/docs -u` brings it up to date)', async () => {
    const real = replaceBlocks(text, (block) => {
      if (block.note[0] === 'excerpt') return excerpt(block.note);
      return block.language === 'console' ? session(block) : block.text;
    });
    await expect(real).toMatchFileSnapshot(readme);
  }, 120_000);

  it('has no block that nothing checks', () => {
    const unchecked = blocksOf(text).filter(({ language, note }) => language !== 'console' && note.length === 0);
    // The commands that set the project up, which CI runs.
    expect(unchecked.map(({ language }) => language)).toEqual(['sh']);
  });

  it('sets up by scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/\bnpm run ([a-z:-]+)/g)].map((match) => match[1] as string);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    expect(scripts).toHaveProperty('test');
  });

  it('names paths that exist', () => {
    const linked = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map((match) => match[1] as string);
    const named = [...text.matchAll(/\b(?:examples|docs|test|src|bench)\/[\w./-]+/g)].map(([path]) => path);
    expect([...linked, ...named].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
