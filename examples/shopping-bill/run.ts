import { totalBackward, totalForward } from './apples.math.ts';
import { totalGrad } from './fruit.math.ts';

/** The bill of the chapter on back-propagation: forward to the price, backward to what it depends on. */
export function main(print: (line: string) => void) {
  // Step by step: forward, then backward from a seed of 1.
  const { value, saved } = totalForward(100, 2, 1.1);
  const apples = { value, gradient: totalBackward(saved, 1) };
  print('two apples at 100 with 10 % tax');
  print(`  forward   total ${show(apples.value)}`);
  print(`  backward  ${list(apples.gradient)}`);

  // Both at once.
  const fruit = totalGrad(100, 2, 150, 3, 1.1);
  print('two apples at 100 and three oranges at 150 with 10 % tax');
  print(`  forward   total ${show(fruit.value)}`);
  print(`  backward  ${list(fruit.gradient)}`);
  return { apples, fruit };
}

/** 12 digits: 2 · 1.1 is 2.2 to a reader. */
const show = (value: number): string => String(Number(value.toPrecision(12)));

const list = (gradient: object): string =>
  Object.entries(gradient)
    .map(([name, value]) => `${name} ${show(value as number)}`)
    .join(', ');
