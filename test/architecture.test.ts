import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Each layer may import from itself and from those before it; layers in one row know nothing of each other. */
const layers: readonly (readonly string[])[] = [
  ['src/source.ts'],
  ['src/diagnostic.ts'],
  ['src/syntax'],
  ['src/ir'],
  ['src/rules', 'src/view'],
  ['src/passes'],
  ['src/check', 'src/passes.ts', 'src/request.ts'],
  ['src/pipeline.ts'],
  ['src/api.ts'],
  ['src/index.ts'],
  ['codegen'],
  ['examples', 'bench', 'test'],
];

const levelOf = (file: string): number =>
  layers.findIndex((row) => row.some((layer) => file === layer || file.startsWith(`${layer}/`)));

const filesOf = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));

/** What a file imports, statically or not: a path from the root, or the name of a package. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), 'utf8');
  const found = text.matchAll(
    /^(?:import|export)\b[^;'"]*?\bfrom '([^'\n]+)'|^import '([^'\n]+)'|\bimport\('([^'\n]+)'\)/gm,
  );
  return [...found].map((match) => {
    const name = (match[1] ?? match[2] ?? match[3]) as string;
    return name.startsWith('.') ? join(dirname(file), name).split(sep).join('/') : name;
  });
}

const sources = [...filesOf('src'), ...filesOf('codegen')];
const isLocal = (name: string): boolean => /^(?:src|codegen|examples|test|bench)\//.test(name);
const edges = sources.flatMap((file) => importsOf(file).map((target) => ({ file, target })));

describe('imports', () => {
  it('are found', () => {
    expect(edges.length).toBeGreaterThan(100);
    expect(importsOf('codegen/format.ts')).toEqual(
      expect.arrayContaining(['prettier', 'prettier/standalone', 'codegen/options.ts']),
    );
  });

  it('know the layer of every file', () => {
    expect(sources.filter((file) => levelOf(file) < 0)).toEqual([]);
  });

  it('go one way', () => {
    const layerOf = (file: string): string | undefined =>
      layers[levelOf(file)]?.find((layer) => file === layer || file.startsWith(`${layer}/`));
    const wrong = edges.filter(({ file, target }) => {
      if (!isLocal(target) || layerOf(file) === layerOf(target)) return false;
      return levelOf(target) >= levelOf(file);
    });
    expect(wrong).toEqual([]);
  });

  it('of src are mathjs and itself: it runs in a browser', () => {
    const foreign = edges.filter(({ file, target }) => file.startsWith('src/') && !target.startsWith('src/'));
    expect(foreign.filter(({ target }) => !target.startsWith('mathjs'))).toEqual([]);
  });

  it('of ts-morph are in one folder', () => {
    const files = edges.filter(({ target }) => target === 'ts-morph').map(({ file }) => dirname(file));
    expect([...new Set(files)]).toEqual(['codegen/typescript']);
  });
});

describe('files', () => {
  it('are short', () => {
    // What is made from other files, each short, is not read as one.
    const written = sources.filter((file) => !file.endsWith('.generated.ts'));
    const long = written.filter((file) => readFileSync(join(root, file), 'utf8').split('\n').length > 401);
    expect(long).toEqual([]);
  });
});
