import { readFileSync } from 'node:fs';

/** A formula in mathjs' syntax, with its value and gradient to 50 digits at three points; made by make_references.py. */
export interface FunctionReference {
  readonly formula: string;
  /** The free names in order of appearance. */
  readonly variables: readonly string[];
  readonly points: readonly {
    /** By variable: multiples of 1/64, inside the domain and away from kinks. */
    readonly at: readonly number[];
    readonly value: string;
    readonly gradient: readonly string[];
  }[];
}

export const functionReferences = JSON.parse(
  readFileSync(new URL('functions.json', import.meta.url), 'utf8'),
) as readonly FunctionReference[];
