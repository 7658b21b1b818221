import { expect, test } from 'vitest';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf } from '../../compiled.ts';
import { unswitch } from '../../../src/passes/schedule/unswitch.ts';
import { createStore } from '../../../src/ir/store.ts';
import type { Node } from '../../../src/ir/store.ts';
import type { Statement } from '../../../src/ir/program.ts';

const formula = `W : data[n, m]
x : real[m, 30]
y[i, k] = sum(j = 1:m, W[i, j] != 0 ? W[i, j] * x[j, k]^2 : 0)`;

test('what a weight of 0 leaves out is left out as a whole', async () => {
  const compiled = await compileLive(formula);
  const inputs = new Map([
    ['W', Float64Array.of(0, 2, 0, -1, 0, 3)],
    ['x', Float64Array.from({ length: 90 }, (_, k) => Math.sin(k + 1))],
  ]);
  const routine = routineOf(compiled.unit, 'value');
  const expected = byGraph(routine.graph, inputs);
  expect(distance(byCode(compiled, 'value', inputs), expected)).toBeLessThan(1e-14);
  expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-14);
  // The loop over k is within the test.
  expect(compiled.text).toMatch(/if \([^)]*!== 0\) \{?\s*for \(/);
});

const store = createStore();
const index = store.freshIndex(store.const(0), store.size('n'));
const loop = (body: readonly Statement[]): Statement => ({
  kind: 'loop',
  index,
  name: 'i',
  lo: store.const(0),
  hi: store.size('n'),
  down: false,
  body,
});
const set = (array: string): Statement => ({ kind: 'store', array, at: index, mode: 'set', value: store.const(1) });
const outside = store.op('gt', store.read('a', []), store.const(0));

test('a test of what the loop writes, or of its index, stays where it is', () => {
  const onIndex = store.op('gt', store.read('x', [index]), store.const(0));
  const onWritten = store.op('gt', store.read('y', [store.const(0)]), store.const(0));
  for (const test of [onIndex, onWritten])
    expect(unswitch([loop([{ kind: 'if', test, body: [set('y')] }])])[0]?.kind).toBe('loop');
});

test('a loop that does something else too stays around its tests', () => {
  const body: readonly Statement[] = [set('z'), { kind: 'if', test: outside, body: [set('y')] }];
  expect(unswitch([loop(body)])).toEqual([loop(body)]);
});

test('several statements under one test go together', () => {
  const guarded = (array: string): Statement => ({ kind: 'if', test: outside, body: [set(array)] });
  expect(unswitch([loop([guarded('y'), guarded('z')])])).toEqual([
    { kind: 'if', test: outside, body: [loop([set('y'), set('z')])] },
  ]);
});

test('loops that follow each other under one test share it, unless the first writes what it reads', () => {
  const under = (target: string, test: Node): Statement => ({ kind: 'if', test, body: [loop([set(target)])] });
  expect(unswitch([under('y', outside), under('z', outside)])).toEqual([
    { kind: 'if', test: outside, body: [loop([set('y')]), loop([set('z')])] },
  ]);
  const onWritten = store.op('gt', store.read('y', [store.const(0)]), store.const(0));
  expect(unswitch([under('y', onWritten), under('z', onWritten)])).toHaveLength(2);
});

test('a sum that is seldom wanted has no part in a loop that always runs, nor is anything kept for it', async () => {
  const { text } = await compileLive('x : real[n]\na : real\nf = a > 1 ? sum(exp(x)) : sum(x)');
  const value = text.slice(text.indexOf('function f('), text.indexOf('function fGrad('));
  expect(value).toMatch(/if \(a > 1\) \{\s*for \(/);
});
