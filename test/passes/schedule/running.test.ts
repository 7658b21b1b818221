import { describe, expect, test } from 'vitest';
import type { Program, Statement } from '../../../src/ir/program.ts';
import { postorder } from '../../../src/ir/store.ts';
import type { Node } from '../../../src/ir/store.ts';
import { verifyProgram } from '../../../src/ir/verify-program.ts';
import { byCode, byGraph, byProgram, compileLive, distance, routineOf } from '../../compiled.ts';
import type { Compiled, Inputs } from '../../compiled.ts';

/** The quotients in places at which a loop reads, that depend on its index. */
function movingQuotients({ body }: Program): Node[] {
  const found: Node[] = [];
  const visit = (statements: readonly Statement[], innermost: Node | undefined): void => {
    for (const statement of statements) {
      if (statement.kind === 'loop') visit(statement.body, statement.index);
      if (statement.kind === 'if') visit(statement.body, innermost);
      if (!('value' in statement) || innermost === undefined) continue;
      const roots = [statement.value as Node, ...('at' in statement ? [statement.at] : [])];
      const places = postorder(roots).flatMap((node) => (node.op === 'read' ? node.args : []));
      for (const node of postorder(places)) if (node.op === 'idiv' && node.free.includes(innermost)) found.push(node);
    }
  };
  visit(body, undefined);
  return found;
}

const numbers = (length: number, shift: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => Math.sin(1.3 * k + shift));

function agrees(compiled: Compiled, role: 'value' | 'grad', inputs: Inputs): void {
  const routine = routineOf(compiled.unit, role);
  expect(verifyProgram(routine.program)).toEqual([]);
  const expected = byGraph(routine.graph, inputs);
  expect(distance(byProgram(routine, inputs), expected)).toBeLessThan(1e-13);
  expect(distance(byCode(compiled, role, inputs), expected)).toBeLessThan(1e-13);
}

/** A triangle packed column by column or row by row, read along rows or down columns. */
const formulas = {
  'columns, along rows': 'y[r] = sum(s = 1:r, l[(s - 1) * d - s * (s - 1) / 2 + r] * x[s])',
  'columns, down them': 'y[s] = sum(r = s:d, l[(s - 1) * d - s * (s - 1) / 2 + r] * x[r])',
  'rows, along them': 'y[r] = sum(s = 1:r, l[r * (r - 1) / 2 + s] * x[s])',
  'rows, down columns': 'y[s] = sum(r = s:d, l[r * (r - 1) / 2 + s] * x[r])',
  'the diagonal': 'y[r] = l[r * (r + 1) / 2] * x[r]',
  'shifted rows': 'y[s] = sum(r = 2:d, l[(r - 1) * (r - 2) / 2 + 1] * x[r]) * x[s]',
} as const;

describe('places of packed triangles run along', () => {
  test.each(Object.entries(formulas))('%s', async (_, formula) => {
    const text = `d : int\nl : real[d * (d + 1) / 2]\nx : real[d]\ny : real[d]\n${formula}\nf = sum(y.^2)`;
    const compiled = await compileLive(text);
    expect(movingQuotients(routineOf(compiled.unit, 'value').program)).toEqual([]);
    for (const d of [1, 2, 3, 4, 5, 9]) {
      const inputs = new Map<string, number | Float64Array>([
        ['d', d],
        ['l', numbers((d * (d + 1)) / 2, 0)],
        ['x', numbers(d, 1)],
      ]);
      agrees(compiled, 'value', inputs);
      agrees(compiled, 'grad', inputs);
    }
  });
});

test('a quotient that leaves a remainder is computed at each place', async () => {
  const compiled = await compileLive(`x : real[2 * n]\nw : real[n]\nf = sum(r = 1:n, x[2 * r - 1]^2 * w[r])`);
  expect(compiled.text).toContain('Math.floor(');
  for (const n of [1, 2, 5, 17])
    agrees(
      compiled,
      'grad',
      new Map([
        ['x', numbers(2 * n, 0)],
        ['w', numbers(n, 1)],
      ]),
    );
});
