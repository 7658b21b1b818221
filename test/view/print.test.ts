import { describe, expect, it } from 'vitest';
import { toLatex } from '../../src/view/latex.ts';
import { toMathjs } from '../../src/view/mathjs.ts';
import { store, table } from './table.ts';

describe('text of a node', () => {
  it.each(table.map(([node, mathjs, latex]) => ({ node, mathjs, latex })))('$mathjs', ({ node, mathjs, latex }) => {
    expect(toMathjs(node, { store })).toBe(mathjs);
    expect(toLatex(node, { store })).toBe(latex);
  });
});
