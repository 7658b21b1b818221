/** A fenced block of a Markdown file. */
export interface Block {
  readonly language: string;
  /** What an HTML comment right before it says: `file: fit.math` is `['file', 'fit.math']`. */
  readonly note: readonly string[];
  /** Without its last line end. */
  readonly text: string;
}

const BLOCK = /(?:^<!-- *(\w+): *(.*?) *-->\n+)?^```(\w+)\n((?:[^`]|`(?!``))*?)\n?^```$/gm;

/** The fenced blocks of a Markdown text, in order. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  replaceBlocks(markdown, (block) => {
    blocks.push(block);
    return block.text;
  });
  return blocks;
}

/** The Markdown text with the text of each block replaced. */
export function replaceBlocks(markdown: string, replace: (block: Block) => string): string {
  return markdown.replace(
    BLOCK,
    (whole, key: string | undefined, value: string | undefined, language: string, text: string) => {
      const note = key === undefined ? [] : [key, ...(value as string).split(' ')];
      const fence = `\`\`\`${language}\n`;
      const head = whole.slice(0, whole.indexOf(fence) + fence.length);
      return `${head}${replace({ language, note, text })}\n\`\`\``;
    },
  );
}
