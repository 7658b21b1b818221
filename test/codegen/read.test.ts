import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeSource, readSource } from '../../codegen/read.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { temporaryFolder } from './temp.ts';

const folder = temporaryFolder();

const failureOf = async (path: string): Promise<Diagnostic | undefined> =>
  readSource(path).then(
    () => undefined,
    (error: { diagnostics: Diagnostic[] }) => error.diagnostics[0],
  );

describe('reading a source', () => {
  it.each([
    ['what is not there', 'none.math', 'not-found'],
    ['a folder', 'folder', 'is-directory'],
    ['something below a file', 'file/x.math', 'not-found'],
  ])('reports %s', async (_what, name, code) => {
    mkdirSync(folder.path('folder'));
    writeFileSync(folder.path('file'), '');
    expect(await failureOf(folder.path(name))).toMatchObject({ code, file: folder.path(name) });
  });

  it.each([
    ['a lone byte', [0x61, 0x0a, 0x62, 0xff, 0x63], 2, 2],
    ['a byte after characters of several bytes', [...Buffer.from('π²\nα = '), 0xc3, 0x28], 2, 5],
    ['a character cut off by the end', [0x61, 0xe2, 0x82], 1, 2],
    ['UTF-16', [0xff, 0xfe, 0x78, 0x00], 1, 1],
  ])('places what is not UTF-8: %s', async (_what, bytes, line, column) => {
    writeFileSync(folder.path('m.math'), Uint8Array.from(bytes));
    expect(await failureOf(folder.path('m.math'))).toMatchObject({ code: 'not-utf8', line, column });
  });

  it('drops a BOM and passes CRLF and NUL on', () => {
    const bytes = Uint8Array.from([0xef, 0xbb, 0xbf, 0x78, 0x0d, 0x0a, 0x00]);
    expect(decodeSource('m', bytes).text).toBe('x\r\n\0');
  });
});
