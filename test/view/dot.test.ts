import { describe, expect, it } from 'vitest';
import type { Graph } from '../../src/ir/graph.ts';
import type { Node } from '../../src/ir/store.ts';
import { toDot } from '../../src/view/dot.ts';
import { builder } from './nodes.ts';

function bill(): { graph: Graph; cost: Node } {
  const { store, op, read } = builder();
  const cost = op('mul', read('apple'), read('count'));
  const graph: Graph = {
    store,
    name: 'bill',
    inputs: ['apple', 'count', 'tax'].map((name) => ({ name, kind: 'real', shape: [] })),
    definitions: [{ name: 'total', indices: [], body: op('mul', cost, read('tax')) }],
    outputs: [{ role: 'value', definition: 'total' }],
    facts: [],
  };
  return { graph, cost };
}

describe('toDot', () => {
  it('draws inputs, operations and definitions, with values and adjoints', () => {
    const { graph, cost } = bill();
    const notes = {
      apple: { value: 100, adjoint: 2.2 },
      count: { value: 2, adjoint: 110 },
      tax: { value: 1.1, adjoint: 200 },
    };
    const text = toDot(graph, {
      annotate: (name, node) =>
        node === cost ? { value: 200, adjoint: 1.1 } : node === undefined ? notes[name as 'apple'] : undefined,
    });
    const id = (node: Node | undefined): string => `v3n${node?.id}`;
    const total = graph.definitions[0]?.body;
    expect(text.split('\n').slice(4)).toEqual([
      '  v0 [label="apple\\n100\\n∂ 2.2", shape=box];',
      '  v1 [label="count\\n2\\n∂ 110", shape=box];',
      '  v2 [label="tax\\n1.1\\n∂ 200", shape=box];',
      '  subgraph "cluster_total" {',
      '    label="total"; color=gray; fontname="Helvetica"; fontsize=10;',
      `    ${id(cost)} [label="×\\n200\\n∂ 1.1"];`,
      `    ${id(total)} [label="×"];`,
      '    v3 [label="total", shape=box, style="rounded,bold"];',
      '  }',
      `  v0 -> ${id(cost)};`,
      `  v1 -> ${id(cost)};`,
      `  ${id(cost)} -> ${id(total)};`,
      `  v2 -> ${id(total)};`,
      `  ${id(total)} -> v3;`,
      '}',
      '',
    ]);
  });

  it('shows reductions with their range and elements with their places, counted from 1', () => {
    const { store, op, read, readInt, over, n } = builder();
    const index = store.definitionIndex(0, n);
    const body = over('sumOver', 1, n, (j) =>
      op('mul', read('A', index, op('sub', j, 1)), read('w', op('sub', readInt('k', j), 1))),
    );
    const text = toDot({
      store,
      name: 'f',
      inputs: [
        { name: 'A', kind: 'real', shape: [n, n] },
        { name: 'w', kind: 'real', shape: [n] },
        { name: 'k', kind: 'int', shape: [n] },
      ],
      definitions: [{ name: 'y', indices: [index], body }],
      outputs: [{ role: 'value', definition: 'y' }],
      facts: [],
    });
    expect(text).toContain('label="A[n, n]"');
    expect(text).toContain('label="y[i]"');
    expect(text).toContain('label="Σ j=2:n"');
    expect(text).toContain('label="A[i, j - 1]"');
    expect(text).toContain('label="w[k[j]]"');
    expect([...text.matchAll(/v([012]) -> v3n/g)].map((match) => match[1]).sort()).toEqual(['0', '1', '2']);
  });

  it('keeps names from the user inside their quotes', () => {
    const { graph } = bill();
    const text = toDot({ ...graph, name: 'f"];\nevil [label="\\' });
    expect(text.split('\n')[0]).toBe('digraph "f\\"];\\nevil [label=\\"\\\\" {');
  });
});
