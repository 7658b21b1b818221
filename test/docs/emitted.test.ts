import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { generate, load } from '../../codegen/index.ts';
import type { Options } from '../../codegen/index.ts';
import { blocksOf, replaceBlocks } from './blocks.ts';

const file = fileURLToPath(new URL('../../docs/emitted.md', import.meta.url));
const text = readFileSync(file, 'utf8');
const modules = new Map(
  blocksOf(text).flatMap(({ note, text: module }) => (note[0] === 'file' ? [[note[1], module]] : [])),
);
const emits = new Map(
  [...text.matchAll(/`adjoint (\S+) --emit (\S+)`/g)].map((match) => [match[1], match[2]?.split(',')]),
);

/** The declarations of the module, without comments. */
async function signatures(name: string | undefined): Promise<string> {
  const options = {
    name,
    target: 'js',
    emit: emits.get(name),
    prettier: { printWidth: 120, singleQuote: true },
  } as Options;
  const { files } = await generate(modules.get(name) as string, options);
  const declarations = files.find(({ path }) => path.endsWith('.d.ts'))?.text ?? '';
  return declarations
    .replace(/^(?:\/\*\*[^]*?\*\/|\/\/.*)\n/gm, '')
    .replace(/\n{2,}/g, '\n')
    .trim();
}

it('shows the declarations that are emitted (`npx vitest run test/docs -u` brings them up to date)', async () => {
  const shown = blocksOf(text).filter(({ note }) => note[0] === 'signatures');
  expect(shown).toHaveLength(2);
  const real = new Map<string, string>();
  for (const { note } of shown) real.set(note[1] as string, await signatures(note[1]));
  const updated = replaceBlocks(
    text,
    (block) => (block.note[0] === 'signatures' && real.get(block.note[1] as string)) || block.text,
  );
  await expect(updated).toMatchFileSnapshot(file);
});

type Arrays = Record<'x' | 's', Float64Array>;
interface Energy {
  energyGrad(x: Float64Array, s: number, out?: object): { gradient: Arrays };
  energyHessian(x: Float64Array, s: number): { hessian: Record<'x' | 's', Arrays> };
  energyForward(x: Float64Array, s: number): { saved: { x: Float64Array } };
}

it('is right about layout and memory', async () => {
  const { energyGrad, energyHessian, energyForward } = await load<Energy>(modules.get('energy.math') as string, {
    emit: ['hessian'],
    verify: false,
  });
  const x = Float64Array.of(1, 2);
  const { hessian } = energyHessian(x, 3);
  expect([...hessian.x.x]).toEqual([36, 0, 0, 144]);
  expect([[...hessian.x.s], [...hessian.s.x], hessian.s.s]).toEqual([[4, 32], [4, 32], 0]);

  const out = energyGrad(x, 3);
  const { gradient } = out;
  const array = gradient.x;
  expect(energyGrad(Float64Array.of(3, 4), 3, out)).toBe(out);
  expect(out.gradient.x).toBe(array);
  energyGrad(Float64Array.of(3, 4, 5), 3, out);
  expect(out.gradient.x).toHaveLength(3);
  expect(energyForward(x, 3).saved.x).toBe(x);

  const { residualJacobian } = await load<Record<string, (...inputs: readonly unknown[]) => { jacobian: Arrays }>>(
    modules.get('residual.math') as string,
    { emit: ['jacobian'], verify: false },
  );
  const { jacobian } = (residualJacobian as NonNullable<typeof residualJacobian>)(
    Float64Array.of(1, 2, 3, 4, 5, 6),
    Float64Array.of(0, 0),
    Float64Array.of(0, 0, 0),
  );
  expect([...jacobian.x]).toEqual([1, 2, 3, 4, 5, 6]);
});

it.each([
  ['x : real[n]; y : real[n]; f = dot(x, y)', [Float64Array.of(1, 2), Float64Array.of(1)], 'f: y has 1 elements'],
  ['n : int; x : real; f = x^n', [1.5, 2], 'f: n is not an integer'],
  ['x : real[n]; k : int[m]; f = sum(i = 1:m, x[k[i]])', [Float64Array.of(1, 2), [3]], 'f: k is a subscript of x'],
  [
    'p : int[n]; R : real[n]; T : real[n]; T[1] = R[1]; T[b] = T[p[b]] * R[b]; f = sum(T)',
    [[0, 2], Float64Array.of(1, 2)],
    'f: an entry of p is not below its own place',
  ],
  ['x : real[n]; k : int[m]; f = sum(i = 1:m, x[k[i]])', [Float64Array.of(1, 2), [1.5]], 'f: k is a subscript of x'],
  [
    'A : real[n, 2]; k : int[m]; f = sum(i = 1:m, A[k[i], 1])',
    [Float64Array.of(1, 2, 3, 4), [1.5]],
    'f: k is a subscript of A, an integer from 1 to 2',
  ],
  ['x : real; k : int[m]; f = sum(i = 1:m, x^k[i])', [2, [1, 0.5]], 'f: k has an element that is not an integer'],
  [
    'p : int[n]; R : real[n]; T : real[n]; T[1] = R[1]; T[b] = T[p[b]] * R[b]; f = sum(T)',
    [[0, 1, 1.5], Float64Array.of(1, 2, 3)],
    'f: an entry of p is not below its own place',
  ],
  ['x : real[n]; k : int; f = x[k]^2', [Float64Array.of(1, 2), 3], 'f: '],
])('throws a RangeError for %s', async (module, inputs, message) => {
  const { f } = await load<{ f(...inputs: readonly unknown[]): number }>(module, { verify: false });
  expect(() => f(...inputs)).toThrow(RangeError);
  expect(() => f(...inputs)).toThrow(message);
});
