import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Source } from '../src/source.ts';
import { AdjointError, didYouMean } from '../src/diagnostic.ts';
import { placeOf } from '../src/source.ts';
import { failFile, fileError } from './options.ts';

/** Name of the text that came from standard input. */
export const STDIN = '<stdin>';

/**
 * The text of a `.math` file. A BOM is dropped; line ends and NUL bytes are left to the parser.
 *
 * @throws AdjointError `not-found`, `is-directory`, `unreadable`, or `not-utf8` at the place of the first bad byte.
 */
export async function readSource(path: string): Promise<Source> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return failFile(path, 'not-found', 'no such file', await nearTo(path));
    if (code === 'EISDIR') return failFile(path, 'is-directory', 'this is a directory', 'name the .math files in it');
    if (code === 'EACCES' || code === 'EPERM')
      return failFile(path, 'unreadable', 'no permission to read this file', 'change its mode: `chmod +r`');
    return failFile(path, 'unreadable', `this file can't be read: ${message}`, 'name another file');
  }
  return decodeSource(path, bytes);
}

/** The file that was meant, if one beside it has nearly the name. */
async function nearTo(path: string): Promise<string> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const near = didYouMean(basename(path), names);
  return near === undefined ? 'check the path' : `did you mean '${join(folder, near)}'?`;
}

/** @throws AdjointError `not-utf8`. */
export function decodeSource(name: string, bytes: Uint8Array): Source {
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    const { offset, before } = firstBadByte(bytes);
    const hex = (bytes[offset] ?? 0).toString(16).padStart(2, '0');
    const utf16 = bytes[0] === 0xff || bytes[0] === 0xfe;
    const message = `not UTF-8: byte 0x${hex} at offset ${offset}${utf16 ? ' (it looks like UTF-16)' : ''}`;
    const place = placeOf({ name, text: before }, before.length);
    throw new AdjointError([{ ...fileError(name, 'not-utf8', message, 'save the file as UTF-8'), ...place }]);
  }
}

/** The longest prefix that decodes, found by halving: decoding as a stream tolerates a character that is cut off. */
function firstBadByte(bytes: Uint8Array): { readonly offset: number; readonly before: string } {
  const decode = (end: number): string | undefined => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end), { stream: true });
    } catch {
      return undefined;
    }
  };
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (decode(middle) === undefined) bad = middle;
    else good = middle;
  }
  // A character that the end of the file cuts off is only found there: point at the last byte.
  return { offset: Math.min(good, bytes.length - 1), before: decode(good) ?? '' };
}
