import { describe, expect, it } from 'vitest';
import { domains, evaluators } from '../../src/ir/evaluate-op.ts';
import { ops } from '../../src/ir/op.ts';
import { references, relativeError } from '../references/operations.ts';
import type { OpName } from '../../src/ir/op.ts';

const names = Object.keys(ops) as OpName[];
const logical: readonly OpName[] = [
  'lt',
  'le',
  'gt',
  'ge',
  'eq',
  'ne',
  'and',
  'or',
  'not',
  'select',
  'idiv',
  'detach',
  'given',
];

describe('evaluators', () => {
  it('are all compared with references, but for those listed by hand below', () => {
    expect(names.filter((name) => references[name] === undefined)).toEqual(
      names.filter((name) => logical.includes(name)),
    );
  });

  it.each(Object.keys(references))('%s has at least 8 references and is right to 1e-13', (name) => {
    const rows = references[name] ?? [];
    expect(rows.length).toBeGreaterThanOrEqual(8);
    const wrong = rows
      .map(({ at, value }) => ({ at, value, actual: evaluators[name as OpName](...at) }))
      .filter(({ actual, value }) => !(relativeError(actual, value) <= 1e-13));
    expect(wrong).toEqual([]);
  });

  it.each([
    ['lt', [1, 2], 1],
    ['lt', [2, 2], 0],
    ['le', [2, 2], 1],
    ['le', [3, 2], 0],
    ['gt', [2, 2], 0],
    ['gt', [3, 2], 1],
    ['ge', [2, 2], 1],
    ['ge', [1, 2], 0],
    ['eq', [2, 2], 1],
    ['eq', [1, 2], 0],
    ['ne', [2, 2], 0],
    ['ne', [1, 2], 1],
    ['lt', [NaN, 2], 0],
    ['ne', [NaN, NaN], 1],
    ['eq', [0, -0], 1],
    ['and', [1, 0], 0],
    ['and', [1, 1], 1],
    ['or', [0, 0], 0],
    ['or', [0, 1], 1],
    ['not', [0], 1],
    ['not', [1], 0],
    ['select', [1, 5, 7], 5],
    ['select', [0, 5, 7], 7],
    ['select', [0, NaN, 7], 7],
    ['idiv', [7, 2], 3],
    ['idiv', [-7, 2], -4],
    ['detach', [3.5], 3.5],
    ['given', [2, 3, 4], 2],
    ['relu', [NaN], NaN],
    ['relu', [Infinity], Infinity],
    ['sign', [0], 0],
    ['max', [NaN, 1], NaN],
    ['mod', [5, 0], 5],
    ['mod', [6, 3], 0],
    ['pow', [0, 0], 1],
    ['hypot', [0, 0], 0],
  ] as const)('%s(%j) is %d', (name, at, value) => {
    expect(evaluators[name](...at)).toBe(value);
  });
});

describe('domains', () => {
  it.each(names)('%s has one for each argument', (name) => {
    expect(domains[name].length).toBe(ops[name].arity);
  });

  it('hold every reference point but those with a negative base or root', () => {
    const outside = Object.entries(references).flatMap(([name, rows]) =>
      rows
        .filter(({ at }) => !at.every((x, k) => domains[name as OpName][k]?.holds(x)))
        .map(({ at }) => `${name}(${at.join(', ')})`),
    );
    expect(outside).toEqual(['nthRoot(-27.5, 3)', 'nthRoot(-0.001, 9)', 'nthRoot(0.75, -4)']);
  });

  it.each([
    ['log', 0],
    ['log', -1],
    ['asin', 1.5],
    ['acosh', 0.5],
    ['gamma', -3],
    ['gamma', 0],
    ['atanh', 1],
    ['acoth', 0.5],
    ['asec', 0.5],
    ['sqrt', -1],
    ['log1p', -1],
    ['asech', 0],
    ['sin', NaN],
    ['sin', Infinity],
  ] as const)('%s refuses %d', (name, x) => {
    expect(domains[name][0]?.holds(x)).toBe(false);
  });
});
