import { describe, expect, test } from 'vitest';
import { printGraph, printNode } from '../../src/ir/print.ts';
import { createStore } from '../../src/ir/store.ts';
import type { Graph } from '../../src/ir/graph.ts';

const store = createStore();
const [x, y] = [store.read('x', []), store.read('y', [])];
const op = store.op;

describe('expressions', () => {
  test.each([
    [op('sub', x, op('sub', y, x)), 'x - (y - x)'],
    [op('sub', op('sub', x, y), x), 'x - y - x'],
    [op('div', x, op('mul', y, x)), 'x / (y * x)'],
    [op('pow', op('pow', x, y), x), '(x^y)^x'],
    [op('pow', x, op('pow', y, x)), 'x^y^x'],
    [op('neg', op('pow', x, y)), '-x^y'],
    [op('pow', op('neg', x), y), '(-x)^y'],
    [op('pow', x, store.const(-2)), 'x^(-2)'],
    [op('pow', store.const(-2), x), '(-2)^x'],
    [op('select', op('lt', x, y), op('select', op('gt', x, y), x, y), y), 'x < y ? (x > y ? x : y) : y'],
    [op('atan2', x, op('add', y, store.const(-0))), 'atan2(x, y + -0)'],
  ])('%#', (node, text) => {
    expect(printNode(node, store)).toBe(text);
  });
});

describe('graphs', () => {
  const graphOf = (body: Graph['definitions'][number]['body']): Graph => ({
    store,
    name: 'f',
    inputs: [{ name: 'x', kind: 'real', shape: [] }],
    definitions: [{ name: 'v', indices: [], body }],
    outputs: [{ role: 'gradient', by: ['x'], definition: 'v' }],
    facts: [],
  });

  test('what is large and used twice has a line of its own', () => {
    let node = x;
    for (let k = 0; k < 40; k += 1) node = op('mul', node, node);
    const text = printGraph(graphOf(node));
    expect(text.split('\n')[1]).toBe('  v = %37 * %37');
    expect(text.length).toBeLessThan(2000);
  });

  test('depth needs no stack', () => {
    let node = x;
    for (let k = 0; k < 100_000; k += 1) node = op('sin', op('add', node, store.const(k)));
    expect(printGraph(graphOf(node))).toContain('gives v (gradient by x)');
  });
});
