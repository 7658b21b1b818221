import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { problemsOf } from './check.ts';
import { kinds } from './programs.ts';

/** Programs of each kind; a nightly run sets more, and a seed of its own. */
const runs = Number(process.env['ADJOINT_PROGRAMS'] ?? 30);
const seed = Number(process.env['ADJOINT_SEED'] ?? 1);

describe('random programs: every pass, mode and printer agrees', () => {
  it.each(['scalars'] as const)('%s', { timeout: 3_600_000 }, async (kind) => {
    await fc.assert(
      fc.asyncProperty(kinds[kind], async (program) => {
        expect(await problemsOf(program)).toEqual([]);
      }),
      { numRuns: runs, seed },
    );
  });
});
