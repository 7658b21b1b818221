import { Project, ts } from 'ts-morph';
import type { CompilerOptions } from 'ts-morph';

/** TypeScript's compiler over a file system in memory; kept for several modules, it reads its library files once. */
export interface TypeScript {
  /** What strict TypeScript says against a module, each with the line that it is about; empty when it is right. */
  check(text: string): TypeProblem[];
  /** The module as JavaScript, comments kept, with its declarations. */
  emit(text: string): { readonly js: string; readonly types: string };
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
    check(text) {
      load(text);
      const lines = text.split('\n');
      return project.getPreEmitDiagnostics().map((problem) => ({
        message: ts.flattenDiagnosticMessageText(problem.compilerObject.messageText, ' '),
        line: lines[(problem.getLineNumber() ?? 1) - 1]?.trim() ?? '',
      }));
    },
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

/** The module as the body of a function of `exports`: live code without a file (see load.ts). */
export function toCommonJs(text: string): string {
  const { target, newLine } = compilerOptions;
  return ts.transpileModule(text, { compilerOptions: { target, newLine, module: ts.ModuleKind.CommonJS } }).outputText;
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
