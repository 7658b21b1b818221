import { describe, expect, test } from 'vitest';
import { createStore } from '../../src/ir/store.ts';
import { verifyGraph } from '../../src/ir/verify.ts';
import type { Definition, Fact, Graph, Input, Output } from '../../src/ir/graph.ts';
import type { Node, Store } from '../../src/ir/store.ts';

interface Parts {
  readonly inputs?: readonly Input[];
  readonly definitions: readonly Definition[];
  readonly outputs?: readonly Output[];
  readonly facts?: readonly Fact[];
}

const s: Store = createStore();
const n = s.size('n');
const i = s.definitionIndex(0, n);
const x: Input = { name: 'x', kind: 'real', shape: [n] };
const k: Input = { name: 'k', kind: 'int', shape: [n] };
const a: Input = { name: 'a', kind: 'real', shape: [] };
const inputs = [x, k, a];
const scalar = (body: Node, name = 'y'): Definition => ({ name, indices: [], body });
const vector = (body: Node, name = 'y'): Definition => ({ name, indices: [i], body });
const at = (name: string, ...places: Node[]): Node => s.read(name, places);
const one = s.const(1);
const previous = s.op('sub', i, one);
const positive = s.op('gt', at('a'), one);

const verify = (parts: Parts): string[] =>
  verifyGraph({ store: s, name: 'f', inputs, outputs: [], facts: [], ...parts } satisfies Graph);

describe('a well-formed graph has no problems', () => {
  test.each<[string, Parts]>([
    [
      'reads, reductions and a gather',
      {
        definitions: [
          vector(at('x', s.op('sub', s.read('k', [i], 'int'), one)), 'g'),
          scalar(s.reduce('sumOver', i, s.op('mul', at('g', i), at('a'))), 'y'),
        ],
        outputs: [
          { role: 'value', definition: 'y' },
          { role: 'gradient', by: ['a'], definition: 'g' },
        ],
        facts: [
          { kind: 'within', input: 'k', limit: n, array: 'x' },
          { kind: 'earlier', input: 'k', dimension: 0 },
        ],
      },
    ],
    [
      'a triangle',
      {
        definitions: [vector(s.reduce('sumOver', s.freshIndex(s.const(0), i), at('a')))],
      },
    ],
    [
      'a recurrence of two',
      {
        definitions: [
          vector(s.op('select', s.op('eq', i, s.const(0)), one, at('q', previous)), 'p'),
          vector(s.op('select', s.op('eq', i, s.const(0)), one, at('p', previous)), 'q'),
        ],
      },
    ],
    [
      'tests that are combined',
      {
        definitions: [scalar(s.op('select', s.op('and', positive, s.op('not', positive)), at('a'), one))],
      },
    ],
  ])('%s', (_, parts) => expect(verify(parts)).toEqual([]));
});

describe('a problem is found', () => {
  const bad = (op: 'add' | 'idiv' | 'and' | 'neg', ...args: Node[]): Definition => scalar(s.op(op, ...args));
  const triangular = s.definitionIndex(1, i);
  test.each<[string, Parts, string]>([
    ['unknown name', { definitions: [scalar(at('z'))] }, 'f: y: reads z, which is neither an input nor a definition'],
    ['too few places', { definitions: [scalar(at('x'))] }, 'f: y: reads x at 0 places, and it has 1'],
    ['too many places', { definitions: [scalar(at('a', one))] }, 'f: y: reads a at 1 places, and it has 0'],
    ['foreign index', { definitions: [scalar(at('x', i))] }, 'f: y: the free index #-1 is not its own'],
    [
      'extent with an index',
      { definitions: [{ name: 'y', indices: [i, triangular], body: at('a') }] },
      'f: y: the extent #-1 mentions an index',
    ],
    [
      'extent from an array',
      { definitions: [{ name: 'y', indices: [s.definitionIndex(0, s.read('k', [one], 'int'))], body: one }] },
      'f: y: an extent reads k, which is no scalar int input',
    ],
    [
      'real extent',
      { inputs: [a, { ...x, shape: [s.const(1.5)] }], definitions: [scalar(one)] },
      'f: input x: the extent 1.5 is real, not int',
    ],
    [
      'repeated index',
      { definitions: [{ name: 'y', indices: [i, i], body: at('a') }] },
      'f: y: dimension 1 repeats an index',
    ],
    [
      'dimension that starts too early',
      { definitions: [{ name: 'y', indices: [s.freshIndex(s.const(-1), n)], body: at('a') }] },
      'f: y: dimension 0 may start below 0',
    ],
    [
      'dimension that starts at another',
      { definitions: [{ name: 'y', indices: [s.freshIndex(i, n)], body: at('a') }] },
      'f: y: dimension 0 starts at an index that is not before it',
    ],
    [
      'dimension that is no index',
      { definitions: [{ name: 'y', indices: [n], body: at('a') }] },
      'f: y: dimension 0 is n, not an index',
    ],
    ['size without input', { definitions: [scalar(s.size('m'))] }, 'f: y: no input determines the size m'],
    [
      'real test',
      { definitions: [scalar(s.op('select', at('a'), one, one))] },
      'f: y: the test of a select is real, not bool',
    ],
    [
      'branches of two types',
      { definitions: [scalar(s.op('select', positive, one, positive))] },
      'f: y: one branch of a select is bool, the other is not',
    ],
    ['real place', { definitions: [scalar(at('x', at('a')))] }, 'f: y: reads x at a place that is real, not int'],
    [
      'real bound',
      { definitions: [scalar(s.reduce('sumOver', s.freshIndex(one, at('a')), one))] },
      'f: y: index of a value that is real, not int',
    ],
    ['real idiv', { definitions: [bad('idiv', at('a'), one)] }, 'f: y: idiv of a value that is real, not int'],
    ['arithmetic on a bool', { definitions: [bad('add', positive, one)] }, 'f: y: add of a bool'],
    [
      'logic on a number',
      { definitions: [bad('and', positive, at('a'))] },
      'f: y: and of a value that is real, not bool',
    ],
    ['wrong type of read', { definitions: [scalar(s.read('a', [], 'int'))] }, 'f: y: reads a as int, and it is real'],
    ['too many arguments', { definitions: [bad('neg', one, one)] }, 'f: y: neg takes 1 arguments, not 2'],
    ['too few arguments', { definitions: [bad('add', one)] }, 'f: y: add takes 2 arguments, not 1'],
    ['name given twice', { definitions: [scalar(one, 'a')] }, 'f: the name a is given twice'],
    ['definition given twice', { definitions: [scalar(one), scalar(one)] }, 'f: the name y is given twice'],
    [
      'read of what comes later',
      { definitions: [scalar(at('z'), 'y'), scalar(one, 'z')] },
      'f: y reads z, which comes later',
    ],
    [
      'read of what comes later beside a recurrence',
      {
        definitions: [
          vector(at('q', previous), 'p'),
          vector(s.op('add', at('p', previous), at('z')), 'q'),
          scalar(one, 'z'),
        ],
      },
      'f: q reads z, which comes later',
    ],
    ['scalar that reads itself', { definitions: [scalar(at('y'))] }, 'f: the scalar y reads itself'],
    [
      'output without definition',
      { definitions: [scalar(one)], outputs: [{ role: 'value', definition: 'x' }] },
      'f: the value is x, which is no definition',
    ],
    [
      'gradient by no input',
      { definitions: [scalar(one)], outputs: [{ role: 'gradient', by: ['y'], definition: 'y' }] },
      'f: the gradient is by y, which is no input',
    ],
    [
      'fact about a real input',
      { definitions: [scalar(one)], facts: [{ kind: 'earlier', input: 'x', dimension: 0 }] },
      'f: a fact about x, which is no int input',
    ],
    [
      'fact about no dimension',
      { definitions: [scalar(one)], facts: [{ kind: 'earlier', input: 'k', dimension: 1 }] },
      'f: a fact about dimension 1 of k, which has 1',
    ],
  ])('%s', (_, parts, problem) => expect(verify(parts)).toEqual([problem]));
});

test('100,000 definitions in a row, and as deep a body', () => {
  const definitions: Definition[] = [scalar(at('a'), 'd0')];
  for (let d = 1; d < 100_000; d += 1) definitions.push(scalar(at(`d${d - 1}`), `d${d}`));
  let deep = at('a');
  for (let d = 0; d < 100_000; d += 1) deep = s.op('sin', deep);
  expect(verify({ definitions: [...definitions, scalar(deep)] })).toEqual([]);
});
