/**
 * Random programs through the whole pipeline: every pass, mode and printer must agree. Exits 1 with the seed and the
 * shrunk program where they do not.
 *
 *     npm run fuzz                       10,000 programs, from a seed that is taken from the clock
 *     npm run fuzz -- <count> <seed>     as many programs from that seed
 */
import { spawnSync } from 'node:child_process';

const [count = '10000', seed = String(Date.now() % 2 ** 31)] = process.argv.slice(2);
if (![count, seed].every((text) => /^\d{1,10}$/.test(text))) {
  console.error('usage: npm run fuzz -- [count] [seed], both whole numbers');
  process.exit(2);
}
console.log(`${count} random programs from seed ${seed}`);
const vitest = new URL('../node_modules/vitest/vitest.mjs', import.meta.url).pathname;
const { status } = spawnSync(process.execPath, [vitest, 'run', 'test/property', '--reporter=verbose'], {
  stdio: 'inherit',
  env: { ...process.env, ADJOINT_PROGRAMS: count, ADJOINT_SEED: seed },
});
process.exit(status ?? 1);
