import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { main } from '../../codegen/commands/main.ts';
import { AdjointError, generate } from '../../codegen/index.ts';
import type { Diagnostic } from '../../codegen/index.ts';
import { blocksOf } from './blocks.ts';
import { diagnosticCodes } from './codes.ts';

const text = readFileSync(fileURLToPath(new URL('../../docs/diagnostics.md', import.meta.url)), 'utf8');

const sections = text
  .split(/^### /m)
  .slice(1)
  .map((section) => ({ code: section.match(/^`([a-z0-9-]+)`\n/)?.[1] ?? '', blocks: blocksOf(section) }));

const examples = sections.flatMap(({ code, blocks }) => blocks.map((block) => ({ code, ...block })));

/** What a formula is told. */
async function findings(formula: string): Promise<readonly Diagnostic[]> {
  try {
    return (await generate(formula)).diagnostics;
  } catch (error) {
    if (error instanceof AdjointError) return error.diagnostics;
    throw error;
  }
}

/** What a command says on stderr. */
async function complaints(command: string): Promise<string> {
  const [, ...args] = (command.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replaceAll("'", ''));
  let said = '';
  const io = { out: () => {}, err: (more: string) => (said += more), readStdin: async () => new Uint8Array() };
  expect(await main(args, { ...io, color: false, debug: false })).toBe(1);
  return said;
}

describe('docs/diagnostics.md', () => {
  it('documents every code in the sources, once, and no other', () => {
    const known = [...diagnosticCodes().keys()].toSorted();
    expect(known.length).toBeGreaterThan(40);
    expect(sections.map(({ code }) => code).toSorted()).toEqual(known);
  });

  it.each(examples.filter(({ language }) => language === 'math'))('$code: $text', async ({ code, text: formula }) => {
    expect((await findings(formula)).map((one) => one.code)).toContain(code);
  });

  it.each(examples.filter(({ language }) => language === 'console'))(
    '$code: $text',
    async ({ code, text: command }) => {
      expect(await complaints(command.replace(/^\$ /, ''))).toContain(`[${code}]`);
    },
  );
});
