import { format as prettierFormat } from 'prettier/standalone';
import * as estree from 'prettier/plugins/estree';
import * as typescript from 'prettier/plugins/typescript';
import type { Options as PrettierOptions } from 'prettier';
import { indent, LONG } from './indent.ts';
import { failFile } from './options.ts';

/** Options that choose what is formatted and by whom, rather than how it looks. */
const NOT_STYLE: ReadonlySet<string> = new Set([
  'plugins',
  'parser',
  'filepath',
  'requirePragma',
  'checkIgnorePragma',
  'insertPragma',
  'rangeStart',
  'rangeEnd',
  'cursorOffset',
  'overrides',
]);

const REPORT = 'this is a fault of adjoint, please report it';

/**
 * The text as prettier prints it, under a user's options. Their plugins are not loaded, and what would make prettier
 * skip or misread the text (pragmas, ranges, a parser) does not apply. A text that is too long or too deep for prettier
 * is indented only.
 *
 * @throws AdjointError `bad-prettier-option` when prettier refuses an option, `emit-syntax` when it can't parse the text.
 */
export async function format(text: string, file: string, options: PrettierOptions = {}): Promise<string> {
  const plain = (): string => indent(text, options.useTabs === true ? '\t' : ' '.repeat(options.tabWidth ?? 2));
  if (text.length > LONG) return plain();
  const style = Object.fromEntries(Object.entries(options).filter(([name]) => !NOT_STYLE.has(name)));
  try {
    return await prettierFormat(text, { ...style, parser: 'typescript', plugins: [typescript, estree] });
  } catch (error) {
    // Its printer is recursive.
    if (error instanceof RangeError) return plain();
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof SyntaxError)
      failFile(file, 'emit-syntax', `the emitted code does not parse: ${message}`, REPORT);
    return failFile(file, 'bad-prettier-option', `prettier: ${message}`);
  }
}

/**
 * A user's prettier options for a file that is to be written at a path.
 *
 * @throws AdjointError `bad-prettier-config` when their configuration can't be read.
 */
export async function prettierOptionsFor(path: string): Promise<PrettierOptions> {
  const { resolveConfig } = await import('prettier');
  try {
    return (await resolveConfig(path, { editorconfig: true })) ?? {};
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return failFile(path, 'bad-prettier-config', `prettier's configuration can't be read: ${message}`);
  }
}
