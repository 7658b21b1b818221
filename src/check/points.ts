import { branchesOf } from './branches.ts';
import { createDrawer, fillNames } from './draw.ts';
import { createRandom } from './random.ts';
import { createExplorer } from './search.ts';
import { sideOf } from './trial.ts';
import { tooMuchWork } from './work.ts';
import type { Graph } from '../ir/graph.ts';
import type { Branch } from './branches.ts';
import type { Point } from './draw.ts';
import type { Explorer } from './search.ts';
import type { Trial } from './trial.ts';

export type { Point } from './draw.ts';

export interface Uncovered extends Branch {
  /** The side that no point is on. */
  readonly outcome: boolean;
}

export interface Sample {
  /** At each of these the value is finite. Empty when no such point was found. */
  readonly points: readonly Point[];
  /** The sides of branches that none of the points is on. */
  readonly uncovered: readonly Uncovered[];
  /** Why no point was tried: the function is too large to be evaluated again and again. */
  readonly tooLarge?: string;
}

/** Sizes to begin with; larger ones are for formulas that read further into their arrays. */
const LEAST_SIZES = [2, 4, 7, 13, 25];
/** A value beyond this says little about a derivative: such points are taken only when there are no others. */
const LARGE = 1e8;
const POOL = 48;
const TRIALS = 300;
/** Branches may ask for this many times the points wanted. */
const MOST = 4;

/**
 * Points at which a function is finite, drawn at several scales and, where that fails, input by input and by a search;
 * then, for each branch, further points until both of its sides have been taken. The same graph gives the same points.
 * `count` points are wanted; those that are only there to reach a side of a branch come on top.
 */
export function samplePoints(graph: Graph, count = 8): Sample {
  const random = createRandom(graph.name);
  for (const least of LEAST_SIZES) {
    const drawer = createDrawer(graph, least);
    const tooLarge = tooMuchWork(graph, drawer.sizes, drawer.counts);
    if (tooLarge !== undefined) return { points: [], uncovered: [], tooLarge };
    const explorer = createExplorer(graph, drawer, random);
    const trials = drawAll(explorer, count);
    const finite = trials.filter((trial) => trial.finite);
    const pool = finite.length > 0 ? finite : findDomain(trials, explorer, count);
    if (pool.length > 0) return choose(pool, count, graph, explorer);
  }
  return { points: [], uncovered: [] };
}

/** Every fill once for all inputs alike, then mixtures of fills and repetitions in turn. */
function drawAll(explorer: Explorer, count: number): Trial[] {
  const trials: Trial[] = [];
  const limit = explorer.heavy ? 2 * fillNames.length : TRIALS;
  const enough = explorer.heavy ? count : POOL;
  for (let turn = 0, found = 0; turn < limit && found < enough; turn += 1) {
    const alike = turn < fillNames.length || turn % 2 === 0;
    const trial = explorer.drawn(alike ? fillNames[turn % fillNames.length] : undefined);
    trials.push(trial);
    if (trial.finite) found += 1;
  }
  return trials;
}

/** A search from the points that came nearest to a finite value, and more points around what it finds. */
function findDomain(trials: readonly Trial[], explorer: Explorer, count: number): Trial[] {
  const inside = trials.filter((trial) => !trial.outside).sort((a, b) => a.failures - b.failures);
  for (const start of inside.slice(0, 3)) {
    let last = explorer.descend(start, (trial) => (trial.finite ? 0 : 1 + trial.failures));
    if (last === undefined) continue;
    const found = [last];
    for (let step = 0; step < 20 * count && found.length < 2 * count; step += 1) {
      const trial = explorer.neighbour(last.point);
      if (trial.finite) found.push((last = trial));
    }
    return found;
  }
  return [];
}

function choose(found: readonly Trial[], count: number, graph: Graph, explorer: Explorer): Sample {
  const moderate = found.filter((trial) => trial.size <= LARGE);
  const pool = moderate.length > 0 ? moderate : found;
  const points: Point[] = [];
  const seen = new Set<string>();
  const take = (trial: Trial): void => {
    points.push(trial.point);
    for (const side of trial.sides) seen.add(side);
  };
  for (const trial of diverse(pool, count)) take(trial);
  const uncovered: Uncovered[] = [];
  for (const branch of branchesOf(graph)) {
    for (const outcome of [true, false]) {
      const side = sideOf(branch.node, outcome);
      if (seen.has(side)) continue;
      const known = pool.find((other) => other.sides.has(side));
      const trial = points.length < MOST * count ? (known ?? reach(branch, side, pool, explorer)) : undefined;
      if (trial === undefined) uncovered.push({ ...branch, outcome });
      else take(trial);
    }
  }
  return { points, uncovered };
}

/** The first trials, after those that bring an input to a side of 0 or of ±1 on which no earlier one has it. */
function diverse(pool: readonly Trial[], count: number): Trial[] {
  const seen = new Set<string>();
  const isNew = ({ point }: Trial): boolean => {
    const before = seen.size;
    for (const [name, value] of point)
      for (const x of typeof value === 'number' ? [value] : value) seen.add(`${name} ${x < 0} ${Math.abs(x) < 1}`);
    return seen.size > before;
  };
  const leading = pool.filter(isNew);
  return [...leading, ...pool.filter((trial) => !leading.includes(trial))].slice(0, count);
}

/** Looks for a point on one side of a branch, from the points at which it is nearest to turning. */
function reach({ node }: Branch, side: string, pool: readonly Trial[], explorer: Explorer): Trial | undefined {
  const score = (trial: Trial): number => {
    if (!trial.finite) return Infinity;
    // A test that was not even reached is further away than any that was.
    return trial.sides.has(side) ? 0 : Math.max(Number.MIN_VALUE, trial.margins.get(node) ?? Number.MAX_VALUE);
  };
  const starts = [...pool].sort((a, b) => score(a) - score(b)).slice(0, explorer.heavy ? 1 : 3);
  for (const start of starts) {
    const found = explorer.descend(start, score);
    if (found !== undefined) return found;
  }
  return undefined;
}
