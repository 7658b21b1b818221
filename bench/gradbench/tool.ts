import { createInterface } from 'node:readline';
import { respond } from './protocol.ts';

/** The tool that GradBench runs: a message a line on standard input, an answer a line on standard output. */
for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (line.trim() !== '') console.log(JSON.stringify(await respond(JSON.parse(line))));
}
