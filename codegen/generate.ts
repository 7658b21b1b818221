import { AdjointError } from '../src/diagnostic.ts';
import type { Diagnostic } from '../src/diagnostic.ts';
import type { CompileOptions, Unit } from '../src/pipeline.ts';
import type { Source } from '../src/source.ts';
import { LONG } from './indent.ts';
import { compileOptionsOf, fileError, sourceOf } from './options.ts';
import type { Generated, GeneratedFile, Options } from './options.ts';
import type { TypeScript } from './typescript/project.ts';

/** What turns a source into the text of a module; a test may put its own in place. */
export interface Compiler {
  compile(source: Source, options: CompileOptions): Promise<readonly Unit[]>;
  emit(units: readonly Unit[], source: Source): string;
}

/** Generates one module after the other; what is costly to load is loaded once, when it is first needed. */
export type Generator = (source: string | Source, options?: Options) => Promise<Generated>;

/** A module compiled and, unless that was not wanted, verified: TypeScript text, not yet formatted. */
export interface Emitted {
  readonly source: Source;
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
  return async (input, options = {}) => {
    const { source, text, diagnostics } = await emit(input, options, compiler, typescript);
    const print = await format();
    const path = `${source.name}.${options.target ?? 'ts'}`;
    const file = async (at: string, content: string): Promise<GeneratedFile> => ({
      path: at,
      text: await print(content, source.name, options.prettier),
    });
    if (options.target !== 'js') return { files: [await file(path, text)], diagnostics };
    const { js, types } = (await typescript()).emit(text);
    return { files: [await file(path, js), await file(declarationsOf(path), types)], diagnostics };
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
  // The header names the file only: the same bytes from wherever adjoint is run.
  const text = emitModule(units, { ...source, name: source.name.replace(/^.*[\\/]/s, '') });
  if (options.verify === false) return { source, text, diagnostics: [] };
  const diagnostics: Diagnostic[] = [];
  if (typescript !== undefined && text.length > LONG) {
    const message = `the output is too long to be type-checked: ${text.length} characters`;
    diagnostics.push({ ...fileError(source.name, 'not-type-checked', message), severity: 'warning' });
  } else if (typescript !== undefined) {
    assertTypes(source, text, await typescript());
  }
  const { verifyModule } = await import('./verify.ts');
  diagnostics.push(...(await verifyModule(units, text, source)));
  return { source, text, diagnostics };
}

/** The declarations that TypeScript looks for beside a JavaScript file: `m.js` has `m.d.ts`, `m.mjs` has `m.d.mts`. */
export const declarationsOf = (path: string): string => path.replace(/\.([cm]?)js$/, '.d.$1ts');

function assertTypes(source: Source, text: string, typescript: TypeScript): void {
  const problems = typescript.check(text);
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
