import { generate } from '../codegen/index.ts';

/** How long long formulas take to compile: `node build/bench/compile.js`. */
const TERMS = 20_000;
const SQUARINGS = 30;

const terms = Array.from({ length: TERMS }, (_, k) => `x[${(k % 50) + 1}]^2 * ${k + 1}`);
const squarings = Array.from(
  { length: SQUARINGS },
  (_, k) => `y${k + 1} = ${k === 0 ? 'x' : `y${k}`} * ${k === 0 ? 'x' : `y${k}`}`,
);
const formulas = {
  [`${TERMS} different terms`]: `f(x) = ${Array.from({ length: TERMS }, (_, k) => `sin(${k + 1} * x)`).join(' + ')}`,
  [`${TERMS} statements`]: [
    'y0 = x',
    ...Array.from({ length: TERMS }, (_, k) => `y${k + 1} = y${k} + sin(${k + 1} * x)`),
  ].join('\n'),
  [`${TERMS} like terms`]: `x : real[50]\nf = ${terms.join(' + ')}`,
  [`${SQUARINGS} nested squarings`]: `x : real\n${squarings.join('\n')}`,
};

// Loading the compiler, the type checker and prettier is not what is measured here.
await generate('f(x) = x^2');
for (const [name, source] of Object.entries(formulas))
  for (const verify of [false, true]) {
    const start = performance.now();
    const { files } = await generate(source, { verify });
    const seconds = (performance.now() - start) / 1000;
    const size = files.reduce((sum, file) => sum + file.text.length, 0);
    console.log(
      `${name.padEnd(24)} ${verify ? 'verified    ' : 'not verified'} ${seconds.toFixed(2).padStart(7)} s   ${size} characters`,
    );
  }
