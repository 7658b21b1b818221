import { createRequire } from 'node:module';
import { AdjointError } from '../../src/diagnostic.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { fileError } from '../options.ts';
import { readArgs } from './args.ts';
import type { Args, CommandName } from './args.ts';
import { exit, UsageError } from './io.ts';
import type { ExitCode, Io } from './io.ts';
import { printJson, reportDiagnostics } from './output.ts';

type Run = (args: Args, io: Io) => Promise<ExitCode>;

/** Each command is loaded when it is called for: `adjoint --help` loads none. */
const commands: Readonly<Record<CommandName, () => Promise<Run>>> = {
  generate: async () => (await import('./generate.ts')).runGenerate,
  derive: async () => (await import('./derive.ts')).runDerive,
  check: async () => (await import('./check.ts')).runCheck,
  explain: async () => (await import('./explain.ts')).runExplain,
};

/** What a failed command prints under `--json`, beside its diagnostics. */
const emptyResults: Readonly<Record<CommandName, Readonly<Record<string, unknown>>>> = {
  generate: { files: [] },
  derive: { derivatives: [] },
  check: { passed: false, functions: [], accuracy: [] },
  explain: { stages: [] },
};

/** Runs the command line; never throws. */
export async function main(argv: readonly string[], io: Io): Promise<ExitCode> {
  let args: Args | undefined;
  try {
    args = readArgs(argv);
    if (args.has('help')) {
      io.out((await import('./help.ts')).helpText(args.command));
      return exit.ok;
    }
    if (args.has('version')) {
      // By the package's own name, as its file lies at another depth once it is built.
      const { version } = createRequire(import.meta.url)('adjoint/package.json') as { version: string };
      io.out(`${version}\n`);
      return exit.ok;
    }
    const run = await commands[args.command]();
    return await run(args, io);
  } catch (error) {
    if (error instanceof UsageError) {
      io.err(`adjoint: ${error.message}${error.hint === undefined ? '' : ` (${error.hint})`}\n`);
      io.err(`Try 'adjoint ${args === undefined || args.command === 'generate' ? '' : `${args.command} `}--help'.\n`);
      return exit.usage;
    }
    const diagnostics = error instanceof AdjointError ? error.diagnostics : [internalError(error, io)];
    if (args?.has('json') === true) printJson(io, { ...emptyResults[args.command], diagnostics });
    else if (error instanceof AdjointError) reportDiagnostics(io, diagnostics);
    else io.err(`${diagnostics.map((d) => d.message).join('\n')}\n`);
    return exit.failed;
  }
}

/** A fault of ours: its message, and its stack only for who asks. */
function internalError(error: unknown, io: Io): Diagnostic {
  const message = error instanceof Error ? error.message : String(error);
  if (io.debug && error instanceof Error) io.err(`${error.stack ?? ''}\n`);
  return fileError('adjoint', 'internal', `internal error: ${message}, please report`);
}
