import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { helperNames, helpersFor } from '../../../codegen/target/runtime.ts';
import * as special from '../../../src/ir/special.ts';

/** Runs emitted helpers as a module of their own would: nothing in scope but JavaScript itself. */
function evaluate(name: string, at: readonly number[]): number {
  const text = helpersFor(new Set([name]))
    .map((helper) => helper.text)
    .join('\n');
  const script = ts.transpileModule(text, { compilerOptions: { target: ts.ScriptTarget.ES2022 } }).outputText;
  return new Function(`'use strict';\n${script}\nreturn ${name}(${at.join(', ')});`)() as number;
}

describe('the runtime table', () => {
  it('is in step with src/ir/special', () => {
    const script = fileURLToPath(new URL('../../../scripts/make-runtime.mjs', import.meta.url));
    expect(() => execFileSync(process.execPath, [script, '--check'], { stdio: 'pipe' })).not.toThrow();
  });

  it('holds every special function', () => {
    expect(Object.keys(special).filter((name) => !helperNames.has(name))).toEqual([]);
  });

  it('closes over what is called, in order, whatever the order of the names', () => {
    const names = (...wanted: string[]): string[] => helpersFor(new Set(wanted)).map(({ name }) => name);
    expect(names('lgamma')).toEqual(['factorial', 'reciprocalGammaTail', 'sinPi', 'stirlingTail', 'gamma', 'lgamma']);
    expect(names('sigmoid', 'lgamma')).toEqual(names('lgamma', 'sigmoid'));
    expect(new Set(names('erf'))).toEqual(new Set(['erfcx', 'erfc', 'erf']));
    expect(names('sin', 'constructor')).toEqual([]);
  });

  it.each(Object.entries(special))('%s runs by itself and gives the same value', (name, f) => {
    for (const at of [
      [2, 0.75],
      [3, 40.5],
      [1, 3],
    ]) {
      const args = at.slice(0, f.length);
      expect(evaluate(name, args)).toBe((f as (...args: number[]) => number)(...args));
    }
  });

  it('is strict TypeScript without imports', () => {
    const text = helpersFor(helperNames)
      .map((helper) => `export ${helper.text.replace(/^\/\*\*[^]*?\*\/\n/, '')}`)
      .join('\n');
    const options: ts.CompilerOptions = {
      strict: true,
      noUncheckedIndexedAccess: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      types: [],
    };
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (file, target, ...rest) =>
      file === 'helpers.ts' ? ts.createSourceFile(file, text, target) : read(file, target, ...rest);
    const found = ts.getPreEmitDiagnostics(ts.createProgram(['helpers.ts'], options, host));
    expect(found.map(({ messageText }) => messageText)).toEqual([]);
  });
});
