import { AdjointError } from '../../src/diagnostic.ts';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { prettierOptionsFor } from '../format.ts';
import { createGenerator } from '../generate.ts';
import type { Compiler } from '../generate.ts';
import type { GeneratedFile } from '../options.ts';
import { planFiles, writeFiles } from '../write.ts';
import type { Planned } from '../write.ts';
import type { Args } from './args.ts';
import { moduleOptions, openSource } from './inputs.ts';
import { exit } from './io.ts';
import type { ExitCode, Io } from './io.ts';
import { printJson, reportDiagnostics } from './output.ts';
import { routeOutputs } from './paths.ts';

/**
 * `adjoint FILE …`: every output is computed, verified and compared with the disk before the first is written, so an
 * error anywhere leaves all files as they were.
 *
 * JSON: `{ files: [{ path, changed, text? }], diagnostics }`; `text` where the output goes to stdout, path `-`.
 */
export async function runGenerate(args: Args, io: Io, compiler?: Compiler): Promise<ExitCode> {
  const { target, routes } = routeOutputs(args);
  const options = { ...moduleOptions(args), target, verify: !args.has('no-verify') };
  const generate = createGenerator(compiler);
  const files: GeneratedFile[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const route of routes) {
    try {
      const source = await openSource(route.input, io);
      // What goes to stdout is formatted as the file that would stand beside the input.
      const prettier = await prettierOptionsFor(route.output === '-' ? `${route.input}.${target}` : route.output);
      const generated = await generate(source, { ...options, prettier }, route.output);
      files.push(...generated.files.map((file) => (route.output === '-' ? { ...file, path: '-' } : file)));
      diagnostics.push(...generated.diagnostics);
    } catch (error) {
      if (!(error instanceof AdjointError)) throw error;
      diagnostics.push(...error.diagnostics);
    }
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) throw new AdjointError(diagnostics);

  const planned = planFiles(
    files.filter(({ path }) => path !== '-'),
    { force: args.has('force') || args.has('check') },
  );
  if (!args.has('check')) writeFiles(planned);
  const printed = files.filter(({ path }) => path === '-');
  const stale = args.has('check') && planned.some(({ changed }) => changed);
  if (args.has('json')) {
    const shown = [
      ...planned.map(({ path, changed }) => ({ path, changed })),
      ...printed.map((f) => ({ ...f, changed: true })),
    ];
    printJson(io, { files: shown, diagnostics });
  } else {
    // Declarations would not go with their code on one stream.
    io.out(printed[0]?.text ?? '');
    if (!args.has('quiet')) reportDiagnostics(io, diagnostics);
    if (!args.has('quiet') || stale) io.err(summary(planned, args.has('check')));
  }
  return stale ? exit.failed : exit.ok;
}

function summary(planned: readonly Planned[], checking: boolean): string {
  const [yes, no] = checking ? ['stale', 'up to date'] : ['written', 'unchanged'];
  return planned.map(({ path, changed }) => `${path}: ${changed ? yes : no}\n`).join('');
}
