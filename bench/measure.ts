/** Two ways to compute the same; each call does the same work and gives a number that depends on it. */
export interface Contest {
  readonly name: string;
  readonly generated: () => number;
  readonly handwritten: () => number;
  /** All values that each side computes, to be compared before anything is timed. */
  readonly values: () => readonly [generated: readonly number[], handwritten: readonly number[]];
}

export interface Outcome {
  readonly name: string;
  /** Medians, microseconds a call. */
  readonly generated: number;
  readonly handwritten: number;
  readonly ratio: number;
  /** The largest difference of a value, relative to the largest value of its kind. */
  readonly difference: number;
}

const ROUND_MS = 8;
const WARM_UP_MS = 150;

/** What the timed functions give goes here, so that no work can be left out. */
let sink = 0;

/**
 * Times both sides in rounds that alternate, within one process, so that both meet the same machine.
 *
 * @throws Error when the two sides disagree.
 */
export function contest({ name, generated, handwritten, values }: Contest, rounds: number): Outcome {
  const difference = largestDifference(...values());
  if (!(difference < 1e-9)) throw new Error(`${name}: generated and hand-written differ by ${difference}`);
  warmUp(generated);
  warmUp(handwritten);
  const calls = callsFor(handwritten);
  const times = { generated: [] as number[], handwritten: [] as number[] };
  for (let round = 0; round < rounds; round += 1) {
    // Who comes second meets a warmer cache: take turns.
    if (round % 2 === 0) times.generated.push(time(generated, calls));
    times.handwritten.push(time(handwritten, calls));
    if (round % 2 === 1) times.generated.push(time(generated, calls));
  }
  if (Number.isNaN(sink)) throw new Error(`${name}: not a number`);
  const a = median(times.generated);
  const b = median(times.handwritten);
  return { name, generated: a, handwritten: b, ratio: a / b, difference };
}

/** Microseconds a call. */
function time(run: () => number, calls: number): number {
  const start = performance.now();
  for (let k = 0; k < calls; k += 1) sink += run();
  return ((performance.now() - start) * 1000) / calls;
}

function warmUp(run: () => number): void {
  const end = performance.now() + WARM_UP_MS;
  while (performance.now() < end) sink += run();
}

function callsFor(run: () => number): number {
  let calls = 1;
  while (time(run, calls) * calls < ROUND_MS * 1000) calls *= 2;
  return calls;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function largestDifference(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Infinity;
  const scale = b.reduce((largest, value) => Math.max(largest, Math.abs(value)), Number.MIN_VALUE);
  return a.reduce((largest, value, k) => Math.max(largest, Math.abs(value - b[k]!) / scale), 0);
}
