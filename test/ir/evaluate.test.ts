import { describe, expect, test } from 'vitest';
import { compileGraph, evaluateGraph, solveSizes } from '../../src/ir/evaluate.ts';
import { createStore, postorder } from '../../src/ir/store.ts';
import type { Definition, Graph, Input } from '../../src/ir/graph.ts';
import type { OutOfRange } from '../../src/ir/evaluate.ts';
import type { Node, Store } from '../../src/ir/store.ts';

const input = (name: string, shape: readonly Node[] = [], kind: Input['kind'] = 'real'): Input => ({
  name,
  kind,
  shape,
});

function graphOf(store: Store, inputs: readonly Input[], definitions: readonly Definition[]): Graph {
  const last = definitions[definitions.length - 1] as Definition;
  return { store, name: 'f', inputs, definitions, outputs: [{ role: 'value', definition: last.name }], facts: [] };
}

/** The elements of the definition `y`. */
const run = (graph: Graph, values: Record<string, number | number[]>): number[] =>
  Array.from(evaluateGraph(graph, new Map(Object.entries(values))).get('y') ?? []);

/** y[i] = body(i) over one dimension. */
function vector(store: Store, extent: Node, body: (index: Node) => Node, name = 'y'): Definition {
  const index = store.definitionIndex(0, extent);
  return { name, indices: [index], body: body(index) };
}

describe('reductions and arrays', () => {
  test('a matrix product', () => {
    const s = createStore();
    const [n, m, p] = [s.size('n'), s.size('m'), s.size('p')];
    const [i, k, j] = [s.definitionIndex(0, n), s.definitionIndex(1, p), s.freshIndex(s.const(0), m)];
    const body = s.reduce('sumOver', j, s.op('mul', s.read('A', [i, j]), s.read('B', [j, k])));
    const graph = graphOf(
      s,
      [input('A', [n, m]), input('B', [m, p]), input('c', [m])],
      [{ name: 'y', indices: [i, k], body }],
    );
    // [1 2 3; 4 5 6] · [7 8; 9 10; 11 12]
    expect(run(graph, { A: [1, 2, 3, 4, 5, 6], B: [7, 8, 9, 10, 11, 12], c: [0, 0, 0] })).toEqual([58, 64, 139, 154]);
  });

  test('a triangle: bounds that depend on an outer index', () => {
    const s = createStore();
    const n = s.size('n');
    const i = s.freshIndex(s.const(0), n);
    const j = s.freshIndex(s.const(0), s.op('add', i, s.const(1)));
    const inner = s.reduce('sumOver', j, s.op('mul', s.read('x', [i]), s.read('x', [j])));
    const graph = graphOf(s, [input('x', [n])], [{ name: 'y', indices: [], body: s.reduce('sumOver', i, inner) }]);
    // 1·1 + 2·(1 + 2) + 5·(1 + 2 + 5)
    expect(run(graph, { x: [1, 2, 5] })).toEqual([47]);
  });

  test('sibling reductions over the same bound index do not disturb each other', () => {
    const s = createStore();
    const n = s.size('n');
    const over = (f: (k: Node) => Node): Node => {
      const k = s.freshIndex(s.const(0), n);
      return s.reduce('sumOver', k, f(k));
    };
    const square = (k: Node): Node => s.op('mul', s.read('x', [k]), s.read('x', [k]));
    const chosen = (k: Node): Node => s.op('select', s.op('gt', s.read('x', [k]), s.const(1)), square(k), s.const(0));
    const body = s.op(
      'add',
      over(square),
      s.op(
        'mul',
        s.const(1000),
        s.op(
          'sub',
          over(chosen),
          over((k) => s.read('x', [k])),
        ),
      ),
    );
    expect(run(graphOf(s, [input('x', [n])], [{ name: 'y', indices: [], body }]), { x: [1, 2, 3] })).toEqual([
      14 + 7000,
    ]);
  });

  test('each reduction, with its value over nothing', () => {
    const s = createStore();
    const n = s.size('n');
    const kinds = ['sumOver', 'prodOver', 'maxOver', 'minOver', 'argmaxOver', 'argminOver'] as const;
    const definitions = kinds.map((kind): Definition => {
      const k = s.freshIndex(s.const(0), n);
      return { name: kind, indices: [], body: s.reduce(kind, k, s.read('x', [k])) };
    });
    const at = (x: number[]): number[] => {
      const values = evaluateGraph(graphOf(s, [input('x', [n])], definitions), new Map([['x', x]]));
      return kinds.map((kind) => values.get(kind)?.[0] as number);
    };
    expect(at([3, 5, 5, -1, -1])).toEqual([11, 75, 5, -1, 1, 3]);
    expect(at([])).toEqual([0, 1, -Infinity, Infinity, Number.NaN, Number.NaN]);
    expect(at([-Infinity, -Infinity])[4]).toBe(0);
  });

  test('a gather, and a scatter as a sum over a test of places', () => {
    const s = createStore();
    const [n, m] = [s.size('n'), s.size('m')];
    const place = (b: Node): Node => s.op('sub', s.read('k', [b], 'int'), s.const(1));
    const gather = vector(s, n, (b) => s.read('x', [place(b)]), 'g');
    const scatter = vector(s, m, (c) => {
      const b = s.freshIndex(s.const(0), n);
      return s.reduce('sumOver', b, s.op('select', s.op('eq', place(b), c), s.read('g', [b]), s.const(0)));
    });
    const graph = graphOf(s, [input('x', [m]), input('k', [n], 'int')], [gather, scatter]);
    expect(run(graph, { x: [10, 20, 30], k: [2, 1, 2, 2] })).toEqual([10, 60, 0]);
  });

  test('what is free of an index is computed once outside its loop', () => {
    const s = createStore();
    const n = s.size('n');
    const k = s.freshIndex(s.const(0), n);
    const heavy = s.op('exp', s.read('a', []));
    const body = s.reduce('sumOver', k, s.op('mul', heavy, s.read('x', [k])));
    const y = vector(s, n, (i) => s.op('add', body, s.read('x', [i])));
    let count = 0;
    compileGraph(graphOf(s, [input('a'), input('x', [n])], [y]))(
      new Map<string, number | number[]>([
        ['a', 0],
        ['x', [1, 2, 3]],
      ]),
      { watch: new Set([heavy, body]), onNode: () => (count += 1) },
    );
    expect(count).toBe(2);
  });

  test('a reduction that depends on an inner index alone is computed once for each of its values', () => {
    const s = createStore();
    const n = s.size('n');
    const square = (k: Node): Node => s.op('mul', s.read('x', [k]), s.read('x', [k]));
    const tail = (from: Node): Node => {
      const k = s.freshIndex(from, n);
      return s.reduce('sumOver', k, square(k));
    };
    const [i, j] = [s.definitionIndex(0, n), s.definitionIndex(1, n)];
    const body = s.op('add', tail(j), s.read('x', [i]));
    const watch = new Set([...postorder([body])].filter((node) => node.op === 'mul'));
    let count = 0;
    const values = compileGraph(graphOf(s, [input('x', [n])], [{ name: 'y', indices: [i, j], body }]))(
      new Map([['x', [1, 2, 3]]]),
      { watch, onNode: () => (count += 1) },
    );
    expect(Array.from(values.get('y') ?? [])).toEqual([15, 14, 10, 16, 15, 11, 17, 16, 12]);
    expect(count).toBe(3 + 2 + 1);
  });
});

describe('recurrences', () => {
  const LENGTH = 5000;

  test('ascending: Fibonacci numbers', () => {
    const s = createStore();
    const y = vector(s, s.const(30), (t) => {
      const back = (by: number): Node => s.read('y', [s.op('sub', t, s.const(by))]);
      return s.op('select', s.op('lt', t, s.const(2)), s.const(1), s.op('add', back(1), back(2)));
    });
    expect(run(graphOf(s, [], [y]), {}).slice(-1)).toEqual([832040]);
  });

  test('descending, thousands of steps deep', () => {
    const s = createStore();
    const n = s.size('n');
    const y = vector(s, n, (t) => {
      const next = s.op('add', t, s.const(1));
      const later = s.op('add', s.read('y', [next]), s.read('u', [t]));
      return s.op('select', s.op('eq', next, n), s.read('u', [t]), later);
    });
    const u = Array.from({ length: LENGTH }, (_, k) => k);
    expect(run(graphOf(s, [input('u', [n])], [y]), { u })[0]).toBe((LENGTH * (LENGTH - 1)) / 2);
  });

  test('mutual: two definitions that read each other', () => {
    const s = createStore();
    const n = s.const(LENGTH);
    const step = (own: string, other: string, start: number): Definition =>
      vector(
        s,
        n,
        (t) => {
          const before = s.op('sub', t, s.const(1));
          return s.op(
            'select',
            s.op('eq', t, s.const(0)),
            s.const(start),
            s.op('sub', s.const(1), s.read(other, [before])),
          );
        },
        own,
      );
    // a: 0 0 1 1 0 0 …, b: 1 1 0 0 1 1 … follow from a = 1 − b', b = 1 − a'.
    const values = evaluateGraph(graphOf(s, [], [step('a', 'y', 5), step('y', 'a', 2)]), new Map());
    expect(Array.from(values.get('a') ?? []).slice(0, 4)).toEqual([5, -1, 5, -1]);
    expect(Array.from(values.get('y') ?? []).slice(0, 4)).toEqual([2, -4, 2, -4]);
    expect(values.get('y')?.[LENGTH - 1]).toBe(-4);
  });

  test('places from data: a tree by its parents', () => {
    const s = createStore();
    const n = s.size('n');
    const y = vector(s, n, (b) => {
      const parent = s.read('parent', [b], 'int');
      const above = s.read('y', [s.op('sub', parent, s.const(1))]);
      return s.op('select', s.op('eq', parent, s.const(0)), s.read('w', [b]), s.op('mul', above, s.read('w', [b])));
    });
    const graph = graphOf(s, [input('parent', [n], 'int'), input('w', [n])], [y]);
    expect(run(graph, { parent: [0, 1, 1, 2, 4], w: [2, 3, 5, 7, 11] })).toEqual([2, 6, 10, 42, 462]);
    expect(run(graph, { parent: [2, 3, 0], w: [2, 3, 5] })).toEqual([30, 15, 5]);
  });

  test('a guard keeps the branch not taken from being needed', () => {
    const s = createStore();
    // At t = 0 the branch not taken reads y[0] itself.
    const y = vector(s, s.const(3), (t) => {
      const before = s.op('max', s.op('sub', t, s.const(1)), s.const(0));
      return s.op('select', s.op('eq', t, s.const(0)), s.const(1), s.op('mul', s.const(2), s.read('y', [before])));
    });
    expect(run(graphOf(s, [], [y]), {})).toEqual([1, 2, 4]);
  });

  test('an element that needs itself is an error that names it', () => {
    const s = createStore();
    const y = vector(s, s.const(3), (t) => s.read('y', [s.op('sub', s.const(2), t)]));
    expect(() => run(graphOf(s, [], [y]), {})).toThrow('f: y[1] needs itself');
  });
});

describe('reads outside an array', () => {
  const build = (): Graph => {
    const s = createStore();
    const y = vector(s, s.const(3), (t) => {
      const before = s.read('x', [s.op('sub', t, s.const(1))]);
      return s.op('select', s.op('eq', t, s.const(0)), s.const(7), before);
    });
    return graphOf(s, [input('x', [s.size('n')])], [y]);
  };

  test('are not reported in a branch that is not taken', () => {
    const seen: OutOfRange[] = [];
    evaluateGraph(build(), new Map([['x', [1, 2]]]), { onOutOfRange: (read) => seen.push(read) });
    expect(seen).toEqual([]);
  });

  test('are reported and give NaN in one that is', () => {
    const seen: OutOfRange[] = [];
    const values = evaluateGraph(build(), new Map([['x', [1]]]), { onOutOfRange: (read) => seen.push(read) });
    expect(seen).toEqual([{ definition: 'y', array: 'x', places: [1] }]);
    expect(Array.from(values.get('y') ?? [])).toEqual([7, 1, Number.NaN]);
  });
});

describe('depth', () => {
  test('a chain of 50,000 terms', () => {
    const s = createStore();
    let sum = s.read('x', []);
    for (let k = 1; k < 50_000; k += 1) sum = s.op('add', sum, s.op('mul', s.const(k), s.read('x', [])));
    expect(run(graphOf(s, [input('x')], [{ name: 'y', indices: [], body: sum }]), { x: 2 })).toEqual([
      2 * (1 + 1249975000),
    ]);
  });

  test('30 nested squarings share their nodes', () => {
    const s = createStore();
    let x = s.read('x', []);
    for (let k = 0; k < 30; k += 1) x = s.op('mul', x, x);
    expect(run(graphOf(s, [input('x')], [{ name: 'y', indices: [], body: x }]), { x: 1 + 2 ** -30 })[0]).toBeCloseTo(
      Math.E,
      6,
    );
  });
});

describe('solveSizes', () => {
  const s = createStore();
  const [n, m] = [s.size('n'), s.size('m')];
  const solve = (inputs: readonly Input[], values: Record<string, number | number[]>): Record<string, number> =>
    Object.fromEntries(
      solveSizes(graphOf(s, inputs, [{ name: 'y', indices: [], body: s.const(0) }]), new Map(Object.entries(values))),
    );
  const zeros = (length: number): number[] => Array.from({ length }, () => 0);

  test('solves one unknown at a time, in whatever order the inputs come', () => {
    expect(solve([input('A', [n, m]), input('x', [n])], { A: zeros(12), x: zeros(3) })).toEqual({ n: 3, m: 4 });
  });
  test('solves affine and repeated extents, and reads int inputs', () => {
    expect(solve([input('x', [s.op('add', s.op('mul', s.const(2), n), s.const(1))])], { x: zeros(9) })).toEqual({
      n: 4,
    });
    expect(solve([input('A', [n, n])], { A: zeros(25) })).toEqual({ n: 5 });
    expect(solve([input('x', [s.op('sub', n, s.const(1))])], { x: [] })).toEqual({ n: 1 });
    const k = s.read('k', [], 'int');
    expect(solve([input('k', [], 'int'), input('x', [k, n])], { k: 3, x: zeros(12) })).toEqual({ n: 4 });
  });
  test('an empty array leaves the rest open', () => {
    expect(solve([input('A', [n, m]), input('x', [n])], { A: [], x: [] })).toEqual({ n: 0, m: 0 });
  });
  test.each<[string, readonly Input[], Record<string, number | number[]>, string]>([
    [
      'a length that disagrees',
      [input('x', [n]), input('w', [n])],
      { x: zeros(3), w: zeros(4) },
      'w: expected 3 = 3 elements, got 4',
    ],
    [
      'a length that does not divide',
      [input('x', [n]), input('A', [n, m])],
      { x: zeros(3), A: zeros(4) },
      'A: a length of 4',
    ],
    ['a literal length', [input('x', [s.const(2)])], { x: zeros(3) }, 'x: expected 2 = 2 elements, got 3'],
    ['an array for a scalar', [input('a')], { a: [1, 2] }, 'a: expected a scalar, got 2'],
    ['a missing input', [input('a')], {}, 'a: no value was passed'],
    ['sizes left open', [input('A', [n, m])], { A: zeros(4) }, 'A: the lengths passed do not determine n'],
  ])('throws a RangeError for %s', (_, inputs, values, message) => {
    expect(() => solve(inputs, values)).toThrow(RangeError);
    expect(() => solve(inputs, values)).toThrow(message);
  });
});
