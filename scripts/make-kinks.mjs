/**
 * Makes docs/kinks.md from the table in src/rules/kinks.ts, as `npm run build` has compiled it.
 *
 *     node scripts/make-kinks.mjs           writes the file
 *     node scripts/make-kinks.mjs --check   exits 1 if it is stale
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import { formulaKinks, kinks } from '../dist/src/rules/kinks.js';

const target = new URL('../docs/kinks.md', import.meta.url);

const names = { Infinity: '∞', '-Infinity': '−∞', NaN: 'NaN' };
const shown = (value) => names[value] ?? String(value).replace('-', '−');

/** Operations with two arguments say by which one is differentiated. */
const argument = ({ by, at }) => (at.length === 1 ? '' : ['first', 'second'][by]);
const rows = kinks.map((kink) =>
  [`\`${kink.op}\``, kink.where, argument(kink), shown(kink.value), kink.text].map((cell) => ` ${cell} `).join('|'),
);
const formulas = formulaKinks.map((kink) =>
  [`\`${kink.formula}\``, kink.where, kink.derivatives.map(shown).join(', '), kink.text]
    .map((cell) => ` ${cell} `)
    .join('|'),
);

const text = `# Derivatives at kinks

<!-- Made by scripts/make-kinks.mjs from src/rules/kinks.ts. Do not edit. -->

Where an operation has no derivative, or none that is finite, the emitted code gives the value below. The check before
writing tries points on both sides of a kink; at the kink itself it asks only that the given derivative lies
between that of the left and that of the right.

| operation | where | by argument | derivative | why |
| --- | --- | --- | ---: | --- |
${rows.map((row) => `|${row}|`).join('\n')}

A conditional \`a ? b : c\` has the derivative of the branch taken, and nothing flows to the condition. What was not
taken contributes 0 to every derivative, also where it is infinite or not a number: a branch, an element that no
subscript names, a direction that is 0.

A root of a sum of squares or absolute values has the derivative 0 where it is 0. Second derivatives are those of what
the tables give: 0 at these places.

| formula | where | gradient | why |
| --- | --- | ---: | --- |
${formulas.map((row) => `|${row}|`).join('\n')}
`;

const formatted = await format(text, { ...(await resolveConfig(target)), parser: 'markdown' });
if (!process.argv.includes('--check')) writeFileSync(target, formatted);
else if (readFileSync(target, 'utf8') !== formatted) {
  console.error('docs/kinks.md is stale: run node scripts/make-kinks.mjs');
  process.exitCode = 1;
}
