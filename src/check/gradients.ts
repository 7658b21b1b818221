import { judgeDerivative } from './derivative.ts';
import { directionsOf, dot, pathOf } from './direction.ts';
import { evaluateMeasured } from './rounding.ts';
import { attempt, compareArrays, componentText, ROUNDINGS, SAME, toArray } from './setting.ts';
import type { Evaluator } from '../ir/evaluate.ts';
import type { Gradient, Setting, Value } from './setting.ts';

/** Whether the gradient has a part of the right length for each input. */
export function hasShapes({ active, point, rows }: Setting, gradient: Gradient): boolean {
  let complete = true;
  for (const { name } of active) {
    const [part, length] = [gradient.get(name), toArray(point.get(name) as Value).length];
    if (part !== undefined && toArray(part).length === length) continue;
    const found = part === undefined ? 'is missing' : `has ${toArray(part).length} elements in place of ${length}`;
    rows.fail('numeric', name, point, found);
    complete = false;
  }
  return complete;
}

export function compareWithGraph(setting: Setting, gradient: Gradient, evaluate: Evaluator): void {
  const { options, point, seed, active, random } = setting;
  const inputs = options.seedInput === undefined ? point : new Map([...point, [options.seedInput, seed]]);
  const { values, noise } = evaluateMeasured(evaluate, inputs, random);
  for (const { by, role, definition } of options.gradientGraph?.outputs ?? []) {
    const input = active.find(({ name }) => name === by?.[0]);
    const [expected, spread] = [values.get(definition), noise.get(definition)];
    if (role !== 'gradient' || input === undefined || expected === undefined || spread === undefined) continue;
    const found = toArray(gradient.get(input.name) as Value);
    compareArrays(setting, 'reference', input.name, found, expected, spread, (k) => componentText(setting, input, k));
  }
}

/** The backward function is linear in its seed: with seed 0.75 it gives three quarters of the gradient. */
export function compareBackward(setting: Setting, gradient: Gradient): void {
  const { options, inputs, active, rows, point } = setting;
  const seed = 0.75;
  const found = attempt(setting, 'backward', active[0]?.name ?? '', () => options.emitted.backward?.(inputs, seed));
  if (found === undefined) return;
  for (const input of active) {
    const expected = toArray(gradient.get(input.name) as Value).map((element) => seed * element);
    const part = found.get(input.name);
    if (part === undefined) rows.fail('backward', input.name, point, 'is missing');
    // Both are the same computation up to the place of the seed in it.
    const size = expected.reduce((most, element) => Math.max(most, Math.abs(element)), 0);
    const noise = expected.map(() => (SAME * size) / ROUNDINGS);
    if (part === undefined) continue;
    compareArrays(setting, 'backward', input.name, toArray(part), expected, noise, (k) =>
      componentText(setting, input, k),
    );
  }
}

/** The largest component of a gradient: smaller ones are uncertain by a part of its rounding. */
const sizeOf = (gradient: Gradient): number =>
  [...gradient.values()].reduce<number>(
    (most, part) => toArray(part).reduce((m, x) => (Number.isFinite(x) ? Math.max(m, Math.abs(x)) : m), most),
    0,
  );

export function compareForward(setting: Setting, gradient: Gradient): void {
  const { options, active, inputs, seed, point, rows } = setting;
  const { jvp } = options.emitted;
  if (jvp === undefined) return;
  for (const direction of directionsOf(setting)) {
    const { input, component, along } = direction;
    const tangents = new Map(
      active.map(({ name }): [string, Value] => {
        const value = point.get(name) as Value;
        if (name !== input.name) return [name, typeof value === 'number' ? 0 : new Float64Array(value.length)];
        return [name, typeof value === 'number' ? (along[0] as number) : along];
      }),
    );
    const tangent = attempt(setting, 'forward', input.name, () => toArray(jvp(inputs, tangents)));
    if (tangent === undefined) return;
    const [reverse, forward] = [dot(toArray(gradient.get(input.name) as Value), along), dot(tangent, toArray(seed))];
    const scale = 1e-3 * sizeOf(gradient);
    const tolerance = 1e-10 * Math.max(reverse.size, forward.size, scale) + Number.MIN_VALUE;
    const comparison = {
      kind: 'forward',
      input: input.name,
      component,
      point,
      symbolic: reverse.sum,
      numeric: forward.sum,
    } as const;
    rows.compare({ ...comparison, tolerance, scale });
  }
}

export function compareNumeric(setting: Setting, gradient: Gradient): void {
  const { point, rows } = setting;
  for (const direction of directionsOf(setting)) {
    const { input, component, along } = direction;
    const { sum: symbolic } = dot(toArray(gradient.get(input.name) as Value), along);
    const { f, start } = pathOf(setting, direction);
    const judged = attempt(setting, 'numeric', input.name, () => {
      const scale = Math.max(1e-3 * sizeOf(gradient), 1e-6 * Math.abs(f(start)));
      return { scale, ...judgeDerivative(symbolic, f, start, scale) };
    });
    if (judged === undefined) return;
    if (judged.kind !== 'compared') rows.skip('numeric', input.name, point);
    else {
      const { numeric, tolerance, scale } = judged;
      rows.compare({ kind: 'numeric', input: input.name, component, point, symbolic, numeric, tolerance, scale });
    }
  }
}
