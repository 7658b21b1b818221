import fc from 'fast-check';

/** What an expression may mention. Index variables come with the name of the size that they run over. */
export interface Scope {
  readonly scalars: readonly string[];
  /** Arrays by name: the names of their sizes. */
  readonly arrays: Readonly<Record<string, readonly SizeName[]>>;
  readonly indices: readonly { readonly name: string; readonly size: SizeName }[];
  readonly sizes: Sizes;
}

export type SizeName = 'n' | 'm';
export type Sizes = Readonly<Record<SizeName, number>>;

/** Choices, drawn from fast-check so that a failing program shrinks. */
export interface Choose {
  readonly below: (limit: number) => number;
  readonly of: <T>(items: readonly T[]) => T;
  /** True once in so many. */
  readonly once: (among: number) => boolean;
  readonly real: () => number;
}

export const chooser = (g: fc.GeneratorValue): Choose => {
  const below = (limit: number): number => g(fc.nat, { max: limit - 1 });
  return {
    below,
    of: (items) => items[below(items.length)] as (typeof items)[number],
    once: (among) => below(among) === among - 1,
    // Away from 0 and from each other, so that ties and kinks are rare.
    real: () => (g(fc.integer, { min: -2000, max: 2000 }) + 0.37) / 1000,
  };
};

export const inside = (scope: Scope, name: string, size: SizeName): Scope => ({
  ...scope,
  indices: [...scope.indices, { name, size }],
});

export const namesOf = (scope: Scope, sizes: readonly SizeName[]): string[] =>
  Object.entries(scope.arrays).flatMap(([name, own]) => (own.join() === sizes.join() ? [name] : []));

/** A scalar expression whose values stay moderate and whose derivatives exist nearly everywhere. */
export function expression(c: Choose, scope: Scope, depth: number): string {
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

/** A reduction over a new index: of a whole range, of a triangle with or without its diagonal, or without its first place. */
export function reduction(c: Choose, scope: Scope, depth: number): string {
  const depthOf = scope.indices.length;
  if (depthOf >= 3) return atom(c, scope);
  const name = ['i', 'j', 't', 'p', 'q', 'r'].find((one) =>
    scope.indices.every((index) => index.name !== one),
  ) as string;
  const outer = scope.indices.length > 0 && c.once(4) ? c.of(scope.indices) : undefined;
  const size = outer?.size ?? c.of<SizeName>(['n', 'm']);
  const kind = c.of(['sum', 'sum', 'sum', 'sum', 'prod', 'max', 'min', 'mean']);
  const full = `1:${size}`;
  // The others have no value where there is no element.
  const mayBeEmpty = kind === 'sum' || kind === 'prod';
  const range =
    outer === undefined
      ? c.of([full, full, mayBeEmpty ? `2:${size}` : full])
      : c.of([
          `1:${outer.name}`,
          `${outer.name}:${size}`,
          ...(mayBeEmpty ? [`1:${outer.name} - 1`, `${outer.name} + 1:${size}`] : []),
        ]);
  const body = expression(c, inside(scope, name, size), depth);
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

/** The places that are there whatever runs. */
export const fixedPlaces = ({ sizes }: Scope, size: SizeName): readonly string[] =>
  sizes[size] === 1 ? ['1', size] : ['1', '2', size];

function place(c: Choose, scope: Scope, size: SizeName): string {
  const own = scope.indices.filter((index) => index.size === size).map(({ name }) => name);
  const all = scope.indices.filter((index) => index.size === 'n').map(({ name }) => name);
  const choice = c.below(6);
  if (choice === 0 && all.length > 0) return `${size === 'n' ? 'k' : 'l'}[${c.of(all)}]`;
  if (choice === 1 && own.length > 0) return `${size} + 1 - ${c.of(own)}`;
  if (own.length > 0) return c.of(own);
  return c.of(fixedPlaces(scope, size));
}
