import { describe, expect, it } from 'vitest';
import { ops } from '../../src/ir/op.ts';
import { createStore } from '../../src/ir/store.ts';
import { derivatives } from '../../src/rules/derivative.ts';
import { createKit } from '../../src/rules/kit.ts';
import { kinks } from '../../src/rules/kinks.ts';
import { references, relativeError } from '../references/operations.ts';
import { evaluateNode } from './evaluate-node.ts';
import type { OpName } from '../../src/ir/op.ts';
import type { Node } from '../../src/ir/store.ts';

const inputNames = ['a', 'b', 'c'];

/** The derivatives of an operation at a point by its rule; literal arguments become constants of the graph. */
function partialsAt(name: OpName, at: readonly number[], literal: readonly number[] = []): (number | null)[] {
  const store = createStore();
  const args = at.map((x, k) => (literal.includes(k) ? store.const(x) : store.read(inputNames[k] as string, [])));
  const partials: readonly (Node | null)[] = derivatives[name](createKit(store), args, store.op(name, ...args));
  const inputs = Object.fromEntries(at.map((x, k) => [inputNames[k] as string, x]));
  return partials.map((partial) => (partial === null ? null : evaluateNode(partial, inputs)));
}

describe('derivatives', () => {
  it.each(Object.keys(references) as OpName[])('of %s agree with the references to 1e-13', (name) => {
    const wrong = (references[name] ?? []).flatMap(({ at, gradient }) => {
      const partials = partialsAt(name, at);
      return gradient
        .map((wanted, k) => ({ at, by: k, wanted, actual: partials[k] }))
        .filter(({ wanted, actual }) => wanted !== null && !(relativeError(actual ?? NaN, wanted) <= 1e-13));
    });
    expect(wrong).toEqual([]);
  });

  it('flow to an argument exactly where the references have a derivative', () => {
    // A root's degree is given by reads here, so that its derivative exists, but the references leave it out.
    const flow = Object.entries(references)
      .filter(([name]) => name !== 'nthRoot')
      .map(([name, rows]) => [name, partialsAt(name as OpName, rows[0]?.at ?? []).map((partial) => partial !== null)]);
    const wanted = Object.entries(references)
      .filter(([name]) => name !== 'nthRoot')
      .map(([name, rows]) => [name, rows[0]?.gradient.map((partial) => partial !== null)]);
    expect(flow).toEqual(wanted);
  });

  it('have a row of the right length for every operation', () => {
    const lengths = (Object.keys(ops) as OpName[]).map((name) => [
      name,
      partialsAt(name, [1, 1, 1].slice(0, ops[name].arity)).length,
    ]);
    expect(lengths).toEqual(Object.entries(ops).map(([name, { arity }]) => [name, arity]));
  });

  it.each([
    [0, 3, 0],
    [2, 3, 12],
    [-2, 3, 12],
    [0, 1, 1],
    [-5, 1, 1],
    [0, 0, 0],
    [7, 0, 0],
    [0, 2, 0],
    [-2, -1, -0.25],
    [4, 0.5, 0.25],
  ])('of pow(%d, literal %d) is %d', (x, n, wanted) => {
    const [byBase, byExponent] = partialsAt('pow', [x, n], [1]);
    expect(byBase).toBeCloseTo(wanted, 14);
    expect(byExponent).toBe(null);
  });

  it('of a literal base by the exponent needs no guard', () => {
    expect(partialsAt('pow', [2, 3.5], [0])[1]).toBeCloseTo(2 ** 3.5 * Math.log(2), 13);
  });

  it('of a root by its degree is −y·log(x) / n²', () => {
    expect(partialsAt('nthRoot', [5, 4])[1]).toBeCloseTo((-(5 ** 0.25) * Math.log(5)) / 16, 14);
  });

  it('of select go to the branch taken, of detach nowhere, of given where it says', () => {
    expect(partialsAt('select', [1, 5, 7])).toEqual([null, 1, 0]);
    expect(partialsAt('select', [0, 5, 7])).toEqual([null, 0, 1]);
    expect(partialsAt('detach', [5])).toEqual([null]);
    expect(partialsAt('given', [5, 6, 7])).toEqual([1, 7, null]);
  });
});

describe('kinks', () => {
  it.each(kinks)('$op at $where by argument $by: $value', ({ op, at, by, value }) => {
    expect((partialsAt(op, at)[by] ?? 0) + 0).toBe(value);
  });
});
