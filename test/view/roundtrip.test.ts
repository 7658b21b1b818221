import fc from 'fast-check';
import { all, create } from 'mathjs';
import type { FactoryFunctionMap, MathNode } from 'mathjs';
import { describe, expect, it } from 'vitest';
import { evaluateGraph } from '../../src/ir/evaluate.ts';
import type { Graph } from '../../src/ir/graph.ts';
import type { OpName } from '../../src/ir/op.ts';
import type { Node, Store } from '../../src/ir/store.ts';
import { toMathjs } from '../../src/view/mathjs.ts';
import { builder } from './nodes.ts';
import { store, table } from './table.ts';

// Predictable: NaN outside of the reals.
const math = create(all as FactoryFunctionMap, { predictable: true, relTol: 1e-15, absTol: 0 });

/** mathjs, with reductions over an index and the functions that it lacks. */
const reducers: Record<string, (values: number[], first: number) => number> = {
  sum: (values) => values.reduce((a, b) => a + b, 0),
  prod: (values) => values.reduce((a, b) => a * b, 1),
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  argmax: (values, first) => first + values.indexOf(Math.max(...values)),
};
type RawArg = MathNode & { object?: { name: string }; name?: string; value?: MathNode };
const overIndex = (name: string) =>
  Object.assign(
    (args: RawArg[], _: unknown, scope: Map<string, unknown>): unknown => {
      const [binding, body] = args as [RawArg, RawArg];
      if (binding.type !== 'AssignmentNode') {
        const values = args.map((arg) => arg.compile().evaluate(scope) as number);
        return reducers[name]?.(values, 1);
      }
      const range = (binding.value as MathNode).compile().evaluate(scope) as { valueOf(): number[] };
      const places = range.valueOf();
      const inner = new Map(scope as Map<string, unknown>);
      const values = places.map((place) => {
        inner.set((binding.object as { name: string }).name, place);
        return body.compile().evaluate(inner) as number;
      });
      return reducers[name]?.(values, places[0] as number);
    },
    { rawArgs: true },
  );
math.import(
  {
    ...Object.fromEntries(Object.keys(reducers).map((name) => [name, overIndex(name)])),
    sigmoid: (x: number) => 1 / (1 + Math.exp(-x)),
    relu: (x: number) => Math.max(0, x),
    // mathjs takes real roots of negative numbers here, and floors with a tolerance.
    pow: (x: number, y: number) => x ** y,
    floor: Math.floor,
    mod: (x: number, y: number) => (y === 0 ? x : x - y * Math.floor(x / y)),
    smaller: (x: number, y: number) => x < y,
    larger: (x: number, y: number) => x > y,
    smallerEq: (x: number, y: number) => x <= y,
    largerEq: (x: number, y: number) => x >= y,
    equal: (x: number, y: number) => x === y,
    unequal: (x: number, y: number) => x !== y,
  },
  { override: true },
);

const inputs = {
  x: 0.7, y: -1.3, z: 2.6, i: 3, alpha: 0.3, x1: 5, price: 12, theta_12: 7, λ: 2, v_max: 4, a_b$c: 6, xBar: 8,
}; // prettier-ignore
const arrays = {
  w: [0.5, -1.5, 2, 1.25, -0.75],
  v: [3, 1, -2, 0.5, 4],
  x1: [2],
  w1Bar: [9],
  dw_dx1: [11],
};
const k = [4, 2, 5, 1, 3];
const A = Array.from({ length: 5 }, (_, r) => Array.from({ length: 5 }, (_, c) => r - c * 0.75 + 0.1));

/** Evaluates a node by the reference interpreter, as a graph of one definition. */
function reference(of: Store, node: Node): number {
  const size = of.size('n');
  const shapes: Record<string, readonly Node[]> = {
    w: [size],
    v: [size],
    k: [size],
    A: [size, size],
    w1Bar: [of.const(1)],
  };
  const used = new Map<string, number>();
  const stack = [node];
  const seen = new Set<Node>();
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (seen.has(top)) continue;
    seen.add(top);
    if (top.op === 'read') used.set(top.name, top.args.length);
    stack.push(...top.args);
  }
  used.set('w', 1);
  const graph: Graph = {
    store: of,
    name: 'f',
    inputs: [...used].map(([name, rank]) => ({
      name,
      kind: name === 'k' ? 'int' : 'real',
      shape: rank === 0 ? [] : (shapes[name] ?? [of.const(1)]),
    })),
    definitions: [{ name: 'value', indices: [], body: node }],
    outputs: [{ role: 'value', definition: 'value' }],
    facts: [],
  };
  const values = new Map<string, number | ArrayLike<number>>(
    [...used].map(([name, rank]) => [name, rank === 0 ? ((inputs as Record<string, number>)[name] ?? 0) : flat(name)]),
  );
  return evaluateGraph(graph, values).get('value')?.[0] as number;
}

const flat = (name: string): number[] =>
  name === 'A' ? A.flat() : name === 'k' ? k : ((arrays as Record<string, number[]>)[name] as number[]);

const scopeFor = (text: string): Record<string, unknown> => ({
  ...inputs,
  ...arrays,
  x1: text.includes('x1[') ? arrays.x1 : inputs.x1,
  A,
  k,
  n: 5,
});
/** The value, NaN where mathjs leaves the reals. */
const evaluated = (text: string): number => {
  const value: unknown = math.evaluate(text, scopeFor(text));
  return typeof value === 'object' && value !== null ? Number.NaN : Number(value);
};

/** Products keep their value but not their order (`a * (b * c)`): equal to rounding, unless that reaches a jump. */
const sameTo = (a: number, b: number): boolean =>
  Object.is(a, b) || a === b || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));

describe('text that mathjs reads back', () => {
  const numeric = table.filter(([node]) => !/polygamma/.test(toMathjs(node)));
  it.each(numeric.map(([node, text]) => ({ node, text })))('$text', ({ node, text }) => {
    const expected = reference(store, node);
    const value = evaluated(text);
    expect({ value, same: sameTo(value, expected) }).toEqual({ value, same: true });
  });
});

const numbers = fc.oneof(
  fc.integer({ min: -9, max: 9 }),
  fc.constantFrom(0.5, -0.25, Math.PI, 1 / 3, -1 / 3, Math.LN2, 1e-7, 2 / Math.sqrt(Math.PI)),
);

/** Expressions of every operator, by a recipe of numbers so that fast-check can shrink them. */
type Recipe = { leaf: number | string } | { op: OpName; args: Recipe[] };
const binary: OpName[] = ['add', 'sub', 'mul', 'div', 'pow', 'min', 'max', 'hypot', 'atan2'];
const unary: OpName[] = ['neg', 'neg', 'sin', 'exp', 'sqrt', 'abs', 'floor', 'relu', 'sigmoid', 'log1p'];
const tests: OpName[] = ['lt', 'le', 'gt', 'ge', 'eq', 'ne'];

const { expression } = fc.letrec<{ expression: Recipe; test: Recipe }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.record({ leaf: fc.oneof(numbers, fc.constantFrom('x', 'y', 'z')) }),
    fc.record({ op: fc.constantFrom(...binary), args: fc.tuple(tie('expression'), tie('expression')) }),
    fc.record({ op: fc.constantFrom(...unary), args: fc.tuple(tie('expression')) }),
    fc.record({
      op: fc.constant<OpName>('select'),
      args: fc.tuple(tie('test'), tie('expression'), tie('expression')),
    }),
  ),
  test: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ op: fc.constantFrom(...tests), args: fc.tuple(tie('expression'), tie('expression')) }),
    fc.record({ op: fc.constantFrom<OpName>('and', 'or'), args: fc.tuple(tie('test'), tie('test')) }),
    fc.record({ op: fc.constant<OpName>('not'), args: fc.tuple(tie('test')) }),
  ),
}));

function built(b: ReturnType<typeof builder>, recipe: Recipe): Node {
  if (!('leaf' in recipe)) return b.op(recipe.op, ...recipe.args.map((arg) => built(b, arg)));
  return typeof recipe.leaf === 'number' ? b.node(recipe.leaf) : b.read(recipe.leaf);
}

describe('printing and parsing', () => {
  it('gives the value back, for any expression', () => {
    fc.assert(
      fc.property(expression, (recipe) => {
        const b = builder();
        const node = built(b, recipe);
        const expected = reference(b.store, node);
        // mathjs leaves the reals where we give NaN, and overflows to other infinities.
        fc.pre(Number.isFinite(expected));
        const text = toMathjs(node, { store: b.store });
        const value = evaluated(text);
        expect({ text, value, same: sameTo(value, expected) }).toEqual({ text, value, same: true });
      }),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('has no parentheses that could be left out', () => {
    fc.assert(
      fc.property(expression, (recipe) => {
        const b = builder();
        const text = toMathjs(built(b, recipe), { store: b.store });
        const meaning = meaningOf(text);
        expect(meaning).toBeDefined();
        for (const [open, close] of parenthesesOf(text)) {
          const without = `${text.slice(0, open)} ${text.slice(open + 1, close)} ${text.slice(close + 1)}`;
          expect({ text, without, meaning: meaningOf(without) }).not.toEqual({ text, without, meaning });
        }
      }),
      { numRuns: 200, seed: 7 },
    );
  });
});

/** The tree of a text, undefined if it has none. */
function meaningOf(text: string): string | undefined {
  try {
    return math.parse(text).toString({ parenthesis: 'all' });
  } catch {
    return undefined;
  }
}

/** Pairs of parentheses that group; those of a call come after a letter or digit. */
function parenthesesOf(text: string): [number, number][] {
  const open: number[] = [];
  const pairs: [number, number][] = [];
  for (const [position, character] of [...text].entries()) {
    if (character === '(') open.push(position);
    if (character !== ')') continue;
    const start = open.pop() as number;
    if (!/\w/.test(text[start - 1] ?? '')) pairs.push([start, position]);
  }
  return pairs;
}
