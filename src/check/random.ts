/** Random numbers that are the same in every run: the check of a function draws from its name. */
export interface Random {
  /** In [lo, hi). */
  uniform(lo?: number, hi?: number): number;
  /** Normal, with mean 0 and deviation 1. */
  normal(): number;
  /** A whole number in lo … hi, both included. */
  int(lo: number, hi: number): number;
  pick<T>(items: readonly T[]): T;
}

/** Mulberry32 (T. Ettinger, public domain), seeded with the FNV-1a hash of a text. */
export function createRandom(seed: string): Random {
  let state = 0x811c9dc5;
  for (let k = 0; k < seed.length; k += 1) state = Math.imul(state ^ seed.charCodeAt(k), 0x01000193);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const random: Random = {
    uniform: (lo = 0, hi = 1) => lo + (hi - lo) * next(),
    // Box and Muller (1958); 1 − u keeps the logarithm finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    int: (lo, hi) => lo + Math.floor(next() * (hi - lo + 1)),
    pick: (items) => items[random.int(0, items.length - 1)] as (typeof items)[number],
  };
  return random;
}
