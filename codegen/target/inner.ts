import type { Statement } from '../../src/ir/program.ts';
import { allStatements } from '../../src/ir/program.ts';
import type { Node } from '../../src/ir/store.ts';
import type { Loop } from './hot.ts';
import type { Names } from './names.ts';
import { changedBy, needsOf } from './parts.ts';

export interface InnerContext {
  /** The loops within others that are functions of their own. */
  readonly loops: ReadonlySet<Loop>;
  /** The function that they are of, and a name for one. */
  readonly functionName: string;
  readonly freshName: (wanted: string) => string;
  /** The type of what a program's name stands for. */
  readonly typeOf: (name: string) => string;
}

/** Prints a loop within others; undefined where it stays where it is. `locals` are the nodes that have a name around it. */
export type InnerPrinter = (
  loop: Loop,
  locals: ReadonlyMap<Node, string>,
  print: () => readonly string[],
) => string | undefined;

/** Loops within others as functions of their own, which `functions` gets; what is left is the call. */
export function innerPrinter(names: Names, context: InnerContext, functions: string[]): InnerPrinter {
  const { loops, functionName, freshName, typeOf } = context;
  return (loop, locals, print) => {
    if (!loops.has(loop)) return undefined;
    const name = freshName(`${functionName}Loop`);
    const inside = namedIn(loop);
    // No name of a program has a space: these are what is printed.
    const around = [...locals].filter(([node]) => !inside.has(node));
    const types = new Map(around.map(([{ type }, local]) => [` ${local}`, type === 'bool' ? 'boolean' : 'number']));
    const needs = needsOf([loop], new Map(around.map(([node, local]) => [node, ` ${local}`])));
    const changes = changedBy([loop]);
    const given = new Map<string, string>();
    for (const one of [...needs, ...changes])
      given.set(types.has(one) ? one.trim() : names.of(one), types.get(one) ?? typeOf(one));
    const [changed] = changes.map((one) => names.of(one));
    const lines = print();
    functions.push(
      [
        `/** A loop of ${functionName} that is compiled by itself. */`,
        `function ${name}(${[...given].map(([one, type]) => `${one}: ${type}`).join(', ')}): ${changed === undefined ? 'void' : 'number'} {`,
        ...lines,
        ...(changed === undefined ? [] : [`return ${changed};`]),
        '}',
      ].join('\n'),
    );
    const call = `${name}(${[...given.keys()].join(', ')});`;
    return changed === undefined ? call : `${changed} = ${call}`;
  };
}

/** What has a name only inside of a loop. */
function namedIn(loop: Loop): ReadonlySet<Node> {
  const named = new Set<Node>();
  const all: Iterable<Statement> = allStatements([loop]);
  for (const one of all) {
    if (one.kind === 'loop') named.add(one.index);
    if (one.kind === 'local' && one.names !== undefined) named.add(one.names);
  }
  return named;
}
