/**
 * Makes codegen/target/runtime.generated.ts from the functions in src/ir/special: their texts, for copying into emitted code.
 *
 *     node scripts/make-runtime.mjs           writes the file
 *     node scripts/make-runtime.mjs --check   exits 1 if it is stale
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';

const sources = new URL('../src/ir/special/', import.meta.url);
const target = new URL('../codegen/target/runtime.generated.ts', import.meta.url);

// A doc comment, and below it a function up to the first line that is a lone closing brace, or a table of one line.
const helperText = /^(\/\*\*(?:(?!\*\/)[^])*\*\/\n)export ((?:function (\w+)[^]*?\n\}|const (\w+) = .*;)\n)/gm;
const comment = /\/\*[^]*?\*\/|\/\/.*/g;

const helpers = readdirSync(sources)
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => {
    const text = readFileSync(new URL(file, sources), 'utf8');
    const found = [...text.matchAll(helperText)].map(([, doc, body, name, table]) => ({
      name: name ?? table,
      text: doc + body,
    }));
    const rest = text.replace(helperText, '').trim();
    if (rest !== '')
      throw new Error(`${file}: only exported functions and tables, each with a doc comment, may stand here:\n${rest}`);
    return found;
  })
  .sort((a, b) => (a.name < b.name ? -1 : 1));

/** The other helpers that a helper calls or reads. */
function needsOf({ name, text }) {
  const code = text.replace(comment, '');
  return helpers
    .map((other) => other.name)
    .filter((other) => other !== name && new RegExp(`(?<![.\\w])${other}[([;]`).test(code));
}

const literal = (text) => '`' + text.trimEnd().replace(/[\\`]|\$\{/g, '\\$&') + '`';

const generated = `// Made by scripts/make-runtime.mjs from src/ir/special. Do not edit.

export const helperTexts = {
${helpers
  .map(
    (helper) =>
      `  ${helper.name}: {\n    needs: [${needsOf(helper)
        .map((name) => `'${name}'`)
        .join(', ')}],\n    text: ${literal(helper.text)},\n  },`,
  )
  .join('\n')}
} as const;
`;

if (process.argv.includes('--check')) {
  let committed = '';
  try {
    committed = readFileSync(target, 'utf8');
  } catch {
    // A file that is missing is stale.
  }
  if (committed !== generated) {
    console.error('codegen/target/runtime.generated.ts is stale: run node scripts/make-runtime.mjs');
    process.exitCode = 1;
  }
} else {
  writeFileSync(target, generated);
}
