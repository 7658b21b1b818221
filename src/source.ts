/** A text that came from a user, and places in it. */
export interface Source {
  /** File name as the user gave it, `<stdin>`, or `<expression>`. */
  readonly name: string;
  readonly text: string;
}

/** Half-open range of UTF-16 offsets into a source's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A place for people: both numbers count from 1; the column counts UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The line and column of an offset. CRLF, CR and LF each end a line. */
export function placeOf(source: Source, offset: number): Place {
  const before = source.text.slice(0, Math.max(0, offset));
  const lines = before.split(/\r\n|\r|\n/);
  const last = lines[lines.length - 1] ?? '';
  return { line: lines.length, column: last.length + 1 };
}

/** The text of one line (counted from 1), without its line end. */
export function lineText(source: Source, line: number): string {
  return source.text.split(/\r\n|\r|\n/)[line - 1] ?? '';
}

/** The smallest span that covers both. */
export function joinSpans(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
