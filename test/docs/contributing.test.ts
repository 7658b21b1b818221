import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compile } from '../../src/pipeline.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(`${root}${file}`, 'utf8');

describe.each(['ARCHITECTURE.md', 'CONTRIBUTING.md', 'docs/language.md', 'docs/emitted.md', 'docs/diagnostics.md'])(
  '%s',
  (file) => {
    const text = read(file);

    it('names paths that exist', () => {
      const paths = [...text.matchAll(/(?<![\w/.])(?:src|codegen|test|examples|scripts|docs|bench)\/[\w./-]*/g)].map(
        ([path]) => path.replace(/\.$/, ''),
      );
      expect(paths.filter((path) => !existsSync(root + path))).toEqual([]);
    });

    it('names scripts that exist', () => {
      const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
      const named = [...text.matchAll(/\bnpm run ([a-z:]+)/g)].map((match) => match[1] as string);
      expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
    });
  },
);

describe('ARCHITECTURE.md', () => {
  const text = read('ARCHITECTURE.md');

  it('has every pass, in order', async () => {
    const [unit] = await compile({ name: 'f.math', text: 'x^2' });
    const passes = unit?.stages.map(({ pass }) => pass.replace(/^grad: /, '')).slice(1);
    const table = text.slice(text.indexOf('| stage '), text.indexOf('`schedule`'));
    const named = [...table.matchAll(/^\| *\w* *\| ([a-z ]+?) *\|/gm)].map((match) => match[1] as string);
    expect(named.slice(1)).toEqual(passes);
  });

  it('has every folder, and every file at the top of one', () => {
    const folders = ['src', 'codegen'].flatMap((top) =>
      readdirSync(root + top, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => `${top}/${name}/`),
    );
    expect(folders.filter((folder) => !text.includes(folder))).toEqual([]);
    const tops = readdirSync(`${root}src`).filter((name) => name.endsWith('.ts'));
    expect(tops.filter((name) => !text.includes(`src/${name}`))).toEqual([]);
  });
});

describe('CONTRIBUTING.md', () => {
  it('names the tables that a new operation must be in', () => {
    const tables = ['src', 'codegen'].flatMap((top) =>
      readdirSync(root + top, { recursive: true, encoding: 'utf8' })
        .map((name) => `${top}/${name}`)
        .filter((path) => path.endsWith('.ts') && /(?:satisfies|: ) ?Record<OpName, [^O]/.test(read(path))),
    );
    const recipe = read('CONTRIBUTING.md').split('### Add an operation')[1]?.split('### Add a derivative')[0] ?? '';
    expect(tables.length).toBeGreaterThanOrEqual(5);
    expect(tables.filter((path) => !recipe.includes(path))).toEqual([]);
  });
});
