import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { main } from '../../codegen/commands/main.ts';
import { recordingIo } from '../codegen/fake.ts';
import { temporaryFolder } from '../codegen/temp.ts';

/** What is no formula, what can't be read, and where nothing can be written: a code, and the disk as it was. */

const folder = temporaryFolder();
const MINE = "the user's own";

beforeEach(() => {
  for (const [name, content] of Object.entries({
    'good.math': 'f(x) = x^2',
    'empty.math': '',
    'blank.math': ' \t\r\n\n',
    'comment.math': '# nothing\n# at all',
    'bom.math': '\uFEFF',
    'nul.math': 'f(x) = x\0^2',
    'elf.math': Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0xff),
    'utf16.math': Uint8Array.of(0xff, 0xfe, 0x78, 0),
    'mine.ts': MINE,
  }))
    writeFileSync(folder.path(name), content);
  mkdirSync(folder.path('folder.math'));
  symlinkSync('nowhere.ts', folder.path('dangling.ts'));
  symlinkSync('nowhere.math', folder.path('dangling.math'));
  for (const kind of ['math', 'ts']) symlinkSync(`circle.${kind}`, folder.path(`circle.${kind}`));
});

/** Every file below the folder with its content; a link with where it leads. */
const disk = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder.path(), { recursive: true, encoding: 'utf8' }).map((name) => {
      const path = folder.path(name);
      const stat = lstatSync(path);
      const known = stat.isFile() ? readFileSync(path, 'latin1') : stat.isSymbolicLink() ? 'link' : 'folder';
      return [name, known];
    }),
  );

async function run(...args: readonly string[]) {
  const io = recordingIo();
  const status = await main(args, io);
  return { status, err: io.stderr };
}
const inFolder = (arg: string): string => arg.replace(/^@/, folder.path('/'));

test.each([
  [['@empty.math'], 'empty'],
  [['@blank.math'], 'empty'],
  [['@comment.math'], 'empty'],
  [['@bom.math'], 'empty'],
  [['@nul.math'], 'nul-byte'],
  [['@elf.math'], 'not-utf8'],
  [['@utf16.math'], 'not-utf8'],
  [['@folder.math'], 'is-directory'],
  [['@'], 'is-directory'],
  [['@none.math'], 'not-found'],
  [['@good.math/f.math'], 'not-found'],
  [['@dangling.math'], 'not-found'],
  [['@circle.math'], 'unreadable'],
  [['@good.math', '@empty.math'], 'empty'],
  [['@good.math', '-o', '@good.math/m.ts'], 'unwritable'],
  [['@good.math', '-o', '@good.math/new'], 'unwritable'],
  [['@good.math', '-o', '@circle.ts'], 'unwritable'],
  [['@good.math', '-o', `@${'long'.repeat(100)}.ts`], 'unwritable'],
  [['@good.math', '-o', '@mine.ts'], 'not-generated'],
])('%j is refused: %s', async (args, code) => {
  const before = disk();
  const { status, err } = await run(...args.map(inFolder));
  expect([status, disk()]).toEqual([1, before]);
  expect(err).toMatch(new RegExp(`:\\d+:\\d+: error\\[${code}\\]: .*\\n(?:.*\\n){0,3} {2}help: `));
  expect(err).not.toMatch(/^\s+at |internal/m);
});

test('a file that was nearly named is suggested', async () => {
  expect((await run(folder.path('god.math'))).err).toContain(`did you mean '${folder.path('good.math')}'?`);
});

test('a link to what is not there yet stays a link', async () => {
  expect(await run(folder.path('good.math'), '-q', '-o', folder.path('dangling.ts'))).toEqual({ status: 0, err: '' });
  expect(lstatSync(folder.path('dangling.ts')).isSymbolicLink()).toBe(true);
  expect(statSync(folder.path('nowhere.ts')).size).toBeGreaterThan(100);
});
