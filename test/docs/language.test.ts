import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { load } from '../../codegen/index.ts';
import { builtins } from '../../src/ir/lower/builtins/table.ts';
import { constants } from '../../src/ir/lower/constants.ts';
import { compile } from '../../src/pipeline.ts';
import { blocksOf } from './blocks.ts';

const text = readFileSync(fileURLToPath(new URL('../../docs/language.md', import.meta.url)), 'utf8');

/** What stands between `<!-- name -->` and `<!-- /name -->`. */
const section = (name: string): string => text.split(`<!-- ${name} -->`)[1]?.split(`<!-- /${name} -->`)[0] ?? '';

const quoted = (cell: string | undefined): string[] =>
  [...(cell ?? '').matchAll(/`([^`]+)`/g)].map((match) => match[1] as string);

const rows = section('functions')
  .split('\n')
  .filter((line) => line.startsWith('| `'))
  .map((line) => line.split('|'));
const functions = rows.flatMap((cells) => quoted(cells[1]));
const forms = rows.flatMap((cells) => quoted(cells[2]));

/** What the forms in the table are about. */
const inputs = 'n : int; x : real; y : real; z : real; b : real; v : real[n]; u : real[n]; M : real[n, n]';

describe('docs/language.md', () => {
  it('lists every function, once', () => {
    expect(functions.toSorted()).toEqual([...builtins.keys()].toSorted());
  });

  it('shows how each function is written', () => {
    const shown = new Set(forms.map((form) => form.split('(')[0]));
    expect(functions.filter((name) => !shown.has(name))).toEqual([]);
  });

  it.each(forms)('is right that one can write %s', async (form) => {
    const [unit] = await compile({ name: 'form.math', text: `${inputs}\nresult = ${form}` });
    expect(unit?.name).toBe('result');
  });

  it('lists every constant', () => {
    expect(quoted(section('constants')).toSorted()).toEqual([...constants.keys()].toSorted());
  });

  it.each(blocksOf(text).map((block) => block.text))(
    'has modules that compile and pass the check: %s',
    async (module) => {
      expect(await load(module)).toBeTypeOf('object');
    },
  );

  it.each([
    ['f(x, c) = 1/2 x * c', [6, 1], 3],
    ['f(x, c) = c/2 x', [6, 4], 4 / 12],
    ['f(x) = -x^2', [3], -9],
    ['f(x) = 2^-x^2', [2], 1 / 16],
    ['f(x) = x + 10%', [50], 55.00000000000001],
    ['f(x) = 10% * x', [50], 5],
    ['f(x) = x % 3', [-1], 2],
    ['f(x) = round(x)', [-2.5], -3],
    ['f(x) = sum(x, 2)', [5], 7],
    ['f(x) = sum(i = 3:2, x) + prod(i = 3:2, x)', [5], 1],
  ])('says what %s gives', async (formula, at, expected) => {
    const { f } = await load<{ f(...values: readonly number[]): number }>(formula, { verify: false });
    expect(f(...at)).toBeCloseTo(expected, 12);
  });
});
