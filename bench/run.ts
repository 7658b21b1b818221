import { parseArgs } from 'node:util';
import { cases } from './cases.ts';
import { contest } from './measure.ts';

/** Generated against hand-written code: `npm run bench`, with `-- --json` for machines and `-- --rounds 11` for haste. */
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, rounds: { type: 'string', default: '41' } },
});

const outcomes = cases.map((make) => contest(make(), Number(values.rounds)));
if (values.json) console.log(JSON.stringify(outcomes, null, 2));
else {
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  console.log(`${'value and gradient'.padEnd(width)}  generated  hand-written  ratio  difference`);
  for (const { name, generated, handwritten, ratio, difference } of outcomes) {
    const times = `${generated.toFixed(1).padStart(7)} µs  ${handwritten.toFixed(1).padStart(9)} µs`;
    console.log(
      `${name.padEnd(width)} ${times}  ${ratio.toFixed(2).padStart(5)}  ${difference.toExponential(0).padStart(10)}`,
    );
  }
}
