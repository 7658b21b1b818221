import type { OpName } from '../../src/ir/op.ts';
import type { Program, Statement } from '../../src/ir/program.ts';
import type { Node } from '../../src/ir/store.ts';

/** Operations that Math has and that a function of the module does faster, where an engine copies it into the loop. */
const candidates = ['exp'] as const satisfies readonly OpName[];

/** V8 copies some 900 bytes of bytecode into a function; a call of what it does not copy makes its result an object. */
const COPIES = 4;

/** Before so many iterations a table is hardly in the cache. */
const TRIPS = 64;

/** The operations for which a program calls its module's own function: in long loops, and at few places. */
export function hotOpsOf(program: Program): ReadonlySet<string> {
  const places = new Map<string, number>(candidates.map((op) => [op, 0]));
  const named = new Set<Node>();
  const count = (root: Node): void => {
    const seen = new Set<Node>();
    const open = [root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (seen.has(node) || named.has(node)) continue;
      seen.add(node);
      const before = places.get(node.op);
      if (before !== undefined) places.set(node.op, before + 1);
      open.push(...node.args);
    }
  };
  const visit = (statements: readonly Statement[], trips: number): void => {
    const here: Node[] = [];
    for (const statement of statements) {
      if (statement.kind === 'loop') visit(statement.body, trips * tripsOf(statement));
      else if (statement.kind === 'if') visit(statement.body, trips);
      else if (statement.kind !== 'fill') {
        if (trips >= TRIPS) count(statement.value);
        if (statement.kind === 'local' && statement.names !== undefined) here.push(statement.names);
      }
      for (const node of here) named.add(node);
    }
    for (const node of here) named.delete(node);
  };
  visit(program.body, 1);
  return new Set([...places].filter(([, found]) => found > 0 && found <= COPIES).map(([op]) => op));
}

/** How often a loop runs; infinity where its sizes say it. */
function tripsOf({ lo, hi, step = 1 }: Extract<Statement, { kind: 'loop' }>): number {
  return lo.op === 'const' && hi.op === 'const' ? Math.max(0, hi.value - lo.value) / step : Infinity;
}
