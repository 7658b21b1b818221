import { describe, expect, it } from 'vitest';
import { emit } from '../../codegen/generate.ts';
import type { Compiler } from '../../codegen/generate.ts';
import { emitModule } from '../../codegen/target/typescript.ts';
import type { AdjointError } from '../../src/diagnostic.ts';
import { ops } from '../../src/ir/op.ts';
import type { OpName } from '../../src/ir/op.ts';
import { createStore } from '../../src/ir/store.ts';
import { compile } from '../../src/pipeline.ts';
import { createKit } from '../../src/rules/kit.ts';
import { standardTables } from '../../src/rules/tables.ts';
import type { Tables } from '../../src/rules/tables.ts';
import { arithmeticMutants } from './arithmetic.ts';
import { conditionMutants } from './conditions.ts';
import { derivativeMutants } from './derivatives.ts';
import type { Mutant } from './mutant.ts';
import { reductionMutants } from './reductions.ts';
import { stabiliseMutants } from './stabilise.ts';

/** What `generate` verifies by, on the code that these rules make: the codes of its diagnostics. */
async function verify({ formula, emit: wanted }: Mutant, tables: Tables): Promise<readonly string[]> {
  const compiler: Compiler = { compile: (source, options) => compile(source, options, tables), emit: emitModule };
  try {
    await emit(formula, wanted === undefined ? {} : { emit: wanted }, compiler);
    return [];
  } catch (error) {
    return (error as AdjointError).diagnostics.map(({ code }) => code);
  }
}

const mutants = [
  ...derivativeMutants,
  ...reductionMutants,
  ...arithmeticMutants,
  ...conditionMutants,
  ...stabiliseMutants,
];

describe('the right rules', () => {
  const formulas = new Map(mutants.map((mutant) => [`${mutant.formula} ${mutant.emit}`, mutant]));
  it.each([...formulas])('pass: %s', async (_formula, mutant) => {
    expect(await verify(mutant, standardTables)).toEqual([]);
  });
});

describe('the mutants', () => {
  it('are many', () => {
    expect(mutants.length).toBeGreaterThan(140);
  });

  it('are of every derivative that flows', () => {
    const store = createStore();
    const kit = createKit(store);
    const flowing = Object.entries(standardTables.derivatives).filter(([op, rule]) => {
      const args = Array.from({ length: ops[op as OpName].arity }, (_, k) => store.read(`x${k}`, []));
      return rule(kit, args, store.op(op as OpName, ...args)).some((partial) => partial !== null);
    });
    const covered = new Set(derivativeMutants.map(({ rule }) => rule));
    expect(flowing.map(([op]) => `derivative of ${op}`).filter((rule) => !covered.has(rule))).toEqual([]);
  });

  it.each(['simplify', 'stabilise'] as const)('are of every row of %s', (table) => {
    const covered = mutants.map(({ tables }) => tables(standardTables)[table]);
    const uncovered = standardTables[table].filter((row) => covered.every((rows) => rows.includes(row)));
    expect(uncovered.map(({ name }) => name)).toEqual([]);
  });
});

describe('a wrong rule is caught before anything is written', () => {
  it.each(mutants.map((mutant) => [mutant.rule, mutant.wrong, mutant.formula, mutant] as const))(
    '%s: %s, in %s',
    async (_rule, _wrong, _formula, mutant) => {
      expect(await verify(mutant, mutant.tables(standardTables))).toContain('check-failed');
    },
  );
});
