import { AdjointError } from '../../codegen/index.ts';
import type { Json } from './eval.ts';
import { evalOf } from './evals.ts';
import { prepare } from './prepare.ts';
import type { Ready } from './prepare.ts';

interface Timing {
  readonly name: 'prepare' | 'evaluate';
  readonly nanoseconds: number;
}

interface Failure {
  readonly success: false;
  readonly error: string;
}

/** What GradBench sends: a line of JSON, of which each kind has some fields. */
interface Message {
  readonly id: number;
  readonly kind: string;
  readonly module?: string;
  readonly function?: string;
  readonly input?: Json;
}

/** The answer to one message of GradBench's protocol (CONTRIBUTING.md there); what goes wrong is told in the answer. */
export async function respond(message: Message): Promise<object> {
  const { id } = message;
  if (message.kind === 'start') return { id, tool: 'adjoint' };
  if (message.kind === 'define') return { id, ...define(message) };
  if (message.kind === 'evaluate') return { id, ...(await evaluate(message)) };
  return { id };
}

function define({ module = '' }: Message): { success: true } | Failure {
  return evalOf(module) === undefined ? failure(`there are no formulas for ${module}`) : { success: true };
}

async function evaluate({ module = '', function: name = '', input = null }: Message): Promise<object> {
  const target = evalOf(module)?.functions[name];
  if (target === undefined) return failure(`${module} has no function ${name}`);
  try {
    const start = process.hrtime.bigint();
    const ready = await prepare(evalOf(module)!, target, input);
    const prepared: Timing = { name: 'prepare', nanoseconds: Number(process.hrtime.bigint() - start) };
    const timings = timed(ready, runsOf(input));
    return { success: true, output: ready.output(), timings: [prepared, ...timings] };
  } catch (error) {
    return failure(error instanceof AdjointError || error instanceof RangeError ? error.message : String(error));
  }
}

interface Runs {
  readonly min_runs?: number;
  readonly min_seconds?: number;
}

const runsOf = (input: Json): Runs => (typeof input === 'object' && input !== null ? (input as Runs) : {});

/** Runs at least as often and as long as is asked for: once if nothing is. */
function timed(ready: Ready, { min_runs = 1, min_seconds = 0 }: Runs): Timing[] {
  const timings: Timing[] = [];
  let seconds = 0;
  while (timings.length < Math.max(1, min_runs) || seconds < min_seconds) {
    const start = process.hrtime.bigint();
    ready.run();
    const nanoseconds = Number(process.hrtime.bigint() - start);
    timings.push({ name: 'evaluate', nanoseconds });
    seconds += nanoseconds / 1e9;
  }
  return timings;
}

const failure = (error: string): Failure => ({ success: false, error });
