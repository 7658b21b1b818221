import { describe, expect, test } from 'vitest';
import { instantiate } from '../../codegen/load.ts';
import { outcomeOf } from './outcome.ts';

/** Names that mean something to JavaScript, to its objects, or in emitted code: here they are names like any other. */
const WORDS = `arguments as async await break case catch class const continue debugger default delete do else enum eval
  export extends finally for from function get if implements import instanceof interface let new number of package
  private protected public return set static string super switch this throw try type typeof var void while with yield
  constructor prototype __proto__ toString valueOf hasOwnProperty toLocaleString __defineGetter__ then
  Math Float64Array Int32Array Number Object Array RangeError Symbol JSON globalThis process require module exports window
  out saved seed buffer length name value gradient tangent rows columns values caller callee`.split(/\s+/);

/** Names as derived ones have them, of the same letters, and outside of the Latin alphabet. */
const LIKE = 'x xBar xBar2 xDot dx fGrad fForward fBackward FSaved fScratch X _x x_ $x x$ é É α β Δ 𝒙'.split(' ');
const NAMES = [...new Set([...WORDS, ...LIKE])];

const sum = (text: (name: string, k: number) => string): string => NAMES.map(text).join(' + ');
const values = (value: number): number[] => NAMES.map(() => value);

describe('names of every kind', () => {
  test('of inputs', async () => {
    const { text, faults, codes } = await outcomeOf(`f(${NAMES.join(', ')}) = ${sum((name) => `${name}^2`)}`, {
      emit: ['jvp', 'hvp'],
    });
    expect([faults, codes]).toEqual([[], []]);
    const { f, fGrad } = await instantiate(text);
    expect(f?.(...values(2))).toBe(4 * NAMES.length);
    const { gradient } = (fGrad as (...inputs: number[]) => { gradient: Record<string, number> })(...values(2));
    expect(Object.values(gradient)).toEqual(values(4));
  });

  // All together they would be too long to be type-checked.
  test.each([0, 1, 2])('of arrays and sizes, part %d', async (part) => {
    const names = NAMES.filter((_, k) => k % 3 === part);
    const declared = names.map((name) => `${name} : real[${name}Size]`).join('\n');
    const { text, faults, codes } = await outcomeOf(
      `${declared}\nf = ${names.map((name) => `sum(${name} .^ 2)`).join(' + ')}`,
    );
    expect([faults, codes]).toEqual([[], []]);
    const { fGrad } = await instantiate(text);
    const result = fGrad?.(...names.map(() => Float64Array.of(1, 2))) as { value: number };
    expect(result.value).toBe(5 * names.length);
  });

  test('of functions and indices', async () => {
    const functions = NAMES.map((name) => `${name}(${name}) = sum(${name} = 1:2, ${name} * t)`).join('\n');
    const { text, faults } = await outcomeOf(`t : real\n${functions}\nresult = ${sum((name) => `${name}(1)`)}`);
    expect(faults).toEqual([]);
    expect((await instantiate(text)).result?.(2)).toBe(6 * NAMES.length);
  });

  test('of results', async () => {
    const outputs = ['class', 'await', 'constructor', '__proto__', 'toString', 'arguments', 'Math', 'x$', 'α'];
    const text = `u : real\n${outputs.map((name, k) => `${name} = u^${k + 2}`).join('\n')}`;
    const { faults, codes, text: emitted } = await outcomeOf(text, { outputs });
    expect([faults, codes]).toEqual([[], []]);
    const functions = await instantiate(emitted);
    expect(outputs.map((name) => functions[name]?.(2))).toEqual(outputs.map((_, k) => 2 ** (k + 2)));
  });
});

test.each([
  ['f(x) = x\nfGrad(x) = 2x', ['f', 'fGrad'], 'duplicate 2:1'],
  ['fJvp = x^2\nf = x', ['fJvp', 'f'], 'duplicate 1:1'],
  ['then = x^2', ['then'], 'reserved-name 1:1'],
])('what can be no export is refused: %j', async (text, outputs, ...places) => {
  expect(await outcomeOf(text, { outputs, emit: ['jvp'] })).toMatchObject({ faults: [], compiled: false, places });
});

test.each([
  ['f(x) = x # */ globalThis.broken = 1 /*'],
  ['f(x) = x # \u2028 globalThis.broken = 1'],
  ['f(x) = x # ${globalThis.broken = 1} `'],
  ['x : real # \\u000a globalThis.broken = 1\nf = x'],
])('nothing of a comment becomes code: %j', async (text) => {
  expect(await outcomeOf(text)).toMatchObject({ faults: [], compiled: true });
  expect('broken' in globalThis).toBe(false);
});
