import { describe, expect, it } from 'vitest';
import { doubles, trace } from '../../../src/check/precise/evaluate.ts';
import { samplePoints } from '../../../src/check/points.ts';
import { evaluateGraph } from '../../../src/ir/evaluate.ts';
import type { Graph } from '../../../src/ir/graph.ts';
import { unitOf } from '../../compiled.ts';

const formulas = [
  'x * log(x) + (x > 1 ? sqrt(x - 1) : atan2(x, 2))',
  'sum(i, v[i]^2) / max(v) + prod(v)',
  'A : real[m, n]\nx : real[n]\ny[i] = sum(j, A[i, j] * x[j])\nsum(y) + norm(y)',
  'v : real[n]\ns[1] = v[1]\ns[i] = 0.5 * s[i - 1] + v[i]\nsum(s)',
  'x : real[n]\nk : int[m]\nsum(i, x[k[i]] * i)',
  'logsumexp(v) - min(v)',
];

describe('tracing in doubles', () => {
  it.each(formulas)('%s: is the interpreter, definition by definition', async (formula) => {
    const unit = await unitOf(formula);
    const { points } = samplePoints(unit.value);
    expect(points.length).toBeGreaterThan(2);
    for (const graph of [unit.stages[0]?.graph as Graph, unit.derived.get('grad') as Graph]) {
      const names = graph.definitions.map(({ name }) => name);
      for (const point of points) {
        const expected = evaluateGraph(graph, point);
        const { values } = trace(graph, point, names, doubles);
        expect(names.map((name) => values.get(name))).toEqual(names.map((name) => [...(expected.get(name) ?? [])]));
      }
    }
  });

  it('replaces what it is given', async () => {
    const { value } = await unitOf('x * 2 + exp(x)');
    const point = new Map([['x', 1]]);
    const [name] = value.definitions.map((one) => one.name) as [string];
    const [key] = [...trace(value, point, [name], doubles).occurrences].find(([, one]) => one.node.op === 'exp') ?? [];
    expect(trace(value, point, [name], doubles, new Map([[key as string, 100]])).values.get(name)).toEqual([102]);
  });
});
