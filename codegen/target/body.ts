import type { Program } from '../../src/ir/program.ts';
import type { Hot } from './hot.ts';
import { innerPrinter } from './inner.ts';
import { outerName } from './names.ts';
import type { Names } from './names.ts';
import type { Part } from './parts.ts';
import type { Small } from './small.ts';
import { createPrinter } from './statement.ts';

/** How a program is laid out in functions. */
export interface Cut {
  readonly parts: readonly Part[];
  readonly hot: Hot;
  readonly small: Small;
}

export interface BodyContext {
  readonly functionName: string;
  /** A name of the module that nothing else has. */
  readonly freshName: (wanted: string) => string;
  /** The type of what a program's name stands for. */
  readonly typeOf: (name: string) => string;
  /** What the module has for a program's name, under one of its own: each function reads it there. */
  readonly outer: ReadonlyMap<string, string>;
  /** What the function returns. */
  readonly results: readonly string[];
  readonly cut: Cut;
}

/** The body of a function, the functions that it calls for its parts, and the memory in which these leave values to each other. */
export interface BodyText {
  readonly lines: string[];
  readonly functions: string[];
  readonly memory: string[];
}

/**
 * Prints a program's statements; large loops and what is more than an engine compiles as one function are functions of
 * their own. They are given what the function has; what one of them declares and another needs stands in an array.
 */
export function printBody({ body }: Program, names: Names, context: BodyContext): BodyText {
  const { parts, hot, small } = context.cut;
  const { functionName, typeOf, outer } = context;
  const freshName = (wanted: string): string => outerName(names, context.freshName, wanted);
  const slots = slotsOf(parts, context.results);
  const held = slots.size === 0 ? '' : freshName(`${functionName}Held`);
  const slotOf = (name: string): string => `${held}[${slots.get(name)}]`;
  const here = new Set(parts.flatMap(({ apart, needs }) => (apart ? [] : needs)).concat(context.results));
  const known = new Set<string>();
  const lines = outerLines([...here], names, outer);
  const functions: string[] = [];
  const inner = innerPrinter(names, { loops: hot.loops, functionName, freshName, typeOf }, functions);
  const print = createPrinter(names, { own: hot.nodes, small: small.nodes }, inner);
  for (const part of parts) {
    const { from, to, apart, needs, changes, declares } = part;
    if (!apart) {
      lines.push(...print(body, from, to));
      for (const one of changes) if (slots.has(one)) lines.push(`${slotOf(one)} = ${names.of(one)};`);
      continue;
    }
    const name = freshName(`${functionName}Part`);
    const given = needs.filter((one) => !slots.has(one) && !outer.has(one));
    const taken = needs.filter((one) => slots.has(one));
    const parameters = given.map((one) => `${names.of(one)}: ${typeOf(one)}`);
    const before = [
      ...outerLines(needs, names, outer),
      ...taken.map((one) => `${changes.includes(one) ? 'let' : 'const'} ${names.of(one)} = ${slotOf(one)}!;`),
    ];
    const inner = print(body, from, to);
    const left = [...declares, ...changes].filter((one) => slots.has(one));
    const after = left.map((one) => `${slotOf(one)} = ${names.of(one)};`);
    const { type, value } = resultOf(changes.filter((one) => !slots.has(one)).map((one) => names.of(one)));
    functions.push(
      [
        `/** A part of ${functionName} that is compiled by itself. */`,
        `function ${name}(${parameters.join(', ')}): ${type} {`,
        ...before,
        ...inner,
        ...after,
        ...(value === undefined ? [] : [`return ${value};`]),
        '}',
      ].join('\n'),
    );
    const call = `${name}(${given.map((one) => names.of(one)).join(', ')});`;
    lines.push(value === undefined ? call : `${value} = ${call}`);
    for (const one of left.filter((left) => here.has(left))) {
      const isChanged = parts.some((other) => other.changes.includes(one));
      lines.push(`${known.has(one) ? '' : isChanged ? 'let ' : 'const '}${names.of(one)} = ${slotOf(one)}!;`);
      known.add(one);
    }
  }
  const memory =
    slots.size === 0
      ? []
      : [
          `/** What parts of ${functionName} leave to each other. */`,
          `const ${held} = new Float64Array(${slots.size});`,
          '',
        ];
  return { lines, functions, memory };
}

/** Local names, which are shorter, for what the module has. */
const outerLines = (needs: readonly string[], names: Names, outer: ReadonlyMap<string, string>): string[] =>
  needs.flatMap((one) => (outer.has(one) ? [`const ${names.of(one)} = ${outer.get(one)};`] : []));

/** A place for each value that a function of its own declares and that is needed outside of it. */
function slotsOf(parts: readonly Part[], results: readonly string[]): ReadonlyMap<string, number> {
  const needed = new Set([...parts.flatMap(({ needs }) => needs), ...results]);
  const slots = new Map<string, number>();
  for (const { apart, declares } of parts)
    if (apart) for (const name of declares) if (needed.has(name)) slots.set(name, slots.size);
  return slots;
}

/** What a part gives back of variables that the function has: the one, or all in an array. */
function resultOf(changed: readonly string[]): { type: string; value?: string } {
  const [first] = changed;
  if (first === undefined) return { type: 'void' };
  if (changed.length === 1) return { type: 'number', value: first };
  return { type: `[${changed.map(() => 'number').join(', ')}]`, value: `[${changed.join(', ')}]` };
}
