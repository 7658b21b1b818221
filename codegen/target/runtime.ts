import { helperTexts } from './runtime.generated.ts';

/** A function that emitted code brings along, because Math lacks it. */
export interface Helper {
  readonly name: string;
  /** TypeScript: a doc comment and `function name(…): number { … }`, without `export`. */
  readonly text: string;
}

const table: ReadonlyMap<string, { readonly needs: readonly string[]; readonly text: string }> = new Map(
  Object.entries(helperTexts),
);

/** The names of all helpers: emitted code must not use them for anything else when it brings them along. */
export const helperNames: ReadonlySet<string> = new Set(table.keys());

/**
 * The helpers of these names and those that they call, each after what it calls (helpers that call each other in
 * alphabetical order), in an order that depends on the names alone. Names that are no helpers are passed over.
 */
export function helpersFor(names: ReadonlySet<string>): Helper[] {
  const ordered = new Map<string, Helper>();
  const entered = new Set<string>();
  // The helpers call each other a few levels deep at most.
  const visit = (name: string): void => {
    const helper = table.get(name);
    if (helper === undefined || entered.has(name)) return;
    entered.add(name);
    helper.needs.forEach(visit);
    ordered.set(name, { name, text: helper.text });
  };
  [...names].sort().forEach(visit);
  return [...ordered.values()];
}
