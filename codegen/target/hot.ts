import type { OpName } from '../../src/ir/op.ts';
import type { Statement } from '../../src/ir/program.ts';
import { postorder } from '../../src/ir/store.ts';
import type { Node } from '../../src/ir/store.ts';

/** Operations that Math has and that a function of the module does faster, where an engine copies it into the loop. */
const hotOps: ReadonlySet<string> = new Set(['exp'] as const satisfies readonly OpName[]);

/** V8 copies some 900 bytes of bytecode into a function; a call of what it does not copy makes its result an object. */
const COPIES = 4;

/** Before so many iterations a table is hardly in the cache. */
const TRIPS = 64;

/** Iterations of a loop whose sizes are not known. */
const MANY = 100;

/** The operations that call the module's own function in place of Math's: those that the longest loops of each function compute. */
export function hotNodesOf(functions: readonly (readonly Statement[])[]): ReadonlySet<Node> {
  const hot = new Set<Node>();
  for (const statements of functions) {
    let left = COPIES;
    const sites = [...sitesIn(statements)].filter(([, { trips }]) => trips >= TRIPS);
    for (const [node, { places }] of sites.sort(([, a], [, b]) => b.trips - a.trips)) {
      if (places > left) break;
      left -= places;
      hot.add(node);
    }
  }
  return hot;
}

interface Site {
  /** Where it stands in the text. */
  places: number;
  /** How often the innermost loop around one of them runs. */
  trips: number;
}

function sitesIn(body: readonly Statement[]): ReadonlyMap<Node, Site> {
  const sites = new Map<Node, Site>();
  const named = new Set<Node>();
  const count = (root: Node, trips: number): void => {
    for (const node of postorder([root], (one) => !named.has(one))) {
      if (!hotOps.has(node.op)) continue;
      const site = sites.get(node) ?? { places: 0, trips: 0 };
      sites.set(node, { places: site.places + 1, trips: Math.max(site.trips, trips) });
    }
  };
  const visit = (statements: readonly Statement[], trips: number): void => {
    const here: Node[] = [];
    for (const statement of statements) {
      if (statement.kind === 'loop') visit(statement.body, trips * tripsOf(statement));
      else if (statement.kind === 'if') visit(statement.body, trips);
      else if (statement.kind !== 'fill') {
        count(statement.value, trips);
        if (statement.kind === 'local' && statement.names !== undefined) here.push(statement.names);
      }
      for (const node of here) named.add(node);
    }
    for (const node of here) named.delete(node);
  };
  visit(body, 1);
  return sites;
}

function tripsOf({ lo, hi, step = 1 }: Extract<Statement, { kind: 'loop' }>): number {
  return lo.op === 'const' && hi.op === 'const' ? Math.max(0, hi.value - lo.value) / step : MANY;
}
