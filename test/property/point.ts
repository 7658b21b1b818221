import type { RandomProgram } from './programs.ts';

/** A program at a point without pattern; what it needs is read off its declarations. */
export function atPoint(text: string, sizes: Readonly<Record<string, number>>): RandomProgram {
  let count = 0;
  const real = (): number => Math.round(1300 * Math.cos((count += 1) * 17.3)) / 1000;
  const inputs: Record<string, number | readonly number[]> = {};
  for (const [, name, kind, shape] of text.matchAll(/^(\w+) : (real|data|int)(?:\[(.*?)\])?$/gm)) {
    // A declaration of what has clauses is no input.
    if (new RegExp(`^${name}\\[.*\\] *=`, 'm').test(text)) continue;
    const extents = (shape ?? '').split(',').flatMap((extent) => (extent === '' ? [] : [extent.trim()]));
    const length = extents.reduce((product, extent) => product * (sizes[extent] ?? Number(extent)), 1);
    const least = Math.min(...Object.values(sizes));
    const element = (place: number): number =>
      kind !== 'int' ? real() : name === 'parent' ? Math.max(1, place - (place % 3)) : 1 + ((place * 2) % least);
    const known = sizes[name as string];
    inputs[name as string] =
      shape !== undefined ? Array.from({ length }, (_, k) => element(k)) : kind === 'int' ? (known ?? 2) : real();
  }
  return { text, inputs };
}
