#!/usr/bin/env node
import { main } from './commands/main.ts';

// Who reads our output may leave early (`adjoint … | head`): that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    throw error;
  });
}

// The exit code is set, not forced, so that what is still in the pipes gets out.
process.exitCode = await main(process.argv.slice(2), {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  readStdin: async () => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks);
  },
  color: process.stderr.isTTY && (process.env['NO_COLOR'] ?? '') === '',
  debug: (process.env['ADJOINT_DEBUG'] ?? '') !== '',
});
