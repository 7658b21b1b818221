/**
 * What a self-check brings along, as text: TypeScript that needs nothing but the language. The recorder runs the same
 * text, so that what is recorded is what will be compared with.
 */
export const KIT = `type Value = number | ArrayLike<number>;

/** A derivative along one direction: of an element of an input, or of all of them together. */
interface Slope {
  readonly by?: string;
  readonly at?: number;
  readonly slope: number;
  readonly tolerance: number;
  /** The first step of the numeric derivative. */
  readonly step: number;
}

/** What goes in, and what is to come out. An array as the value counts by a weighted sum of its elements. */
interface Point<Inputs> {
  readonly inputs: Inputs;
  readonly value: number;
  readonly tolerance: number;
  readonly slopes: readonly Slope[];
  /** Derivatives of a weighted sum of the gradient. */
  readonly bends?: readonly Slope[];
}

/** A Jacobian in compressed sparse rows. */
interface SparseRows {
  readonly rows: ArrayLike<number>;
  readonly columns: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

const elementsOf = (value: Value): readonly number[] => (typeof value === 'number' ? [value] : Array.from(value));

/** Weights that differ from element to element. */
const wave = (length: number): Float64Array => Float64Array.from({ length }, (_, k) => Math.cos(1 + 2 * k));

/** The elements over and over, up to a length. */
const cycle = (elements: readonly number[], length: number): Float64Array =>
  Float64Array.from({ length }, (_, k) => elements[k % elements.length] ?? 0);

const total = (value: Value): number =>
  typeof value === 'number' ? value : dot({ value }, { value: wave(value.length) });

/** Σ a · b over the entries of the first. */
function dot(a: object, b: object): number {
  let sum = 0;
  for (const [name, part] of Object.entries(a) as [string, Value][]) {
    const other = elementsOf((b as Record<string, Value>)[name] ?? []);
    elementsOf(part).forEach((element, k) => (sum += element * (other[k] ?? Number.NaN)));
  }
  return sum;
}

/** left · J · right for the blocks of a Jacobian, each of which has the value's elements for its rows. */
function through(blocks: object, left: Value, right: object): number {
  const weights = elementsOf(left);
  const sums = Object.entries(blocks).map(([name, block]) => {
    const elements = elementsOf(block as Value);
    const columns = elements.length / weights.length;
    return [name, Array.from({ length: columns }, (_, k) =>
      weights.reduce((sum, weight, row) => sum + weight * (elements[row * columns + k] ?? Number.NaN), 0))];
  });
  return dot(Object.fromEntries(sums) as object, right);
}

/** The same for compressed sparse rows, whose columns are the elements of the right side one after the other. */
function scatter(matrix: SparseRows, left: Value, right: object): number {
  const weights = elementsOf(left);
  const along = Object.values(right).flatMap((part) => elementsOf(part as Value));
  let sum = 0;
  weights.forEach((weight, row) => {
    for (let k = matrix.rows[row] ?? 0; k < (matrix.rows[row + 1] ?? 0); k += 1)
      sum += weight * (matrix.values[k] ?? Number.NaN) * (along[matrix.columns[k] ?? -1] ?? Number.NaN);
  });
  return sum;
}

/** The same for a Hessian: left · H · right. */
const bend = (blocks: object, left: object, right: object): number =>
  Object.entries(blocks).reduce(
    (sum, [name, row]) => sum + through(row as object, (left as Record<string, Value>)[name] ?? [], right),
    0,
  );

/** The direction in which one element moves; without its place, all elements do, each by its own weight. */
function direction<Inputs extends object>(inputs: Inputs, wrt: readonly string[], by?: string, at = 0): Inputs {
  const entries = wrt.map((name, p) => {
    const value = (inputs as Record<string, Value>)[name] ?? [];
    const weigh = (length: number): Float64Array =>
      by === undefined ? wave(length + p).slice(p) : Float64Array.from({ length }, (_, k) => (name === by && k === at ? 1 : 0));
    return [name, typeof value === 'number' ? weigh(1)[0] : weigh(value.length)];
  });
  return Object.fromEntries(entries) as Inputs;
}

/** inputs + t · along. */
function move<Inputs extends object>(inputs: Inputs, along: Inputs, t: number): Inputs {
  const moved = Object.entries(along).map(([name, part]) => {
    const from = (inputs as Record<string, Value>)[name] ?? [];
    const by = elementsOf(part as Value);
    const sums = elementsOf(from).map((element, k) => element + t * (by[k] ?? 0));
    return [name, typeof from === 'number' ? sums[0] : Float64Array.from(sums)];
  });
  return { ...inputs, ...(Object.fromEntries(moved) as object) };
}

/**
 * The derivative of f at 0: central differences with ever smaller steps, extrapolated to step 0, and an estimate of
 * the error (C. J. F. Ridders, 1982).
 */
function derivative(f: (t: number) => number, step: number): { readonly value: number; readonly error: number } {
  let best = { value: Number.NaN, error: Infinity };
  let above: number[] = [];
  for (let row = 0, h = step; row < 8; row += 1, h /= 2) {
    const estimates = [(f(h) - f(-h)) / (2 * h)];
    for (let order = 1; order <= row; order += 1) {
      const last = estimates[order - 1] ?? Number.NaN;
      const coarser = above[order - 1] ?? Number.NaN;
      const value = last + (last - coarser) / (4 ** order - 1);
      const error = Math.max(Math.abs(value - last), Math.abs(value - coarser));
      estimates.push(value);
      // Two differences may agree by chance, three hardly do.
      if (order > 1 && error < best.error) best = { value, error };
    }
    above = estimates;
  }
  return best;
}

const shown = (inputs: object): string =>
  (Object.entries(inputs) as [string, Value][])
    .map(([name, value]) => {
      const elements = elementsOf(value);
      const rest = elements.length > 12 ? ', … ' + String(elements.length - 12) + ' more' : '';
      return name + ' = ' + (typeof value === 'number' ? String(value) : '[' + elements.slice(0, 12).join(', ') + rest + ']');
    })
    .join(', ');`;

/** What compares and registers; the recorder has no use for it. */
export const RUNNER = `/** Vitest, a runner with a global \`test\`, or else the one of Node. */
interface Host {
  readonly process?: { readonly env: Readonly<Record<string, string | undefined>> };
  readonly test?: (name: string, run: () => void) => unknown;
}

const host = globalThis as unknown as Host;

const runner: string = host.process?.env['VITEST'] === undefined ? 'node:test' : 'vitest';

const test = (host.test === undefined ? ((await import(/* @vite-ignore */ runner)) as Host) : host).test;

function fail(what: string, inputs: object, found: number, source: string, other: number, tolerance: number): never {
  const end = String(other) + ' (they may differ by ' + String(tolerance) + ')';
  throw new Error(what + ' is ' + String(found) + ' at ' + shown(inputs) + ', where ' + source + ' ' + end);
}

/** Registers a test of a function's value. */
function compareValue<Inputs extends object>(
  name: string,
  points: readonly Point<Inputs>[],
  f: (at: Inputs) => number,
): void {
  test?.(name, () => {
    for (const { inputs, value, tolerance } of points) {
      const found = f(inputs);
      if (!(Math.abs(found - value) <= tolerance))
        fail(name + ': the value', inputs, found, 'the one recorded is', value, tolerance);
    }
  });
}

/** Registers a test of a derivative of f: against the numeric one, and the one recorded. */
function compareSlopes<Inputs extends object>(
  name: string,
  points: readonly Point<Inputs>[],
  wrt: readonly string[],
  which: 'slopes' | 'bends',
  f: (at: Inputs, across: Inputs) => number,
  slopeOf: (at: Inputs, along: Inputs, across: Inputs) => number,
): void {
  test?.(name, () => {
    for (const point of points) {
      const { inputs } = point;
      const across = direction(inputs, wrt);
      for (const { by, at, slope, tolerance, step } of point[which] ?? []) {
        const along = direction(inputs, wrt, by, at);
        const place = (by ?? 'all inputs') + (at === undefined ? '' : '[element ' + String(at + 1) + ']');
        const what = name + ': the ' + (which === 'slopes' ? '' : 'second ') + 'derivative by ' + place;
        const found = slopeOf(inputs, along, across);
        const numeric = derivative((t) => f(move(inputs, along, t), across), step).value;
        if (!(Math.abs(found - numeric) <= tolerance))
          fail(what, inputs, found, 'numeric differentiation gives', numeric, tolerance);
        if (!(Math.abs(found - slope) <= tolerance))
          fail(what, inputs, found, 'the one recorded is', slope, tolerance);
      }
    }
  });
}`;
