import { expect, test } from 'vitest';
import { respond } from '../../bench/gradbench/protocol.ts';

test('answers the messages of hello', async () => {
  expect(await respond({ id: 0, kind: 'start' })).toEqual({ id: 0, tool: 'adjoint' });
  expect(await respond({ id: 1, kind: 'define', module: 'hello' })).toEqual({ id: 1, success: true });
  const evaluate = { kind: 'evaluate', module: 'hello', input: 3 };
  expect(await respond({ id: 2, ...evaluate, function: 'square' })).toMatchObject({ id: 2, success: true, output: 9 });
  expect(await respond({ id: 3, ...evaluate, function: 'double' })).toMatchObject({ id: 3, success: true, output: 6 });
  expect(await respond({ id: 4, kind: 'analysis' })).toEqual({ id: 4 });
});

test('runs as often as it is asked to', async () => {
  const input = { x: [1, 2], min_runs: 5, min_seconds: 0 };
  const answer = (await respond({ id: 0, kind: 'evaluate', module: 'lse', function: 'primal', input })) as {
    timings: readonly { name: string; nanoseconds: number }[];
  };
  expect(answer.timings.map(({ name }) => name)).toEqual(['prepare', ...Array<string>(5).fill('evaluate')]);
  for (const { nanoseconds } of answer.timings) expect(nanoseconds).toBeGreaterThan(0);
});

test('tells what it can not do', async () => {
  expect(await respond({ id: 1, kind: 'define', module: 'tea' })).toEqual({
    id: 1,
    success: false,
    error: 'there are no formulas for tea',
  });
  expect(await respond({ id: 2, kind: 'evaluate', module: 'lse', function: 'tea', input: null })).toEqual({
    id: 2,
    success: false,
    error: 'lse has no function tea',
  });
  const broken = { id: 3, kind: 'evaluate', module: 'kmeans', function: 'cost', input: {} };
  expect(await respond(broken)).toMatchObject({ id: 3, success: false });
});
