/**
 * Beyond this many characters a module is not for reading: prettier would take longer than the compiler, and
 * TypeScript's own checks grow with the square of a function's length.
 */
export const LONG = 200_000;

/** Emitted text, one statement a line, indented by its braces: what a module gets that is too long for prettier. */
export function indent(text: string, unit = '  '): string {
  let depth = 0;
  const lines = text.split('\n').map((line) => {
    const content = line.trim();
    if (content === '') return '';
    // The inner lines of a block comment stand one column further in.
    if (content.startsWith('*')) return `${unit.repeat(depth)} ${content}`;
    if (/^\/[/*]/.test(content)) return unit.repeat(depth) + content;
    if (content.startsWith('}')) depth = Math.max(0, depth - 1);
    const indented = unit.repeat(depth) + content;
    if (content.endsWith('{')) depth += 1;
    return indented;
  });
  return `${lines.join('\n').trimEnd()}\n`;
}
