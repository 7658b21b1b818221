import { componentText, toArray } from './setting.ts';
import type { Input } from '../ir/graph.ts';
import type { Gradient, Setting, Value } from './setting.ts';

/** A way for the inputs to move from a point. */
export interface Direction {
  /** The input that moves, or all of them together. */
  readonly input: string;
  readonly component: () => string;
  /** How far the elements of each input move; one that is absent stays. */
  readonly along: ReadonlyMap<string, Float64Array>;
  /** The one element that moves, if it is one. */
  readonly unit?: { readonly name: string; readonly offset: number };
}

/** Up to this many components are differentiated one by one; of more, a sample. */
const ALL_COMPONENTS = 64;
const SAMPLED_INPUTS = 8;
const SAMPLED_ELEMENTS = 6;
export const ALL_INPUTS = 'all inputs';

/**
 * Unit directions for few components; for many, those of a sample. And for each array a random direction, for several
 * inputs one more that moves them all, so that no component goes unseen.
 */
export function directionsOf(setting: Setting): Direction[] {
  const { active, random } = setting;
  const lengthOf = (input: Input): number => toArray(setting.point.get(input.name) as Value).length;
  const all = active.reduce((sum, input) => sum + lengthOf(input), 0) <= ALL_COMPONENTS;
  const anyway = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal());
  const inputs = all || active.length <= SAMPLED_INPUTS ? active : sample(active, SAMPLED_INPUTS, setting);
  const directions = inputs.flatMap((input): Direction[] => {
    const { name } = input;
    const length = lengthOf(input);
    const offsets = Array.from({ length }, (_, offset) => offset);
    const chosen = all || length <= SAMPLED_ELEMENTS ? offsets : sample(offsets, SAMPLED_ELEMENTS, setting);
    const units = chosen.map((offset): Direction => {
      const along = new Float64Array(length);
      along[offset] = 1;
      const component = (): string => componentText(setting, input, offset);
      return { input: name, component, along: new Map([[name, along]]), unit: { name, offset } };
    });
    if (length < 2) return units;
    const along = new Map([[name, anyway(length)]]);
    return [...units, { input: name, component: () => `${name} (a direction)`, along }];
  });
  if (all || active.length < 2) return directions;
  const along = new Map(active.map((input) => [input.name, anyway(lengthOf(input))] as const));
  return [...directions, { input: ALL_INPUTS, component: () => ALL_INPUTS, along }];
}

/** Some of the items, without repetition, in their order. */
function sample<T>(items: readonly T[], count: number, { random }: Setting): T[] {
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, items.length)) chosen.add(random.int(0, items.length - 1));
  return items.filter((_, k) => chosen.has(k));
}

/** Σ a · b, and Σ |a · b|. */
interface Product {
  readonly sum: number;
  readonly size: number;
}

export function dot(a: Float64Array, b: Float64Array): Product {
  let [sum, size] = [0, 0];
  for (let k = 0; k < a.length; k += 1) {
    // A direction's zero leaves out a component, even one that is not finite.
    const product = b[k] === 0 ? 0 : (a[k] as number) * (b[k] as number);
    sum += product;
    size += Math.abs(product);
  }
  return { sum, size };
}

/** A gradient along a direction. */
export function slope(gradient: Gradient, { along }: Direction): Product {
  let [sum, size] = [0, 0];
  for (const [name, part] of along) {
    const product = dot(toArray(gradient.get(name) ?? new Float64Array(part.length)), part);
    sum += product.sum;
    size += product.size;
  }
  return { sum, size };
}

/** A way through the inputs as a function of one number: Σ seed · value there, and the number at the point itself. */
export interface Path {
  readonly f: (t: number) => number;
  readonly start: number;
}

/**
 * The function given, which computes what the emitted one does, along a direction: the number is the element that
 * moves, or else the distance.
 */
export function pathOf(
  { options, inputs, seed }: Setting,
  { along, unit }: Direction,
  value: (inputs: readonly Value[]) => Value = options.emitted.value,
): Path {
  const args = [...inputs];
  const moving = options.graph.inputs.flatMap(({ name }, at) => {
    const part = along.get(name);
    if (part === undefined) return [];
    const base = toArray(inputs[at] as Value);
    return [{ at, part, base, moved: Float64Array.from(base), scalar: typeof inputs[at] === 'number' }];
  });
  const f = (t: number): number => {
    for (const { at, part, base, moved, scalar } of moving) {
      if (unit !== undefined) moved[unit.offset] = t;
      else for (let k = 0; k < moved.length; k += 1) moved[k] = (base[k] as number) + t * (part[k] as number);
      args[at] = scalar ? (moved[0] as number) : moved;
    }
    return dot(toArray(value(args)), toArray(seed)).sum;
  };
  const start = unit === undefined ? 0 : (moving[0]?.base[unit.offset] as number);
  return { f, start };
}
