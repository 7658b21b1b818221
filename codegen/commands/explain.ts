import type { Graph } from '../../src/ir/graph.ts';
import { compileOptionsOf } from '../options.ts';
import type { Args } from './args.ts';
import { moduleOptions, openFormula } from './inputs.ts';
import { exit } from './io.ts';
import type { ExitCode, Io } from './io.ts';
import { printJson } from './output.ts';

/**
 * `adjoint explain FILE|'EXPR'`: the graph after each named pass.
 *
 * JSON: `{ stages: [{ function, pass, graph }], diagnostics }`, the graph as its printed text.
 */
export async function runExplain(args: Args, io: Io): Promise<ExitCode> {
  const source = await openFormula(args, io);
  const options = compileOptionsOf(source, moduleOptions(args));
  const [{ compile }, print] = await Promise.all([import('../../src/pipeline.ts'), printer(args)]);
  const units = await compile(source, options);
  const stages = units.flatMap((unit) =>
    unit.stages.map(({ pass, graph }) => ({ function: unit.name, pass, graph: print(graph) })),
  );
  if (args.has('json')) printJson(io, { stages, diagnostics: [] });
  else {
    // A comment in DOT too.
    const head = args.has('dot') ? '//' : '──';
    io.out(
      stages.map(({ function: name, pass, graph }) => `${head} ${name}: ${pass}\n${graph.trimEnd()}\n`).join('\n'),
    );
  }
  return exit.ok;
}

/** DOT for Graphviz, or the text of the graph. */
async function printer(args: Args): Promise<(graph: Graph) => string> {
  if (args.has('dot')) return (await import('../../src/view/dot.ts')).toDot;
  return (await import('../../src/ir/print.ts')).printGraph;
}
