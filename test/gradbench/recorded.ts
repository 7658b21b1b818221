import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Json } from '../../bench/gradbench/eval.ts';

/** A recorded case: an eval's input, and what the hand-written C++ gives for each of its functions. */
export interface Recorded {
  readonly size: string;
  readonly input: Json;
  readonly golden: Readonly<Record<string, Json>>;
}

/** Where GradBench's recorded cases are: `ADJOINT_GRADBENCH`, else beside the checkout. They are no part of the repository. */
const home = process.env['ADJOINT_GRADBENCH'] ?? new URL('../../../shared/gradbench', import.meta.url).pathname;

/** Whether there are recorded cases at all. */
export const isRecorded = existsSync(`${home}/cases`);

/** The recorded cases of an eval; none where they are not on this machine. */
export function recordedCases(name: string): Recorded[] {
  const folder = `${home}/cases/${name}`;
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .map((file) => read(file.slice(0, -'.json'.length), readFileSync(`${folder}/${file}`, 'utf8'), name));
}

function read(size: string, text: string, name: string): Recorded {
  const { _golden: golden, _meta, ...input } = JSON.parse(text);
  // This eval's input is the number itself.
  return { size, golden, input: name === 'hello' ? input.x : input };
}
