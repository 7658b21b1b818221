import type { OpName } from '../../src/ir/op.ts';
import { allStatements } from '../../src/ir/program.ts';
import type { Statement } from '../../src/ir/program.ts';
import { postorder } from '../../src/ir/store.ts';
import type { Node } from '../../src/ir/store.ts';
import { changedBy } from './parts.ts';

/** Operations that Math has and that a function of the module does faster, where an engine copies it into the loop. */
const hotOps: ReadonlySet<string> = new Set(['exp'] as const satisfies readonly OpName[]);

/** V8 copies some 900 bytes of bytecode into a function; a call of what it does not copy makes its result an object. */
const COPIES = 5;

/** Before so many iterations a table is hardly in the cache. */
const TRIPS = 64;

/** Iterations of a loop whose sizes are not known. */
const MANY = 100;

/** A loop of fewer iterations takes no longer than a call. */
const CALL = 8;

export type Loop = Extract<Statement, { kind: 'loop' }>;

/** What calls the module's own function, and where that takes loops within others that are functions of their own. */
export interface Hot {
  /** The operations that call the module's own function in place of Math's: those that the longest loops of each function compute. */
  readonly nodes: ReadonlySet<Node>;
  /** The loops within others that are functions of their own: together they would call it more often than an engine copies it. */
  readonly loops: ReadonlySet<Loop>;
}

export function hotIn(functions: readonly (readonly Statement[])[]): Hot {
  const nodes = new Set<Node>();
  const loops = new Set<Loop>();
  for (const statements of functions) {
    const all = sitesIn(statements);
    const within = placesOf(all) > COPIES ? loopsWithin(statements) : [];
    for (const sites of [...within.map((loop) => sitesIn(statements, loop)), sitesIn(statements, undefined, within)]) {
      let left = COPIES;
      for (const [node, { places }] of [...sites].sort(([, a], [, b]) => b.trips - a.trips)) {
        if (places > left) break;
        left -= places;
        nodes.add(node);
      }
    }
    for (const loop of within) loops.add(loop);
  }
  return { nodes, loops };
}

/** The largest loops within others with no more sites than are copied, and innermost ones with more. */
function loopsWithin(statements: readonly Statement[]): Loop[] {
  const found: Loop[] = [];
  const visit = (list: readonly Statement[], isWithin: boolean): void => {
    for (const statement of list) {
      if (statement.kind === 'if') visit(statement.body, isWithin);
      if (statement.kind !== 'loop') continue;
      const count = placesOf(sitesIn(statements, statement));
      if (count === 0) continue;
      const inner = [...allStatements(statement.body)].filter((one) => one.kind === 'loop');
      const isApart = count <= COPIES || inner.every((one) => placesOf(sitesIn(statements, one)) === 0);
      if (!isWithin || !isApart) visit(statement.body, true);
      else if (iterationsOf(statement) >= CALL && changedBy([statement]).length <= 1) found.push(statement);
    }
  };
  visit(statements, false);
  return found;
}

interface Site {
  /** Where it stands in the text. */
  places: number;
  /** How often the innermost loop around one of them runs. */
  trips: number;
}

const placesOf = (sites: ReadonlyMap<Node, Site>): number =>
  [...sites.values()].reduce((sum, { places }) => sum + places, 0);

/** The sites of a function that run often: those within a loop where one is given, and without those in others. */
function sitesIn(body: readonly Statement[], within?: Loop, without: readonly Loop[] = []): ReadonlyMap<Node, Site> {
  const sites = new Map<Node, Site>();
  const named = new Set<Node>();
  const count = (root: Node, trips: number): void => {
    for (const node of postorder([root], (one) => !named.has(one))) {
      if (!hotOps.has(node.op)) continue;
      const site = sites.get(node) ?? { places: 0, trips: 0 };
      sites.set(node, { places: site.places + 1, trips: Math.max(site.trips, trips) });
    }
  };
  const visit = (statements: readonly Statement[], trips: number, counts: boolean): void => {
    const here: Node[] = [];
    for (const statement of statements) {
      if (statement.kind === 'loop') {
        if (!without.includes(statement))
          visit(statement.body, trips * tripsOf(statement), counts || statement === within);
      } else if (statement.kind === 'if') visit(statement.body, trips, counts);
      else if (statement.kind !== 'fill') {
        if (counts && trips >= TRIPS) count(statement.value, trips);
        if (statement.kind === 'local' && statement.names !== undefined) here.push(statement.names);
      }
      for (const node of here) named.add(node);
    }
    for (const node of here) named.delete(node);
  };
  visit(body, 1, within === undefined);
  return sites;
}

function tripsOf({ lo, hi, step = 1 }: Loop): number {
  return lo.op === 'const' && hi.op === 'const' ? Math.max(0, hi.value - lo.value) / step : MANY;
}

/** Those of the innermost loops inside, the longest. */
const iterationsOf = (loop: Loop): number =>
  tripsOf(loop) * loop.body.reduce((most, one) => (one.kind === 'loop' ? Math.max(most, iterationsOf(one)) : most), 1);
