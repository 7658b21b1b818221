import fc from 'fast-check';
import { AdjointError } from '../../src/diagnostic.ts';
import { problemsOf } from './check.ts';
import { problemsOfEmpty } from './empty.ts';
import { kinds } from './programs.ts';
import type { RandomProgram } from './programs.ts';

const USAGE = `usage: npm run fuzz -- [count] [seed]

Random programs through the whole pipeline: every pass, mode and printer must agree. 10,000 from a seed that is taken
from the clock, if nothing else is asked for. Exits 1 where some do not agree, with each of them.`;

const shares = { scalars: 0.2, forms: 0.2, arrays: 0.25, recurrences: 0.35 } as const;
type Kind = keyof typeof shares;

/** Of so many programs one is differentiated twice; that takes longer than all the rest of its check. */
const SECOND = 10;
/** One of so many is called with empty arrays too. */
const EMPTY = 5;
const REPORTED_EVERY = 100;

const [count = '10000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
if (![count, seed].every((text) => /^\d{1,10}$/.test(text))) {
  console.error(USAGE);
  process.exit(2);
}

/** Programs of all kinds in turn, so that an end before time has seen them all; the same for a seed and a count. */
function programsFrom(total: number, from: number): { readonly kind: Kind; readonly program: RandomProgram }[] {
  return (Object.keys(shares) as Kind[])
    .flatMap((kind) => {
      const numRuns = Math.ceil(total * shares[kind]);
      const programs = fc.sample(kinds[kind], { numRuns, seed: from });
      return programs.map((program, k) => ({ kind, program, at: k / numRuns }));
    })
    .sort((a, b) => a.at - b.at)
    .slice(0, total);
}

/** What a problem says, without names and numbers: the same for the same cause, mostly. */
const classOf = (problem: string): string =>
  (problem.split('\n')[0] as string)
    .replace(/-?\d+(\.\d+)?(e[+-]?\d+)?/g, '#')
    .replace(/\b[a-z]\w*?(Bar|Dot|Part|Product|Sum|Max|Min|Choice)\w*/g, 'name')
    .slice(0, 120);

async function judge(program: RandomProgram, second: boolean, empty: boolean): Promise<string[]> {
  try {
    return [...(await problemsOf(program, { second })), ...(empty ? await problemsOfEmpty(program) : [])];
  } catch (error) {
    if (error instanceof AdjointError)
      return error.diagnostics.map(({ code, message }) => `refused: ${code}: ${message}`);
    return [`failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
}

console.log(`${count} random programs from seed ${seed}`);
const classes = new Map<string, number[]>();
const start = Date.now();
let wrong = 0;
for (const [k, { kind, program }] of programsFrom(Number(count), Number(seed)).entries()) {
  const second = k % SECOND === SECOND - 1;
  const [problem] = await judge(
    program,
    second,
    (kind === 'arrays' || kind === 'recurrences') && k % EMPTY === EMPTY - 1,
  );
  if (problem !== undefined) {
    wrong += 1;
    const known = classes.get(classOf(problem));
    classes.set(classOf(problem), [...(known ?? []), k + 1]);
    console.log(`\n${k + 1}: ${kind}${second ? ', second derivatives' : ''}\n${program.text}`);
    console.log(`at ${JSON.stringify(program.inputs)}\n${problem}\n`);
  }
  if ((k + 1) % REPORTED_EVERY === 0 || k + 1 === Number(count))
    console.log(`${k + 1} of ${count}: ${wrong} disagree, ${Math.round((Date.now() - start) / (k + 1))} ms each`);
}
for (const [name, places] of [...classes].sort(([, a], [, b]) => b.length - a.length))
  console.log(`${places.length} × ${name}\n    ${places.slice(0, 10).join(', ')}`);
process.exitCode = wrong > 0 ? 1 : 0;
