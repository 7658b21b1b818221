interface Example {
  readonly main: (print: (line: string) => void) => unknown;
}

/** By the name of the folder, the quick ones first. */
const examples: Readonly<Record<string, () => Promise<Example>>> = {
  'shopping-bill': () => import('./shopping-bill/run.ts'),
  'inverse-kinematics': () => import('./inverse-kinematics/run.ts'),
  'black-scholes': () => import('./black-scholes/run.ts'),
  'logistic-regression': () => import('./logistic-regression/run.ts'),
  nist: () => import('./nist/run.ts'),
  mnist: () => import('./mnist/run.ts'),
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
    const { main } = await examples[name]!();
    await main(console.log);
  }
}
