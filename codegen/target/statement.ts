import type { Statement } from '../../src/ir/program.ts';
import type { Node } from '../../src/ir/store.ts';
import { printExpression } from './expression.ts';
import type { InnerPrinter } from './inner.ts';
import { inComment } from './names.ts';
import type { Names } from './names.ts';
import { smallText } from './small.ts';

const updates = { set: '=', add: '+=', mul: '*=' } as const;

const counts: Readonly<Record<number, string>> = { 2: 'Two', 3: 'Three', 4: 'Four', 5: 'Five' };

const noteOn = (step: number, next: Statement | undefined): string =>
  `${counts[step] ?? step} iterations at once${next?.kind === 'loop' && next.rest === true ? '; the next loop does the rest' : ''}.`;

/** What is printed in a way of its own. */
export interface Marks {
  /** Operations that call a function of the module. */
  readonly own: ReadonlySet<Node>;
  /** Locals of which the engine is told that they are of 31 bits. */
  readonly small: ReadonlySet<Node>;
}

/** Prints the statements from one place of a list up to another, after those before them. */
export type Printer = (statements: readonly Statement[], from: number, to: number) => string[];

/**
 * Statements as lines of TypeScript, not indented: the formatter does that. `inner` prints loops that are functions of
 * their own.
 */
export function createPrinter(names: Names, { own, small }: Marks, inner: InnerPrinter): Printer {
  const locals = new Map<Node, string>();
  let lines: string[] = [];
  const expression = (node: Node): string => printExpression(node, names, locals, own);
  const assign = (target: string, mode: keyof typeof updates | 'max' | 'min', value: Node): string => {
    if (mode === 'max' || mode === 'min') return `${target} = Math.${mode}(${target}, ${expression(value)});`;
    if (mode === 'add' && value.op === 'neg' && !locals.has(value))
      return `${target} -= ${expression(value.args[0] as Node)};`;
    return `${target} ${updates[mode]} ${expression(value)};`;
  };
  const comment = (text: string | undefined): void => {
    if (text !== undefined) lines.push(`// ${inComment(text)}`);
  };
  const printLoop = (loop: Extract<Statement, { kind: 'loop' }>, next: Statement | undefined): void => {
    const { index, name, lo, hi, down, body, step = 1 } = loop;
    const variable = names.fresh(name);
    const [first, limit] = [expression(lo), expression(hi)];
    locals.set(index, variable);
    if (step > 1) comment(noteOn(step, next));
    lines.push(
      down
        ? `for (let ${variable} = ${limit === '0' ? '-1' : `${limit} - 1`}; ${variable} >= ${first}; ${variable} -= 1) {`
        : `for (let ${variable} = ${first}; ${variable} < ${limit}; ${variable} += ${step}) {`,
    );
    names.block(() => visit(body));
    lines.push('}');
    names.release(variable);
  };
  const visit = (statements: readonly Statement[], from = 0, end = statements.length): void => {
    for (let place = from; place < end; place += 1) {
      const statement = statements[place] as Statement;
      switch (statement.kind) {
        case 'local': {
          comment(statement.comment);
          const isSmall = statement.names !== undefined && small.has(statement.names);
          const text = isSmall ? `(${expression(statement.value)}) & ${smallText}` : expression(statement.value);
          const name = names.local(statement.name);
          lines.push(`const ${name} = ${text};`);
          if (statement.names !== undefined) locals.set(statement.names, name);
          break;
        }
        case 'variable': {
          comment(statement.comment);
          const text = expression(statement.value);
          lines.push(`let ${names.local(statement.name)} = ${text};`);
          break;
        }
        case 'update':
          comment(statement.comment);
          lines.push(assign(names.of(statement.name), statement.mode, statement.value));
          break;
        case 'store': {
          comment(statement.comment);
          const target = `${names.of(statement.array)}[${expression(statement.at)}]`;
          // A compound assignment reads the element: for the type checker it is there.
          const compound = statement.mode === 'max' || statement.mode === 'min' ? `${target}!` : target;
          lines.push(
            statement.mode === 'set'
              ? assign(target, 'set', statement.value)
              : statement.mode === 'add' || statement.mode === 'mul'
                ? assign(`${target}!`, statement.mode, statement.value)
                : `${target} = Math.${statement.mode}(${compound}, ${expression(statement.value)});`,
          );
          break;
        }
        case 'fill':
          comment(statement.comment);
          lines.push(`${names.of(statement.array)}.fill(${statement.value});`);
          break;
        case 'track': {
          const { best, arg, greatest, value, index } = statement;
          const candidate = names.fresh('candidate');
          lines.push(`const ${candidate} = ${expression(value)};`);
          // True of a NaN, which is then kept: it is the extremum, as for Math.min.
          const wins = `!(${candidate} ${greatest ? '<=' : '>='} ${names.of(best)})`;
          lines.push(`if (${wins} && !Number.isNaN(${names.of(best)})) {`);
          lines.push(`${names.of(best)} = ${candidate};`, `${names.of(arg)} = ${expression(index)};`, '}');
          break;
        }
        case 'loop': {
          const rest = statements.find((other, k) => k > place && other.kind === 'loop');
          const around = lines;
          const call = inner(statement, locals, () => {
            lines = [];
            printLoop(statement, rest);
            return lines;
          });
          lines = around;
          if (call === undefined) printLoop(statement, rest);
          else lines.push(call);
          break;
        }
        case 'if':
          lines.push(`if (${expression(statement.test)}) {`);
          names.block(() => visit(statement.body));
          lines.push('}');
          break;
      }
    }
  };
  return (statements, from, to) => {
    lines = [];
    visit(statements, from, to);
    return lines;
  };
}
