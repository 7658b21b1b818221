import { describe, expect, it } from 'vitest';
import { kinked } from './combined.ts';
import { conditions } from './conditions.ts';
import { problemsOf, title } from './kit.ts';
import type { Case } from './kit.ts';
import { arrays } from './under-reductions.ts';

const named = (cases: readonly Case[]): [string, Case][] => cases.map((one) => [title(one), one]);

describe('conditions of every kind', () => {
  it.each(named(conditions))('%s', async (_, one) => expect(await problemsOf(one)).toEqual([]));
});

describe('kinks in combination', () => {
  it.each(named(kinked))('%s', async (_, one) => expect(await problemsOf(one)).toEqual([]));
});

describe('kinks and branches under reductions and in recurrences', () => {
  it.each(named(arrays))('%s', async (_, one) => expect(await problemsOf(one)).toEqual([]));
});
