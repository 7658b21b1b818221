import { describe, expect, test } from 'vitest';
import { samplePoints } from '../../src/check/points.ts';
import { createRandom } from '../../src/check/random.ts';
import { evaluateGraph } from '../../src/ir/evaluate.ts';
import { createStore } from '../../src/ir/store.ts';
import type { Point } from '../../src/check/points.ts';
import type { Fact, Graph, Input } from '../../src/ir/graph.ts';
import type { Node } from '../../src/ir/store.ts';

const s = createStore();
const [a, b] = [s.read('a', []), s.read('b', [])];
const real = (name: string, ...shape: Node[]): Input => ({ name, kind: 'real', shape });
const int = (name: string, ...shape: Node[]): Input => ({ name, kind: 'int', shape });

function graphOf(body: Node, inputs: readonly Input[], facts: readonly Fact[] = []): Graph {
  const definitions = [{ name: 'y', indices: [], body }];
  return { store: s, name: 'f', inputs, definitions, outputs: [{ role: 'value', definition: 'y' }], facts };
}
const over = (extent: Node, body: (index: Node) => Node): Node => {
  const index = s.freshIndex(s.const(0), extent);
  return s.reduce('sumOver', index, body(index));
};
const arrayOf = (point: Point, name: string): number[] => Array.from(point.get(name) as Float64Array);

describe('points are in the domain', () => {
  const c = s.read('c', []);
  test.each<[string, Node]>([
    ['everything', s.op('mul', a, b)],
    ['positive only', s.op('log', a)],
    ['above 1', s.op('acosh', s.op('add', a, s.op('sqrt', s.op('sub', b, s.const(1)))))],
    ['in (0, 1), and in order', s.op('log', s.op('sub', s.op('asin', a), s.op('asin', b)))],
    ['far away', s.op('sqrt', s.op('sub', a, s.const(12345)))],
    ['each input elsewhere', s.op('add', s.op('log', s.op('neg', a)), s.op('sqrt', s.op('sub', b, s.const(2))))],
    ['a narrow band', s.op('asin', s.op('mul', s.const(40), s.op('sub', a, s.op('mul', b, c))))],
  ])('%s', (_, body) => {
    const graph = graphOf(body, [real('a'), real('b'), real('c')]);
    const { points } = samplePoints(graph);
    expect(points.length).toBeGreaterThanOrEqual(6);
    for (const point of points) expect(evaluateGraph(graph, point).get('y')?.[0]).toSatisfy(Number.isFinite);
    expect(new Set(points.map((point) => [...point.values()].join(' '))).size).toBe(points.length);
  });

  test('none where there is no domain', () => {
    const body = s.op('log', s.op('sub', s.const(-1), s.op('mul', a, a)));
    expect(samplePoints(graphOf(body, [real('a')])).points).toEqual([]);
  });

  test('a Cholesky pivot: symmetric positive definite matrices', () => {
    const n = s.const(3);
    const at = (i: number, j: number): Node => s.read('A', [s.const(i), s.const(j)]);
    const minor = s.op('sub', s.op('mul', at(0, 0), at(1, 1)), s.op('mul', at(0, 1), at(1, 0)));
    const graph = graphOf(s.op('log', minor), [real('A', n, n)]);
    const symmetric = samplePoints(graph).points.filter((point) => arrayOf(point, 'A')[1] === arrayOf(point, 'A')[3]);
    expect(symmetric.length).toBeGreaterThan(0);
  });
});

test('several scales, and the same points each time', () => {
  const graph = graphOf(a, [real('a')]);
  const draw = (): number[] => samplePoints(graph, 10).points.map((point) => point.get('a') as number);
  expect(draw()).toEqual(draw());
  expect(draw().length).toBe(10);
  expect(draw().some((x) => x < 0) && draw().some((x) => x > 0 && x < 1) && draw().some((x) => x > 1)).toBe(true);
});

test('on both sides of 0 and of ±1, wherever they are in the domain', () => {
  const { points } = samplePoints(graphOf(s.op('asec', a), [real('a')]));
  const values = points.map((point) => point.get('a') as number);
  expect([values.some((x) => x > 1), values.some((x) => x < -1)]).toEqual([true, true]);
});

describe('shapes', () => {
  test('distinct sizes for distinct names, literals as they stand', () => {
    const [n, m] = [s.size('n'), s.size('m')];
    const inputs = [real('A', n, m), real('x', n), real('w', s.const(3), s.op('add', m, s.const(1)))];
    for (const point of samplePoints(graphOf(s.const(1), inputs)).points) {
      const rows = arrayOf(point, 'x').length;
      const columns = arrayOf(point, 'A').length / rows;
      expect(rows).not.toBe(columns);
      expect(arrayOf(point, 'w').length).toBe(3 * (columns + 1));
    }
  });

  test('an int input that is an extent', () => {
    const k = s.read('k', [], 'int');
    const { points } = samplePoints(graphOf(s.read('x', [s.op('sub', k, s.const(1))]), [int('k'), real('x', k)]));
    expect(points.length).toBe(8);
    for (const point of points) expect(arrayOf(point, 'x').length).toBe(point.get('k'));
  });

  test('arrays long enough for a formula that reads far into them', () => {
    const { points } = samplePoints(graphOf(s.read('x', [s.const(10)]), [real('x', s.size('n'))]));
    expect(points.length).toBeGreaterThan(0);
    for (const point of points) expect(arrayOf(point, 'x').length).toBeGreaterThan(10);
  });
});

describe('int inputs satisfy the facts', () => {
  const n = s.size('n');
  test('a subscript is within its array', () => {
    const body = over(n, (i) => s.read('x', [s.op('sub', s.read('k', [i], 'int'), s.const(1))]));
    const inputs = [int('k', n), real('x', s.size('m'))];
    const facts: Fact[] = [{ kind: 'within', input: 'k', limit: s.size('m'), array: 'x' }];
    const { points } = samplePoints(graphOf(body, inputs, facts));
    expect(points.length).toBe(8);
    const drawn = new Set(points.flatMap((point) => arrayOf(point, 'k')));
    expect([...drawn].sort()).toEqual([1, 2, 3]);
  });

  test('a parent comes before its child', () => {
    const inputs = [int('parent', s.const(6))];
    const fact: Fact = { kind: 'earlier', input: 'parent', dimension: 0, from: s.const(2) };
    const { points } = samplePoints(graphOf(s.const(1), inputs, [fact]));
    for (const point of points) {
      arrayOf(point, 'parent').forEach((parent, place) => {
        if (place < 2) return;
        expect(parent).toBeGreaterThanOrEqual(1);
        expect(parent - 1).toBeLessThan(place);
      });
    }
    expect(new Set(points.map((point) => arrayOf(point, 'parent').join())).size).toBeGreaterThan(1);
  });

  test('sizes are as far apart as they must be', () => {
    const [m, k] = [s.size('m'), s.read('k', [], 'int')];
    const atMost = (left: Node, right: Node): Fact => ({ kind: 'atMost', left, right, text: 'because' });
    const inputs = [real('x', n), real('w', m), int('k')];
    const facts = [
      atMost(s.op('add', m, s.const(3)), n),
      atMost(s.const(9), m),
      atMost(k, s.const(2)),
      atMost(s.const(2), k),
    ];
    for (const point of samplePoints(graphOf(s.const(1), inputs, facts)).points) {
      expect(arrayOf(point, 'w').length).toBeGreaterThanOrEqual(9);
      expect(arrayOf(point, 'x').length).toBeGreaterThanOrEqual(arrayOf(point, 'w').length + 3);
      expect(point.get('k')).toBe(2);
    }
  });
});

describe('both sides of every branch', () => {
  const sided = (body: Node, inputs = [real('a'), real('b')]): ReturnType<typeof samplePoints> =>
    samplePoints(graphOf(body, inputs));

  test.each<[string, Node, (point: Point) => boolean]>([
    ['a far threshold', s.op('select', s.op('gt', a, s.const(98765)), a, b), (p) => (p.get('a') as number) > 98765],
    [
      'a narrow window',
      s.op('select', s.op('and', s.op('gt', a, s.const(77)), s.op('lt', a, s.const(77.5))), a, b),
      (p) => (p.get('a') as number) > 77 && (p.get('a') as number) < 77.5,
    ],
    ['equality with a literal', s.op('select', s.op('eq', a, s.const(2.5)), a, b), (p) => p.get('a') === 2.5],
    [
      'a test inside a branch',
      s.op('select', s.op('gt', a, s.const(50)), s.op('select', s.op('lt', b, s.const(-60)), a, b), a),
      (p) => (p.get('a') as number) > 50 && (p.get('b') as number) < -60,
    ],
    ['a kink', s.op('abs', s.op('sub', a, s.const(5000))), (p) => (p.get('a') as number) > 5000],
    [
      'a maximum',
      s.op('max', a, s.op('mul', b, s.const(1000))),
      (p) => (p.get('a') as number) > 1000 * (p.get('b') as number),
    ],
  ])('%s', (_, body, reached) => {
    const { points, uncovered } = sided(body);
    expect(uncovered).toEqual([]);
    expect(points.some(reached)).toBe(true);
    expect(points.some((point) => !reached(point))).toBe(true);
  });

  test('a side that no point can be on is reported', () => {
    const never = s.op('lt', s.op('mul', a, a), s.const(-1));
    const { uncovered } = sided(s.op('select', never, a, b));
    expect(uncovered).toEqual([{ definition: 'y', node: never, outcome: true }]);
  });

  test('tests of indices alone are no branches', () => {
    const body = over(s.const(2), (i) => s.op('select', s.op('gt', i, s.const(5)), a, b));
    expect(sided(body).uncovered).toEqual([]);
  });
});

test('random numbers have the right mean and deviation, and differ by seed', () => {
  const random = createRandom('f');
  const draws = Array.from({ length: 20_000 }, () => random.normal());
  const mean = draws.reduce((sum, x) => sum + x, 0) / draws.length;
  const variance = draws.reduce((sum, x) => sum + (x - mean) ** 2, 0) / draws.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  expect(createRandom('f').uniform()).not.toBe(createRandom('g').uniform());
  const counts = Array.from({ length: 3000 }, () => random.int(1, 3));
  for (const face of [1, 2, 3]) expect(counts.filter((n) => n === face).length).toBeGreaterThan(850);
});
