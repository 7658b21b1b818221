import { AdjointError } from '../src/diagnostic.ts';
import type { Diagnostic } from '../src/diagnostic.ts';
import type { CompileOptions, Unit } from '../src/pipeline.ts';
import type { Source } from '../src/source.ts';
import { checkExports } from './target/exports.ts';
import { LONG } from './indent.ts';
import { compileOptionsOf, fileError, sourceOf } from './options.ts';
import type { Generated, GeneratedFile, Options } from './options.ts';
import type { Beside, TypeScript } from './typescript/project.ts';

/** What turns a source into the text of a module; a test may put its own in place. */
export interface Compiler {
  compile(source: Source, options: CompileOptions): Promise<readonly Unit[]>;
  emit(units: readonly Unit[], source: Source): string;
}

/**
 * Generates one module after the other; what is costly to load is loaded once, when it is first needed. `path` is that of
 * the module's code: by default beside the source.
 */
export type Generator = (source: string | Source, options?: Options, path?: string) => Promise<Generated>;

/** A module compiled and, unless that was not wanted, verified: TypeScript text, not yet formatted. */
export interface Emitted {
  readonly source: Source;
  readonly units: readonly Unit[];
  readonly text: string;
  /** Warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

export async function loadCompiler(): Promise<Compiler> {
  const [{ compile }, { emitModule }] = await Promise.all([
    import('../src/pipeline.ts'),
    import('./target/typescript.ts'),
  ]);
  return { compile, emit: emitModule };
}

/** @see generate in index.ts */
export function createGenerator(compiler?: Compiler): Generator {
  const typescript = once(async () => (await import('./typescript/project.ts')).createTypeScript());
  const format = once(async () => (await import('./format.ts')).format);
  return async (input, options = {}, at) => {
    const { source, units, text, diagnostics } = await emit(input, options, compiler, typescript);
    const print = await format();
    const path = at ?? `${source.name}.${options.target ?? 'ts'}`;
    const file = async (to: string, content: string): Promise<GeneratedFile> => ({
      path: to,
      text: await print(content, source.name, options.prettier),
    });
    const files: GeneratedFile[] = [];
    if (options.target === 'js') {
      const { js, types } = (await typescript()).emit(text);
      files.push(await file(path, js), await file(declarationsOf(path), types));
    } else files.push(await file(path, text));
    if (options.emit?.includes('check') !== true) return { files, diagnostics };
    const check = await emitSelfCheck(source, units, text, specifierOf(path), options, await typescript());
    files.push(await file(selfCheckOf(path), check.text));
    return { files, diagnostics: [...diagnostics, ...check.diagnostics] };
  };
}

/** The self-check of a module that is imported by a specifier, in the target's language. */
async function emitSelfCheck(
  source: Source,
  units: readonly Unit[],
  module: string,
  specifier: string,
  options: Options,
  typescript: TypeScript,
): Promise<{ readonly text: string; readonly diagnostics: readonly Diagnostic[] }> {
  const [{ printSelfCheck }, { instantiate }] = await Promise.all([
    import('./selfcheck/print.ts'),
    import('./load.ts'),
  ]);
  const origin = { ...source, name: fileOf(source.name) };
  const { text, warnings } = await printSelfCheck(units, await instantiate(module), origin, specifier);
  if (options.verify !== false && module.length <= LONG) assertTypes(source, module, typescript, { specifier, text });
  return {
    text: options.target === 'js' ? typescript.strip(text) : text,
    diagnostics: warnings.map((message) => ({
      ...fileError(source.name, 'check-incomplete', message),
      severity: 'warning',
    })),
  };
}

/** Compiles, emits and verifies. */
export async function emit(
  input: string | Source,
  options: Options,
  compiler?: Compiler,
  typescript?: () => Promise<TypeScript>,
): Promise<Emitted> {
  const source = sourceOf(input, options);
  const compileOptions = compileOptionsOf(source, options);
  const { compile, emit: emitModule } = compiler ?? (await loadCompiler());
  const units = await compile(source, compileOptions);
  checkExports(units, source);
  // The header names the file only: the same bytes from wherever adjoint is run.
  const text = emitModule(units, { ...source, name: fileOf(source.name) });
  if (options.verify === false) return { source, units, text, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  if (typescript !== undefined && text.length > LONG) {
    const message = `the output is too long to be type-checked: ${text.length} characters`;
    diagnostics.push({ ...fileError(source.name, 'not-type-checked', message), severity: 'warning' });
  } else if (typescript !== undefined) {
    assertTypes(source, text, await typescript());
  }
  const { verifyModule } = await import('./verify.ts');
  diagnostics.push(...(await verifyModule(units, text, source)));
  return { source, units, text, diagnostics };
}

/** The declarations that TypeScript looks for beside a JavaScript file: `m.js` has `m.d.ts`, `m.mjs` has `m.d.mts`. */
export const declarationsOf = (path: string): string => path.replace(/\.([cm]?)js$/, '.d.$1ts');

/** The file beside a module's code that checks it: `m.math.ts` has `m.check.ts`. */
export const selfCheckOf = (path: string): string => path.replace(/(?:\.math)?\.([cm]?[jt]s)$/, '.check.$1');

/** What the file beside it imports a module's code by: `./m.math.js` means `m.math.ts` too, to TypeScript and to bundlers. */
const specifierOf = (path: string): string => `./${fileOf(path).replace(/\.([cm]?)ts$/, '.$1js')}`;

const fileOf = (path: string): string => path.replace(/^.*[\\/]/s, '');

function assertTypes(source: Source, text: string, typescript: TypeScript, beside?: Beside): void {
  const problems = typescript.check(text, beside);
  if (problems.length === 0) return;
  throw new AdjointError(
    problems.map(({ message, line }) =>
      fileError(
        source.name,
        'emit-type',
        `the emitted code does not type-check: ${message} In: ${line}`,
        'this is a fault of adjoint, please report it',
      ),
    ),
  );
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
