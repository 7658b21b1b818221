import { describe, expect, it } from 'vitest';
import type { Definition, Graph } from '../../src/ir/graph.ts';
import { definitionsToMathjs, resultToLatex, resultToMathjs } from '../../src/view/module.ts';
import { builder } from './nodes.ts';

const { store, op, read, over, n } = builder();
const i = store.definitionIndex(0, n);
const j = store.definitionIndex(1, n);
const inputs: Graph['inputs'] = [
  { name: 'A', kind: 'data', shape: [n, n] },
  { name: 'x', kind: 'real', shape: [n] },
  { name: 'c', kind: 'real', shape: [] },
];
const graphOf = (...definitions: Definition[]): Graph => ({
  store,
  name: 'f',
  inputs,
  definitions,
  outputs: [{ role: 'gradient', by: ['x'], definition: definitions.at(-1)?.name ?? '' }],
  facts: [],
});
const define = (name: string, indices: Definition['indices'], body: Definition['body']): Definition => ({
  name,
  indices,
  body,
});

const y = define(
  'y',
  [i],
  over('sumOver', 0, n, (k) => op('mul', read('A', i, k), read('x', k)), 'k'),
);
const p = define(
  'p',
  [i],
  op('select', op('eq', i, 0), read('c'), op('mul', read('x', i), read('p', op('sub', i, 1)))),
);

describe('definitionsToMathjs', () => {
  it('declares inputs, defines arrays by their elements and says what belongs to what', () => {
    const adjoint: Definition = {
      ...define('xBar', [i], op('mul', 2, read('y', i))),
      origin: { kind: 'adjoint', text: 'x\nevil = 1' },
    };
    expect(definitionsToMathjs(graphOf(y, adjoint))).toBe(
      [
        'A : data[n, n]',
        'x : real[n]',
        'c : real',
        'y[i] = sum(k = 1:n, A[i, k] * x[k])',
        'xBar[i] = 2 * y[i]  # adjoint: x evil = 1',
        '# gradient by x: xBar',
        '',
      ].join('\n'),
    );
  });

  it('declares a range that no array shows', () => {
    const ones = define('ones', [i], store.const(1));
    const outer = define('outer', [i, j], op('mul', read('x', i), read('x', j)));
    const lines = definitionsToMathjs(graphOf(ones, outer, p))
      .split('\n')
      .slice(3);
    expect(lines.slice(0, -2)).toEqual([
      'ones : real[n]',
      'ones[i] = 1',
      'outer[i, j] = x[i] * x[j]',
      'p : real[n]',
      'p[i] = i == 1 ? c : x[i] * p[i - 1]',
    ]);
  });
});

describe('the result of a graph', () => {
  it('is an expression where it is a scalar', () => {
    const s = define('s', [], op('mul', read('c'), read('c')));
    expect(resultToMathjs(graphOf(s))).toBe('c * c');
    expect(resultToLatex(graphOf(s))).toBe('c c');
  });

  it('comes after the definitions that it needs', () => {
    const s = define(
      'cBar',
      [],
      over('sumOver', 0, n, (k) => op('mul', read('y', k), read('c'))),
    );
    const graph = { ...graphOf(y, s), inputs };
    expect(resultToMathjs(graph)).toBe('y[i] = sum(k = 1:n, A[i, k] * x[k])\nsum(k = 1:n, y[k] * c)');
    expect(resultToLatex(graph)).toBe(
      '\\begin{aligned}\ny_{i} &= \\sum_{k=1}^{n} A_{i, k} x_{k} \\\\\n& \\sum_{k=1}^{n} y_{k} c\n\\end{aligned}',
    );
  });

  it('declares inputs where they tell the size of a range', () => {
    const graph = graphOf(define('xBar', [i], op('div', read('c'), n)));
    expect(resultToMathjs(graph)).toBe(
      ['A : data[n, n]', 'x : real[n]', 'xBar : real[n]', 'xBar[i] = c / n'].join('\n'),
    );
    expect(resultToMathjs(graphOf(define('xBar', [i], op('mul', read('x', 0), n))))).toBe(
      ['x : real[n]', 'xBar : real[n]', 'xBar[i] = x[1] * n'].join('\n'),
    );
  });

  it('is a definition by elements where it is an array', () => {
    const graph = graphOf(define('xBar', [i], op('mul', 2, read('x', i))));
    expect(resultToMathjs(graph)).toBe('xBar[i] = 2 * x[i]');
    expect(resultToLatex(graph)).toBe('\\bar{x}_{i} = 2 x_{i}');
  });
});
