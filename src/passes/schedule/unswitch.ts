import type { Statement } from '../../ir/program.ts';
import { postorder } from '../../ir/store.ts';
import type { Node } from '../../ir/store.ts';

/**
 * A test that is the same in every iteration, and without which the loop does nothing, is made once, around the loop: a row
 * whose weight is 0 is then passed over as a whole.
 */
export function unswitch(statements: readonly Statement[]): Statement[] {
  const made = statements.map((statement): Statement => {
    if (statement.kind === 'if') return { ...statement, body: unswitch(statement.body) };
    if (statement.kind !== 'loop') return statement;
    const loop = { ...statement, body: unswitch(statement.body) };
    const test = onlyTest(loop.body);
    if (test === undefined || !staysSame(test, loop.index, loop.body)) return loop;
    const body = loop.body.flatMap((one) => (one.kind === 'if' ? one.body : [one]));
    return { kind: 'if', test, body: [{ ...loop, body }] };
  });
  return joined(made);
}

/** Loops that follow each other under the same test share it. */
function joined(statements: readonly Statement[]): Statement[] {
  const result: Statement[] = [];
  for (const statement of statements) {
    const last = result.at(-1);
    if (last?.kind === 'if' && statement.kind === 'if' && last.test === statement.test && isLoops(last))
      result.splice(-1, 1, { ...last, body: [...last.body, ...statement.body] });
    else result.push(statement);
  }
  return result;
}

/** Only loops that write nothing that the test around them reads, and name nothing beyond their own end. */
function isLoops({ test, body }: Statement & { kind: 'if' }): boolean {
  return body.every(({ kind }) => kind === 'loop') && isKept(test, body);
}

/** The test under which all statements stand that do anything beside naming values. */
function onlyTest(body: readonly Statement[]): Node | undefined {
  let test: Node | undefined;
  for (const statement of body) {
    if (statement.kind === 'local') continue;
    if (statement.kind !== 'if' || (test !== undefined && statement.test !== test)) return undefined;
    test = statement.test;
  }
  return test;
}

function staysSame(test: Node, index: Node, body: readonly Statement[]): boolean {
  if (test.free.includes(index)) return false;
  return isKept(test, body);
}

/** Whether a test comes out the same after these statements. */
function isKept(test: Node, statements: readonly Statement[]): boolean {
  const written = writtenIn(statements);
  return postorder([test]).every((node) => node.op !== 'read' || !written.has(node.name));
}

function writtenIn(statements: readonly Statement[]): ReadonlySet<string> {
  const written = new Set<string>();
  const stack = [...statements];
  for (let one = stack.pop(); one !== undefined; one = stack.pop()) {
    if (one.kind === 'store' || one.kind === 'fill') written.add(one.array);
    else if (one.kind === 'track') written.add(one.best).add(one.arg);
    else if (one.kind === 'loop' || one.kind === 'if') stack.push(...one.body);
    else written.add(one.name);
  }
  return written;
}
