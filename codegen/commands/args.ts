import { parseArgs } from 'node:util';
import { didYouMean } from '../../src/diagnostic.ts';
import { UsageError } from './io.ts';

export type CommandName = 'generate' | 'derive' | 'check' | 'explain';

/** Commands that are written out; generating is what adjoint does without one. */
export const commandNames = ['derive', 'check', 'explain'] as const satisfies readonly CommandName[];

interface Flag {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** What stands for its value in the help. */
  readonly value?: string;
  readonly commands: readonly CommandName[];
  readonly help: string;
}

const all: readonly CommandName[] = ['generate', 'derive', 'check', 'explain'];

/** Every flag of every command, in the order of the help. */
export const flags = {
  output: {
    type: 'string',
    value: 'NAME,…',
    commands: ['generate', 'check', 'explain'],
    help: 'what the module computes (default: its last name)',
  },
  wrt: {
    type: 'string',
    value: 'NAME,…',
    commands: all,
    help: 'differentiate by these inputs (default: all real ones)',
  },
  emit: {
    type: 'string',
    value: 'KIND,…',
    commands: ['generate', 'check', 'explain'],
    help: 'derivatives: grad, jvp, jacobian, sparse, entries, hessian, hvp; check: a self-check beside the output',
  },
  size: {
    type: 'string',
    value: 'NAME=N,…',
    commands: ['generate', 'check', 'explain'],
    help: 'specialise a size: n=10',
  },
  out: {
    type: 'string',
    short: 'o',
    value: 'PATH',
    commands: ['generate'],
    help: 'write to a file, into a directory, or to stdout with -',
  },
  target: {
    type: 'string',
    value: 'ts|js',
    commands: ['generate'],
    help: 'TypeScript, or JavaScript with .d.ts (default: ts)',
  },
  check: { type: 'boolean', commands: ['generate'], help: 'write nothing; exit 1 if an output is stale' },
  force: { type: 'boolean', commands: ['generate'], help: 'overwrite files that adjoint did not generate' },
  'no-verify': { type: 'boolean', commands: ['generate'], help: 'skip the check of the emitted derivatives' },
  at: { type: 'string', value: 'NAME=X,…', commands: ['derive'], help: 'add the values at a point: x=1,y=2' },
  latex: { type: 'boolean', commands: ['derive'], help: 'print LaTeX' },
  derivative: { type: 'string', value: "NAME='EXPR'", commands: ['check'], help: 'check this derivative of your own' },
  points: { type: 'string', value: 'N', commands: ['check'], help: 'number of points (default: 10)' },
  tolerance: {
    type: 'string',
    value: 'X',
    commands: ['check'],
    help: 'true error allowed, times the condition number',
  },
  html: { type: 'string', value: 'FILE', commands: ['check'], help: 'write a page with plots of the true errors' },
  dot: { type: 'boolean', commands: ['explain'], help: 'print Graphviz DOT' },
  json: { type: 'boolean', commands: all, help: 'print JSON, diagnostics included' },
  quiet: { type: 'boolean', short: 'q', commands: ['generate'], help: 'print nothing but errors' },
  help: { type: 'boolean', short: 'h', commands: all, help: 'print this help' },
  version: { type: 'boolean', short: 'V', commands: all, help: 'print the version' },
} as const satisfies Record<string, Flag>;

export type FlagName = keyof typeof flags;

/** A command line taken apart. */
export interface Args {
  readonly command: CommandName;
  readonly positionals: readonly string[];
  has(flag: FlagName): boolean;
  /** The last value of a flag. */
  value(flag: FlagName): string | undefined;
  /** The values of a flag, from repetitions and commas. */
  list(flag: FlagName): readonly string[] | undefined;
  /** `x=1,y=2` from repetitions and commas, in order. */
  pairs(flag: FlagName): readonly (readonly [string, string])[];
  /** The values of a flag as they are given, one a repetition. */
  each(flag: FlagName): readonly string[];
}

/** @throws UsageError */
export function readArgs(argv: readonly string[]): Args {
  const { plain, dashed } = setAside(argv);
  const options = Object.fromEntries(
    Object.entries(flags).map(([name, { type, ...rest }]) => [
      name,
      { type, ...('short' in rest ? { short: rest.short } : {}) },
    ]),
  );
  const { tokens } = parseArgs({ args: [...plain], options, strict: false, tokens: true, allowPositionals: true });
  const given = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const named = commandNames.find((name) => name === given[0]);
  const command = named ?? 'generate';
  const positionals = named === undefined ? given : given.slice(1);

  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    checkFlag(token.name, token.rawName, command);
    const { type } = flags[token.name as FlagName];
    if (type === 'boolean' && token.value !== undefined) throw new UsageError(`${token.rawName} takes no value`);
    if (type === 'string' && token.value === undefined) throw new UsageError(`${token.rawName} needs a value`);
    values.set(token.name, [...(values.get(token.name) ?? []), token.value ?? '']);
  }
  // `-x^2` is no cluster of flags where a formula is expected.
  if (command !== 'generate') positionals.push(...dashed);
  else if (dashed[0] !== undefined) throw unknownFlag(dashed[0], command);

  const each = (flag: FlagName): readonly string[] => values.get(flag) ?? [];
  const list = (flag: FlagName): readonly string[] | undefined => {
    if (!values.has(flag)) return undefined;
    const items = each(flag)
      .flatMap((text) => text.split(','))
      .map((text) => text.trim());
    if (items.includes('')) throw new UsageError(`--${flag} needs names separated by commas`);
    return items;
  };
  return {
    command,
    positionals,
    has: (flag) => values.has(flag),
    value: (flag) => each(flag).at(-1),
    list,
    each,
    pairs: (flag) => (list(flag) ?? []).map((item) => pairOf(item, flag)),
  };
}

/** `x=…` taken apart at its first equals sign. */
export function pairOf(item: string, flag: FlagName): readonly [string, string] {
  const at = item.indexOf('=');
  const [name, value] = [item.slice(0, at).trim(), item.slice(at + 1).trim()];
  if (at > 0 && name !== '' && value !== '') return [name, value];
  throw new UsageError(`--${flag} needs name=value, not '${item}'`);
}

/** Arguments such as `-x^2` that start with a dash and no flag of ours, as far as `--`. */
function setAside(argv: readonly string[]): { readonly plain: readonly string[]; readonly dashed: readonly string[] } {
  const shorts = Object.values(flags).flatMap((flag) => ('short' in flag ? [flag.short as string] : []));
  const end = argv.indexOf('--');
  const isDashed = (text: string, k: number): boolean =>
    /^-[^-]/.test(text) && !shorts.includes(text.charAt(1)) && (end < 0 || k < end);
  return { plain: argv.filter((text, k) => !isDashed(text, k)), dashed: argv.filter(isDashed) };
}

function checkFlag(name: string, raw: string, command: CommandName): void {
  if (!Object.hasOwn(flags, name)) throw unknownFlag(raw, command);
  const { commands }: Flag = flags[name as FlagName];
  if (commands.includes(command)) return;
  const where = commands.map(showCommand).join(', ');
  throw new UsageError(`${raw} does not go with ${showCommand(command)}`, `it goes with ${where}`);
}

function unknownFlag(raw: string, command: CommandName): UsageError {
  const known = Object.entries(flags).filter(([, flag]: [string, Flag]) => flag.commands.includes(command));
  const near = didYouMean(
    raw.replace(/^-+/, ''),
    known.map(([name]) => name),
  );
  return new UsageError(`unknown option ${raw}`, near === undefined ? undefined : `did you mean --${near}?`);
}

const showCommand = (command: CommandName): string => (command === 'generate' ? 'adjoint FILE' : `adjoint ${command}`);
