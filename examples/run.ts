import * as blackScholes from './black-scholes/run.ts';
import * as inverseKinematics from './inverse-kinematics/run.ts';
import * as logisticRegression from './logistic-regression/run.ts';
import * as mnist from './mnist/run.ts';
import * as nist from './nist/run.ts';
import * as shoppingBill from './shopping-bill/run.ts';

interface Example {
  readonly main: (print: (line: string) => void) => unknown;
}

/** By the name of the folder, the quick ones first. */
const examples: Readonly<Record<string, Example>> = {
  'shopping-bill': shoppingBill,
  'inverse-kinematics': inverseKinematics,
  'black-scholes': blackScholes,
  'logistic-regression': logisticRegression,
  nist,
  mnist,
};

/** Runs the examples that are named, or all of them: `npm run example`, `npm run example -- nist`. */
const chosen = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(examples);
const unknown = chosen.filter((name) => !Object.hasOwn(examples, name));
if (unknown.length > 0) {
  console.error(`no example ${unknown.join(', ')}; there are ${Object.keys(examples).join(', ')}`);
  process.exitCode = 2;
} else {
  for (const name of chosen) {
    console.log(`\n${name}\n${'='.repeat(name.length)}`);
    await examples[name]!.main(console.log);
  }
}
