import { load } from '../../codegen/index.ts';
import type { StabilityForm } from './forms.ts';

/** The worst that a form's emitted code does to one quantity, and where. */
export interface Worst {
  /** `f`, or `f by x`. */
  readonly quantity: string;
  /** The greatest relative error; Infinity where something is not finite. */
  readonly error: number;
  readonly at: readonly number[];
  readonly actual: number;
  readonly wanted: number;
  /** How many points miss 1e-13. */
  readonly misses: number;
  readonly points: number;
}

export interface Measured {
  readonly formula: string;
  readonly theme: string;
  /** The value first, then each partial derivative. */
  readonly quantities: readonly Worst[];
  /** The greatest of all. */
  readonly error: number;
}

type Input = number | Float64Array;

interface Functions {
  f(...inputs: readonly Input[]): number;
  fGrad(...inputs: readonly Input[]): { readonly value: number; readonly gradient: Readonly<Record<string, Input>> };
}

export const TIGHT = 1e-13;
export const LOOSE = 1e-9;
const SMALLEST_NORMAL = 2 ** -1022;

/** |actual − wanted| / |wanted|. Where 0 is wanted, what underflows too is right. */
function errorOf(actual: number, wanted: number): number {
  if (!Number.isFinite(actual)) return Infinity;
  if (wanted === 0 && Math.abs(actual) <= SMALLEST_NORMAL) return 0;
  return Math.abs(actual - wanted) / Math.max(Math.abs(wanted), SMALLEST_NORMAL);
}

/** A declared array's name and the place within it of a variable such as `v2`; the variable itself where it is a scalar. */
const slot = (formula: string, variable: string): readonly [name: string, place: number | undefined] => {
  const parts = /^([a-z]+)(\d+)$/i.exec(variable);
  const declared = parts !== null && new RegExp(`\\b${parts[1]} *: *real\\[`).test(formula);
  return declared ? [parts[1] as string, Number(parts[2]) - 1] : [variable, undefined];
};

/** The inputs at a point in the order of their appearance; arrays are put together. */
function inputsAt(form: StabilityForm, row: number): Input[] {
  const inputs = new Map<string, number | number[]>();
  for (const [variable, column] of Object.entries(form.at)) {
    const [name, place] = slot(form.formula, variable);
    const x = column[row] as number;
    const before = inputs.get(name);
    if (place === undefined) inputs.set(name, x);
    else inputs.set(name, [...(Array.isArray(before) ? before : []), x]);
  }
  return Array.from(inputs.values(), (x) => (typeof x === 'number' ? x : Float64Array.from(x)));
}

/** Runs a form's emitted value and gradient functions over its points. */
export async function measure(form: StabilityForm): Promise<Measured> {
  const { f, fGrad } = await load<Functions>(form.formula, { verify: false });
  const worst = new Map<string, Worst>();
  const judge = (quantity: string, at: readonly number[], actual: number, wanted: number | null | undefined): void => {
    if (wanted === null || wanted === undefined) return;
    const before = worst.get(quantity) ?? { error: -1, misses: 0, points: 0 };
    const error = errorOf(actual, wanted);
    const counts = { misses: before.misses + (error <= TIGHT ? 0 : 1), points: before.points + 1 };
    const now = error > before.error ? { quantity, error, at, actual, wanted } : (before as Worst);
    worst.set(quantity, { ...now, ...counts });
  };
  form.value.forEach((wanted, row) => {
    const at = Object.values(form.at).map((column) => column[row] as number);
    const inputs = inputsAt(form, row);
    judge('f', at, f(...inputs), wanted);
    const { value, gradient } = fGrad(...inputs);
    judge('f', at, value, wanted);
    for (const [variable, column] of Object.entries(form.gradient)) {
      const [name, place] = slot(form.formula, variable);
      const slope = gradient[name];
      const actual = typeof slope === 'number' ? slope : (slope?.[place ?? 0] ?? Number.NaN);
      judge(`f by ${variable}`, at, actual, column[row]);
    }
  });
  const quantities = [...worst.values()];
  const error = Math.max(...quantities.map((one) => one.error));
  return { formula: form.formula, theme: form.theme, quantities, error };
}
