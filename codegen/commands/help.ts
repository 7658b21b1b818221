import { flags } from './args.ts';
import type { CommandName } from './args.ts';

const usage: Readonly<Record<CommandName, readonly string[]>> = {
  generate: ['adjoint FILE.math … [options]      write FILE.math.ts beside each (- reads stdin and writes stdout)'],
  derive: ["adjoint derive 'EXPR' --wrt x[,y]  print the simplified derivatives"],
  check: ["adjoint check FILE|'EXPR'          compare derivatives with numeric ones; exit 1 if they disagree"],
  explain: ["adjoint explain FILE|'EXPR'        print the graph after each pass"],
};

const EPILOGUE = 'Exit codes: 0 done, 1 errors in the input, stale output or a failed check, 2 wrong command line.';

/** The help of one command; that of generating, which has no name, lists the others too. */
export function helpText(command: CommandName): string {
  const lines = command === 'generate' ? Object.values(usage).flat() : usage[command];
  const rows = Object.entries(flags).filter(([, flag]) => (flag.commands as readonly string[]).includes(command));
  const shown = rows.map(([name, flag]) => {
    const short = 'short' in flag ? `-${flag.short}, ` : '    ';
    const value = 'value' in flag ? ` ${flag.value}` : '';
    return { left: `${short}--${name}${value}`, help: flag.help };
  });
  const width = Math.max(...shown.map(({ left }) => left.length));
  return [
    'adjoint compiles formulas into verified gradient code.',
    '',
    'Usage:',
    ...lines.map((line) => `  ${line}`),
    '',
    'Options:',
    ...shown.map(({ left, help }) => `  ${left.padEnd(width)}  ${help}`),
    '',
    EPILOGUE,
    '',
  ].join('\n');
}
