import { spawnSync } from 'node:child_process';
import { median } from './measure.ts';

/** How long the command line takes from start to end: `node build/bench/startup.js`, after `npm run build`. */
const commands = {
  'node alone': ['-e', '0'],
  'adjoint --help': ['dist/codegen/cli.js', '--help'],
  "adjoint derive 'x^2' --wrt x": ['dist/codegen/cli.js', 'derive', 'x^2', '--wrt', 'x'],
};
const RUNS = 11;

for (const [name, args] of Object.entries(commands)) {
  const times = Array.from({ length: RUNS }, () => {
    const start = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${name} ended with ${status}\n${stderr}`);
    return performance.now() - start;
  });
  console.log(`${name.padEnd(30)} ${median(times).toFixed(0).padStart(5)} ms`);
}
