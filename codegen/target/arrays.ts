import type { arrayType } from './result.ts';

export type ArrayType = ReturnType<typeof arrayType>;

/** Of the functions that give the array to write to. */
export const bufferNames = { Float64Array: 'buffer', Int32Array: 'intBuffer' } as const satisfies Record<
  ArrayType,
  string
>;

const bufferText = (type: ArrayType): string => `/** The array to write to: the given one if it has the right length. */
function ${bufferNames[type]}(given: ${type} | undefined, length: number): ${type} {
  return given !== undefined && given.length === length ? given : new ${type}(length);
}`;

/** What emitted code does with the arrays that it is given, by the names of the functions that it brings along for it. */
export const arrayHelpers = {
  buffer: bufferText('Float64Array'),
  intBuffer: bufferText('Int32Array'),
  areIntegers: `/** Whether all elements are integers from least to most. */
function areIntegers(given: ArrayLike<number>, least: number, most: number): boolean {
  const length = given.length;
  for (let k = 0; k < length; k += 1) {
    const one = given[k]!;
    if (!(one >= least && one <= most && Number.isInteger(one))) return false;
  }
  return true;
}`,
} as const;

export type ArrayHelper = keyof typeof arrayHelpers;
