import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from './eval.ts';

/** One function of GradBench's C++ tool `manual` with its input in a file, as its own harness calls it. */
export interface Manual {
  /** The seconds of each run; it runs for at least this long. */
  times(seconds: number): number[];
}

/** Calls `use` with a function of an eval, from the directory that the tool's `make` fills; the file with the input goes afterwards. */
export function withManual<T>(bin: string, name: string, called: string, input: Json, use: (manual: Manual) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'gradbench-'));
  const file = join(folder, 'input.json');
  const times = (seconds: number): number[] => {
    const runs = { min_runs: 1, min_seconds: seconds };
    // An input that is a number alone can't be told how often to run: it runs once.
    writeFileSync(file, JSON.stringify(typeof input === 'object' ? { ...input, ...runs } : input));
    const { status, stdout, stderr } = spawnSync(join(bin, name), [file, called], {
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
    });
    if (status !== 0) throw new Error(`${name} ${called} of the manual tool failed: ${stderr}`);
    const timings = stdout.trimEnd().split('\n').slice(1);
    return timings
      .map((line) => JSON.parse(line) as { name: string; nanoseconds: number })
      .filter((timing) => timing.name === 'evaluate')
      .map(({ nanoseconds }) => nanoseconds / 1e9);
  };
  try {
    return use({ times });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
