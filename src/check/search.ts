import { literalsOf } from './branches.ts';
import { fillNames } from './draw.ts';
import { createTrial } from './trial.ts';
import { isHeavy, weightOf } from './weight.ts';
import type { Graph } from '../ir/graph.ts';
import type { Drawer, FillName, Point } from './draw.ts';
import type { Random } from './random.ts';
import type { Trial } from './trial.ts';

/** Ways to come by points of a graph, for inputs of given sizes. */
export interface Explorer {
  /** A point with all inputs drawn by one fill, or each by a fill of its own. */
  drawn(fill?: FillName): Trial;
  /** A point that differs from the given one in one input or coordinate. */
  neighbour(point: Point): Trial;
  /** Changes a point as long as the score does not rise; the point found when it reaches 0. */
  descend(start: Trial, score: (trial: Trial) => number): Trial | undefined;
  /** Whether evaluations are slow and a point has many elements, so that a few points must do. */
  readonly heavy: boolean;
}

/** Evaluations that all searches together may take, of a function of weight 1, and bounds on it. */
const BUDGET = { work: 3e6, least: 60, most: 4000 };

export function createExplorer(graph: Graph, drawer: Drawer, random: Random): Explorer {
  const tryPoint = createTrial(graph);
  const literals = literalsOf(graph);
  const heavy = isHeavy(graph);
  const steps = heavy ? 20 : 300;
  let budget = Math.min(BUDGET.most, Math.max(BUDGET.least, BUDGET.work / weightOf(graph)));

  /** A little, far, to where the fills draw, or to a literal of the formula, where a threshold may be. */
  const moved = (before: number, fresh: number): number => {
    const literal = literals.length === 0 ? fresh : random.pick(literals);
    const moves = [
      () => before + random.normal() * random.pick([0.1, 1, 10]),
      () => before * random.pick([-1, 0.1, 0.5, 2, 10]),
      () => fresh,
      () => literal,
      () => literal + random.normal() * random.pick([0.1, 0.1 * Math.abs(literal)]),
    ];
    return random.pick(moves)();
  };

  const changed = (point: Point): Point => {
    const result = new Map(point);
    if (graph.inputs.length === 0) return result;
    const input = random.pick(graph.inputs);
    const old = result.get(input.name);
    const fresh = drawer.drawInput(random, input, random.pick(fillNames));
    const next = (before: number, other: number): number => (input.kind === 'int' ? other : moved(before, other));
    if (typeof fresh === 'number') return result.set(input.name, next(old as number, fresh));
    if (fresh.length === 0 || random.uniform() < 0.3) return result.set(input.name, fresh);
    const at = random.int(0, fresh.length - 1);
    const values = Float64Array.from(old as Float64Array);
    values[at] = next(values[at] as number, fresh[at] as number);
    return result.set(input.name, values);
  };

  const explorer: Explorer = {
    heavy,
    drawn: (fill) => tryPoint(drawer.draw(random, () => fill ?? random.pick(fillNames))),
    neighbour: (point) => tryPoint(changed(point)),
    descend(start, score) {
      let best = start;
      let least = score(start);
      for (let step = 0; step < steps && least > 0 && budget > 0; step += 1) {
        budget -= 1;
        const trial = explorer.neighbour(best.point);
        const own = score(trial);
        if (own <= least) [best, least] = [trial, own];
      }
      return least > 0 ? undefined : best;
    },
  };
  return explorer;
}
