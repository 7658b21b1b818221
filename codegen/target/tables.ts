import type { ProgramTable } from '../../src/ir/program.ts';

/** The smallest of the types that hold a table's values. */
export function tableType({ values }: ProgramTable): 'Uint8Array' | 'Uint16Array' | 'Int32Array' {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const least = values.reduce((a, b) => Math.min(a, b), 0);
  return least < 0 || most > 0xffff ? 'Int32Array' : most > 0xff ? 'Uint16Array' : 'Uint8Array';
}

/** The tables of a module: those with the same values are one. */
export interface Tables {
  /** The module's name for a table of a function. */
  nameOf(table: ProgramTable, functionName: string): string;
  /** Their declarations. */
  texts(): readonly string[];
}

export function createTables(freshName: (wanted: string) => string): Tables {
  const names = new Map<string, string>();
  const texts: string[] = [];
  return {
    nameOf(table, functionName) {
      const values = table.values.join(', ');
      const known = names.get(values);
      if (known !== undefined) return known;
      const name = freshName(`${functionName}Places`);
      names.set(values, name);
      texts.push(
        `/** The places that the loops of ${functionName} read and write. */\nconst ${name} = new ${tableType(table)}([${values}]);`,
      );
      return name;
    },
    texts: () => texts,
  };
}
