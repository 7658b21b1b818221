/** What GradBench sends and wants back: JSON. */
export type Json = number | string | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** What an emitted function takes. */
export type Argument = number | Float64Array | Int32Array;

/** A function of the module: `Grad` at these arguments. */
export type Emitted = (suffix: string, ...args: readonly unknown[]) => unknown;

/** One function of an eval, as a function that the compiler emits. */
export interface Target<Input> {
  /** The name in the `.math` file, which may depend on what is asked for. */
  readonly output: string | ((input: Input) => string);
  /** Another name, whose function of the same role is called after it with arguments of its own: there are two results then. */
  readonly second?: { readonly output: string; readonly args: (input: Input) => readonly Argument[] };
  readonly role: 'value' | 'grad' | 'jvp' | 'jacobian' | 'sparse' | 'entries' | 'hvp';
  /** What is computed by the module's functions, called by the end of their names, if it is more than one call. */
  readonly solve?: (call: Emitted, input: Input) => unknown;
  /** What the functions write to; if it is not given they make it. */
  readonly into?: (input: Input) => readonly unknown[];
  /** Set where a function that computes entries alone is given the pattern beforehand. */
  readonly pattern?: true;
  /** What is left to do after each call, and timed with it; of a pattern, after its one call. */
  readonly join?: (results: never, input: Input) => void;
  /** Arguments after the inputs of the formula: the direction of an `hvp`. */
  readonly direction?: (input: Input) => readonly Argument[];
  /** What the function gave, in the form in which GradBench wants it. */
  readonly send: (result: never, input: Input) => Json;
}

/** An eval of GradBench: a file of formulas, and how its messages are turned into arguments and back. */
export interface Eval<Input> {
  readonly name: string;
  /** The sizes that the code is specialised for. */
  readonly sizes?: (input: Input) => Readonly<Record<string, number>>;
  /** The inputs of the formula, in the order of their declarations, without the sizes above. */
  readonly args: (input: Input) => readonly Argument[];
  readonly functions: Readonly<Record<string, Target<Input>>>;
  /** Inputs of its own, from the smallest to the largest; the last is the one that the table of ratios speaks of. */
  readonly cases: readonly Case<Input>[];
}

export interface Case<Input> {
  readonly size: string;
  readonly make: (random: () => number) => Input;
}

/** Numbers of the unit interval. */
export const uniform = (count: number, random: () => number): number[] => Array.from({ length: count }, random);

/** A matrix of such numbers, as rows. */
export const uniformRows = (rows: number, columns: number, random: () => number): number[][] =>
  Array.from({ length: rows }, () => uniform(columns, random));

export const flat = (rows: readonly (readonly number[])[]): Float64Array => Float64Array.from(rows.flat());

/** A flat array as rows of a width. */
export const rowsOf = (values: Float64Array, width: number): number[][] =>
  Array.from({ length: values.length / width }, (_, i) => [...values.subarray(i * width, (i + 1) * width)]);

/** The name in the `.math` file for an input. */
export const outputOf = <Input>({ output }: Target<Input>, input: Input): string =>
  typeof output === 'string' ? output : output(input);
