import { shift } from './big.ts';

/** Constants as integers, scaled by 2^w, and the Bernoulli numbers; what has been computed is kept. */
export interface Constants {
  pi(w: number): bigint;
  ln2(w: number): bigint;
  /** B₂ₖ as a fraction, k ≥ 1. */
  bernoulli(k: number): { readonly above: bigint; readonly below: bigint };
}

export function createConstants(): Constants {
  const pi = remembered(machin);
  const ln2 = remembered(logarithmOfTwo);
  let tangents: bigint[] = [];
  return {
    pi,
    ln2,
    bernoulli(k) {
      if (k > tangents.length) tangents = tangentNumbers(Math.max(64, 2 * k));
      const four = 1n << BigInt(2 * k);
      const above = BigInt(2 * k) * (tangents[k - 1] as bigint) * (k % 2 === 0 ? -1n : 1n);
      return { above, below: four * (four - 1n) };
    },
  };
}

/** Keeps the longest result; shorter ones are cut from it. */
function remembered(compute: (w: number) => bigint): (w: number) => bigint {
  let known = 0n;
  let length = 0;
  return (w) => {
    if (w > length) {
      length = Math.max(w + 64, 2 * length);
      known = compute(length);
    }
    return shift(known, BigInt(w - length));
  };
}

const GUARD = 32;

/** Σ ±1 / ((2k + 1) n^(2k + 1)): atan or atanh of 1 / n. */
function inverse(n: bigint, w: number, alternating: boolean): bigint {
  let power = (1n << BigInt(w)) / n;
  let sum = power;
  const square = n * n;
  for (let k = 3n, sign = alternating ? -1n : 1n; power !== 0n; k += 2n, sign = alternating ? -sign : sign) {
    power /= square;
    sum += (sign * power) / k;
  }
  return sum;
}

/** π = 16 atan(1/5) − 4 atan(1/239) (J. Machin, 1706). */
function machin(w: number): bigint {
  const v = w + GUARD;
  return (16n * inverse(5n, v, true) - 4n * inverse(239n, v, true)) >> BigInt(GUARD);
}

/** log 2 = 18 atanh(1/26) − 2 atanh(1/4801) + 8 atanh(1/8749). */
function logarithmOfTwo(w: number): bigint {
  const v = w + GUARD;
  const sum = 18n * inverse(26n, v, false) - 2n * inverse(4801n, v, false) + 8n * inverse(8749n, v, false);
  return sum >> BigInt(GUARD);
}

/** The tangent numbers T₁ … Tₙ (R. Brent, D. Harvey, Fast computation of Bernoulli, Tangent and Secant numbers, 2011). */
function tangentNumbers(n: number): bigint[] {
  const t = [1n];
  for (let k = 1; k < n; k += 1) t.push(BigInt(k) * (t[k - 1] as bigint));
  for (let k = 1; k < n; k += 1) {
    for (let j = k; j < n; j += 1) {
      t[j] = BigInt(j - k) * (t[j - 1] as bigint) + BigInt(j - k + 2) * (t[j] as bigint);
    }
  }
  return t;
}
