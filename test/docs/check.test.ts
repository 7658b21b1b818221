import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { main } from '../../codegen/commands/main.ts';
import { recordingIo } from '../codegen/fake.ts';
import { blocksOf, replaceBlocks } from './blocks.ts';

const path = fileURLToPath(new URL('../../docs/check.md', import.meta.url));
const text = readFileSync(path, 'utf8');

describe('docs/check.md', () => {
  it('shows what its commands print (`npx vitest run test/docs -u` brings it up to date)', async () => {
    const sessions = new Map<string, string>();
    for (const { text: shown } of blocksOf(text)) {
      const [line = ''] = shown.split('\n');
      const words = (line.match(/(?:'[^']*'|[^\s'])+/g) ?? []).map((word) => word.replaceAll("'", ''));
      const io = recordingIo('');
      await main(words.slice(2), io);
      sessions.set(shown, `${line}\n${io.stdout.trimEnd()}`);
    }
    expect(sessions.size).toBeGreaterThan(0);
    await expect(replaceBlocks(text, (block) => sessions.get(block.text) as string)).toMatchFileSnapshot(path);
  });

  it('names every verdict and region', () => {
    const named = [...text.matchAll(/^\| `([a-z-]+)`/gm)].map((match) => match[1]);
    expect(named).toEqual(
      expect.arrayContaining(['ordinary', 'huge', 'tiny', 'edge', 'ok', 'ill-conditioned', 'loss', 'wrong']),
    );
  });
});
