import { expect } from 'vitest';
import { AdjointError } from '../../../src/diagnostic.ts';
import { evaluateGraph } from '../../../src/ir/evaluate.ts';
import type { Graph } from '../../../src/ir/graph.ts';
import { lower } from '../../../src/ir/lower.ts';
import type { LowerOptions } from '../../../src/ir/lower.ts';
import { printGraph } from '../../../src/ir/print.ts';
import { verifyGraph } from '../../../src/ir/verify.ts';
import { parseModule } from '../../../src/syntax/parse.ts';

/** The graphs of a module; each is well formed. */
export async function graphsOf(text: string, options: LowerOptions = {}): Promise<Graph[]> {
  const source = { name: 'test.math', text };
  const graphs = lower(await parseModule(source), source, options);
  for (const graph of graphs) expect(verifyGraph(graph)).toEqual([]);
  return graphs;
}

/** The graph of a module as text. */
export async function printed(text: string, options: LowerOptions = {}): Promise<string> {
  return (await graphsOf(text, options)).map(printGraph).join('\n');
}

/** The elements of a module's value. */
export async function valueOf(
  text: string,
  inputs: Record<string, number | readonly number[]> = {},
): Promise<number[]> {
  const [graph] = (await graphsOf(text)) as [Graph];
  const values = evaluateGraph(graph, new Map(Object.entries(inputs)));
  return Array.from(values.get(graph.outputs[0]?.definition ?? '') ?? []);
}

/** What is wrong with a module, as `code line:column message`. */
export async function errorsOf(text: string, options: LowerOptions = {}): Promise<string[]> {
  try {
    await graphsOf(text, options);
  } catch (error) {
    if (!(error instanceof AdjointError)) throw error;
    return error.diagnostics.map(({ code, line, column, message }) => `${code} ${line}:${column} ${message}`);
  }
  return [];
}

/** Numbers up to rounding. */
export const close = (values: readonly number[]): unknown[] => values.map((value) => expect.closeTo(value, 12));
