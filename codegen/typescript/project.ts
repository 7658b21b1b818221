import { Project, ts } from 'ts-morph';
import type { CompilerOptions } from 'ts-morph';

/** TypeScript's compiler over a file system in memory; kept for several modules, it reads its library files once. */
export interface TypeScript {
  /**
   * What strict TypeScript says against a module, each with the line that it is about; empty when it is right. With a
   * file beside it that imports it, what it says against both.
   */
  check(text: string, beside?: Beside): TypeProblem[];
  /** The module as JavaScript, comments kept, with its declarations. */
  emit(text: string): { readonly js: string; readonly types: string };
  /** A module as JavaScript, without looking at its types. */
  strip(text: string): string;
}

/** A file and what it imports the module by. */
export interface Beside {
  readonly specifier: string;
  readonly text: string;
}

export interface TypeProblem {
  readonly message: string;
  /** The line of the emitted text. */
  readonly line: string;
}

/** As strict as a user's own project may be: what is emitted must pass there too. */
const compilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noImplicitReturns: true,
  noFallthroughCasesInSwitch: true,
  noUnusedLocals: true,
  noUnusedParameters: true,
  isolatedModules: true,
  declaration: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  newLine: ts.NewLineKind.LineFeed,
  lib: ['lib.es5.d.ts', 'lib.es2015.core.d.ts', 'lib.es2015.collection.d.ts', 'lib.es2015.iterable.d.ts'],
  types: [],
} satisfies CompilerOptions;

const MODULE = 'module.ts';

export function createTypeScript(): TypeScript {
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions });
  let loaded: string | undefined;
  const load = (text: string): void => {
    if (text !== loaded) project.createSourceFile(MODULE, text, { overwrite: true });
    loaded = text;
  };
  return {
    check(text, beside) {
      if (beside !== undefined) return checkBeside(text, beside);
      load(text);
      return problemsIn(project);
    },
    strip: (text) => spaced(transpile(text, ts.ModuleKind.ESNext)),
    emit(text) {
      load(text);
      const files = project.emitToMemory().getFiles();
      const textOf = (ending: string): string => files.find((file) => file.filePath.endsWith(ending))?.text ?? '';
      const header = /^(?:\/\/|\/\*)/.test(text) ? text.slice(0, text.indexOf('\n\n')) : '';
      const types = textOf('.d.ts');
      return { js: spaced(textOf('.js')), types: spaced(types.includes(header) ? types : `${header}\n\n${types}`) };
    },
  };
}

/** In a project of its own: a self-check uses more of the library, though nothing beyond ES2019. */
function checkBeside(text: string, { specifier, text: other }: Beside): TypeProblem[] {
  const options = { ...compilerOptions, lib: ['lib.es2019.d.ts'], moduleResolution: ts.ModuleResolutionKind.Bundler };
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: options });
  project.createSourceFile(specifier.replace(/\.([cm]?)js$/, '.$1ts'), text);
  project.createSourceFile('check.ts', other);
  return problemsIn(project);
}

function problemsIn(project: Project): TypeProblem[] {
  return project.getPreEmitDiagnostics().map((problem) => ({
    message: ts.flattenDiagnosticMessageText(problem.compilerObject.messageText, ' '),
    line: problem.getSourceFile()?.getFullText().split('\n')[(problem.getLineNumber() ?? 1) - 1]?.trim() ?? '',
  }));
}

/** The module as the body of a function of `exports`: live code without a file (see load.ts). */
export const toCommonJs = (text: string): string => transpile(text, ts.ModuleKind.CommonJS);

function transpile(text: string, module: ts.ModuleKind): string {
  const { target, newLine } = compilerOptions;
  return ts.transpileModule(text, { compilerOptions: { target, newLine, module } }).outputText;
}

/** TypeScript's printer drops empty lines: gives each documented or closed-off top-level declaration one before it. */
function spaced(text: string): string {
  const out: string[] = [];
  for (const line of text.split('\n')) {
    const before = out[out.length - 1] ?? '';
    const comment = line.startsWith('/*') || (line.startsWith('//') && !before.startsWith('//'));
    if (before !== '' && (comment || (before.startsWith('}') && /^\w/.test(line)))) out.push('');
    out.push(line);
  }
  return out.join('\n');
}
