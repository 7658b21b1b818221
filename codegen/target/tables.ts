import type { ProgramTable } from '../../src/ir/program.ts';

/** The smallest of the types that hold a table's values. */
function tableType({ values }: ProgramTable): 'Uint8Array' | 'Uint16Array' | 'Int32Array' {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const least = values.reduce((a, b) => Math.min(a, b), 0);
  return least < 0 || most > 0xffff ? 'Int32Array' : most > 0xff ? 'Uint16Array' : 'Uint8Array';
}

/** A table of a function, by its name in the module. */
export const printTable = (table: ProgramTable, name: string, functionName: string): string =>
  [
    `/** The places that the loops of ${functionName} read and write. */`,
    `const ${name} = new ${tableType(table)}([${table.values.join(', ')}]);`,
  ].join('\n');
