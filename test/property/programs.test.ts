import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { problemsOf } from './check.ts';
import { problemsOfEmpty } from './empty.ts';
import { kinds } from './programs.ts';

/** `npm run fuzz` has more, from other seeds. */
const programs = 500;
const seed = 1;

const shares = { scalars: 0.2, forms: 0.2, arrays: 0.25, recurrences: 0.35 } as const;

describe('random programs: every pass, mode and printer agrees', () => {
  for (const kind of ['scalars', 'forms', 'arrays', 'recurrences'] as const) {
    const numRuns = Math.ceil(programs * shares[kind]);
    test(`${kind}: ${numRuns} programs from seed ${seed}`, { timeout: 36_000_000 }, async () => {
      await fc.assert(
        fc.asyncProperty(kinds[kind], async (program) => {
          expect(await problemsOf(program)).toEqual([]);
        }),
        { numRuns, seed },
      );
    });
  }
});

describe('random programs without elements: refused, or what the interpreter gives', () => {
  test.each(['arrays', 'recurrences'] as const)('%s', { timeout: 36_000_000 }, async (kind) => {
    await fc.assert(
      fc.asyncProperty(kinds[kind], async (program) => {
        expect(await problemsOfEmpty(program)).toEqual([]);
      }),
      { numRuns: 50, seed },
    );
  });
});
