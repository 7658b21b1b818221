import { componentText, toArray } from './setting.ts';
import type { Input } from '../ir/graph.ts';
import type { Setting, Value } from './setting.ts';

/** Up to this many components are differentiated numerically one by one; of more, a sample and directions. */
const ALL_COMPONENTS = 64;
const SAMPLED = 6;

export interface Direction {
  readonly input: Input;
  readonly component: string;
  /** The one component that moves, or none for a direction with all of them. */
  readonly offset: number | undefined;
  readonly along: Float64Array;
}

/** Unit directions for few components; for many, a random direction for each input and a sample of its components. */
export function directionsOf(setting: Setting): Direction[] {
  const { active, point, random } = setting;
  const lengths = active.map(({ name }) => toArray(point.get(name) as Value).length);
  const all = lengths.reduce((sum, length) => sum + length, 0) <= ALL_COMPONENTS;
  return active.flatMap((input, k) => {
    const length = lengths[k] as number;
    const offsets = Array.from({ length: all ? length : Math.min(length, SAMPLED) }, (_, n) =>
      all || length <= SAMPLED ? n : random.int(0, length - 1),
    );
    const units = [...new Set(offsets)].map((offset): Direction => {
      const along = new Float64Array(length);
      along[offset] = 1;
      return { input, component: componentText(setting, input, offset), offset, along };
    });
    if (length < 2) return units;
    const along = Float64Array.from({ length }, () => random.normal());
    return [...units, { input, component: `${input.name} (a direction)`, offset: undefined, along }];
  });
}

/** Σ a · b, and Σ |a · b|. */
export function dot(a: Float64Array, b: Float64Array): { readonly sum: number; readonly size: number } {
  let [sum, size] = [0, 0];
  for (let k = 0; k < a.length; k += 1) {
    // A direction's zero leaves out a component, even one that is not finite.
    const product = b[k] === 0 ? 0 : (a[k] as number) * (b[k] as number);
    sum += product;
    size += Math.abs(product);
  }
  return { sum, size };
}

/** The value along a direction: Σ seed · f(point + t · direction), at t = 0 or at the component's own value. */
export function pathOf({ options, inputs, seed }: Setting, { input, offset, along }: Direction) {
  const at = options.graph.inputs.indexOf(input);
  const base = toArray(inputs[at] as Value);
  const moved = Float64Array.from(base);
  const args = [...inputs];
  const start = offset === undefined ? 0 : (base[offset] as number);
  const f = (t: number): number => {
    if (offset === undefined)
      for (let k = 0; k < moved.length; k += 1) moved[k] = (base[k] as number) + t * (along[k] as number);
    else moved[offset] = t;
    args[at] = typeof inputs[at] === 'number' ? (moved[0] as number) : moved;
    return dot(toArray(options.emitted.value(args)), toArray(seed)).sum;
  };
  return { f, start };
}
