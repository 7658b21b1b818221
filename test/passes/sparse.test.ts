import { describe, expect, test } from 'vitest';
import { byCode, byGraph, compileLive, distance, routineOf } from '../compiled.ts';
import type { Compiled, Inputs } from '../compiled.ts';

/** The matrix that a sparse Jacobian stands for, and the dense one of the same formula; both as rows. */
function bothWays(
  compiled: Compiled,
  inputs: Inputs,
  lengths: readonly number[],
): { sparse: number[][]; dense: number[][] } {
  const { wrt } = compiled.unit;
  const found = byCode(compiled, 'sparse', inputs);
  const blocks = byCode(compiled, 'jacobian', inputs);
  const [rows, columns, values] = ['rows', 'columns', 'values'].map((label) => [...(found.get(label) as Float64Array)]);
  const width = lengths.reduce((sum, length) => sum + length, 0);
  const height = (found.get('value') as Float64Array).length;
  expect(rows).toHaveLength(height + 1);
  expect(columns).toHaveLength(values!.length);
  expect(rows!.at(-1)).toBe(values!.length);
  const sparse = Array.from({ length: height }, (_, row) => {
    const line = Array<number>(width).fill(0);
    for (let k = rows![row]!; k < rows![row + 1]!; k += 1) {
      expect(columns![k]).toBeLessThan(width);
      line[columns![k]!]! += values![k]!;
    }
    return line;
  });
  const dense = sparse.map((_, row) =>
    wrt.flatMap((name, k) => {
      const block = blocks.get(`jacobian by ${name}`) as Float64Array;
      return [...block.subarray(row * lengths[k]!, (row + 1) * lengths[k]!)];
    }),
  );
  expect(distance(found, byGraph(routineOf(compiled.unit, 'sparse').graph, inputs))).toBeLessThan(1e-12);
  return { sparse, dense };
}

const numbers = (count: number, from: number): Float64Array =>
  Float64Array.from({ length: count }, (_, k) => Math.sin(from + 1.7 * k) + 0.2);

interface Example {
  readonly name: string;
  readonly formula: string;
  readonly inputs: Readonly<Record<string, number | Float64Array>>;
  /** The number of elements of each input that is differentiated by. */
  readonly lengths: readonly number[];
  /** How many entries a row has. */
  readonly width: number;
}

const examples: readonly Example[] = [
  {
    name: 'element by element',
    formula: 'x : real[n]\na : real\ny[i] = sin(a * x[i])^2',
    inputs: { x: numbers(5, 1), a: 0.7 },
    lengths: [5, 1],
    width: 2,
  },
  {
    name: 'rows gathered by index',
    formula: `n : int
table : real[n, 3]
k : int[p]
w : real[p]
y[i, a] = w[i] * table[k[i], a]^2 + cos(table[k[i], 1])`,
    inputs: { n: 4, table: numbers(12, 2), k: Float64Array.of(2, 4, 2), w: numbers(3, 5) },
    lengths: [12, 3],
    width: 3,
  },
  {
    name: 'a point between the corners of a triangle',
    formula: `n : int
corner : real[n, 2]
triangle : int[p, 3]
u : real[p, 2]
y[i, a] = u[i, 1] * corner[triangle[i, 1], a] + u[i, 2] * corner[triangle[i, 2], a] + (1 - u[i, 1] - u[i, 2]) * corner[triangle[i, 3], a]`,
    inputs: { n: 5, corner: numbers(10, 3), triangle: Float64Array.of(1, 2, 3, 4, 4, 5), u: numbers(4, 8) },
    lengths: [10, 4],
    width: 5,
  },
  {
    name: 'a stencil, with nothing beyond its ends',
    formula: `x : real[n]
n : int
left[i] = i > 1 ? x[i - 1] : 0
right[i] = i < n ? x[i + 1] : 0
y[i] = left[i] - 2 * x[i]^2 + right[i]`,
    inputs: { x: numbers(6, 4), n: 6 },
    lengths: [6],
    width: 3,
  },
  {
    name: 'an input that all rows read whole',
    formula: 'A : data[m, n]\nx : real[n]\nb : real[m]\ny[i] = exp(-sum(j = 1:n, A[i, j] * x[j])) * b[i]',
    inputs: { A: numbers(12, 1), x: numbers(4, 3), b: numbers(3, 6) },
    lengths: [4, 3],
    width: 5,
  },
  {
    name: 'what is computed once for many rows',
    formula: `theta : real[2]
us : real[p, 2]
k : int[p]
n : int
place[v, 1] = v * cos(theta[1]) + theta[2]
place[v, 2] = v * sin(theta[1]) * theta[2]
y[i, a] = place[k[i], a] * us[i, 1] + us[i, 2]^2
place : real[n, 2]`.replace(/([\s\S]*)\n(place : .*)$/, '$2\n$1'),
    inputs: { theta: numbers(2, 1), us: numbers(6, 2), k: Float64Array.of(3, 1, 3), n: 4 },
    lengths: [2, 6],
    width: 4,
  },
  {
    name: 'a recurrence',
    formula: 'x : real[n]\na : real\ny : real[n]\ny[1] = x[1]\ny[t] = a * y[t - 1] + x[t]^2',
    inputs: { x: numbers(4, 5), a: 0.6 },
    lengths: [4, 1],
    width: 5,
  },
  {
    name: 'a conditional, both of whose branches read the same element',
    formula: 'x : real[n, 2]\ny[i] = x[i, 1] > 0 ? x[i, 1] * x[i, 2] : x[i, 2]^3 - x[i, 1]',
    inputs: { x: numbers(8, 2) },
    lengths: [8],
    width: 2,
  },
];

describe('a Jacobian in compressed sparse rows', () => {
  for (const { name, formula, inputs, lengths, width } of examples) {
    test(`is the dense one without its structural zeros: ${name}`, async () => {
      const compiled = await compileLive(formula, { emit: ['jacobian', 'sparse'] });
      const { sparse, dense } = bothWays(compiled, new Map(Object.entries(inputs)), lengths);
      expect(sparse.length).toBeGreaterThan(0);
      sparse.forEach((row, r) => row.forEach((entry, c) => expect(entry).toBeCloseTo(dense[r]![c]!, 12)));
      const { rows } = Object.fromEntries(byCode(compiled, 'sparse', new Map(Object.entries(inputs))));
      expect(rows?.[1]).toBe(width);
    });
  }

  test.each(examples)('has its entries replaced where they are: $name', async ({ formula, inputs }) => {
    const compiled = await compileLive(formula, { emit: ['entries'] });
    const at = new Map(Object.entries(inputs));
    const whole = byCode(compiled, 'sparse', at);
    const { graph } = routineOf(compiled.unit, 'entries');
    expect(graph.outputs.map(({ role }) => role)).toEqual(['value', 'values']);
    const entries = byCode(compiled, 'entries', at);
    expect(entries.size).toBe(2);
    for (const [label, found] of entries) expect([...found]).toEqual([...(whole.get(label) ?? [])]);
  });

  test('keeps its arrays, and what is not replaced', async () => {
    const { functions } = await compileLive('x : real[n]\nk : int[p]\ny[i] = x[k[i]]^2', { emit: ['entries'] });
    type Sparse = Readonly<Record<'value' | 'rows' | 'columns' | 'values', Float64Array>>;
    const places = Int32Array.of(2, 1, 2);
    const before = functions['ySparse']?.(Float64Array.of(3, 5), places) as Sparse;
    const { value, rows, columns, values } = before;
    const after = functions['yEntries']?.(Float64Array.of(7, 11), places, before) as Sparse;
    expect(after).toBe(before);
    expect([after.value, after.values, after.rows, after.columns]).toEqual([value, values, rows, columns]);
    expect(after.values).toBe(values);
    expect([...values]).toEqual([22, 14, 22]);
    expect([...columns]).toEqual([1, 0, 1]);
  });

  test.each([
    ['a real input', 'm : int\nA : real[m, n]\ny : real[m]\ny[i] = max(j = 1:n, A[i, j])', 'A'],
    ['data', 'x : real[n]\ny : data[n]\nz[i] = x[max(1, min(n, y[i] > 0 ? i : 1))]', 'y'],
  ])('has no entries that stay where they depend on %s', async (_, formula, names) => {
    await expect(compileLive(formula, { emit: ['sparse'] })).resolves.toBeDefined();
    await expect(compileLive(formula, { emit: ['entries'] })).rejects.toThrow(
      `error[moving-pattern]: where the sparse Jacobian has entries depends on ${names}`,
    );
  });

  test('is of a number too', async () => {
    const compiled = await compileLive('f(x, y) = x^2 * sin(y)', { emit: ['sparse'] });
    const found = byCode(
      compiled,
      'sparse',
      new Map([
        ['x', 3],
        ['y', 0.5],
      ]),
    );
    expect([...(found.get('rows') ?? [])]).toEqual([0, 2]);
    expect([...(found.get('columns') ?? [])]).toEqual([0, 1]);
    expect(found.get('values')?.[0]).toBeCloseTo(6 * Math.sin(0.5), 14);
    expect(found.get('values')?.[1]).toBeCloseTo(9 * Math.cos(0.5), 14);
  });

  test('keeps nothing that grows with the square of the number of rows', async () => {
    const { text } = await compileLive(examples[1]!.formula, { emit: ['sparse'] });
    const emitted = text.slice(
      text.indexOf('function ySparse('),
      text.indexOf('\nexport', text.indexOf('function ySparse(')),
    );
    // The sine and the cosine of each element that is gathered.
    const kept = [...emitted.matchAll(/Scratch\.\w+ = new Float64Array\((.*)\);/g)].map(([, length]) => length);
    expect(kept).toEqual(Array(2).fill('Math.max(Math.min(n, p), 0)'));
  });
});
