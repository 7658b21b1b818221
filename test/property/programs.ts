import fc from 'fast-check';
import { arraySteps } from './arrays.ts';
import type { Step } from './arrays.ts';
import { chooser, expression, fixedPlaces } from './expressions.ts';
import type { Choose, Scope, SizeName } from './expressions.ts';
import { formula } from './forms.ts';
import { recurrenceSteps } from './recurrences.ts';

/** A well-typed program as formula text, with a point to evaluate it at. */
export interface RandomProgram {
  readonly text: string;
  readonly inputs: Readonly<Record<string, number | readonly number[]>>;
}

/** Scalars: nested functions, conditionals, several definitions that share. */
const scalarPrograms: fc.Arbitrary<RandomProgram> = fc.gen().map((g) => {
  const c = chooser(g);
  let scope: Scope = { scalars: ['x', 'y', 'z'], arrays: {}, indices: [], sizes: { n: 1, m: 1 } };
  const lines = ['x : real', 'y : real', 'z : real'];
  for (let k = c.below(4); k > 0; k -= 1) {
    const name = `s${k}`;
    lines.push(`${name} = ${expression(c, scope, 3)}`);
    scope = { ...scope, scalars: [...scope.scalars, name, name] };
  }
  lines.push(`f = ${expression(c, scope, 4)} + ${expression(c, scope, 2)}`);
  return { text: lines.join('\n'), inputs: { x: c.real(), y: c.real(), z: c.real() } };
});

/** Forms that lose digits if nothing is done, with expressions in them, in them again, and side by side. */
const formPrograms: fc.Arbitrary<RandomProgram> = fc.gen().map((g) => {
  const c = chooser(g);
  const names = ['x', 'y', 'z'];
  const lines = names.map((name) => `${name} : real`);
  for (let k = c.below(3); k > 0; k -= 1) {
    lines.push(`s${k} = ${formula(c, names)}`);
    names.push(`s${k}`);
  }
  const parts = [formula(c, names), formula(c, names)];
  lines.push(`f = ${c.of([parts[0] as string, parts.join(' + '), parts.map((part) => `(${part})`).join(' * ')])}`);
  return { text: lines.join('\n'), inputs: { x: c.real(), y: c.real(), z: c.real() } };
});

const arrayHeader = [
  'x : real[n]',
  'y : real[n]',
  'w : real[m]',
  'A : real[n, m]',
  'B : real[m, n]',
  's : real',
  'c : real',
  'k : int[n]',
  'l : int[n]',
  'parent : int[n]',
];

/** `k` holds places 1 … n, `l` places 1 … m, `parent` places below their own. */
const header: Omit<Scope, 'sizes'> = {
  scalars: ['s', 'c'],
  arrays: { x: ['n'], y: ['n'], w: ['m'], A: ['n', 'm'], B: ['m', 'n'] },
  indices: [],
};

/** Mostly several, now and then one. */
const extent = (c: Choose, most: number): number => (c.once(10) ? 1 : 2 + c.below(most));

function programsOf(steps: readonly Step[]): fc.Arbitrary<RandomProgram> {
  return fc.gen().map((g) => {
    const c = chooser(g);
    const [n, m] = [extent(c, 4), extent(c, 6)];
    let scope: Scope = { ...header, sizes: { n, m } };
    const lines = [...arrayHeader];
    const enter = (name: string, sizes: readonly SizeName[]): void => {
      scope =
        sizes.length === 0
          ? { ...scope, scalars: [...scope.scalars, name] }
          : { ...scope, arrays: { ...scope.arrays, [name]: sizes } };
    };
    const count = 1 + c.below(3);
    for (let k = 1; k <= count; k += 1) {
      const name = `d${k}`;
      const step = c.of(steps)(c, scope, name);
      lines.push(...step.lines);
      // Mutual recurrences define a second array.
      if (step.lines.some((line) => line.startsWith(`${name}b[`))) enter(`${name}b`, step.sizes);
      enter(name, step.sizes);
    }
    lines.push(`f = ${[`d${count}`, ...(c.once(2) ? ['d1'] : [])].map((name) => whole(c, scope, name)).join(' + ')}`);
    const reals = (length: number): number[] => Array.from({ length }, c.real);
    const used = (name: string): boolean =>
      lines.slice(arrayHeader.length).some((line) => new RegExp(`\\b${name}\\b`).test(line));
    const all: Record<string, number | number[]> = {
      x: reals(n),
      y: reals(n),
      w: reals(m),
      A: reals(n * m),
      B: reals(n * m),
      s: c.real(),
      c: c.real(),
      k: Array.from({ length: n }, () => 1 + c.below(n)),
      l: Array.from({ length: n }, () => 1 + c.below(m)),
      parent: Array.from({ length: n }, (_, b) => (b === 0 ? 1 : 1 + c.below(b))),
    };
    // What tells the sizes stays; the rest is declared where it is used.
    const names = Object.keys(all).filter((name) => name === 'x' || name === 'w' || used(name));
    return {
      text: lines
        .filter((line) => !arrayHeader.includes(line) || names.some((name) => line.startsWith(`${name} :`)))
        .join('\n'),
      inputs: Object.fromEntries(names.map((name) => [name, all[name] as number | number[]])),
    };
  });
}

/** A scalar made of all of an array. */
function whole(c: Choose, scope: Scope, name: string): string {
  const sizes = scope.arrays[name] ?? [];
  if (sizes.length === 0) return name;
  // One element of all: what it does not depend on need not be computed.
  if (c.once(4)) return `${name}[${sizes.map((size) => c.of(fixedPlaces(scope, size))).join(', ')}]`;
  const indices = sizes.map((_, k) => `q${k + 1}`);
  const element = `${name}[${indices.join(', ')}]`;
  const body = c.of([element, `${element}^2`, `sin(${element})`, `tanh(${element}) * ${c.of(scope.scalars)}`]);
  return sizes.reduceRight((inner, size, k) => `sum(${indices[k]} = 1:${size}, ${inner})`, body);
}

export const kinds = {
  scalars: scalarPrograms,
  forms: formPrograms,
  arrays: programsOf(arraySteps),
  recurrences: programsOf(recurrenceSteps),
};
