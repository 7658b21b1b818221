import { describe, expect, it } from 'vitest';
import type { Node } from '../../src/ir/store.ts';
import { toLatex } from '../../src/view/latex.ts';
import { toMathjs } from '../../src/view/mathjs.ts';
import { builder } from './nodes.ts';

describe('shared parts', () => {
  const b = builder();
  const { op, read, over, n, store } = b;
  const x = read('x');
  const root = op('sqrt', op('add', op('pow', x, 2), op('pow', read('y'), 2)));

  it('prints small formulas inline', () => {
    expect(toMathjs(op('mul', root, op('add', root, 1)))).toBe('sqrt(x^2 + y^2) * (sqrt(x^2 + y^2) + 1)');
  });

  it('names what is large and used twice when asked to', () => {
    const node = op('mul', root, op('add', root, 1));
    expect(toMathjs(node, { share: true })).toBe('t1 = sqrt(x^2 + y^2)\nt1 * (t1 + 1)');
    expect(toLatex(node, { share: true })).toBe(
      '\\begin{aligned}\nt_1 &= \\sqrt{x^{2} + y^{2}} \\\\\n& t_1 \\cdot \\left(t_1 + 1\\right)\n\\end{aligned}',
    );
  });

  it('gives a part that depends on an index a place', () => {
    const part = (i: Node): Node => op('sin', op('mul', read('w', i), op('add', x, op('mul', 2, i))));
    const node = over('sumOver', 0, n, (i) => op('mul', part(i), op('add', part(i), 1)));
    expect(toMathjs(node, { share: true })).toBe(
      't1[i] = sin(w[i] * (x + (2 * i - 2)))\nsum(i = 1:n, t1[i] * (t1[i] + 1))',
    );
  });

  it('avoids names that are taken', () => {
    const node = op('mul', op('mul', root, root), read('t1'));
    expect(toMathjs(node, { share: true, taken: ['t12'] })).toBe('t13 = sqrt(x^2 + y^2)\nt13 * t13 * t1');
  });

  it('does not explode: 60 nested squarings', () => {
    let node = op('add', x, 1);
    for (let k = 0; k < 60; k += 1) node = op('mul', node, node);
    const lines = toMathjs(node).split('\n');
    expect(lines.length).toBeLessThan(61);
    expect(lines.slice(0, 3)).toEqual(['t1 = (x + 1) * (x + 1)', 't2 = t1 * t1 * t1 * t1', 't3 = t2 * t2 * t2 * t2']);
    expect(toLatex(node).length).toBeLessThan(2000);
  });

  it('prints a tree of 100,000 terms on one line, and 100,000 nested calls', () => {
    let sum = x;
    let nested = x;
    for (let k = 0; k < 100_000; k += 1) {
      sum = op('add', sum, read(`x${k}`));
      nested = op('sin', nested);
    }
    expect(toMathjs(sum).split(' + ').length).toBe(100_001);
    expect(toLatex(sum).split(' + ').length).toBe(100_001);
    expect(toMathjs(nested).length).toBe(100_000 * 5 + 1);
    expect(toLatex(nested)).toContain('\\sin\\left(x\\right)');
  });

  it('keeps names of nested indices apart, and uses those of the user', () => {
    const A = (r: Node, c: Node): Node => read('A', r, c);
    const both = over('sumOver', 0, n, (r) => over('sumOver', 0, n, (c) => A(r, c), 'i'), 'i');
    expect(toMathjs(both, { store })).toBe('sum(i = 1:n, sum(j = 1:n, A[i, j]))');
    const hidden = over('maxOver', 0, 7, (r) => read('v', r), 'row');
    expect(toMathjs(hidden, { store })).toBe('max(row = 1:7, v[row])');
    expect(toMathjs(hidden)).toBe('max(i = 1:7, v[i])');
    expect(toMathjs(op('add', hidden, read('row')), { store })).toBe('max(i = 1:7, v[i]) + row');
  });

  it('does not take a variable for a constant', () => {
    expect(toMathjs(op('mul', Math.PI, x))).toBe('pi * x');
    expect(toMathjs(op('mul', Math.PI, read('pi')))).toBe('3.141592653589793 * pi');
  });
});
