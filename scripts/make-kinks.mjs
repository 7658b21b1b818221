/**
 * Makes docs/kinks.md from the table in src/rules/kinks.ts, as `npm run build` has compiled it.
 *
 *     node scripts/make-kinks.mjs           writes the file
 *     node scripts/make-kinks.mjs --check   exits 1 if it is stale
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { kinks } from '../dist/src/rules/kinks.js';

const target = new URL('../docs/kinks.md', import.meta.url);

const names = { Infinity: '∞', '-Infinity': '−∞', NaN: 'NaN' };
const shown = (value) => names[value] ?? String(value).replace('-', '−');

/** Operations with two arguments say by which one is differentiated. */
const argument = ({ by, at }) => (at.length === 1 ? '' : ['first', 'second'][by]);
const rows = kinks.map((kink) =>
  [`\`${kink.op}\``, kink.where, argument(kink), shown(kink.value), kink.text].map((cell) => ` ${cell} `).join('|'),
);

const text = `# Derivatives at kinks

<!-- Made by scripts/make-kinks.mjs from src/rules/kinks.ts. Do not edit. -->

Where an operation has no derivative, or none that is finite, the emitted code gives the value below. The check before
writing tries points on both sides of a kink; at the kink itself it asks only that the given derivative lies
between that of the left and that of the right.

| operation | where | by argument | derivative | why |
| --- | --- | --- | ---: | --- |
${rows.map((row) => `|${row}|`).join('\n')}

What is built from these operations follows them, with three choices of its own:

- \`max(x)\` and \`min(x)\` of an array: the first of several equal elements has the whole derivative.
- \`norm(x)\` and \`std(x)\` are roots: where the root is 0, the derivative is 0.
- \`a ? b : c\`: the derivative is that of the branch taken. Nothing flows to the condition.
`;

const formatted = await format(text, { ...(await resolveConfig(target)), parser: 'markdown' });
if (!process.argv.includes('--check')) writeFileSync(target, formatted);
else if (readFileSync(target, 'utf8') !== formatted) {
  console.error('docs/kinks.md is stale: run node scripts/make-kinks.mjs');
  process.exitCode = 1;
}
