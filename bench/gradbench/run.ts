import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seeded } from '../../examples/mnist/random.ts';
import { median } from '../measure.ts';
import type { Case, Eval, Json } from './eval.ts';
import { evals } from './evals.ts';
import { withManual } from './manual.ts';
import type { Manual } from './manual.ts';
import { keepingPattern, prepare } from './prepare.ts';
import type { Ready } from './prepare.ts';

/**
 * `npm run bench:gradbench`: the time of each eval's primal and derivative. With `-- --manual DIR`, the directory of the
 * built C++ tool, its time too: both sides in turns, on one processor. `--eval llsq,ode` chooses evals, `--all` times
 * every size, `--seconds` and `--rounds` say how long and how often each is run. `ba kept` is `ba` with the pattern of the
 * Jacobian computed once, before the runs.
 */
const { values: flags } = parseArgs({
  options: {
    manual: { type: 'string' },
    eval: { type: 'string' },
    all: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '0.5' },
    rounds: { type: 'string', default: '5' },
    json: { type: 'boolean', default: false },
  },
});

interface Row {
  readonly eval: string;
  readonly size: string;
  /** Milliseconds of the value and of the derivative: medians over the rounds of the means of a round. */
  readonly times: readonly [primal: number, derivative: number];
  readonly manual?: readonly [primal: number, derivative: number];
}

const PINNED = 'ADJOINT_PINNED';

if (process.env[PINNED] === undefined && pin()) process.exit(process.exitCode);
const wanted = flags.eval?.split(',');
const rows: Row[] = [];
heading();
for (const one of evals) {
  if (wanted !== undefined ? !wanted.includes(one.name) : one.name === 'hello') continue;
  for (const size of flags.all ? one.cases : one.cases.slice(-1)) {
    rows.push(report(await time(one, size)));
    const kept = keepingPattern(one);
    if (kept !== undefined) rows.push(report({ ...(await time(kept, size)), eval: `${one.name} kept` }));
  }
}
if (flags.json) console.log(JSON.stringify(rows, null, 2));

/** Runs this program again on the last processor only, children included; false where that can't be asked for. */
function pin(): boolean {
  const again = ['-c', String(cpus().length - 1), process.execPath, ...process.argv.slice(1)];
  const { error, status } = spawnSync('taskset', again, { stdio: 'inherit', env: { ...process.env, [PINNED]: '1' } });
  if (error !== undefined) return false;
  process.exitCode = status ?? 1;
  return true;
}

async function time(one: Eval<unknown>, { size, make }: Case<unknown>): Promise<Row> {
  const input = make(seeded(31337)) as Json;
  const both = Object.entries(one.functions);
  const ready = await Promise.all(both.map(([, target]) => prepare(one, target, input)));
  const medians = both.map(([called], at) => {
    const turns = (manual?: Manual) => inTurns(ready[at]!, manual);
    // GradBench's manual tool has no saddle and no particle.
    const isThere = flags.manual !== undefined && existsSync(join(flags.manual, one.name));
    return flags.manual === undefined || !isThere ? turns() : withManual(flags.manual, one.name, called, input, turns);
  });
  const pair = (side: 'mine' | 'theirs'): [number, number] => [medians[0]![side], medians[1]![side]];
  const times = { eval: one.name, size, times: pair('mine') };
  return flags.manual === undefined ? times : { ...times, manual: pair('theirs') };
}

/** Milliseconds of a run. GradBench counts every run, the first ones too, so all go into the mean of a round. */
function inTurns(ready: Ready, manual?: Manual): { mine: number; theirs: number } {
  const seconds = Number(flags.seconds);
  const mine: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < Number(flags.rounds); round += 1) {
    mine.push(mean(timesOf(ready, seconds)));
    if (manual !== undefined) theirs.push(mean(manual.times(seconds)));
  }
  return { mine: median(mine), theirs: manual === undefined ? Number.NaN : median(theirs) };
}

function timesOf(ready: Ready, seconds: number): number[] {
  const times: number[] = [];
  for (let total = 0; times.length === 0 || total < seconds; total += times.at(-1)!) {
    const start = performance.now();
    ready.run();
    times.push((performance.now() - start) / 1000);
  }
  return times;
}

/** In milliseconds. */
function mean(seconds: readonly number[]): number {
  return (1000 * seconds.reduce((sum, one) => sum + one, 0)) / seconds.length;
}

function heading(): void {
  if (flags.json) return;
  const manual = flags.manual === undefined ? '' : '  manual: primal  derivative  sum to manual';
  console.log(`${'eval'.padEnd(10)}${'size'.padEnd(28)}primal ms  derivative ms  ratio${manual}`);
}

function report(row: Row): Row {
  const { times, manual } = row;
  if (flags.json) return row;
  const cell = (value: number, width: number): string => value.toPrecision(3).padStart(width);
  const theirs =
    manual === undefined
      ? ''
      : `  ${cell(manual[0], 14)}  ${cell(manual[1], 10)}  ${cell((times[0] + times[1]) / (manual[0] + manual[1]), 13)}`;
  const mine = `${cell(times[0], 9)}  ${cell(times[1], 13)}  ${cell(times[1] / times[0], 5)}`;
  console.log(`${row.eval.padEnd(10)}${row.size.padEnd(28)}${mine}${theirs}`);
  return row;
}
