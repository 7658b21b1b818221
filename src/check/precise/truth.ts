import type { Graph } from '../../ir/graph.ts';
import type { InputValues } from '../../ir/sizes.ts';
import { greatest, isLost, least, NONE } from './ball.ts';
import type { Ball, Precision } from './ball.ts';
import { isZero, toNumber, topOf } from './big.ts';
import type { Big } from './big.ts';
import { createConstants } from './constants.ts';
import type { Constants } from './constants.ts';
import { balls, trace } from './evaluate.ts';
import type { Traced } from './evaluate.ts';

/**
 * What a definition's element is in truth.
 *
 * - `number`: to thirty digits.
 * - `overflow`, `underflow`: beyond the largest double, or below the least normal one and not 0.
 * - `none`: no value there: a pole, or outside the domain.
 * - `open`: it could not be found out with the bits allowed.
 */
export type Truth =
  { readonly kind: 'number'; readonly value: Big } | { readonly kind: 'overflow' | 'underflow' | 'none' | 'open' };

/** More and more bits, until nothing is open: about 50 to 2400 digits. */
const LADDER = [160, 320, 800, 1800, 4000, 8000];
/** Thirty digits. */
const RELATIVE = 100n;
/** The least exponents of tops at which a number is beyond the largest double, or not below the least normal one. */
const [HIGHEST, LOWEST] = [1024n, -1021n];

/** A prover of values: keeps the constants that it has computed. */
export interface Prover {
  /** The elements of some definitions, and the trace that they come from. */
  prove(graph: Graph, inputs: InputValues, wanted: readonly string[], given?: ReadonlyMap<string, Ball>): Proof;
  /** How much has been computed, in operations of 160 bits: for bounding the work without a clock. */
  work(): number;
}

export interface Proof {
  readonly truths: ReadonlyMap<string, readonly Truth[]>;
  readonly traced: Traced<Ball>;
  readonly precision: Precision;
}

export function createProver(constants: Constants = createConstants()): Prover {
  let work = 0;
  return {
    work: () => work,
    prove(graph, inputs, wanted, given) {
      for (const bits of LADDER) {
        const last = bits === LADDER[LADDER.length - 1];
        const precision: Precision = { bits, last, constants };
        const traced = trace(graph, inputs, wanted, balls(precision), given);
        work += traced.occurrences.size * (bits / 160) ** 1.5;
        const truths = new Map([...traced.values].map(([name, elements]) => [name, elements.map(truthOf)] as const));
        const isOpen = [...truths.values()].some((elements) => elements.some(({ kind }) => kind === 'open'));
        if (!isOpen || last) return { truths, traced, precision };
      }
      throw new Error('unreachable: the ladder ends');
    },
  };
}

export function truthOf(x: Ball): Truth {
  if (x === NONE) return { kind: 'none' };
  if (isLost(x)) return { kind: 'open' };
  const { middle, radius } = x;
  if (isZero(middle) && isZero(radius)) return { kind: 'number', value: middle };
  if (topOf(greatest(x)) < LOWEST) return { kind: 'underflow' };
  const low = least(x);
  if (isZero(low) || (!isZero(radius) && topOf(radius) > topOf(middle) - RELATIVE)) {
    return !isZero(low) && topOf(low) > HIGHEST ? { kind: 'overflow' } : { kind: 'open' };
  }
  if (topOf(middle) > HIGHEST || !Number.isFinite(toNumber(middle))) return { kind: 'overflow' };
  return topOf(middle) < LOWEST ? { kind: 'underflow' } : { kind: 'number', value: middle };
}
