import fc from 'fast-check';

/** A well-typed program as formula text, with a point to evaluate it at. */
export interface RandomProgram {
  readonly text: string;
  readonly inputs: Readonly<Record<string, number | readonly number[]>>;
}

/** What an expression may mention. Index variables come with the name of the size that they run over. */
interface Scope {
  readonly scalars: readonly string[];
  /** Arrays by name: the names of their sizes. */
  readonly arrays: Readonly<Record<string, readonly SizeName[]>>;
  readonly indices: readonly { readonly name: string; readonly size: SizeName }[];
}

type SizeName = 'n' | 'm';

/** Choices, drawn from fast-check so that a failing program shrinks. */
export interface Choose {
  readonly below: (limit: number) => number;
  readonly of: <T>(items: readonly T[]) => T;
  /** True once in so many. */
  readonly once: (among: number) => boolean;
  readonly real: () => number;
}

const chooser = (g: fc.GeneratorValue): Choose => {
  const below = (limit: number): number => g(fc.nat, { max: limit - 1 });
  return {
    below,
    of: (items) => items[below(items.length)] as (typeof items)[number],
    once: (among) => below(among) === among - 1,
    // Away from 0 and from each other, so that ties and kinks are rare.
    real: () => (g(fc.integer, { min: -2000, max: 2000 }) + 0.37) / 1000,
  };
};

/** Scalars: nested functions, conditionals, several definitions that share. */
const scalarPrograms: fc.Arbitrary<RandomProgram> = fc.gen().map((g) => {
  const c = chooser(g);
  let scope: Scope = { scalars: ['x', 'y', 'z'], arrays: {}, indices: [] };
  const lines = ['x : real', 'y : real', 'z : real'];
  for (let k = c.below(4); k > 0; k -= 1) {
    const name = `s${k}`;
    lines.push(`${name} = ${expression(c, scope, 3)}`);
    scope = { ...scope, scalars: [...scope.scalars, name, name] };
  }
  lines.push(`f = ${expression(c, scope, 4)} + ${expression(c, scope, 2)}`);
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
const header: Scope = {
  scalars: ['s', 'c'],
  arrays: { x: ['n'], y: ['n'], w: ['m'], A: ['n', 'm'], B: ['m', 'n'] },
  indices: [],
};

type Step = (
  c: Choose,
  scope: Scope,
  name: string,
) => { readonly lines: string[]; readonly sizes: readonly SizeName[] };

/** Arrays: elements, matrix products, broadcasting, reductions, shifts, gathers. */
const arrayPrograms: fc.Arbitrary<RandomProgram> = programsOf(() => [
  elementwise,
  elementwise,
  matrix,
  wholeArrays,
  matrixProduct,
  reduced,
]);

/** Recurrences, in one direction and in two, mutual, along a tree, among other definitions. */
const recurrencePrograms: fc.Arbitrary<RandomProgram> = programsOf(() => [
  recurrence,
  recurrence,
  grid,
  mutual,
  tree,
  elementwise,
]);

function programsOf(steps: () => readonly Step[]): fc.Arbitrary<RandomProgram> {
  return fc.gen().map((g) => {
    const c = chooser(g);
    let scope = header;
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
      const step = c.of(steps())(c, scope, name);
      lines.push(...step.lines);
      // Mutual recurrences define a second array.
      if (step.lines.some((line) => line.startsWith(`${name}b[`))) enter(`${name}b`, step.sizes);
      enter(name, step.sizes);
    }
    lines.push(`f = ${[`d${count}`, ...(c.once(2) ? ['d1'] : [])].map((name) => whole(c, scope, name)).join(' + ')}`);
    const [n, m] = [2 + c.below(4), 2 + c.below(3)];
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

const elementwise: Step = (c, scope, name) => ({
  lines: [`${name} : real[n]`, `${name}[i] = ${expression(c, inside(scope, 'i', 'n'), 3)}`],
  sizes: ['n'],
});

const matrix: Step = (c, scope, name) => ({
  lines: [`${name} : real[n, m]`, `${name}[i, j] = ${expression(c, inside(inside(scope, 'i', 'n'), 'j', 'm'), 3)}`],
  sizes: ['n', 'm'],
});

const wholeArrays: Step = (c, scope, name) => {
  const same = namesOf(scope, ['n']);
  const [a, b] = [c.of(same), c.of(same)];
  const wrapped = c.of([
    `sin(${a})`,
    `tanh(${a})`,
    `relu(${a})`,
    `${a}.^2`,
    `sigmoid(${a})`,
    `exp(-${a}.^2)`,
    `softmax(${a})`,
  ]);
  const other = c.of([
    b,
    c.of(scope.scalars),
    `2 * ${b}`,
    `max(${b})`,
    `logsumexp(${b})`,
    `A * w`,
    `B' * w`,
    `norm(${b})`,
  ]);
  return { lines: [`${name} = ${wrapped} ${c.of(['+', '-', '.*'])} (${other})`], sizes: ['n'] };
};

const matrixProduct: Step = (c, scope, name) => {
  const [vector, short] = [c.of(namesOf(scope, ['n'])), c.of(namesOf(scope, ['m']))];
  const [tall, wide] = [c.of(namesOf(scope, ['n', 'm'])), c.of(namesOf(scope, ['m', 'n']))];
  return c.of<{ lines: string[]; sizes: readonly SizeName[] }>([
    { lines: [`${name} = ${tall} * ${short}`], sizes: ['n'] },
    { lines: [`${name} = ${tall}' * ${vector}`], sizes: ['m'] },
    { lines: [`${name} = ${tall} * ${wide}`], sizes: ['n', 'n'] },
    { lines: [`${name} = ${tall} * ${short} + ${vector}`], sizes: ['n'] },
    { lines: [`${name} = ${tall} .* ${wide}' - ${tall}`], sizes: ['n', 'm'] },
    { lines: [`${name} = dot(${vector}, ${wide}' * ${short})`], sizes: [] },
    { lines: [`${name} = ${wide} * tanh(${tall} * ${short})`], sizes: ['m'] },
  ]);
};

const reduced: Step = (c, scope, name) => ({ lines: [`${name} = ${reduction(c, scope, 3)}`], sizes: [] });

const recurrence: Step = (c, scope, name) => {
  const at = inside(scope, 't', 'n');
  const second = c.once(3);
  const before = [`${name}[t-1]`, ...(second ? [`${name}[t-2]`] : [])];
  const start = expression(c, scope, 1);
  const lines = [`${name} : real[n]`, `${name}[1] = ${start}`];
  if (second) lines.push(`${name}[2] = ${expression(c, scope, 1)} + ${name}[1]`);
  lines.push(`${name}[t] = ${advance(c, { ...at, scalars: [...at.scalars, ...before, ...before] }, before)}`);
  return { lines, sizes: ['n'] };
};

const grid: Step = (c, scope, name) => {
  const at = inside(inside(scope, 'i', 'n'), 'j', 'm');
  const before = [`${name}[i-1, j]`, `${name}[i, j-1]`, ...(c.once(2) ? [`${name}[i-1, j-1]`] : [])];
  return {
    lines: [
      `${name} : real[n, m]`,
      `${name}[i, j] = i == 1 ? ${expression(c, inside(scope, 'j', 'm'), 1)} : j == 1 ? ${expression(c, inside(scope, 'i', 'n'), 1)} : ${advance(c, { ...at, scalars: [...at.scalars, ...before] }, before)}`,
    ],
    sizes: ['n', 'm'],
  };
};

const mutual: Step = (c, scope, name) => {
  const at = inside(scope, 't', 'n');
  const before = [`${name}[t-1]`, `${name}b[t-1]`];
  const inner = { ...at, scalars: [...at.scalars, ...before] };
  const own = c.once(2) ? `${name}b[t]` : `${name}b[t-1]`;
  return {
    lines: [
      `${name} : real[n]`,
      `${name}b : real[n]`,
      `${name}b[1] = ${expression(c, scope, 1)}`,
      `${name}b[t] = ${advance(c, inner, [`${name}b[t-1]`, `${name}[t-1]`])}`,
      `${name}[1] = ${expression(c, scope, 1)}`,
      `${name}[t] = ${advance(c, { ...at, scalars: [...at.scalars, own] }, [`${name}[t-1]`, own])}`,
    ],
    sizes: ['n'],
  };
};

const tree: Step = (c, scope, name) => {
  const at = inside(scope, 't', 'n');
  const before = `${name}[parent[t]]`;
  return {
    lines: [
      `${name} : real[n]`,
      `${name}[1] = ${expression(c, scope, 1)}`,
      `${name}[t] = ${advance(c, { ...at, scalars: [...at.scalars, before] }, [before])}`,
    ],
    sizes: ['n'],
  };
};

/** The next state, from the states before it: bounded, so that recurrences neither blow up nor die out. */
function advance(c: Choose, scope: Scope, before: readonly string[]): string {
  const sum = before.map((state, k) => (k === 0 ? state : `0.5 * ${state}`)).join(' - ');
  const drive = expression(c, scope, 2);
  return c.of([
    `tanh(${sum} + ${drive})`,
    `0.9 * (${sum}) + sin(${drive})`,
    `sin(${sum}) * (${drive})`,
    `0.7 * ${before[0]} * cos(${drive})`,
  ]);
}

/** A scalar made of all of an array. */
function whole(c: Choose, scope: Scope, name: string): string {
  const sizes = scope.arrays[name] ?? [];
  if (sizes.length === 0) return name;
  const indices = sizes.map((_, k) => `q${k + 1}`);
  const element = `${name}[${indices.join(', ')}]`;
  const body = c.of([element, `${element}^2`, `sin(${element})`, `tanh(${element}) * ${c.of(scope.scalars)}`]);
  return sizes.reduceRight((inner, size, k) => `sum(${indices[k]} = 1:${size}, ${inner})`, body);
}

const inside = (scope: Scope, name: string, size: SizeName): Scope => ({
  ...scope,
  indices: [...scope.indices, { name, size }],
});

const namesOf = (scope: Scope, sizes: readonly SizeName[]): string[] =>
  Object.entries(scope.arrays).flatMap(([name, own]) => (own.join() === sizes.join() ? [name] : []));

/** A scalar expression whose values stay moderate and whose derivatives exist nearly everywhere. */
function expression(c: Choose, scope: Scope, depth: number): string {
  if (depth <= 0) return atom(c, scope);
  const inner = (): string => expression(c, scope, depth - 1);
  const hasArrays = Object.keys(scope.arrays).length > 0;
  switch (c.below(hasArrays ? 14 : 12)) {
    case 0:
    case 1:
      return atom(c, scope);
    case 2:
      return `${inner()} + ${inner()}`;
    case 3:
      return `(${inner()} - ${inner()})`;
    case 4:
    case 5:
      return `(${inner()}) * (${inner()})`;
    case 6:
      return `(${inner()}) / (1 + (${inner()})^2)`;
    case 7:
      return `${c.of(['sin', 'cos', 'tanh', 'atan', 'sigmoid', 'softplus', 'relu', 'abs', 'erf', 'asinh'])}(${inner()})`;
    case 8:
      return c.of([
        `exp(-(${inner()})^2)`,
        `log(1 + (${inner()})^2)`,
        `sqrt(2 + sin(${inner()}))`,
        `exp(sin(${inner()}))`,
        `log(1 + exp(${inner()}))`,
      ]);
    case 9:
      return `(${inner()})^${c.of(['2', '3', '1', '0'])}`;
    case 10:
      return `(${test(c, scope)} ? ${inner()} : ${inner()})`;
    case 11:
      return `${c.of(['min', 'max'])}(${inner()}, ${inner()})`;
    default:
      return reduction(c, scope, depth - 1);
  }
}

/** A reduction over a new index: of a whole range, of a triangle, or without its first place. */
function reduction(c: Choose, scope: Scope, depth: number): string {
  const depthOf = scope.indices.length;
  if (depthOf >= 3) return atom(c, scope);
  const name = ['i', 'j', 't', 'p', 'q', 'r'].find((one) =>
    scope.indices.every((index) => index.name !== one),
  ) as string;
  const outer = scope.indices.length > 0 && c.once(4) ? c.of(scope.indices) : undefined;
  const size = outer?.size ?? c.of<SizeName>(['n', 'm']);
  const range =
    outer === undefined
      ? c.of([`1:${size}`, `1:${size}`, `2:${size}`])
      : c.of([`1:${outer.name}`, `${outer.name}:${size}`]);
  const body = expression(c, inside(scope, name, size), depth);
  const kind = c.of(['sum', 'sum', 'sum', 'sum', 'prod', 'max', 'min', 'mean']);
  return `${kind}(${name} = ${range}, ${kind === 'prod' ? `0.5 + ${body}` : body})`;
}

function test(c: Choose, scope: Scope): string {
  const compare = (): string =>
    `${atom(c, scope)} ${c.of(['<', '>', '<=', '>='])} ${c.of([atom(c, scope), '0.25', '-0.5'])}`;
  const places = scope.indices.map(({ name }) => name);
  if (places.length > 0 && c.once(3)) {
    const [first, second] = [c.of(places), c.of([...places, '2'])];
    return `${first} ${c.of(['<', '>', '==', '!=', '<='])} ${second}`;
  }
  return c.of([
    compare(),
    compare(),
    `(${compare()} and ${compare()})`,
    `(${compare()} or ${compare()})`,
    `not (${compare()})`,
  ]);
}

/** A name, a constant, or an element at places that are in range. */
function atom(c: Choose, scope: Scope): string {
  const names = Object.keys(scope.arrays);
  if (names.length === 0 || c.once(3)) return c.of([...scope.scalars, ...scope.scalars, '2', '0.5', '-1.5', '3']);
  const name = c.of(names);
  const places = (scope.arrays[name] as readonly SizeName[]).map((size) => place(c, scope, size));
  return `${name}[${places.join(', ')}]`;
}

function place(c: Choose, scope: Scope, size: SizeName): string {
  const own = scope.indices.filter((index) => index.size === size).map(({ name }) => name);
  const all = scope.indices.filter((index) => index.size === 'n').map(({ name }) => name);
  const choice = c.below(6);
  if (choice === 0 && all.length > 0) return `${size === 'n' ? 'k' : 'l'}[${c.of(all)}]`;
  if (choice === 1 && own.length > 0) return `${size} + 1 - ${c.of(own)}`;
  if (own.length > 0) return c.of(own);
  return c.of(['1', '2', size]);
}

export const kinds = { scalars: scalarPrograms, arrays: arrayPrograms, recurrences: recurrencePrograms };
