import { pushTo } from '../../lists.ts';
import { kindOf, needsOf } from './steps.ts';
import type { Step } from './steps.ts';

/**
 * The numbers of steps in an order in which each comes after those that it needs, in runs of one kind: list scheduling,
 * where the kind of which all is ready goes first, else that of which most is. Of one kind are steps that are alike but for
 * their leaves and write to the same array.
 */
export function runsOf(steps: readonly Step[], arrays: readonly string[]): number[][] {
  const kinds = steps.map((step, number) => `${kindOf(step)} ${arrays[number]}`);
  const users = new Map<number, number[]>();
  const pending = steps.map((step, number) => {
    const needs = new Set(needsOf(step));
    for (const need of needs) pushTo(users, need, number);
    return needs.size;
  });
  const left = new Map<string, number>();
  for (const kind of kinds) left.set(kind, (left.get(kind) ?? 0) + 1);
  const ready = new Map<string, number[]>();
  for (const number of steps.keys()) if (pending[number] === 0) pushTo(ready, kinds[number] as string, number);
  const runs: number[][] = [];
  while (ready.size > 0) {
    const rank = ([kind, numbers]: [string, number[]]): number =>
      numbers.length + (numbers.length === left.get(kind) ? steps.length : 0);
    const [kind, run] = [...ready].reduce((best, one) => (rank(one) > rank(best) ? one : best));
    // What a step of the run makes ready and is of its kind joins it: the list grows while it is walked.
    for (const number of run) {
      for (const user of users.get(number) ?? []) {
        pending[user] = (pending[user] as number) - 1;
        if (pending[user] !== 0) continue;
        if (kinds[user] === kind) run.push(user);
        else pushTo(ready, kinds[user] as string, user);
      }
    }
    ready.delete(kind);
    left.set(kind, (left.get(kind) as number) - run.length);
    runs.push(run);
  }
  return runs;
}
