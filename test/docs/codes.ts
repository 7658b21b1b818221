import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Functions that take the code of a diagnostic as one of their arguments, by the name that they are called by. */
const REPORTING: ReadonlySet<string> = new Set(
  'error warn fail fault report reportAt refused failFile fileError'.split(' '),
);
const CODE = /^[a-z]+(?:-[a-z0-9]+)*$/;

/** Every diagnostic code that stands in the sources, with a file that it stands in. */
export function diagnosticCodes(): Map<string, string> {
  const found = new Map<string, string>();
  for (const folder of ['src', 'codegen']) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      // The check reports by kind of comparison, under one code of its own.
      if (!name.endsWith('.ts') || /^check.gradients/.test(name)) continue;
      const text = readFileSync(join(root, folder, name), 'utf8');
      const visit = (node: ts.Node): void => {
        const code = codeIn(node);
        if (code !== undefined) found.set(code, `${folder}/${name}`);
        ts.forEachChild(node, visit);
      };
      visit(ts.createSourceFile(name, text, ts.ScriptTarget.Latest));
    }
  }
  return found;
}

function codeIn(node: ts.Node): string | undefined {
  if (ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && node.name.text === 'code') {
    return ts.isStringLiteral(node.initializer) ? node.initializer.text : undefined;
  }
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const callee = ts.isPropertyAccessExpression(expression) ? expression.name : expression;
  if (!ts.isIdentifier(callee) || !REPORTING.has(callee.text)) return undefined;
  // These name the file first, which may be a literal too.
  const first = callee.text === 'fileError' || callee.text === 'failFile' ? 1 : 0;
  const code = node.arguments.slice(first).find(ts.isStringLiteral)?.text;
  return code !== undefined && CODE.test(code) ? code : undefined;
}
