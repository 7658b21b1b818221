import { evaluateShape, solveSizes } from '../../ir/sizes.ts';
import type { Graph } from '../../ir/graph.ts';
import { createProver } from '../precise/truth.ts';
import type { Prover, Truth } from '../precise/truth.ts';
import { samplePoints } from '../points.ts';
import { elementText, toArray } from '../setting.ts';
import type { Emitted, Value } from '../setting.ts';
import { isHeavy } from '../weight.ts';
import { regions, sitesOf } from './grid.ts';
import type { Region, Site } from './grid.ts';
import { createJudge } from './judge.ts';
import { errorOf } from './measure.ts';
import { referenceOf, seeded, valueAt } from './reference.ts';
import type { Outputs } from './reference.ts';
import type { AccuracyReport, Group, Left, Sample } from './result.ts';

/** A function to measure: what it is to compute, and the emitted code that does. */
export interface Measured {
  /** As it was lowered, before any rewrite. */
  readonly graph: Graph;
  readonly emitted: Emitted;
  readonly wrt: readonly string[];
  /** What the emitted code was made from: its value and, if it has one, its gradient. A wrong rewrite shows in it. */
  readonly final?: Graph;
}

export interface AccuracyOptions {
  /** The relative error allowed at every point, times the condition number; without it only ordinary points are judged. */
  readonly tolerance?: number;
  readonly sites?: readonly Site[];
}

/** How much may be computed, in operations of 160 bits: about a second. */
const BUDGET = 80_000;

/** The true errors of emitted code: at given points, or at ordinary, huge, tiny and edge points of its domain. */
export function trueErrors(measured: Measured, options: AccuracyOptions = {}): AccuracyReport {
  const { graph, wrt } = measured;
  const notes: string[] = [];
  if (options.sites === undefined && isHeavy(graph)) {
    notes.push('too large for true errors: they are measured for small functions');
    return { name: graph.name, ok: true, rows: [], samples: [], notes };
  }
  const sites = options.sites ?? sitesOf(graph, samplePoints(graph).points);
  const reference = referenceOf(graph, wrt);
  const prover = createProver();
  const tally = createTally();
  let visited = 0;
  for (const site of sites) {
    if (prover.work() > BUDGET) break;
    visited += 1;
    measureAt(measured, reference, prover, site, tally);
  }
  if (visited < sites.length)
    notes.push(`${sites.length - visited} of ${sites.length} points were left out to save time`);
  const judge = createJudge(measured, reference, createProver(), options);
  const rows = tally.groups().map((group) => judge(group));
  return { name: graph.name, ok: rows.every(({ failed }) => !failed), rows, samples: tally.samples, notes };
}

interface Tally {
  readonly samples: Sample[];
  group(region: Region, by: string | undefined): Group;
  groups(): Group[];
}

function createTally(): Tally {
  const groups = new Map<string, Group>();
  const samples: Sample[] = [];
  return {
    samples,
    group(region, by) {
      const key = `${by === undefined ? '' : `by ${by}`}|${region}`;
      const known = groups.get(key);
      if (known !== undefined) return known;
      const left = { overflow: 0, underflow: 0, none: 0, open: 0 };
      const group: Group = { region, samples: [], left, ...(by !== undefined && { by }) };
      groups.set(key, group);
      return group;
    },
    /** The value first, then by each input; each in the order of the regions. */
    groups: () => {
      const order = [...new Set([...groups.values()].map(({ by }) => by))];
      return [...groups.values()].sort(
        (a, b) => order.indexOf(a.by) - order.indexOf(b.by) || regions.indexOf(a.region) - regions.indexOf(b.region),
      );
    },
  };
}

function measureAt(measured: Measured, reference: Outputs, prover: Prover, site: Site, tally: Tally): void {
  const { graph, emitted, wrt } = measured;
  const inputs = graph.inputs.map(({ name }) => site.point.get(name) as Value);
  const sizes = solveSizes(graph, site.point);
  const { extents, seed } = valueAt(reference, site.point);
  const wanted = [reference.value, ...reference.gradient.values()];
  const proof = prover.prove(reference.graph, seeded(reference, site.point), wanted);

  const compare = (by: string | undefined, name: string, found: Value | undefined, shape: readonly number[]): void => {
    const truths = proof.truths.get(name) as readonly Truth[];
    const elements = found === undefined ? undefined : toArray(found);
    const group = tally.group(site.region, by);
    let worst: Sample | undefined;
    truths.forEach((truth, offset) => {
      if (truth.kind !== 'number') return;
      const computed = elements?.[offset] ?? Number.NaN;
      const error = errorOf(computed, truth.value);
      if (worst !== undefined && !(error.relative > worst.relative)) return;
      const component = elementText(by ?? graph.name, offset, shape);
      worst = { site, component, offset, computed, truth: truth.value, ...error, ...(by !== undefined && { by }) };
    });
    if (worst !== undefined) {
      group.samples.push(worst);
      tally.samples.push(worst);
      return;
    }
    const kind = truths.find((truth) => truth.kind !== 'number')?.kind as Left | undefined;
    if (kind !== undefined) group.left[kind] += 1;
  };

  compare(
    undefined,
    reference.value,
    attempt(() => emitted.value(inputs)),
    extents,
  );
  if (wrt.length === 0) return;
  const gradient = attempt(() =>
    emitted.gradient !== undefined && reference.seed === undefined
      ? emitted.gradient(inputs).gradient
      : emitted.backward?.(inputs, reference.seed === undefined ? 1 : seed),
  );
  for (const [by, name] of reference.gradient) {
    const shape = graph.inputs.find((input) => input.name === by)?.shape ?? [];
    compare(by, name, gradient?.get(by), evaluateShape(shape, sizes, site.point));
  }
}

/** What emitted code throws is compared by others; here there is no value. */
function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
